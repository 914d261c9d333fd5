"""regions, articles, show: what the archive holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from feedpub.cli import speak
from feedpub.cli.places import Workspace, json_option, workspace_options

if TYPE_CHECKING:
    from datetime import tzinfo

    from feedpub.model import RegionMatch, Story


@click.command()
@json_option
@workspace_options
def regions(workspace: Workspace, as_json: bool) -> None:
    """List the regions that have stories, with their feeds."""
    from feedpub.cli.world import open_archive_for_reading
    from feedpub.language.papers import is_paper_path
    from feedpub.stages.gather import FeedMembership, gather_feeds

    root = workspace.settings.root_url
    with open_archive_for_reading(workspace) as archive:
        feeds = [feed for feed in gather_feeds(archive.stories(), 1, FeedMembership(workspace.settings.groups)) if feed.total]
    rows = [
        {
            "region": list(feed.region.path) if feed.region else [],
            "code": feed.region.code if feed.region else None,
            "name": feed.title,
            "stories": feed.total,
            "feed": f"{root}{feed.path}/rss.xml" if feed.path else f"{root}rss.xml",
        }
        for feed in feeds
        if not is_paper_path(feed.path)
    ]
    if as_json:
        speak.print_json(rows)
    else:
        speak.print_table(("stories", "region", "feed"), [(str(r["stories"]), _region_name(r), str(r["feed"])) for r in rows])


def _region_name(row: dict[str, Any]) -> str:
    return "/".join(row["region"]) or str(row["name"])


@click.command()
@click.option(
    "--region", metavar="REGION", help="Only stories of this region: 江苏省/常州市, a unique name, or a code."
)
@click.option("--limit", type=click.IntRange(min=1), default=None, help="No more than so many.")
@json_option
@workspace_options
def articles(workspace: Workspace, region: str | None, limit: int | None, as_json: bool) -> None:
    """List the published stories, newest first."""
    from itertools import islice

    from feedpub.cli.world import open_archive_for_reading
    from feedpub.regions import find

    region_path = find(region).path if region else ()
    with open_archive_for_reading(workspace) as archive:
        in_region = (story for story in archive.stories() if _is_in_region(story, region_path))
        rows = [_row(story, workspace.settings.timezone) for story in islice(in_region, limit)]
    if as_json:
        speak.print_json(rows)
    else:
        speak.print_table(
            ("article", "published", "region", "headline"),
            [
                (row["id"], row["published"][:10], ", ".join(r[-1] for r in row["regions"]) or "-", row["title"])
                for row in rows
            ],
        )


def _is_in_region(story: Story, region_path: tuple[str, ...]) -> bool:
    return not region_path or any(region_match.region.path[: len(region_path)] == region_path for region_match in story.analysis.focus.regions)


def _row(story: Story, zone: tzinfo) -> dict[str, Any]:
    focus = story.analysis.focus
    return {
        "id": story.id,
        "guid": story.guid,
        "kind": story.analysis.article.kind.value,
        "title": story.headline,
        "published": story.published.astimezone(zone).isoformat(),
        "updated": story.updated.astimezone(zone).isoformat(),
        "paper": story.paper,
        "page": story.page_number,
        "sources": list(story.sources),
        "regions": [list(region_match.region.path) for region_match in focus.regions],
        "national": focus.national,
        "foreign": focus.foreign,
        "summary": story.analysis.summary.text,
        "keywords": list(story.analysis.summary.keywords),
        "withdrawn": story.withdrawn,
    }


@click.command(short_help="Show one story: text, summary, regions and why.")
@click.argument("article")
@json_option
@workspace_options
def show(workspace: Workspace, article: str, as_json: bool) -> None:
    """Show one story by its id (or its beginning): text, summary, regions and why."""
    from feedpub.cli.stages import evidence_as_dicts, item_as_dict
    from feedpub.cli.world import open_archive_for_reading

    with open_archive_for_reading(workspace) as archive:
        story = archive.story(article)
    zone = workspace.settings.timezone
    if as_json:
        record = item_as_dict(story.sources[0] if story.sources else "", story.analysis.article) | _row(story, zone)
        speak.print_json(record | {"evidence": evidence_as_dicts(story.analysis.focus)})
        return
    for line in _as_lines(story, zone):
        speak.print_line(line)


def _as_lines(story: Story, zone: tzinfo) -> list[str]:
    article, summary = story.analysis.article, story.analysis.summary
    parts = [article.kicker, story.headline, article.subtitle, article.byline]
    head = [part for part in parts if part]
    facts = [
        ("article", f"{story.id}  {story.guid}"),
        ("published", f"{story.published.astimezone(zone)}  updated {story.updated.astimezone(zone)}"),
        ("from", ", ".join(story.sources) + (f"  ({story.paper} {story.page_number or ''})" if story.paper else "")),
        ("summary", f"{summary.text}  ({summary.method})"),
        ("keywords", " ".join(summary.keywords)),
    ]
    focus = story.analysis.focus
    flags = [word for word, is_set in (("national", focus.national), ("foreign", focus.foreign)) if is_set]
    region_lines = [_explain_match(region_match) for region_match in focus.regions] + flags
    withdrawn = [("withdrawn", story.withdrawn)] if story.withdrawn else []
    facts += [("regions", line) for line in region_lines or ["none"]] + withdrawn
    return [*head, "", *(f"{name:10} {value}" for name, value in facts), "", *article.paragraphs]


def _explain_match(region_match: RegionMatch) -> str:
    evidence_text = "; ".join(f"{evidence.text!r} at {evidence.offset} ({evidence.rule})" for evidence in region_match.evidence[:5])
    return f"{'/'.join(region_match.region.path)}  {region_match.role.value} {region_match.confidence:.2f}  {evidence_text}"


COMMANDS = (regions, articles, show)
