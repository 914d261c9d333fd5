"""Lists of readers <-> the post: each line taken or refused with a reason, and all of them written down again."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from feedpub.errors import NotFound
from feedpub.model import ALL_REGIONS
from feedpub.newsletter.preferences import NON_REGIONAL, parse_region_code, to_preferences
from feedpub.newsletter.store.administration import NewSubscriber
from feedpub.regions import by_code
from feedpub.text.email_address import address_key, normalise_address
from feedpub.text.subscriber_csv import read_rows, write_rows

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from feedpub.model import Preferences
    from feedpub.newsletter.store.administration import SubscriberAdmin, SubscriberHistory, SubscriberRecord

EXPORT_COLUMNS = (
    "address",
    "regions",
    "every",
    "language",
    "standing",
    "source",
    "consent",
    "asked",
    "confirmed",
    "id",
)

FREQUENCY_BY_WORD = {
    "每周": "week",
    "周": "week",
    "weekly": "week",
    "每天": "day",
    "每日": "day",
    "日": "day",
    "daily": "day",
}
LANGUAGE_BY_WORD = {"中文": "zh", "chinese": "zh", "zh-cn": "zh", "英文": "en", "英语": "en", "english": "en"}

NOT_IMPORTABLE = {
    "pending": "asked by the form and never confirmed",
    "paused": "was paused, because mail came back",
    "left": "has left",
}
"""Standings, as `export` writes them, that no list can change."""


def import_subscribers(
    admin: SubscriberAdmin, file: Path, defaults: Mapping[str, str], now: datetime, *, dry_run: bool
) -> tuple[int, list[tuple[int, str]]]:
    """Add the lines of a file in one transaction; return how many were taken, and of the others number and reason.

    Raises `NotFound` for a file that is no list.
    """
    refused_lines: list[tuple[int, str]] = []
    new_subscribers: list[tuple[int, NewSubscriber]] = []
    line_by_address: dict[str, int] = {}
    try:
        for number, cells in read_rows(file.read_bytes()):
            merged_cells = {**defaults, **{name: cell for name, cell in cells.items() if cell}}
            new_subscriber = to_new_subscriber(merged_cells, defaults["language"], f"import {file.name}")
            if isinstance(new_subscriber, str):
                refused_lines.append((number, new_subscriber))
            elif (first_line := line_by_address.setdefault(address_key(new_subscriber.address), number)) != number:
                refused_lines.append((number, f"the same address as in line {first_line}"))
            else:
                new_subscribers.append((number, new_subscriber))
    except (OSError, ValueError) as error:
        raise NotFound(f"{file}: {error}") from error
    refusal_reasons = admin.add([entry for _, entry in new_subscribers], now, dry_run=dry_run)
    refused_lines += [
        (number, reason) for (number, _), reason in zip(new_subscribers, refusal_reasons, strict=True) if reason
    ]
    return len(refusal_reasons) - sum(map(bool, refusal_reasons)), sorted(refused_lines)


def to_new_subscriber(cells: Mapping[str, str], language: str, source: str) -> NewSubscriber | str:
    """Return who is to be added, or why they cannot be."""
    try:
        address = normalise_address(cells.get("address", ""))
    except ValueError as error:
        return f"{cells.get('address', '')[:80]!r}: {error}"
    consent = " ".join(cells.get("consent", "").split())[:500]
    if not consent:
        return "no consent; say with --consent, or in a column consent, what they said yes to"
    if reason := NOT_IMPORTABLE.get(cells.get("standing", "")):
        return reason
    try:
        preferences = _parse_preferences(cells, language)
    except (NotFound, ValueError) as error:
        return str(error)
    origin = " ".join(cells.get("source", "").split())[:200]
    return NewSubscriber(address, preferences, f"{source}: {origin}" if origin else source, consent)


def _parse_preferences(cells: Mapping[str, str], language: str) -> Preferences:
    names = [name for name in re.split(r"[;；,，、\n]", cells.get("regions", "")) if name.strip()]
    frequency, language_word = cells.get("every", "").strip().lower(), cells.get("language", "").strip().lower()
    return to_preferences(
        [parse_region_code(name) for name in names] or [ALL_REGIONS],
        FREQUENCY_BY_WORD.get(frequency, frequency) or "week",
        LANGUAGE_BY_WORD.get(language_word, language_word) or language,
    )


def export_subscribers(admin: SubscriberAdmin) -> tuple[str, int]:
    """Return all subscribers as CSV that `import_list` reads, and their number."""
    rows = [_row(record) for record in admin.all_records()]
    return write_rows(rows, EXPORT_COLUMNS), len(rows)


def _row(record: SubscriberRecord) -> dict[str, str]:
    subscriber = record.subscriber
    return {
        "address": subscriber.address,
        "regions": "；".join(_region_name(code) for code in subscriber.preferences.region_codes),
        "every": subscriber.preferences.frequency.value,
        "language": subscriber.preferences.language,
        "standing": subscriber.status.value,
        "source": record.source,
        "consent": record.consent,
        "asked": record.requested_at.isoformat(),
        "confirmed": record.confirmed_at.isoformat() if record.confirmed_at else "",
        "id": subscriber.id,
    }


def history_as_dict(history: SubscriberHistory) -> dict[str, Any]:
    """Return what `feedpub subscribers show` says; nothing where nothing is known."""
    facts: dict[str, Any] = {}
    if history.record:
        facts |= {name: cell for name, cell in _row(history.record).items() if cell}
        facts["bounces"] = history.record.bounce_score
    if history.suppression:
        facts["suppressed"] = history.suppression
    if history.letters:
        facts["letters"] = [f"{status} {number}" for status, number in sorted(history.letters.items())]
    if history.events:
        facts["events"] = [f"{at:%Y-%m-%d %H:%M} {event}" for at, event in history.events]
    return facts


def _region_name(code: str) -> str:
    if code == ALL_REGIONS or code in NON_REGIONAL:
        return code or "all"
    try:
        return "/".join(by_code(code).path)
    except NotFound:
        return code
