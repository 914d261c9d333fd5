"""backup, restore, check, rebuild: what keeps the archive and its output safe."""

from __future__ import annotations

import sys
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedpub.adapters.archive.database import ARCHIVE_FILE
from feedpub.adapters.archive.read_access import require_archive
from feedpub.adapters.output.published_site import find_site, published_files, require_site
from feedpub.adapters.system.clock import SystemClock
from feedpub.backup.create import create_backup
from feedpub.backup.restore import restore as bring_back
from feedpub.backup.verify import check_backup, check_databases
from feedpub.cli import console
from feedpub.cli.options import json_option, workspace_options
from feedpub.errors import SettingsError
from feedpub.pipeline.documents import all_documents
from feedpub.pipeline.publish import PRUNED_FOLDERS, render
from feedpub.pipeline.run import RunResult
from feedpub.service.bootstrap import open_for_writing, open_output
from feedpub.settings.workspace import DEFAULT_CONFIG_FILE, Workspace
from feedpub.stages.check import check as look
from feedpub.text.terminal import format_count

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.backup.manifest import BackupManifest
    from feedpub.stages.check import Finding


_PATH = click.Path(path_type=Path)


@click.command()
@click.argument("to", required=False, type=_PATH, metavar="[FILE|FOLDER]")
@json_option
@workspace_options
def backup(workspace: Workspace, to: Path | None, as_json: bool) -> None:
    """Copy all that cannot be made again into one checked file, even while another feedpub is at work.

    Without FILE or FOLDER it goes to the folder of [backup] in the settings, and older ones are removed as these say.
    It holds the readers' addresses and the keys: keep it as safe as the state folder.
    """
    written = create_backup(
        workspace.state,
        workspace.settings,
        SystemClock().now(),
        target=to,
        config=workspace.config or DEFAULT_CONFIG_FILE,
    )
    stories = _story_count(written.manifest)
    if as_json:
        console.print_json({"path": str(written.path), "bytes": written.size, "stories": stories})
    else:
        console.print_line(
            f"{written.path}: {format_count(stories, 'story', 'stories')}, {written.size:,} bytes, checked"
        )


@click.command()
@click.argument("file", type=_PATH, metavar="BACKUP")
@click.option("--everything", is_flag=True, help="Readers and letters too, even where newer ones are there.")
@json_option
@workspace_options
def restore(workspace: Workspace, file: Path, everything: bool, as_json: bool) -> None:
    """Bring the archive back from a backup, which is checked first; what is replaced stays beside.

    Who reads the letter, and what was sent, is kept as it is now where that is sound: nobody who has left is written to
    again. Stop the service before; afterwards `feedpub publish` takes in what came since the backup.
    """
    config = workspace.config or DEFAULT_CONFIG_FILE
    done = bring_back(
        file, workspace.state, workspace.settings, SystemClock().now(), everything=everything, config=config
    )
    if as_json:
        console.print_json(
            {
                "made": done.manifest.created_at.isoformat(),
                "replaced": done.replaced_location,
                "post": done.newsletter_restored,
            }
        )
        return
    console.print_line(f"Restored {_describe_backup(done.manifest)}")
    console.print_line(f"Readers and letters: {'those of the backup' if done.newsletter_restored else 'as they were'}")
    console.print_line(f"What was replaced is in {done.replaced_location}")
    console.print_line("Say `feedpub publish` to take in what came since, and to write the output.")


@click.command()
@click.argument("path", required=False, type=_PATH, metavar="[BACKUP|FOLDER]")
@json_option
@workspace_options
def check(workspace: Workspace, path: Path | None, as_json: bool) -> None:
    """Go through the whole archive for damage, and through the whole output for what a reader or a browser would fault.

    With BACKUP, through a backup alone; with FOLDER, through that output alone. Nothing is changed. Ends with 2 where
    something is damaged, with 1 where the output breaks a rule; warnings change nothing.
    """
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
        console.print_json({"looked": checked, "findings": [asdict(finding) for finding in findings]})
    else:
        for line in checked:
            console.print_line(line)
        for finding in findings:
            location = f"{finding.path}, {finding.place}" if finding.place else finding.path
            console.print_warning(
                f"{'error  ' if finding.is_error else 'warning'}  {location}: {finding.message} ({finding.rule})"
            )
        if site:
            warnings = len(findings) - errors
            console.print_line(f"{site}: {format_count(errors, 'error')}, {format_count(warnings, 'warning')}")
    sys.exit(1 if errors else 0)


def _check_site(site: Path, workspace: Workspace) -> Iterator[Finding]:

    return look(published_files(site), workspace.settings.root_url)


@click.command()
@click.option("--check", "only_look", is_flag=True, help="Write nothing; name what differs, and end with 1 then.")
@json_option
@workspace_options
def rebuild(workspace: Workspace, only_look: bool, as_json: bool) -> None:
    """Write the whole output anew from the archive alone: what was deleted or altered is as it was, byte for byte."""
    from dataclasses import replace

    require_archive(workspace)
    settings = workspace.settings
    writer = open_output(workspace, verify=True)
    with open_for_writing(workspace, engine="serial") as adapters:
        if only_look:
            differences = list(
                writer.differences(all_documents(adapters.archive, settings, adapters.templates), PRUNED_FOLDERS)
            )
        else:
            written = render(replace(adapters, output=writer), settings, RunResult()).documents
    if not only_look:
        document_count = format_count(written, "document")
        console.print_json({"written": written}) if as_json else console.print_line(f"{document_count} written")
        return
    if as_json:
        console.print_json([{"path": difference.path, "is": difference.kind} for difference in differences])
    else:
        for each in differences:
            console.print_line(f"{each.kind:9} {each.path}")
        console.print_line(format_count(len(differences), "difference"), bold=True)
    sys.exit(1 if differences else 0)


def _describe_backup(contents: BackupManifest) -> str:
    made_at = f"{contents.created_at:%Y-%m-%d %H:%M:%S %Z}"
    return f"{format_count(_story_count(contents), 'story', 'stories')} of {made_at}, by feedpub {contents.feedpub}"


def _story_count(contents: BackupManifest) -> int:

    return contents.counts(ARCHIVE_FILE).get("articles", 0)


# init: the first minute.


@click.command()
@click.option("--force", is_flag=True, help="Overwrite a settings file that is there.")
@workspace_options
def init(workspace: Workspace, force: bool) -> None:
    """Write a feedpub.toml in which every setting stands, explained, with its default."""
    path = workspace.config or DEFAULT_CONFIG_FILE
    if path.exists() and not force:
        raise SettingsError(f"{path}: there is one already; use --force to overwrite it")
    text = (files("feedpub") / "data" / "feedpub.toml").read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    workspace.source.mkdir(parents=True, exist_ok=True)
    click.echo(f"Wrote {path}. Put pages (.txt, .md) into {workspace.source}/ and say `feedpub publish`.")
