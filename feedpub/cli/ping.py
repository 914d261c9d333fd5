"""ping: the WebSub hubs told of what was published."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from feedpub.cli import speak
from feedpub.cli.places import Workspace, json_option, workspace_options

if TYPE_CHECKING:
    from feedpub.cli.tell import Reporter
    from feedpub.edge.hub import PingTimeouts, PingResult
    from feedpub.edge.pinging import BackgroundWorker


@click.command(short_help="Tell the WebSub hubs which feeds changed.")
@json_option
@workspace_options
def ping(workspace: Workspace, as_json: bool) -> None:
    """Tell the hubs of [feeds] hubs of every feed whose bytes they do not know.

    `feedpub run`, `watch` and `publish` do so by themselves. A hub that fails is tried again later, ever more seldom;
    what it could not be told is not forgotten.
    """
    from feedpub.errors import SettingsError

    if not workspace.settings.feeds.hubs:
        raise SettingsError("no hub is set; name one in [feeds] hubs")
    if not workspace.settings.base_url:
        raise SettingsError("base_url is not set, so no hub could fetch a feed; set it to the site's public address")
    round_result = ping_once(workspace)
    if as_json:
        speak.print_json(
            {
                "pings": round_result.pings,
                "failed": [each._asdict() for each in round_result.failures],
                "given_up": [each._asdict() for each in round_result.given_up],
                "owed": round_result.pending,
            }
        )
    else:
        print_pings(round_result)
    sys.exit(1 if round_result.failures or round_result.given_up else 0)


def ping_once(workspace: Workspace, timeouts: PingTimeouts | None = None) -> PingResult:
    """Tell the hubs what they do not know now; returns at once where there is nothing to tell."""
    from feedpub.edge.clock import SystemClock
    from feedpub.edge.hub import ping_hubs

    return ping_hubs(workspace.output / "site", workspace.state, workspace.settings, SystemClock().now(), timeouts)


def ping_after_publishing(workspace: Workspace, *, quiet: bool = False) -> None:
    """Tell the hubs at the end of a command that published, for a short while; what is owed then, stays owed."""
    from feedpub.edge.hub import PingTimeouts
    from feedpub.errors import AnotherIsRunning

    try:
        round_result = ping_once(workspace, PingTimeouts(ping=5, total=15))
    except AnotherIsRunning:  # whoever pings now finds what is owed as well
        return
    except OSError as error:
        speak.print_warning(f"hubs not told: {error}")
        return
    if not quiet and (round_result.pings or round_result.failures or round_result.given_up):
        print_pings(round_result)


def start_websub_worker(workspace: Workspace, reporter: Reporter) -> BackgroundWorker | None:
    """Return who tells the hubs beside a service that publishes, to be woken after each time; None without hubs."""
    from feedpub.edge.pinging import BackgroundWorker

    settings = workspace.settings
    if not (settings.feeds.hubs and settings.base_url and settings.schedule.ping):
        return None

    def run_once() -> float | None:
        round_result = ping_once(workspace)
        for hub, url, reason in round_result.given_up:
            reporter.warn("ping given up", hub=hub, feed=url, reason=reason)
        for hub, url, reason in round_result.failures[:1]:  # the rest says the same
            reporter.info("ping failed", hub=hub, feed=url, reason=reason, again_in=round(round_result.retry_in or 0))
        if round_result.pings:
            reporter.info("hubs told", pings=round_result.pings, owed=round_result.pending)
        return round_result.retry_in

    worker = BackgroundWorker(run_once, lambda error: reporter.warn("hubs not told", reason=str(error)))
    worker.wake()  # what was owed when the program ended the last time
    return worker


def print_pings(round_result: PingResult) -> None:
    """Say what came of a round."""
    for hub, url, reason in round_result.given_up:
        speak.print_warning(f"given up  {hub}: {reason} ({url}); it had a day")
    for hub, url, reason in round_result.failures:
        speak.print_warning(f"not told  {hub}: {reason} ({url})")
    retry_text = f"; again in {speak.format_count(round(round_result.retry_in), 'second')}" if round_result.retry_in else ""
    speak.print_line(f"{speak.format_count(round_result.pings, 'ping')} sent, {round_result.pending} owed{retry_text}")


PING_COMMANDS = (ping,)
