"""withdraw, reinstate and fragments: what is not published, by an editor's word or for want of its other half."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from feedpub.adapters.archive.read_access import open_archive_for_reading
from feedpub.cli import console
from feedpub.cli.options import json_option, workspace_options
from feedpub.errors import SettingsError
from feedpub.model import Evidence, Focus, RegionMatch, RegionRole
from feedpub.regions import find
from feedpub.service.bootstrap import open_for_writing
from feedpub.text.one_line import one_line

if TYPE_CHECKING:
    from feedpub.settings.workspace import Workspace


@click.command()
@json_option
@workspace_options
def held(workspace: Workspace, as_json: bool) -> None:
    """List the stories that are held back, the least certain first.

    They are those of which the splitting was less sure than `hold_below` under [pages] in the settings.
    """
    with open_archive_for_reading(workspace) as archive:
        rows: list[dict[str, Any]] = [
            {
                "id": story.id,
                "confidence": round(story.analysis.article.confidence, 3),
                "title": story.headline,
                "sources": list(story.sources),
                "lines": list(story.analysis.article.lines),
            }
            for story in archive.held_stories()
        ]
    if as_json:
        console.print_json(rows)
        return
    console.print_table(
        ("article", "sure", "page", "headline"),
        [(r["id"], f"{r['confidence']:.2f}", ", ".join(r["sources"]), r["title"]) for r in rows],
    )


@click.command()
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@workspace_options
def release(workspace: Workspace, articles: tuple[str, ...]) -> None:
    """Publish stories that are held back, for good; the next run writes them out."""
    with open_for_writing(workspace) as adapters:
        for name in articles:
            story = adapters.archive.release(name)
            console.print_line(f"released  {story.id}  {story.headline}")
    console.print_line("Say `feedpub publish` to write them out.")


# withdraw, reinstate and fragments: what is not published, by an editor's word or for want of its other half.


@click.command()
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@click.option("--reason", required=True, metavar="TEXT", help="Why; it is shown to readers in place of the story.")
@workspace_options
def withdraw(workspace: Workspace, articles: tuple[str, ...], reason: str) -> None:
    """Take stories out of all feeds, pages and letters, until they are reinstated.

    They stay withdrawn when their file is read again, edited, or comes in another copy. The next run writes it out.
    """
    public_reason = one_line(reason)
    if not public_reason:
        raise SettingsError("--reason: says nothing; readers will see it in place of the story")
    with open_for_writing(workspace) as adapters:
        for name in articles:
            story = adapters.archive.withdraw(name, public_reason, adapters.clock.now())
            console.print_line(f"withdrawn  {story.id}  {story.headline}")
    console.print_line("Say `feedpub publish` to write it out.")


@click.command()
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@workspace_options
def reinstate(workspace: Workspace, articles: tuple[str, ...]) -> None:
    """Publish withdrawn stories again, under their old addresses, whoever withdrew them; the next run writes it out."""
    with open_for_writing(workspace) as adapters:
        for name in articles:
            story = adapters.archive.reinstate(name)
            console.print_line(f"reinstated  {story.id}  {story.headline}")
    console.print_line("Say `feedpub publish` to write it out.")


@click.command()
@json_option
@workspace_options
def withdrawn(workspace: Workspace, as_json: bool) -> None:
    """List the stories that were published and are withdrawn, the last withdrawn first, with the reasons."""
    zone = workspace.settings.timezone
    with open_archive_for_reading(workspace) as archive:
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
        console.print_json(rows)
        return
    console.print_table(
        ("article", "withdrawn", "reason", "headline"),
        [(str(r["id"]), str(r["withdrawn"])[:16], str(r["reason"]), str(r["title"])) for r in rows],
    )


@click.command()
@json_option
@workspace_options
def fragments(workspace: Workspace, as_json: bool) -> None:
    """List the continuations from other pages of which the story has not come, with the files that hold them.

    Each is published with its story as soon as a page of the same paper and day says that it goes on there.
    """
    with open_archive_for_reading(workspace) as archive:
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
        console.print_json(rows)
        return
    console.print_table(
        ("page", "line", "mark", "begins"),
        [(str(r["path"]), _first(r["lines"]), str(r["jump"] or "-"), str(r["title"] or r["text"])[:40]) for r in rows],
    )


def _first(lines: object) -> str:
    return str(lines[0]) if isinstance(lines, list) and lines else "-"


# fix: an editor says what a story is about on the map.


@click.command()
@click.argument("article")
@click.option(
    "--regions",
    required=True,
    metavar="REGION[,REGION...]",
    help="The primary region first: 江苏省/常州市, a unique name, a code, national, foreign; or none.",
)
@workspace_options
def fix(workspace: Workspace, article: str, regions: str) -> None:
    """Say by hand which regions a story is about, for good: re-runs and edits of its page do not change it."""
    focus = parse_focus(regions)
    with open_for_writing(workspace) as adapters:
        story = adapters.archive.override_regions(article, focus)
    console.print_line(f"fixed  {story.id}  {story.headline}  {regions}")
    console.print_line("Say `feedpub publish` to write it out.")


def parse_focus(text: str) -> Focus:
    """Return the focus that an editor wrote as names parted by commas; raises `NotFound` for a name of nothing."""
    parts = [word.strip() for word in text.replace("\N{FULLWIDTH COMMA}", ",").split(",") if word.strip()]
    names = [word for word in parts if word not in {"national", "foreign", "none"}]
    region_matches = tuple(
        RegionMatch(
            find(name), RegionRole.ALSO if place else RegionRole.PRIMARY, 1.0, (Evidence(name, 0, "said by an editor"),)
        )
        for place, name in enumerate(dict.fromkeys(names))
    )
    return Focus(region_matches, national="national" in parts, foreign="foreign" in parts)
