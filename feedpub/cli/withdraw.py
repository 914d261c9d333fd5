"""withdraw, reinstate and fragments: what is not published, by an editor's word or for want of its other half."""

from __future__ import annotations

import click

from feedpub.cli import speak
from feedpub.cli.places import Workspace, json_option, workspace_options


@click.command(short_help="Take stories out of everything that is published.")
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@click.option("--reason", required=True, metavar="TEXT", help="Why; it is shown to readers in place of the story.")
@workspace_options
def withdraw(workspace: Workspace, articles: tuple[str, ...], reason: str) -> None:
    """Take stories out of all feeds, pages and letters, until they are reinstated.

    They stay withdrawn when their file is read again, edited, or comes in another copy. The next run writes it out.
    """
    from feedpub.cli.world import open_for_writing
    from feedpub.errors import SettingsError
    from feedpub.language.one_line import one_line

    public_reason = one_line(reason)
    if not public_reason:
        raise SettingsError("--reason: says nothing; readers will see it in place of the story")
    with open_for_writing(workspace) as adapters:
        for name in articles:
            story = adapters.archive.withdraw(name, public_reason, adapters.clock.now())
            speak.print_line(f"withdrawn  {story.id}  {story.headline}")
    speak.print_line("Say `feedpub publish` to write it out.")


@click.command(short_help="Publish withdrawn stories again.")
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@workspace_options
def reinstate(workspace: Workspace, articles: tuple[str, ...]) -> None:
    """Publish withdrawn stories again, under their old addresses, whoever withdrew them; the next run writes it out."""
    from feedpub.cli.world import open_for_writing

    with open_for_writing(workspace) as adapters:
        for name in articles:
            story = adapters.archive.reinstate(name)
            speak.print_line(f"reinstated  {story.id}  {story.headline}")
    speak.print_line("Say `feedpub publish` to write it out.")


@click.command(short_help="List the withdrawn stories.")
@json_option
@workspace_options
def withdrawn(workspace: Workspace, as_json: bool) -> None:
    """List the stories that were published and are withdrawn, the last withdrawn first, with the reasons."""
    from feedpub.cli.world import open_archive_for_reading

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
        speak.print_json(rows)
        return
    speak.print_table(
        ("article", "withdrawn", "reason", "headline"),
        [(str(r["id"]), str(r["withdrawn"])[:16], str(r["reason"]), str(r["title"])) for r in rows],
    )


@click.command(short_help="List continuations that wait for their story.")
@json_option
@workspace_options
def fragments(workspace: Workspace, as_json: bool) -> None:
    """List the continuations from other pages of which the story has not come, with the files that hold them.

    Each is published with its story as soon as a page of the same paper and day says that it goes on there.
    """
    from feedpub.cli.world import open_archive_for_reading

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
        speak.print_json(rows)
        return
    speak.print_table(
        ("page", "line", "mark", "begins"),
        [(str(r["path"]), _first(r["lines"]), str(r["jump"] or "-"), str(r["title"] or r["text"])[:40]) for r in rows],
    )


def _first(lines: object) -> str:
    return str(lines[0]) if isinstance(lines, list) and lines else "-"


WITHDRAW_COMMANDS = (withdraw, reinstate, withdrawn, fragments)
