"""Snapshots of GB/T 2260 -> names that are gone, with their years and what stands in their place today."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from scripts.region_stems import stem_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

NO_NAMES = frozenset({"市辖区", "县", "市", "晋城市市辖区"})
LAST_SNAPSHOT_YEAR = "2016"
"""The last snapshot: what it still has and the table has not ended after it."""


def old_names(
    snapshots: Mapping[int, Mapping[str, str]], divisions: Mapping[str, str], succession: Mapping[str, str]
) -> Iterator[tuple[str, str, str, str, str]]:
    """Yield name, first and last year seen, old code and today's code, sorted by the old code.

    `succession` decides by hand, "old code + name" -> code; else the same code, or the same stem nearby.
    An empty last year: it ended after the last snapshot.
    """
    seen: dict[tuple[str, str], list[int]] = defaultdict(list)
    for stamp, names in snapshots.items():
        for code, name in names.items():
            seen[code, name].append(stamp // 100)
    for (code, name), years in sorted(seen.items()):
        if divisions.get(code) == name or name in NO_NAMES or "行政单位" in name or "行政区划" in name:
            continue
        new = succession.get(code + name) or successor(code, name, divisions)
        if new is None:
            raise SystemExit(f"what became of {code} {name}? Say so in feedpub/data/succession.tsv")
        if divisions[new] == name:
            continue  # only its code has changed
        last = str(years[-1])
        yield name, str(years[0]), "" if last == LAST_SNAPSHOT_YEAR else last, code, new


def successor(code: str, name: str, divisions: Mapping[str, str]) -> str | None:
    """Return today's code of what has the same stem in the same city, else in the same province, if it is one."""
    stem = stem_of(name)
    for near in (code[:4], code[:2]):
        found = [new for new, today in divisions.items() if new.startswith(near) and _same(stem, today)]
        same_rank = [new for new in found if new.endswith("00") == code.endswith("00")]
        if len(same_rank or found) == 1:
            return (same_rank or found)[0]
    return None


def _same(stem: str, today: str) -> bool:
    other = stem_of(today)
    return other == stem or (len(stem) == 2 and stem[-1] == "县" and other == stem[0] + "州")
