"""The backups of a folder -> those that stay: the newest of each of some days, and of each of some weeks."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from feedpub.adapters.system.filesystem import sync

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from feedpub.settings import Backup

PREFIX, SUFFIX = "feedpub-", ".tar.gz"
_BACKUP_NAME = re.compile(rf"{PREFIX}(\d{{8}}T\d{{6}}Z){re.escape(SUFFIX)}")


def backups_of(folder: Path) -> dict[Path, datetime]:
    """Return the backups of a folder that were named by us, with their moments, the newest first."""
    names = [(path, _BACKUP_NAME.fullmatch(path.name)) for path in (folder.iterdir() if folder.is_dir() else ())]
    found = {
        path: datetime.strptime(name[1], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        for path, name in names
        if name and path.is_file() and not path.is_symlink()
    }
    return dict(sorted(found.items(), key=lambda pair: pair[1], reverse=True))


def delete_old_backups(folder: Path, retention: Backup) -> list[Path]:
    """Remove the backups that are neither among the newest nor chosen to stay, and return them; raises `OSError`."""
    backups = backups_of(folder)
    deleted = [path for path in backups if path not in backups_to_keep(backups, retention)]
    for path in deleted:
        path.unlink(missing_ok=True)
    if deleted:
        sync([folder])
    return deleted


def backups_to_keep(backups: dict[Path, datetime], retention: Backup) -> set[Path]:
    """Return what stays of the backups, given the newest first.

    Days and weeks without a backup do not count: a machine that was off for a year loses none by that.
    """
    by_day = _newest_of_each(backups.items(), lambda moment: moment.date())
    by_week = _newest_of_each(backups.items(), lambda moment: date.fromisocalendar(*moment.isocalendar()[:2], 1))
    return {*by_day[: retention.daily], *by_week[: retention.weekly]}


def _newest_of_each(backups: Iterable[tuple[Path, datetime]], period: Callable[[datetime], date]) -> list[Path]:
    first: dict[date, Path] = {}
    for path, moment in backups:
        first.setdefault(period(moment), path)
    return list(first.values())
