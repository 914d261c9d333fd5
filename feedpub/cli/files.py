"""rejected, retry, confirm-deletions: files that could not be used, and files that are missing."""

from __future__ import annotations

import os
from datetime import UTC
from typing import TYPE_CHECKING, Any

import click

from feedpub.adapters.archive.read_access import open_archive_for_reading
from feedpub.adapters.inbox.scan import name_in_archive
from feedpub.adapters.workers.crash_records import CrashRecords
from feedpub.cli import console
from feedpub.cli.options import json_option, workspace_options
from feedpub.service.bootstrap import open_for_writing
from feedpub.text.terminal import format_count, unescape_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.model import RejectedFile
    from feedpub.settings.workspace import Workspace


@click.command()
@json_option
@workspace_options
def rejected(workspace: Workspace, as_json: bool) -> None:
    """List the files that could not be used as they are now, with the reason, and since when.

    None of them is tried again before it changes, or the settings do, or `feedpub retry` is said. One that made its
    process die, or took all its time or memory, is recorded as crashed each time; after three times it is left alone.
    """
    with open_archive_for_reading(workspace) as archive:
        rejected_files = archive.rejected()
    crash_counts = CrashRecords(workspace.state).counts()
    rows = [_row(workspace, rejected_file, crash_counts) for rejected_file in rejected_files]
    if as_json:
        console.print_json(rows)
        return
    zone = workspace.settings.timezone
    console.print_table(
        ("file", "since", "crashes", "reason"),
        [
            (
                row["path"],
                f"{rejected_file.since.astimezone(zone):%Y-%m-%d %H:%M}",
                str(row["crashes"] or "-"),
                row["reason"] if row["exists"] else f"(no longer there) {row['reason']}",
            )
            for row, rejected_file in zip(rows, rejected_files, strict=True)
        ],
    )


def _row(workspace: Workspace, rejected_file: RejectedFile, crash_counts: Mapping[str, int]) -> dict[str, Any]:
    return {
        "path": rejected_file.path,
        "path_bytes": os.fsencode(rejected_file.path).hex(),
        "reason": rejected_file.reason,
        "since": rejected_file.since.astimezone(UTC).isoformat(),
        "crashes": crash_counts.get(rejected_file.path, 0),
        "exists": os.path.lexists(workspace.source / rejected_file.path),
    }


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@click.option("--all", "everything", is_flag=True, help="All that `feedpub rejected` lists.")
@workspace_options
def retry(workspace: Workspace, paths: tuple[str, ...], everything: bool) -> None:
    """Have the next run try files again that could not be used.

    PATH is as `feedpub rejected` lists it, or as the shell finds it. Behind -- it may begin with a dash.
    """
    if bool(paths) == everything:
        raise click.UsageError("name the files, or say --all")
    with open_for_writing(workspace) as adapters:
        rejected_paths = {rejected_file.path for rejected_file in adapters.archive.rejected()}
        chosen_paths = (
            sorted(rejected_paths)
            if everything
            else [_find_rejected(workspace, path, rejected_paths) for path in paths]
        )
        for path in chosen_paths:
            adapters.archive.retry(path)
            CrashRecords(workspace.state).clear(path)
            console.print_line(f"retry  {path}")
    console.print_line("Say `feedpub publish` to try them; a feedpub that watches does at its next look.")


def _find_rejected(workspace: Workspace, given_path: str, rejected_paths: set[str]) -> str:
    """Return the path that was meant: as the archive has it, as it is written down, or as it is found from here."""
    spellings = (given_path, unescape_bytes(given_path), name_in_archive(workspace.source, given_path))
    return next((path for path in spellings if path in rejected_paths), given_path)


# confirm-deletions: the owner's word that many files are missing because they were deleted.


@click.command("confirm-deletions")
@click.option("--dry-run", is_flag=True, help="Only list the files.")
@workspace_options
def confirm_deletions(workspace: Workspace, dry_run: bool) -> None:
    """Say that the files which are missing were deleted on purpose: the stories that no other file holds are withdrawn.

    That is asked for where `on_delete` under [watch] is "withdraw", and more than 20 files or a tenth of all are
    missing at once. A file that is back by now is left out.
    """
    with open_for_writing(workspace) as adapters:
        missing = [path for path in adapters.archive.missing() if not (workspace.source / path).exists()]
        for path in missing:
            console.print_line(f"missing  {path}")
        if not missing:
            console.print_line("No file is missing.")
            return
        if dry_run:
            return
        withdrawn = adapters.archive.remove_files(missing, adapters.clock.now(), withdraw=True)
    stories = format_count(withdrawn, "story", "stories")
    console.print_line(
        f"{format_count(len(missing), 'file')} gone, {stories} withdrawn. Say `feedpub publish` to write it out."
    )
