"""A reader's choices and words of ours -> the pages below /mail/, and the mail that asks for confirmation."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from feedpub.errors import NotFound
from feedpub.model import EVERYWHERE, Every, Letter, Wish
from feedpub.regions import by_code, children, lineage, provinces
from feedpub.stages.render.frame import Frame
from feedpub.stages.render.mail_wording import mail_wording

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from feedpub.model import Region
    from feedpub.ports import Templates
    from feedpub.settings import Settings

ALL = "all"
"""What the form says for `EVERYWHERE`."""

CLASSES = ("national", "foreign")

FEW = 12
"""Regions that are named above the tree in which they are ticked."""

NAMED = 30
"""Regions that a confirmation names one by one."""


class Node(NamedTuple):
    """A division with those right below it."""

    code: str
    name: str
    below: tuple[Node, ...]


class Chosen(NamedTuple):
    """What a form shows as chosen: codes as the form says them."""

    codes: tuple[str, ...] = ()
    every: str = Every.WEEK.value
    language: str = "zh"


class Said(NamedTuple):
    """A page without a form to fill in: what it says, a button to press, links to go on with."""

    title: str
    lines: tuple[str, ...]
    items: tuple[str, ...] = ()
    button: str = ""
    links: tuple[tuple[str, str], ...] = ()
    """Words, and where they lead below the site's root."""


@cache
def tree() -> tuple[Node, ...]:
    """Return all divisions, the provinces first."""
    return tuple(map(_node, provinces()))


def _node(region: Region) -> Node:
    return Node(region.code, region.name, tuple(map(_node, children(region))))


def opened(codes: Collection[str]) -> frozenset[str]:
    """Return the divisions that must be unfolded to see these."""
    return frozenset(above.code for code in codes if code.isdecimal() for above in lineage(by_code(code))[:-1])


def names(wish: Wish) -> tuple[str, ...]:
    """Return what a wish asks for in its language, a name each; a code that the table has lost is left out."""
    words = mail_wording(wish.language)
    ours = {EVERYWHERE: words.everything, "national": words.national, "foreign": words.foreign}
    return tuple(name for code in wish.regions if (name := ours.get(code) or _name(code)))


def _name(code: str) -> str:
    try:
        return "".join(by_code(code).path)
    except NotFound:
        return ""


class MailPages:
    """The pages in one language; `depth` is how many folders below the site's root a page lies."""

    def __init__(self, settings: Settings, templates: Templates, language: str) -> None:
        self.words = mail_wording(language)
        self._settings, self._templates, self._language = settings, templates, language
        self._frame = Frame(settings)

    def branches(self, codes: tuple[str, ...]) -> Markup:
        """Return the tree of regions with some of them ticked; the longest part of a form, and the same for many."""
        return Markup(self._render("web/tree.html", tree=tree(), chosen=frozenset(codes), opened=opened(codes)))  # noqa: S704 - a template of ours, with its values escaped

    def form(self, chosen: Chosen, branches: Markup, **values: Any) -> str:
        """Return the page to sign up, or with `change` true the one to change what was chosen before."""
        given: dict[str, Any] = {
            "change": False,
            "address": "",
            "wrong": "",
            "time": "",
            "depth": 1,
            "leave": "",
            "saved": False,
        }
        given["picked"] = self._picked(chosen.codes)
        return self._render("web/form.html", chosen=chosen, branches=branches, **{**given, **values})

    def _picked(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names of what is ticked, where these are few: in the tree they may be far down."""
        wish = Wish(tuple(EVERYWHERE if code == ALL else code for code in codes), language=self._language)
        return names(wish) if len(codes) <= FEW else ()

    def say(self, said: Said, depth: int = 1) -> str:
        """Return a page that says something."""
        return self._render("web/said.html", said=said, depth=depth)

    def _render(self, name: str, depth: int = 1, **values: Any) -> str:
        common = self._frame.values("mail/" + "x/" * (depth - 1))
        common |= {"words": self.words, "language": self._language, "canonical": f"{self._settings.root_url}mail/"}
        return self._templates.render(name, **(common | values))


class Envelope(NamedTuple):
    """From whom, to whom, and which mail it is."""

    sender: str
    recipient: str
    message_id: str


def confirmation(
    wish: Wish, envelope: Envelope, link: str, settings: Settings, templates: Templates, now: datetime, *, known: bool
) -> Letter:
    """Return the mail that asks a reader to confirm a wish."""
    words = mail_wording(wish.language)
    found = names(wish)
    lang = "zh-CN" if wish.language == "zh" else "en"
    values: dict[str, Any] = {
        "words": words,
        "lang": lang,
        "site": settings.site,
        "root": settings.root_url,
        "link": link,
        "known": known,
        "names": found[:NAMED],
        "more": words.and_more.format(count=len(found)) if len(found) > NAMED else "",
        "every": words.daily if wish.every is Every.DAY else words.weekly,
    }
    return Letter(
        issue="confirm",
        subject=words.mail_subject.format(site=settings.site.title),
        html=templates.render("web/confirm.html", **values),
        text=templates.render("web/confirm.txt", **values),
        message_id=envelope.message_id,
        sender=envelope.sender,
        recipient=envelope.recipient,
        date=now,
        headers=(("Auto-Submitted", "auto-generated"), ("Content-Language", lang)),
    )
