"""What the owner says of names -> a value that goes with every text: names to add, names to silence."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from feedpub import regions
from feedpub.language.script import simplify

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class CustomNames(NamedTuple):
    """The owner's names in simplified characters, each with the code of what it means, and the names to pass over."""

    add: tuple[tuple[str, str], ...] = ()
    silence: tuple[str, ...] = ()


NO_CUSTOM_NAMES = CustomNames()


def custom_names(add: Mapping[str, str], silence: Iterable[str]) -> CustomNames:
    """Return the value of such settings; raises `NotFound` where a name is to mean a region that there is none of."""
    return CustomNames(
        tuple(sorted((simplify(name), regions.find(region).code) for name, region in add.items())),
        tuple(sorted({simplify(name) for name in silence})),
    )
