"""Files that the folder has no longer -> noted; and once that is sure, acted upon as the settings say.

Stories are withdrawn for want of their file only when the owner has asked for that, when two looks a minute apart did
not find it, and when few files are missing at once: a folder that is not mounted or was emptied by mistake withdraws
nothing. Where many are missing, the owner is asked.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from datetime import datetime

    from feedpub.ports import Archive, FileRecords
    from feedpub.settings import Settings

CONFIRM_AFTER = timedelta(seconds=60)
"""Between the first look that does not find a file, and the one upon which it is gone."""

MAX_FILES, MAX_SHARE = 20, 0.1
"""Files, and the share of all, above which it is no deletion but a mistake or a disk that is not there."""


def process_deletions(
    archive: Archive, known_paths: Collection[str], settings: Settings, now: datetime
) -> Iterator[str]:
    """Act upon the files that are surely gone; yield what the owner should know of it."""
    missing = archive.missing()
    confirmed = [path for path, since in missing.items() if since + CONFIRM_AFTER <= now]
    if not confirmed:
        return
    if settings.watch.on_delete == "keep":
        archive.remove_files(confirmed, now, withdraw=False)
    elif is_too_many(len(missing), len(known_paths)):
        files = "file is" if len(missing) == 1 else "files are"
        yield f"{len(missing)} {files} missing; nothing is withdrawn until you say `feedpub confirm-deletions`"
    else:
        withdrawn = archive.remove_files(confirmed, now, withdraw=True)
        yield f"deleted files: {len(confirmed)}; stories withdrawn with them: {withdrawn}"


def is_too_many(missing: int, known_count: int) -> bool:
    """Whether so many of the known files are missing that the owner is to be asked."""
    return missing > MAX_FILES or missing > MAX_SHARE * known_count


def awaiting_confirmation(files: FileRecords, known_count: int, settings: Settings, now: datetime) -> list[str]:
    """Return the missing files that wait for the owner's word."""
    missing = files.missing()
    is_asked = settings.watch.on_delete == "withdraw" and is_too_many(len(missing), known_count)
    return [path for path, since in missing.items() if is_asked and since + CONFIRM_AFTER <= now]
