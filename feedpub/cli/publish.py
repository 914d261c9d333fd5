"""publish: one run over new and changed files; ping: the WebSub hubs notified of what was published."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedpub.adapters.websub.publisher import PingTimeouts
from feedpub.cli import console
from feedpub.cli.options import ENGINE_CHOICE, json_option, workspace_options
from feedpub.cli.terminal_reporter import print_run_result
from feedpub.errors import AnotherIsRunning, SettingsError
from feedpub.pipeline.publish import publish as run
from feedpub.service.bootstrap import abandon_lost_archive, count_pending, open_for_writing
from feedpub.service.websub_worker import ping_once
from feedpub.settings import PREVIEW_PORT
from feedpub.text.terminal import format_count

if TYPE_CHECKING:
    from feedpub.adapters.websub.publisher import PingResult
    from feedpub.pipeline.run import RunResult
    from feedpub.settings import Settings
    from feedpub.settings.workspace import Workspace


@click.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--engine", type=ENGINE_CHOICE, default=None, help="Where pages are worked on.  [default: the settings']")
@click.option("--new-archive", is_flag=True, help="Give up an archive that is lost for good, and begin anew.")
@json_option
@workspace_options
def publish(
    workspace: Workspace, paths: tuple[Path, ...], engine: str | None, new_archive: bool, as_json: bool
) -> None:
    """Take in new and changed pages (all, or those in PATH), and bring feeds and site up to date."""
    if new_archive:
        abandon_lost_archive(workspace)
    with (
        open_for_writing(workspace, only_paths=paths, engine=engine, publishes=True) as adapters,
        console.progress_bar(lambda: count_pending(workspace, paths, adapters.archive)) as on_progress,
    ):
        result = run(adapters, workspace.settings, on_progress)
    if as_json:
        console.print_json(result_as_dict(result))
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
        "rejected": [{"path": rejected.path, "reason": rejected.reason} for rejected in result.rejected],
        "warnings": [{"path": warning.path, "reason": warning.message} for warning in result.warnings],
        "unstable": result.unstable,
    }


def print_next_steps(workspace: Workspace) -> None:
    """Say what to open and what to subscribe to."""
    settings: Settings = workspace.settings
    site = workspace.output / "site"
    console.print_line(
        f"Open       {site / 'index.html'}   (or: feedpub preview, then http://127.0.0.1:{PREVIEW_PORT}/)"
    )
    console.print_line(f"Subscribe  {settings.root_url}rss.xml   (each region's page names its own feed)")
    console.print_line(f"All feeds  {settings.root_url}feeds.opml")
    if not settings.base_url:
        console.print_line(
            "Readers elsewhere need your public address: set base_url in feedpub.toml (feedpub init writes one)."
        )


@click.command()
@json_option
@workspace_options
def ping(workspace: Workspace, as_json: bool) -> None:
    """Tell the hubs of [feeds] hubs of every feed whose bytes they do not know.

    `feedpub run`, `watch` and `publish` do so by themselves. A hub that fails is tried again later, ever more seldom;
    what it could not be sent stays pending.
    """
    if not workspace.settings.feeds.hubs:
        raise SettingsError("no hub is set; name one in [feeds] hubs")
    if not workspace.settings.base_url:
        raise SettingsError("base_url is not set, so no hub could fetch a feed; set it to the site's public address")
    round_result = ping_once(workspace)
    if as_json:
        console.print_json(
            {
                "pings": round_result.pings,
                "failed": [each._asdict() for each in round_result.failures],
                "given_up": [each._asdict() for each in round_result.given_up],
                "pending": round_result.pending,
            }
        )
    else:
        print_pings(round_result)
    sys.exit(1 if round_result.failures or round_result.given_up else 0)


def ping_after_publishing(workspace: Workspace, *, quiet: bool = False) -> None:
    """Tell the hubs at the end of a command that published, for a short while; what is owed then, stays owed."""
    try:
        round_result = ping_once(workspace, PingTimeouts(ping=5, total=15))
    except AnotherIsRunning:  # whoever pings now finds what is owed as well
        return
    except OSError as error:
        console.print_warning(f"hubs not pinged: {error}")
        return
    if not quiet and (round_result.pings or round_result.failures or round_result.given_up):
        print_pings(round_result)


def print_pings(round_result: PingResult) -> None:
    """Say what came of a round."""
    for hub, url, reason in round_result.given_up:
        console.print_warning(f"given up  {hub}: {reason} ({url}); it had a day")
    for hub, url, reason in round_result.failures:
        console.print_warning(f"not pinged {hub}: {reason} ({url})")
    retry_text = f"; again in {format_count(round(round_result.retry_in), 'second')}" if round_result.retry_in else ""
    console.print_line(f"{format_count(round_result.pings, 'ping')} sent, {round_result.pending} pending{retry_text}")
