"""regions, articles, show: what the archive holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from feedpub.adapters.archive.read_access import open_archive_for_reading
from feedpub.cli import console
from feedpub.cli.options import json_option, workspace_options
from feedpub.cli.stages import evidence_as_dicts, item_as_dict
from feedpub.regions import find
from feedpub.stages.gather import FeedMembership, gather_feeds
from feedpub.stages.locate import homes_from_votes
from feedpub.text.slugs import is_paper_path

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import tzinfo

    from feedpub.model import PaperCoverage, RegionMatch, Story
    from feedpub.settings import Settings
    from feedpub.settings.workspace import Workspace


@click.command()
@json_option
@workspace_options
def regions(workspace: Workspace, as_json: bool) -> None:
    """List the regions that have stories, with their feeds."""
    root = workspace.settings.root_url
    with open_archive_for_reading(workspace) as archive:
        feeds = [
            feed for feed in gather_feeds(archive.stories(), 1, FeedMembership(workspace.settings.groups)) if feed.total
        ]
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
        console.print_json(rows)
    else:
        console.print_table(
            ("stories", "region", "feed"), [(str(r["stories"]), _region_name(r), str(r["feed"])) for r in rows]
        )


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

    region_path = find(region).path if region else ()
    with open_archive_for_reading(workspace) as archive:
        in_region = (story for story in archive.stories() if _is_in_region(story, region_path))
        rows = [_row(story, workspace.settings.timezone) for story in islice(in_region, limit)]
    if as_json:
        console.print_json(rows)
    else:
        console.print_table(
            ("article", "published", "region", "headline"),
            [
                (row["id"], row["published"][:10], ", ".join(r[-1] for r in row["regions"]) or "-", row["title"])
                for row in rows
            ],
        )


def _is_in_region(story: Story, region_path: tuple[str, ...]) -> bool:
    return not region_path or any(
        region_match.region.path[: len(region_path)] == region_path for region_match in story.analysis.focus.regions
    )


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


@click.command()
@click.argument("article")
@json_option
@workspace_options
def show(workspace: Workspace, article: str, as_json: bool) -> None:
    """Show one story by its id (or its beginning): text, summary, regions and why."""
    with open_archive_for_reading(workspace) as archive:
        story = archive.story(article)
    zone = workspace.settings.timezone
    if as_json:
        record = item_as_dict(story.sources[0] if story.sources else "", story.analysis.article) | _row(story, zone)
        console.print_json(record | {"evidence": evidence_as_dicts(story.analysis.focus)})
        return
    for line in _as_lines(story, zone):
        console.print_line(line)


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
    evidence_text = "; ".join(
        f"{evidence.text!r} at {evidence.offset} ({evidence.rule})" for evidence in region_match.evidence[:5]
    )
    path = "/".join(region_match.region.path)
    return f"{path}  {region_match.role.value} {region_match.confidence:.2f}  {evidence_text}"


# papers: the newspapers of the archive, and where each is at home.


@click.command()
@json_option
@workspace_options
def papers(workspace: Workspace, as_json: bool) -> None:
    """List the newspapers, how many pages of each were read, and where each is at home.

    A home is from the settings, or learnt from the paper's own pages.
    """
    with open_archive_for_reading(workspace) as archive:
        rows = known_papers(archive.paper_coverage(), workspace.settings)
    if as_json:
        console.print_json(rows)
        return
    console.print_table(
        ("paper", "pages", "home", "home_source"),
        [(r["paper"], str(r["pages"]), "/".join(r["home"]) or "-", r["home_source"]) for r in rows],
    )


def known_papers(coverages: Sequence[PaperCoverage], settings: Settings) -> list[dict[str, Any]]:
    """Return a row for each paper that was read or that the settings name."""
    coverage_by_paper = {coverage.paper: coverage for coverage in coverages}
    learnt_homes = homes_from_votes(coverages)
    configured_homes = {name: find(paper.home).path for name, paper in settings.papers.items() if paper.home}
    return [
        {
            "paper": name,
            "pages": coverage_by_paper[name].pages if name in coverage_by_paper else 0,
            "stories": sum(coverage_by_paper[name].votes.values()) if name in coverage_by_paper else 0,
            "home": list(configured_homes.get(name) or learnt_homes.get(name, ())),
            "home_source": _home_source(name, configured_homes, learnt_homes),
        }
        for name in sorted({*coverage_by_paper, *settings.papers})
    ]


def _home_source(name: str, configured_homes: Mapping[str, object], learnt_homes: Mapping[str, object]) -> str:
    return "settings" if name in configured_homes else "learnt" if name in learnt_homes else "none"
