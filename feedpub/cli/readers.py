"""Lists of readers <-> the post: each line taken or refused with a reason, and all of them written down again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from feedpub.edge.post.register import Entry
from feedpub.errors import NotFound
from feedpub.language.reader_address import known_as, reader_address
from feedpub.language.reader_list import lines, written
from feedpub.model import EVERYWHERE
from feedpub.regions import by_code
from feedpub.wishes import CLASSES, code_of, wish_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from feedpub.edge.post.register import History, Known, Register
    from feedpub.model import Wish

EXPORTED = ("address", "regions", "every", "language", "standing", "source", "consent", "asked", "confirmed", "id")

OFTEN = {"每周": "week", "周": "week", "weekly": "week", "每天": "day", "每日": "day", "日": "day", "daily": "day"}
TONGUES = {"中文": "zh", "chinese": "zh", "zh-cn": "zh", "英文": "en", "英语": "en", "english": "en"}

NOT_ACTIVE = {
    "pending": "asked by the form and never confirmed",
    "paused": "was paused, because mail came back",
    "left": "has left",
}
"""Standings, as `export` writes them, that no list can change."""


def import_list(
    register: Register, file: Path, defaults: Mapping[str, str], now: datetime, *, dry: bool
) -> tuple[int, list[tuple[int, str]]]:
    """Add the lines of a file in one transaction; return how many were taken, and of the others number and reason.

    Raises `NotFound` for a file that is no list.
    """
    refused: list[tuple[int, str]] = []
    entries: list[tuple[int, Entry]] = []
    seen: dict[str, int] = {}
    try:
        for number, cells in lines(file.read_bytes()):
            given = {**defaults, **{name: cell for name, cell in cells.items() if cell}}
            entry = entry_of(given, defaults["language"], f"import {file.name}")
            if isinstance(entry, str):
                refused.append((number, entry))
            elif (before := seen.setdefault(known_as(entry.address), number)) != number:
                refused.append((number, f"the same address as in line {before}"))
            else:
                entries.append((number, entry))
    except (OSError, ValueError) as error:
        raise NotFound(f"{file}: {error}") from error
    answers = register.add([entry for _, entry in entries], now, dry=dry)
    refused += [(number, why) for (number, _), why in zip(entries, answers, strict=True) if why]
    return len(answers) - sum(map(bool, answers)), sorted(refused)


def entry_of(cells: Mapping[str, str], language: str, source: str) -> Entry | str:
    """Return who is to be added, or why they cannot be."""
    try:
        address = reader_address(cells.get("address", ""))
    except ValueError as error:
        return f"{cells.get('address', '')[:80]!r}: {error}"
    consent = " ".join(cells.get("consent", "").split())[:500]
    if not consent:
        return "no consent; say with --consent, or in a column consent, what they said yes to"
    if why := NOT_ACTIVE.get(cells.get("standing", "")):
        return why
    try:
        wish = _wish(cells, language)
    except (NotFound, ValueError) as error:
        return str(error)
    said = " ".join(cells.get("source", "").split())[:200]
    return Entry(address, wish, f"{source}: {said}" if said else source, consent)


def _wish(cells: Mapping[str, str], language: str) -> Wish:
    names = [name for name in re.split(r"[;；,，、\n]", cells.get("regions", "")) if name.strip()]
    every, tongue = cells.get("every", "").strip().lower(), cells.get("language", "").strip().lower()
    return wish_of(
        [code_of(name) for name in names] or [EVERYWHERE],
        OFTEN.get(every, every) or "week",
        TONGUES.get(tongue, tongue) or language,
    )


def export_list(register: Register) -> tuple[str, int]:
    """Return all subscribers as CSV that `import_list` reads, and their number."""
    rows = [_row(known) for known in register.all()]
    return written(rows, EXPORTED), len(rows)


def _row(known: Known) -> dict[str, str]:
    reader = known.subscriber
    return {
        "address": reader.address,
        "regions": "；".join(_written(code) for code in reader.wish.regions),
        "every": reader.wish.every.value,
        "language": reader.wish.language,
        "standing": reader.standing.value,
        "source": known.source,
        "consent": known.consent,
        "asked": known.asked.isoformat(),
        "confirmed": known.confirmed.isoformat() if known.confirmed else "",
        "id": reader.id,
    }


def told(history: History) -> dict[str, Any]:
    """Return what `feedpub subscribers show` says; nothing where nothing is known."""
    facts: dict[str, Any] = {}
    if history.known:
        facts |= {name: cell for name, cell in _row(history.known).items() if cell}
        facts["bounces"] = history.known.bounces
    if history.suppressed:
        facts["suppressed"] = history.suppressed
    if history.letters:
        facts["letters"] = [f"{state} {number}" for state, number in sorted(history.letters.items())]
    if history.events:
        facts["events"] = [f"{moment:%Y-%m-%d %H:%M} {what}" for moment, what in history.events]
    return facts


def _written(code: str) -> str:
    if code == EVERYWHERE or code in CLASSES:
        return code or "all"
    try:
        return "/".join(by_code(code).path)
    except NotFound:
        return code
