"""spoiled and retry: the files that could not be used, why, and once more."""

from __future__ import annotations

import os
from datetime import UTC
from typing import TYPE_CHECKING, Any

import click

from feedpub.cli import speak
from feedpub.cli.places import Places, json_option, with_places

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.model import Refusal


@click.command(short_help="List the files that could not be used, and why.")
@json_option
@with_places
def spoiled(places: Places, as_json: bool) -> None:
    """List the files that could not be used as they are now, with the reason, and since when.

    None of them is tried again before it changes, or the settings do, or `feedpub retry` is said. One that made its
    process die, or took all its time or memory, has a strike for each time; after three it is left alone.
    """
    from feedpub.cli.world import library
    from feedpub.edge.strikes import Strikes

    with library(places) as archive:
        refused = archive.spoiled()
    struck = Strikes(places.state).counts()
    rows = [_row(places, refusal, struck) for refusal in refused]
    if as_json:
        speak.say_json(rows)
        return
    zone = places.settings.timezone
    speak.table(
        ("file", "since", "strikes", "reason"),
        [
            (
                row["path"],
                f"{refusal.since.astimezone(zone):%Y-%m-%d %H:%M}",
                str(row["strikes"] or "-"),
                row["reason"] if row["there"] else f"(no longer there) {row['reason']}",
            )
            for row, refusal in zip(rows, refused, strict=True)
        ],
    )


def _row(places: Places, refusal: Refusal, struck: Mapping[str, int]) -> dict[str, Any]:
    return {
        "path": refusal.path,
        "path_bytes": os.fsencode(refusal.path).hex(),
        "reason": refusal.reason,
        "since": refusal.since.astimezone(UTC).isoformat(),
        "strikes": struck.get(refusal.path, 0),
        "there": os.path.lexists(places.source / refusal.path),
    }


@click.command(short_help="Try spoiled files again.")
@click.argument("paths", nargs=-1, type=click.Path(), metavar="[PATH]...")
@click.option("--all", "everything", is_flag=True, help="All that `feedpub spoiled` lists.")
@with_places
def retry(places: Places, paths: tuple[str, ...], everything: bool) -> None:
    """Have the next run try files again that could not be used.

    PATH is as `feedpub spoiled` lists it, or as the shell finds it. Behind -- it may begin with a dash.
    """
    from feedpub.cli.world import edges
    from feedpub.edge.strikes import Strikes

    if bool(paths) == everything:
        raise click.UsageError("name the files, or say --all")
    with edges(places) as world:
        refused = {refusal.path for refusal in world.archive.spoiled()}
        chosen = sorted(refused) if everything else [_meant(places, path, refused) for path in paths]
        for path in chosen:
            world.archive.retry(path)
            Strikes(places.state).clear(path)
            speak.say(f"retry  {path}")
    speak.say("Say `feedpub publish` to try them; a feedpub that watches does at its next look.")


def _meant(places: Places, said: str, refused: set[str]) -> str:
    """Return the path that was meant: as the archive has it, as it is written down, or as it is found from here."""
    from feedpub.edge.looking import name_in_archive
    from feedpub.language.legible import as_named

    ways = (said, as_named(said), name_in_archive(places.source, said))
    return next((path for path in ways if path in refused), said)


COMMANDS = (spoiled, retry)
