"""backup, restore, check, rebuild: what keeps the archive and its output safe."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedpub.cli import speak
from feedpub.cli.places import DEFAULT_CONFIG_FILE, Workspace, json_option, workspace_options

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.edge.backup_manifest import BackupManifest
    from feedpub.stages.check import Finding

_PATH = click.Path(path_type=Path)


@click.command(short_help="Copy the archive, readers and keys into one file.")
@click.argument("to", required=False, type=_PATH, metavar="[FILE|FOLDER]")
@json_option
@workspace_options
def backup(workspace: Workspace, to: Path | None, as_json: bool) -> None:
    """Copy all that cannot be made again into one checked file, even while another feedpub is at work.

    Without FILE or FOLDER it goes to the folder of [backup] in the settings, and older ones are removed as these say.
    It holds the readers' addresses and the keys: keep it as safe as the state folder.
    """
    from feedpub.edge.backup import create_backup
    from feedpub.edge.clock import SystemClock

    written = create_backup(workspace.state, workspace.settings, SystemClock().now(), target=to, config=workspace.config or DEFAULT_CONFIG_FILE)
    stories = _story_count(written.manifest)
    if as_json:
        speak.print_json({"path": str(written.path), "bytes": written.size, "stories": stories})
    else:
        speak.print_line(f"{written.path}: {speak.format_count(stories, 'story', 'stories')}, {written.size:,} bytes, checked")


@click.command(short_help="Bring the archive back from a backup.")
@click.argument("file", type=_PATH, metavar="BACKUP")
@click.option("--everything", is_flag=True, help="Readers and letters too, even where newer ones are there.")
@json_option
@workspace_options
def restore(workspace: Workspace, file: Path, everything: bool, as_json: bool) -> None:
    """Bring the archive back from a backup, which is checked first; what is replaced stays beside.

    Who reads the letter, and what was sent, is kept as it is now where that is sound: nobody who has left is written to
    again. Stop the service before; afterwards `feedpub publish` takes in what came since the backup.
    """
    from feedpub.edge.backup_restore import restore as bring_back
    from feedpub.edge.clock import SystemClock

    config = workspace.config or DEFAULT_CONFIG_FILE
    done = bring_back(file, workspace.state, workspace.settings, SystemClock().now(), everything=everything, config=config)
    if as_json:
        speak.print_json({"made": done.manifest.created_at.isoformat(), "replaced": done.replaced_location, "post": done.newsletter_restored})
        return
    speak.print_line(f"Restored {_describe_backup(done.manifest)}")
    speak.print_line(f"Readers and letters: {'those of the backup' if done.newsletter_restored else 'as they were'}")
    speak.print_line(f"What was replaced is in {done.replaced_location}")
    speak.print_line("Say `feedpub publish` to take in what came since, and to write the output.")


@click.command(short_help="Go through the archive and the output for faults.")
@click.argument("path", required=False, type=_PATH, metavar="[BACKUP|FOLDER]")
@json_option
@workspace_options
def check(workspace: Workspace, path: Path | None, as_json: bool) -> None:
    """Go through the whole archive for damage, and through the whole output for what a reader or a browser would fault.

    With BACKUP, through a backup alone; with FOLDER, through that output alone. Nothing is changed. Ends with 2 where
    something is damaged, with 1 where the output breaks a rule; warnings change nothing.
    """
    from feedpub.edge.checking import check_backup, check_databases
    from feedpub.edge.reading_out import require_site, find_site

    checked: list[str] = []
    if path is None:
        checked += check_databases(workspace.state, workspace.settings)
        site = find_site(workspace.output)
    elif path.is_dir():
        site = require_site(path)
    else:
        checked.append(f"{path}: whole; {_describe_backup(check_backup(path))}")
        site = None
    findings = list(_check_site(site, workspace)) if site else []
    errors = sum(finding.is_error for finding in findings)
    if as_json:
        speak.print_json({"looked": checked, "findings": [asdict(finding) for finding in findings]})
    else:
        for line in checked:
            speak.print_line(line)
        for finding in findings:
            location = f"{finding.path}, {finding.place}" if finding.place else finding.path
            speak.print_warning(f"{'error  ' if finding.is_error else 'warning'}  {location}: {finding.message} ({finding.rule})")
        if site:
            warnings = len(findings) - errors
            speak.print_line(f"{site}: {speak.format_count(errors, 'error')}, {speak.format_count(warnings, 'warning')}")
    sys.exit(1 if errors else 0)


def _check_site(site: Path, workspace: Workspace) -> Iterator[Finding]:
    from feedpub.edge.reading_out import published_files
    from feedpub.stages.check import check as look

    return look(published_files(site), workspace.settings.root_url)


@click.command(short_help="Write the whole output anew from the archive.")
@click.option("--check", "only_look", is_flag=True, help="Write nothing; name what differs, and end with 1 then.")
@json_option
@workspace_options
def rebuild(workspace: Workspace, only_look: bool, as_json: bool) -> None:
    """Write the whole output anew from the archive alone: what was deleted or altered is as it was, byte for byte."""
    from dataclasses import replace

    from feedpub.cli.world import open_for_writing, require_archive, open_output
    from feedpub.pipeline import PRUNED_FOLDERS, RunResult, all_documents, render

    require_archive(workspace)
    settings = workspace.settings
    writer = open_output(workspace, verify=True)
    with open_for_writing(workspace, engine="serial") as adapters:
        if only_look:
            differences = list(writer.differences(all_documents(adapters.archive, settings, adapters.templates), PRUNED_FOLDERS))
        else:
            written = render(replace(adapters, output=writer), settings, RunResult()).documents
    if not only_look:
        document_count = speak.format_count(written, "document")
        speak.print_json({"written": written}) if as_json else speak.print_line(f"{document_count} written")
        return
    if as_json:
        speak.print_json([{"path": difference.path, "is": difference.kind} for difference in differences])
    else:
        for each in differences:
            speak.print_line(f"{each.kind:9} {each.path}")
        speak.print_line(speak.format_count(len(differences), "difference"), bold=True)
    sys.exit(1 if differences else 0)


def _describe_backup(contents: BackupManifest) -> str:
    made_at = f"{contents.created_at:%Y-%m-%d %H:%M:%S %Z}"
    return f"{speak.format_count(_story_count(contents), 'story', 'stories')} of {made_at}, by feedpub {contents.feedpub}"


def _story_count(contents: BackupManifest) -> int:
    from feedpub.edge.database import ARCHIVE_FILE

    return contents.counts(ARCHIVE_FILE).get("articles", 0)


COMMANDS = (backup, restore, check, rebuild)
