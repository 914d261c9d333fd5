"""regions, articles, show: what the archive holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from feedpub.cli import speak
from feedpub.cli.places import Places, json_option, with_places

if TYPE_CHECKING:
    from datetime import tzinfo

    from feedpub.model import Located, Story


@click.command()
@json_option
@with_places
def regions(places: Places, as_json: bool) -> None:
    """List the regions that have stories, with their feeds."""
    from feedpub.cli.world import library
    from feedpub.language.papers import is_paper
    from feedpub.stages.gather import Routes, gather

    root = places.settings.root_url
    with library(places) as archive:
        feeds = [feed for feed in gather(archive.stories(), 1, Routes(places.settings.groups)) if feed.total]
    rows = [
        {
            "region": list(feed.region.path) if feed.region else [],
            "code": feed.region.code if feed.region else None,
            "name": feed.title,
            "stories": feed.total,
            "feed": f"{root}{feed.path}/rss.xml" if feed.path else f"{root}rss.xml",
        }
        for feed in feeds
        if not is_paper(feed.path)
    ]
    if as_json:
        speak.say_json(rows)
    else:
        speak.table(("stories", "region", "feed"), [(str(r["stories"]), _name(r), str(r["feed"])) for r in rows])


def _name(row: dict[str, Any]) -> str:
    return "/".join(row["region"]) or str(row["name"])


@click.command()
@click.option(
    "--region", metavar="REGION", help="Only stories of this region: 江苏省/常州市, a unique name, or a code."
)
@click.option("--limit", type=click.IntRange(min=1), default=None, help="No more than so many.")
@json_option
@with_places
def articles(places: Places, region: str | None, limit: int | None, as_json: bool) -> None:
    """List the published stories, newest first."""
    from itertools import islice

    from feedpub.cli.world import library
    from feedpub.regions import named

    wanted = named(region).path if region else ()
    with library(places) as archive:
        chosen = (story for story in archive.stories() if _is_in(story, wanted))
        rows = [_row(story, places.settings.timezone) for story in islice(chosen, limit)]
    if as_json:
        speak.say_json(rows)
    else:
        speak.table(
            ("article", "published", "region", "headline"),
            [
                (row["id"], row["published"][:10], ", ".join(r[-1] for r in row["regions"]) or "-", row["title"])
                for row in rows
            ],
        )


def _is_in(story: Story, wanted: tuple[str, ...]) -> bool:
    return not wanted or any(at.region.path[: len(wanted)] == wanted for at in story.report.focus.regions)


def _row(story: Story, zone: tzinfo) -> dict[str, Any]:
    focus = story.report.focus
    return {
        "id": story.id,
        "guid": story.guid,
        "kind": story.report.article.kind.value,
        "title": story.headline,
        "published": story.published.astimezone(zone).isoformat(),
        "updated": story.updated.astimezone(zone).isoformat(),
        "paper": story.paper,
        "page": story.number,
        "sources": list(story.sources),
        "regions": [list(located.region.path) for located in focus.regions],
        "national": focus.national,
        "foreign": focus.foreign,
        "summary": story.report.summary.text,
        "keywords": list(story.report.summary.keywords),
        "withdrawn": story.withdrawn,
    }


@click.command(short_help="Show one story: text, summary, regions and why.")
@click.argument("article")
@json_option
@with_places
def show(places: Places, article: str, as_json: bool) -> None:
    """Show one story by its id (or its beginning): text, summary, regions and why."""
    from feedpub.cli.stages import evidence, item
    from feedpub.cli.world import library

    with library(places) as archive:
        story = archive.story(article)
    zone = places.settings.timezone
    if as_json:
        whole = item(story.sources[0] if story.sources else "", story.report.article) | _row(story, zone)
        speak.say_json(whole | {"evidence": evidence(story.report.focus)})
        return
    for line in _sheet(story, zone):
        speak.say(line)


def _sheet(story: Story, zone: tzinfo) -> list[str]:
    article, summary = story.report.article, story.report.summary
    parts = [article.kicker, story.headline, article.subtitle, article.byline]
    head = [part for part in parts if part]
    facts = [
        ("article", f"{story.id}  {story.guid}"),
        ("published", f"{story.published.astimezone(zone)}  updated {story.updated.astimezone(zone)}"),
        ("from", ", ".join(story.sources) + (f"  ({story.paper} {story.number or ''})" if story.paper else "")),
        ("summary", f"{summary.text}  ({summary.method})"),
        ("keywords", " ".join(summary.keywords)),
    ]
    focus = story.report.focus
    flags = [word for word, is_so in (("national", focus.national), ("foreign", focus.foreign)) if is_so]
    where = [_explained(located) for located in focus.regions] + flags
    withdrawn = [("withdrawn", story.withdrawn)] if story.withdrawn else []
    facts += [("regions", line) for line in where or ["none"]] + withdrawn
    return [*head, "", *(f"{name:10} {value}" for name, value in facts), "", *article.paragraphs]


def _explained(located: Located) -> str:
    why = "; ".join(f"{e.words!r} at {e.offset} ({e.rule})" for e in located.evidence[:5])
    return f"{'/'.join(located.region.path)}  {located.role.value} {located.confidence:.2f}  {why}"


COMMANDS = (regions, articles, show)
