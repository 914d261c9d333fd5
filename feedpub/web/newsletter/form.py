"""What a browser sent of the form -> the choices in it, or why they cannot be taken."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl

from feedpub.model import ALL_REGIONS, Frequency, Preferences
from feedpub.newsletter.preferences import LANGUAGES, NON_REGIONAL, to_preferences
from feedpub.regions import all_regions
from feedpub.stages.render.site.signup import ALL_REGIONS_CHOICE, FormChoices
from feedpub.text.email_address import normalise_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from feedpub.adapters.system.tokens import TokenSigner
    from feedpub.wording.signup import SignupWording

MAX_FORM_AGE = timedelta(days=1)
"""A form that is older is shown anew."""

MIN_FORM_SECONDS = 2
"""Seconds in which nobody fills in a form; programs do."""

FORM_PURPOSE = "form"
"""What the time in a form is signed for."""

MAX_FIELDS = 1500
"""Fields of a form; more do not go into its 8 KB."""

Fields = dict[str, list[str]]


def parse_fields(body: bytes) -> Fields:
    """Return what was filled in, by its name; raises `ValueError` for what no form of ours sends."""
    found: Fields = {}
    pairs = parse_qsl(body.decode("ascii"), keep_blank_values=True, max_num_fields=MAX_FIELDS, errors="replace")
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


class SignupForm(NamedTuple):
    """A form as it was filled in."""

    address: str
    codes: tuple[str, ...]
    frequency: str
    language: str
    has_honeypot: bool
    """Whether a field was filled in that people do not see."""
    signed_time: str

    @property
    def choices(self) -> FormChoices:
        """What is shown again where something is wrong: nothing that we did not offer."""
        offered = {ALL_REGIONS_CHOICE, *NON_REGIONAL, *(region.code for region in all_regions())}
        frequency = self.frequency if self.frequency in set(Frequency) else Frequency.WEEK.value
        language = self.language if self.language in LANGUAGES else "zh"
        return FormChoices(tuple(sorted(offered.intersection(self.codes))), frequency, language)

    def preferences(self) -> Preferences:
        """Return the wish; raises `ValueError`."""
        return to_preferences(
            (ALL_REGIONS if code == ALL_REGIONS_CHOICE else code or "?" for code in self.codes),
            self.frequency,
            self.language,
        )


def parse_form(fields: Mapping[str, Sequence[str]], language: str) -> SignupForm:
    """Return the form; what is missing is taken from the page's language."""
    return SignupForm(
        address=_first(fields, "address"),
        codes=tuple(fields.get("r", ())),
        frequency=_first(fields, "every") or Frequency.WEEK.value,
        language=_first(fields, "language") or language,
        has_honeypot=bool(_first(fields, "homepage")),
        signed_time=_first(fields, "time"),
    )


def to_choices(preferences: Preferences) -> FormChoices:
    """Return what the form shows of a wish."""
    codes = tuple(ALL_REGIONS_CHOICE if code == ALL_REGIONS else code for code in preferences.region_codes)
    return FormChoices(codes, preferences.frequency.value, preferences.language)


def sign_time(keys: TokenSigner, now: datetime) -> str:
    """Return what a form bears, so that it is known when it was given out, and by whom."""
    return keys.timed_token(FORM_PURPOSE, str(int(now.timestamp())))


def is_timely(keys: TokenSigner, time: str, now: datetime) -> bool:
    """Whether a form was given out by us, not too long ago, and not just now."""
    given = keys.read_timed(FORM_PURPOSE, time, MAX_FORM_AGE)
    return given is not None and given.isdecimal() and now.timestamp() - int(given) >= MIN_FORM_SECONDS


def choice_error(form: SignupForm, wording: SignupWording) -> str:
    """Return what is wrong with the choices, in words for the reader; "" where nothing is."""
    if not form.codes:
        return wording.no_region
    try:
        form.preferences()
    except ValueError:
        return wording.wrong_choice
    return ""


def address_error(form: SignupForm, wording: SignupWording) -> str:
    """Return what is wrong with the address, in words for the reader; "" where nothing is."""
    try:
        normalise_address(form.address)
    except ValueError:
        return wording.wrong_address
    return ""


def _first(fields: Mapping[str, Sequence[str]], name: str) -> str:
    return fields.get(name, [""])[0]
