"""backup, restore, check, rebuild: what keeps the archive and its output safe."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from feedpub.cli import speak
from feedpub.cli.places import DEFAULT_CONFIG, Places, json_option, with_places

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.edge.backup_manifest import Contents
    from feedpub.stages.check import Finding

_PATH = click.Path(path_type=Path)


@click.command(short_help="Copy the archive, readers and keys into one file.")
@click.argument("to", required=False, type=_PATH, metavar="[FILE|FOLDER]")
@json_option
@with_places
def backup(places: Places, to: Path | None, as_json: bool) -> None:
    """Copy all that cannot be made again into one checked file, even while another feedpub is at work.

    Without FILE or FOLDER it goes to the folder of [backup] in the settings, and older ones are removed as these say.
    It holds the readers' addresses and the keys: keep it as safe as the state folder.
    """
    from feedpub.edge.backup import back_up
    from feedpub.edge.clock import SystemClock

    made = back_up(places.state, places.settings, SystemClock().now(), to=to, config=places.config or DEFAULT_CONFIG)
    stories = _stories(made.contents)
    if as_json:
        speak.say_json({"path": str(made.path), "bytes": made.size, "stories": stories})
    else:
        speak.say(f"{made.path}: {speak.count(stories, 'story', 'stories')}, {made.size:,} bytes, checked")


@click.command(short_help="Bring the archive back from a backup.")
@click.argument("file", type=_PATH, metavar="BACKUP")
@click.option("--everything", is_flag=True, help="Readers and letters too, even where newer ones are there.")
@json_option
@with_places
def restore(places: Places, file: Path, everything: bool, as_json: bool) -> None:
    """Bring the archive back from a backup, which is checked first; what is replaced stays beside.

    Who reads the letter, and what was sent, is kept as it is now where that is sound: nobody who has left is written to
    again. Stop the service before; afterwards `feedpub publish` takes in what came since the backup.
    """
    from feedpub.edge.backup_restore import restore as bring_back
    from feedpub.edge.clock import SystemClock

    config = places.config or DEFAULT_CONFIG
    done = bring_back(file, places.state, places.settings, SystemClock().now(), everything=everything, config=config)
    if as_json:
        speak.say_json({"made": done.contents.made.isoformat(), "replaced": done.aside, "post": done.post})
        return
    speak.say(f"Restored {_described(done.contents)}")
    speak.say(f"Readers and letters: {'those of the backup' if done.post else 'as they were'}")
    speak.say(f"What was replaced is in {done.aside}")
    speak.say("Say `feedpub publish` to take in what came since, and to write the output.")


@click.command(short_help="Go through the archive and the output for faults.")
@click.argument("path", required=False, type=_PATH, metavar="[BACKUP|FOLDER]")
@json_option
@with_places
def check(places: Places, path: Path | None, as_json: bool) -> None:
    """Go through the whole archive for damage, and through the whole output for what a reader or a browser would fault.

    With BACKUP, through a backup alone; with FOLDER, through that output alone. Nothing is changed. Ends with 2 where
    something is damaged, with 1 where the output breaks a rule; warnings change nothing.
    """
    from feedpub.edge.checking import check_backup, check_databases
    from feedpub.edge.reading_out import must_be_site, site_of

    looked: list[str] = []
    if path is None:
        looked += check_databases(places.state, places.settings)
        site = site_of(places.output)
    elif path.is_dir():
        site = must_be_site(path)
    else:
        looked.append(f"{path}: whole; {_described(check_backup(path))}")
        site = None
    findings = list(_faults(site, places)) if site else []
    errors = sum(finding.is_error for finding in findings)
    if as_json:
        speak.say_json({"looked": looked, "findings": [asdict(finding) for finding in findings]})
    else:
        for line in looked:
            speak.say(line)
        for finding in findings:
            where = f"{finding.path}, {finding.place}" if finding.place else finding.path
            speak.warn(f"{'error  ' if finding.is_error else 'warning'}  {where}: {finding.what} ({finding.rule})")
        if site:
            warnings = len(findings) - errors
            speak.say(f"{site}: {speak.count(errors, 'error')}, {speak.count(warnings, 'warning')}")
    sys.exit(1 if errors else 0)


def _faults(site: Path, places: Places) -> Iterator[Finding]:
    from feedpub.edge.reading_out import files
    from feedpub.stages.check import check as look

    return look(files(site), places.settings.root_url)


@click.command(short_help="Write the whole output anew from the archive.")
@click.option("--check", "only_look", is_flag=True, help="Write nothing; name what differs, and end with 1 then.")
@json_option
@with_places
def rebuild(places: Places, only_look: bool, as_json: bool) -> None:
    """Write the whole output anew from the archive alone: what was deleted or altered is as it was, byte for byte."""
    from dataclasses import replace

    from feedpub.cli.world import edges, must_exist, open_shelf
    from feedpub.pipeline import SITE, Outcome, documents, write_out

    must_exist(places)
    settings = places.settings
    shelf = open_shelf(places, thorough=True)
    with edges(places, engine="serial") as world:
        if only_look:
            found = list(shelf.differences(documents(world.archive, settings, world.templates), SITE))
        else:
            written = write_out(replace(world, shelf=shelf), settings, Outcome()).documents
    if not only_look:
        said = speak.count(written, "document")
        speak.say_json({"written": written}) if as_json else speak.say(f"{said} written")
        return
    if as_json:
        speak.say_json([{"path": each.path, "is": each.how} for each in found])
    else:
        for each in found:
            speak.say(f"{each.how:9} {each.path}")
        speak.say(speak.count(len(found), "difference"), bold=True)
    sys.exit(1 if found else 0)


def _described(contents: Contents) -> str:
    made = f"{contents.made:%Y-%m-%d %H:%M:%S %Z}"
    return f"{speak.count(_stories(contents), 'story', 'stories')} of {made}, by feedpub {contents.feedpub}"


def _stories(contents: Contents) -> int:
    from feedpub.edge.database import FILE

    return contents.counts(FILE).get("articles", 0)


COMMANDS = (backup, restore, check, rebuild)
