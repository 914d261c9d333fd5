"""held and release: stories of which the splitting was not sure enough wait for an editor."""

from __future__ import annotations

from typing import Any

import click

from feedpub.cli import speak
from feedpub.cli.places import Places, json_option, with_places


@click.command(short_help="List what waits for an editor.")
@json_option
@with_places
def held(places: Places, as_json: bool) -> None:
    """List the stories that are held back, the least certain first.

    They are those of which the splitting was less sure than `hold_below` under [pages] in the settings.
    """
    from feedpub.cli.world import library

    with library(places) as archive:
        rows: list[dict[str, Any]] = [
            {
                "id": story.id,
                "confidence": round(story.report.article.confidence, 3),
                "title": story.headline,
                "sources": list(story.sources),
                "lines": list(story.report.article.lines),
            }
            for story in archive.held()
        ]
    if as_json:
        speak.say_json(rows)
        return
    speak.table(
        ("article", "sure", "page", "headline"),
        [(r["id"], f"{r['confidence']:.2f}", ", ".join(r["sources"]), r["title"]) for r in rows],
    )


@click.command(short_help="Publish what waits.")
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@with_places
def release(places: Places, articles: tuple[str, ...]) -> None:
    """Publish stories that are held back, for good; the next run writes them out."""
    from feedpub.cli.world import edges

    with edges(places) as world:
        for name in articles:
            story = world.archive.release(name)
            speak.say(f"released  {story.id}  {story.headline}")
    speak.say("Say `feedpub publish` to write them out.")


COMMANDS = (held, release)
