"""A reader's choices and words of ours -> the pages below /mail/, and the mail that asks for confirmation."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from markupsafe import Markup

from feedpub.model import ALL_REGIONS, Frequency, Preferences
from feedpub.regions import by_code, children, lineage, provinces
from feedpub.stages.render.site.context import PageContext
from feedpub.wording.signup import region_names, signup_wording

if TYPE_CHECKING:
    from collections.abc import Collection

    from feedpub.model import Region
    from feedpub.ports import Templates
    from feedpub.settings import Settings


ALL_REGIONS_CHOICE = "all"
"""What the form says for `EVERYWHERE`."""

CLASSES = ("national", "foreign")

MAX_PICKED = 12
"""Regions that are named above the tree in which they are ticked."""


class RegionNode(NamedTuple):
    """A division with those right below it."""

    code: str
    name: str
    children: tuple[RegionNode, ...]


class FormChoices(NamedTuple):
    """What a form shows as chosen: codes as the form says them."""

    codes: tuple[str, ...] = ()
    frequency: str = Frequency.WEEK.value
    language: str = "zh"


class Notice(NamedTuple):
    """A page without a form to fill in: what it says, a button to press, links to go on with."""

    title: str
    lines: tuple[str, ...]
    items: tuple[str, ...] = ()
    button: str = ""
    links: tuple[tuple[str, str], ...] = ()
    """Words, and where they lead below the site's root."""


@cache
def region_tree() -> tuple[RegionNode, ...]:
    """Return all divisions, the provinces first."""
    return tuple(map(_region_node, provinces()))


def _region_node(region: Region) -> RegionNode:
    return RegionNode(region.code, region.name, tuple(map(_region_node, children(region))))


def unfolded_codes(codes: Collection[str]) -> frozenset[str]:
    """Return the divisions that must be unfolded to see these."""
    return frozenset(above.code for code in codes if code.isdecimal() for above in lineage(by_code(code))[:-1])


class SignupPages:
    """The pages in one language; `depth` is how many folders below the site's root a page lies."""

    def __init__(self, settings: Settings, templates: Templates, language: str) -> None:
        self.wording = signup_wording(language)
        self._settings, self._templates, self._language = settings, templates, language
        self._context = PageContext(settings)

    def region_checkboxes(self, codes: tuple[str, ...]) -> Markup:
        """Return the tree of regions with some of them ticked; the longest part of a form, and the same for many."""
        tree = self._render("web/tree.html", tree=region_tree(), chosen=frozenset(codes), opened=unfolded_codes(codes))
        return Markup(tree)  # noqa: S704 - a template of ours, with its values escaped

    def form(self, choices: FormChoices, checkboxes: Markup, **values: Any) -> str:
        """Return the page to sign up, or with `change` true the one to change what was chosen before."""
        defaults: dict[str, Any] = {
            "change": False,
            "address": "",
            "wrong": "",
            "time": "",
            "depth": 1,
            "leave": "",
            "saved": False,
        }
        defaults["picked"] = self._picked(choices.codes)
        return self._render("web/form.html", chosen=choices, branches=checkboxes, **{**defaults, **values})

    def _picked(self, codes: tuple[str, ...]) -> tuple[str, ...]:
        """Return the names of what is ticked, where these are few: in the tree they may be far down."""
        preferences = Preferences(
            tuple(ALL_REGIONS if code == ALL_REGIONS_CHOICE else code for code in codes), language=self._language
        )
        return region_names(preferences) if len(codes) <= MAX_PICKED else ()

    def notice(self, notice: Notice, depth: int = 1) -> str:
        """Return a page that says something."""
        return self._render("web/notice.html", notice=notice, depth=depth)

    def _render(self, name: str, depth: int = 1, **values: Any) -> str:
        common = self._context.base_values("mail/" + "x/" * (depth - 1))
        common |= {"signup": self.wording, "language": self._language, "canonical": f"{self._settings.root_url}mail/"}
        return self._templates.render(name, **(common | values))
