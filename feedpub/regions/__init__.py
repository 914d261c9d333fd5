"""Code -> Region: the bundled table of China's divisions as a tree."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from feedpub.errors import NotFound
from feedpub.model import Region

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.model import RegionPath

TABLE_DATE = "2024-12-31"
"""The state of the table, before the changes of data/changes.tsv."""


class _Tree(NamedTuple):
    regions: Mapping[str, Region]
    parents: Mapping[str, str]
    children: Mapping[str, tuple[Region, ...]]
    paths: Mapping[RegionPath, Region]


def by_code(code: str) -> Region:
    """Return the division of a six-digit code; raises `NotFound`."""
    region = _tree().regions.get(code)
    if region is None:
        raise NotFound(f"no division of {TABLE_DATE} has the code {code!r}")
    return region


def by_path(path: RegionPath) -> Region:
    """Return the division with these full names from the province down; raises `NotFound`."""
    region = _tree().paths.get(tuple(path))
    if region is None:
        raise NotFound(f"no division of {TABLE_DATE} is called {'/'.join(path)!r}; write it like 江苏省/常州市/武进区")
    return region


def find(text: str) -> Region:
    """Return the division that an owner wrote as `江苏省/常州市`, as `江苏/常州`, or as a code; raises `NotFound`.

    A name may leave out the word for its rank; a level that is left out is looked for where it can only mean one.
    """
    text = text.strip()
    if text.isascii() and text.isdigit():
        return by_code(text)
    found: tuple[Region, ...] = ()
    for number, name in enumerate(part.strip() for part in text.strip("/").split("/")):
        candidates = _descendants(found[0]) if number else provinces() or ()
        found = _matching(name, candidates) or (_matching(name, all_regions()) if not number else ())
        if len(found) != 1:
            reason = f"{name!r} is {'more than one division' if found else 'no division there'}"
            raise NotFound(f"region {text!r}: {reason}; write it like 江苏省/常州市/武进区")
    return found[0]


def parent(region: Region) -> Region | None:
    """Return the division above, None for a province."""
    above = _tree().parents[region.code]
    return _tree().regions[above] if above else None


def lineage(region: Region) -> tuple[Region, ...]:
    """Return the division and all above it, the province first, itself last."""
    above = parent(region)
    return (*(lineage(above) if above else ()), region)


def children(region: Region | None) -> tuple[Region, ...]:
    """Return the divisions right below, in the order of the code table; those of the country are the provinces."""
    return _tree().children.get(region.code if region else "", ())


def provinces() -> tuple[Region, ...]:
    """Return the 34 provinces in the order of the code table."""
    return children(None)


def all_regions() -> tuple[Region, ...]:
    """Return every division in the order of the code table."""
    return tuple(_tree().regions.values())


def _descendants(region: Region) -> tuple[Region, ...]:
    near = children(region)
    return (*near, *(grandchild for child in near for grandchild in children(child)))


def _matching(name: str, among: tuple[Region, ...]) -> tuple[Region, ...]:
    """Return those of the full name; else those of the short name, the highest rank alone if there are several."""
    full = tuple(region for region in among if region.name == name)
    found = full or tuple(region for region in among if region.short_name == name)
    highest = min((len(region.path) for region in found), default=0)
    return tuple(region for region in found if len(region.path) == highest)


@cache
def _tree() -> _Tree:
    regions: dict[str, Region] = {}
    parents: dict[str, str] = {}
    children_of: dict[str, list[Region]] = {}
    for line in (files("feedpub.data") / "divisions.tsv").read_text(encoding="utf-8").splitlines()[1:]:
        code, name, short, above, slug = line.split("\t")
        parent_region = regions.get(above)
        path = (*parent_region.path, name) if parent_region else (name,)
        regions[code] = region = Region(code, path, f"{parent_region.slug}/{slug}" if parent_region else slug, short)
        parents[code] = above
        children_of.setdefault(above, []).append(region)
    order = {code: tuple(siblings) for code, siblings in children_of.items()}
    return _Tree(regions, parents, order, {region.path: region for region in regions.values()})
