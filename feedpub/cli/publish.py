"""publish: one run over new and changed files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedpub.cli import speak
from feedpub.cli.places import Workspace, json_option, workspace_options

if TYPE_CHECKING:
    from feedpub.pipeline import RunResult
    from feedpub.settings import Settings

ENGINE_CHOICE = click.Choice(["serial", "processes", "dask"])


@click.command(short_help="Take in new pages; bring feeds and site up to date.")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--engine", type=ENGINE_CHOICE, default=None, help="Where pages are worked on.  [default: the settings']")
@click.option("--new-archive", is_flag=True, help="Give up an archive that is lost for good, and begin anew.")
@json_option
@workspace_options
def publish(workspace: Workspace, paths: tuple[Path, ...], engine: str | None, new_archive: bool, as_json: bool) -> None:
    """Take in new and changed pages (all, or those in PATH), and bring feeds and site up to date."""
    from feedpub.cli.ping import ping_after_publishing
    from feedpub.cli.world import open_for_writing, abandon_lost_archive, count_pending
    from feedpub.pipeline import publish as run

    if new_archive:
        abandon_lost_archive(workspace)
    with (
        open_for_writing(workspace, only_paths=paths, engine=engine, publishes=True) as adapters,
        speak.progress_bar(lambda: count_pending(workspace, paths, adapters.archive)) as on_progress,
    ):
        result = run(adapters, workspace.settings, on_progress)
    if as_json:
        speak.print_json(result_as_dict(result))
    else:
        print_run_result(result)
        print_next_steps(workspace)
    ping_after_publishing(workspace, quiet=as_json)
    sys.exit(1 if result.rejected else 0)


def result_as_dict(result: RunResult) -> dict[str, Any]:
    """Return what a run did, in the form of `feedpub publish --json`."""
    return {
        "pages": result.pages,
        "stories": result.stories,
        "documents": result.documents,
        "spoiled": [{"path": rejected.path, "reason": rejected.reason} for rejected in result.rejected],
        "remarks": [{"path": warning.path, "reason": warning.message} for warning in result.warnings],
        "restless": result.unstable,
    }


def print_run_result(result: RunResult) -> None:
    """Say what a run did, file by file where something is to be said."""
    for rejected in result.rejected:
        speak.print_warning(f"spoiled  {rejected.path}: {rejected.reason}")
    for warning in result.warnings:
        speak.print_line(f"note     {warning.path}: {warning.message}")
    for path in result.unstable:
        speak.print_line(f"waiting  {path}: still being written; the next run takes it")
    counts = (
        f"{speak.format_count(result.pages, 'page')} read",
        f"{speak.format_count(result.stories, 'story', 'stories')} new or changed",
        f"{speak.format_count(result.documents, 'document')} written",
        f"{speak.format_count(len(result.rejected), 'file')} spoiled",
    )
    speak.print_line(", ".join(counts), bold=True)


def print_next_steps(workspace: Workspace) -> None:
    """Say what to open and what to subscribe to."""
    from feedpub.settings import PREVIEW_PORT

    settings: Settings = workspace.settings
    site = workspace.output / "site"
    speak.print_line(f"Open       {site / 'index.html'}   (or: feedpub preview, then http://127.0.0.1:{PREVIEW_PORT}/)")
    speak.print_line(f"Subscribe  {settings.root_url}rss.xml   (each region's page names its own feed)")
    speak.print_line(f"All feeds  {settings.root_url}feeds.opml")
    if not settings.base_url:
        speak.print_line("Readers elsewhere need your public address: set base_url in feedpub.toml (feedpub init writes one).")


COMMANDS = (publish,)
