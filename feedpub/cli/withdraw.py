"""withdraw, reinstate and fragments: what is not published, by an editor's word or for want of its other half."""

from __future__ import annotations

import click

from feedpub.cli import speak
from feedpub.cli.places import Places, json_option, with_places


@click.command(short_help="Take stories out of everything that is published.")
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@click.option("--reason", required=True, metavar="TEXT", help="Why; it is shown to readers in place of the story.")
@with_places
def withdraw(places: Places, articles: tuple[str, ...], reason: str) -> None:
    """Take stories out of all feeds, pages and letters, until they are reinstated.

    They stay withdrawn when their file is read again, edited, or comes in another copy. The next run writes it out.
    """
    from feedpub.cli.world import edges
    from feedpub.errors import SettingsError
    from feedpub.language.one_line import one_line

    words = one_line(reason)
    if not words:
        raise SettingsError("--reason: says nothing; readers will see it in place of the story")
    with edges(places) as world:
        for name in articles:
            story = world.archive.withdraw(name, words, world.clock.now())
            speak.say(f"withdrawn  {story.id}  {story.headline}")
    speak.say("Say `feedpub publish` to write it out.")


@click.command(short_help="Publish withdrawn stories again.")
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@with_places
def reinstate(places: Places, articles: tuple[str, ...]) -> None:
    """Publish withdrawn stories again, under their old addresses, whoever withdrew them; the next run writes it out."""
    from feedpub.cli.world import edges

    with edges(places) as world:
        for name in articles:
            story = world.archive.reinstate(name)
            speak.say(f"reinstated  {story.id}  {story.headline}")
    speak.say("Say `feedpub publish` to write it out.")


@click.command(short_help="List the withdrawn stories.")
@json_option
@with_places
def withdrawn(places: Places, as_json: bool) -> None:
    """List the stories that were published and are withdrawn, the last withdrawn first, with the reasons."""
    from feedpub.cli.world import library

    zone = places.settings.timezone
    with library(places) as archive:
        rows = [
            {
                "id": story.id,
                "withdrawn": story.updated.astimezone(zone).isoformat(),
                "reason": story.withdrawn,
                "title": story.headline,
                "sources": list(story.sources),
            }
            for story in archive.withdrawn()
        ]
    if as_json:
        speak.say_json(rows)
        return
    speak.table(
        ("article", "withdrawn", "reason", "headline"),
        [(str(r["id"]), str(r["withdrawn"])[:16], str(r["reason"]), str(r["title"])) for r in rows],
    )


@click.command(short_help="List continuations that wait for their story.")
@json_option
@with_places
def fragments(places: Places, as_json: bool) -> None:
    """List the continuations from other pages of which the story has not come, with the files that hold them.

    Each is published with its story as soon as a page of the same paper and day says that it goes on there.
    """
    from feedpub.cli.world import library

    with library(places) as archive:
        rows = [
            {
                "path": path,
                "lines": list(article.lines),
                "jump": article.jump,
                "title": article.title,
                "text": article.text,
            }
            for path, article in archive.fragments()
        ]
    if as_json:
        speak.say_json(rows)
        return
    speak.table(
        ("page", "line", "mark", "begins"),
        [(str(r["path"]), _first(r["lines"]), str(r["jump"] or "-"), str(r["title"] or r["text"])[:40]) for r in rows],
    )


def _first(lines: object) -> str:
    return str(lines[0]) if isinstance(lines, list) and lines else "-"


COMMANDS = (withdraw, reinstate, withdrawn, fragments)
