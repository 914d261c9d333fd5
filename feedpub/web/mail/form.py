"""What a browser sent of the form -> the choices in it, or why they cannot be taken."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl

from feedpub.language.reader_address import reader_address
from feedpub.model import EVERYWHERE, Every, Wish
from feedpub.regions import all_regions
from feedpub.stages.render.mail_pages import ALL, Chosen
from feedpub.wishes import CLASSES, LANGUAGES, wish_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from feedpub.edge.keys import Keys
    from feedpub.stages.render.mail_wording import MailWording

LONGEST_FILLED = timedelta(days=1)
"""A form that is older is shown anew."""

SHORTEST_FILLED = 2
"""Seconds in which nobody fills in a form; programs do."""

FORM = "form"
"""What the time in a form is signed for."""

MOST = 1500
"""Fields of a form; more do not go into its 8 KB."""

Fields = dict[str, list[str]]


def fields_of(body: bytes) -> Fields:
    """Return what was filled in, by its name; raises `ValueError` for what no form of ours sends."""
    found: Fields = {}
    pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MOST, errors="replace")
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


class Filled(NamedTuple):
    """A form as it was filled in."""

    address: str
    codes: tuple[str, ...]
    every: str
    language: str
    trapped: bool
    """Whether a field was filled in that people do not see."""
    time: str

    @property
    def chosen(self) -> Chosen:
        """What is shown again where something is wrong: nothing that we did not offer."""
        offered = {ALL, *CLASSES, *(region.code for region in all_regions())}
        every = self.every if self.every in set(Every) else Every.WEEK.value
        language = self.language if self.language in LANGUAGES else "zh"
        return Chosen(tuple(sorted(offered.intersection(self.codes))), every, language)

    def wish(self) -> Wish:
        """Return the wish; raises `ValueError`."""
        return wish_of((EVERYWHERE if code == ALL else code or "?" for code in self.codes), self.every, self.language)


def filled(fields: Mapping[str, Sequence[str]], language: str) -> Filled:
    """Return the form; what is missing is taken from the page's language."""
    return Filled(
        address=_first(fields, "address"),
        codes=tuple(fields.get("r", ())),
        every=_first(fields, "every") or Every.WEEK.value,
        language=_first(fields, "language") or language,
        trapped=bool(_first(fields, "homepage")),
        time=_first(fields, "time"),
    )


def chosen_of(wish: Wish) -> Chosen:
    """Return what the form shows of a wish."""
    codes = tuple(ALL if code == EVERYWHERE else code for code in wish.regions)
    return Chosen(codes, wish.every.value, wish.language)


def signed_time(keys: Keys, now: datetime) -> str:
    """Return what a form bears, so that it is known when it was given out, and by whom."""
    return keys.passing_token(FORM, str(int(now.timestamp())))


def is_timely(keys: Keys, time: str, now: datetime) -> bool:
    """Whether a form was given out by us, not too long ago, and not just now."""
    given = keys.read_passing(FORM, time, LONGEST_FILLED)
    return given is not None and given.isdecimal() and now.timestamp() - int(given) >= SHORTEST_FILLED


def wrong_choice(form: Filled, words: MailWording) -> str:
    """Return what is wrong with the choices, in words for the reader; "" where nothing is."""
    if not form.codes:
        return words.no_region
    try:
        form.wish()
    except ValueError:
        return words.wrong_choice
    return ""


def wrong_address(form: Filled, words: MailWording) -> str:
    """Return what is wrong with the address, in words for the reader; "" where nothing is."""
    try:
        reader_address(form.address)
    except ValueError:
        return words.wrong_address
    return ""


def _first(fields: Mapping[str, Sequence[str]], name: str) -> str:
    return fields.get(name, [""])[0]
