"""held and release: stories of which the splitting was not sure enough wait for an editor."""

from __future__ import annotations

from typing import Any

import click

from feedpub.cli import speak
from feedpub.cli.places import Workspace, json_option, workspace_options


@click.command(short_help="List what waits for an editor.")
@json_option
@workspace_options
def held(workspace: Workspace, as_json: bool) -> None:
    """List the stories that are held back, the least certain first.

    They are those of which the splitting was less sure than `hold_below` under [pages] in the settings.
    """
    from feedpub.cli.world import open_archive_for_reading

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
        speak.print_json(rows)
        return
    speak.print_table(
        ("article", "sure", "page", "headline"),
        [(r["id"], f"{r['confidence']:.2f}", ", ".join(r["sources"]), r["title"]) for r in rows],
    )


@click.command(short_help="Publish what waits.")
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@workspace_options
def release(workspace: Workspace, articles: tuple[str, ...]) -> None:
    """Publish stories that are held back, for good; the next run writes them out."""
    from feedpub.cli.world import open_for_writing

    with open_for_writing(workspace) as adapters:
        for name in articles:
            story = adapters.archive.release(name)
            speak.print_line(f"released  {story.id}  {story.headline}")
    speak.print_line("Say `feedpub publish` to write them out.")


COMMANDS = (held, release)
