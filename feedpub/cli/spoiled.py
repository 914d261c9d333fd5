"""spoiled and retry: the files that could not be used, why, and once more."""

from __future__ import annotations

import os
from datetime import UTC
from typing import TYPE_CHECKING, Any

import click

from feedpub.cli import speak
from feedpub.cli.places import Workspace, json_option, workspace_options

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.model import RejectedFile


@click.command(short_help="List the files that could not be used, and why.")
@json_option
@workspace_options
def rejected(workspace: Workspace, as_json: bool) -> None:
    """List the files that could not be used as they are now, with the reason, and since when.

    None of them is tried again before it changes, or the settings do, or `feedpub retry` is said. One that made its
    process die, or took all its time or memory, has a strike for each time; after three it is left alone.
    """
    from feedpub.cli.world import open_archive_for_reading
    from feedpub.edge.strikes import CrashRecords

    with open_archive_for_reading(workspace) as archive:
        rejected_files = archive.rejected()
    crash_counts = CrashRecords(workspace.state).counts()
    rows = [_row(workspace, rejected_file, crash_counts) for rejected_file in rejected_files]
    if as_json:
        speak.print_json(rows)
        return
    zone = workspace.settings.timezone
    speak.print_table(
        ("file", "since", "strikes", "reason"),
        [
            (
                row["path"],
                f"{refusal.since.astimezone(zone):%Y-%m-%d %H:%M}",
                str(row["strikes"] or "-"),
                row["reason"] if row["there"] else f"(no longer there) {row['reason']}",
            )
            for row, refusal in zip(rows, rejected_files, strict=True)
        ],
    )


def _row(workspace: Workspace, rejected_file: RejectedFile, crash_counts: Mapping[str, int]) -> dict[str, Any]:
    return {
        "path": rejected_file.path,
        "path_bytes": os.fsencode(rejected_file.path).hex(),
        "reason": rejected_file.reason,
        "since": rejected_file.since.astimezone(UTC).isoformat(),
        "strikes": crash_counts.get(rejected_file.path, 0),
        "there": os.path.lexists(workspace.source / rejected_file.path),
    }


@click.command(short_help="Try spoiled files again.")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@click.option("--all", "everything", is_flag=True, help="All that `feedpub spoiled` lists.")
@workspace_options
def retry(workspace: Workspace, paths: tuple[str, ...], everything: bool) -> None:
    """Have the next run try files again that could not be used.

    PATH is as `feedpub spoiled` lists it, or as the shell finds it. Behind -- it may begin with a dash.
    """
    from feedpub.cli.world import open_for_writing
    from feedpub.edge.strikes import CrashRecords

    if bool(paths) == everything:
        raise click.UsageError("name the files, or say --all")
    with open_for_writing(workspace) as adapters:
        rejected_paths = {rejected_file.path for rejected_file in adapters.archive.rejected()}
        chosen_paths = sorted(rejected_paths) if everything else [_find_rejected(workspace, path, rejected_paths) for path in paths]
        for path in chosen_paths:
            adapters.archive.retry(path)
            CrashRecords(workspace.state).clear(path)
            speak.print_line(f"retry  {path}")
    speak.print_line("Say `feedpub publish` to try them; a feedpub that watches does at its next look.")


def _find_rejected(workspace: Workspace, given_path: str, rejected_paths: set[str]) -> str:
    """Return the path that was meant: as the archive has it, as it is written down, or as it is found from here."""
    from feedpub.edge.looking import name_in_archive
    from feedpub.language.legible import unescape_bytes

    spellings = (given_path, unescape_bytes(given_path), name_in_archive(workspace.source, given_path))
    return next((path for path in spellings if path in rejected_paths), given_path)


COMMANDS = (rejected, retry)
