"""publish: one run over new and changed files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedpub.cli import speak
from feedpub.cli.places import Places, json_option, with_places

if TYPE_CHECKING:
    from feedpub.pipeline import Outcome
    from feedpub.settings import Settings

_ENGINE = click.Choice(["serial", "processes", "dask"])


@click.command(short_help="Take in new pages; bring feeds and site up to date.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--engine", type=_ENGINE, default=None, help="Where pages are worked on.  [default: the settings']")
@click.option("--new-archive", is_flag=True, help="Give up an archive that is lost for good, and begin anew.")
@json_option
@with_places
def publish(places: Places, paths: tuple[Path, ...], engine: str | None, new_archive: bool, as_json: bool) -> None:
    """Take in new and changed pages (all, or those in PATH), and bring feeds and site up to date."""
    from feedpub.cli.ping import after_publishing
    from feedpub.cli.world import edges, give_up_lost, waiting
    from feedpub.pipeline import publish as run

    if new_archive:
        give_up_lost(places)
    with (
        edges(places, only=paths, engine=engine, publishes=True) as world,
        speak.progress(lambda: waiting(places, paths, world.archive)) as heed,
    ):
        outcome = run(world, places.settings, heed)
    if as_json:
        speak.say_json(as_dict(outcome))
    else:
        report(outcome)
        invite(places)
    after_publishing(places, quiet=as_json)
    sys.exit(1 if outcome.spoiled else 0)


def as_dict(outcome: Outcome) -> dict[str, Any]:
    """Return what a run did, in the form of `feedpub publish --json`."""
    return {
        "pages": outcome.pages,
        "stories": outcome.stories,
        "documents": outcome.documents,
        "spoiled": [{"path": spoiled.path, "reason": spoiled.reason} for spoiled in outcome.spoiled],
        "remarks": [{"path": remark.path, "reason": remark.words} for remark in outcome.remarks],
        "restless": outcome.restless,
    }


def report(outcome: Outcome) -> None:
    """Say what a run did, file by file where something is to be said."""
    for spoiled in outcome.spoiled:
        speak.warn(f"spoiled  {spoiled.path}: {spoiled.reason}")
    for remark in outcome.remarks:
        speak.say(f"note     {remark.path}: {remark.words}")
    for path in outcome.restless:
        speak.say(f"waiting  {path}: still being written; the next run takes it")
    counts = (
        f"{speak.count(outcome.pages, 'page')} read",
        f"{speak.count(outcome.stories, 'story', 'stories')} new or changed",
        f"{speak.count(outcome.documents, 'document')} written",
        f"{speak.count(len(outcome.spoiled), 'file')} spoiled",
    )
    speak.say(", ".join(counts), bold=True)


def invite(places: Places) -> None:
    """Say what to open and what to subscribe to."""
    from feedpub.settings import PREVIEW_PORT

    settings: Settings = places.settings
    site = places.output / "site"
    speak.say(f"Open       {site / 'index.html'}   (or: feedpub preview, then http://127.0.0.1:{PREVIEW_PORT}/)")
    speak.say(f"Subscribe  {settings.root_url}rss.xml   (each region's page names its own feed)")
    speak.say(f"All feeds  {settings.root_url}feeds.opml")
    if not settings.base_url:
        speak.say("Readers elsewhere need your public address: set base_url in feedpub.toml (feedpub init writes one).")


COMMANDS = (publish,)
