"""A thread beside the service that pings the WebSub hubs after each publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.adapters.system.background import BackgroundWorker
from feedpub.adapters.system.clock import SystemClock
from feedpub.adapters.websub.publisher import ping_hubs

if TYPE_CHECKING:
    from feedpub.adapters.websub.publisher import PingResult, PingTimeouts
    from feedpub.service.reporter import Reporter
    from feedpub.settings.workspace import Workspace


def start_websub_worker(workspace: Workspace, reporter: Reporter) -> BackgroundWorker | None:
    """Return who tells the hubs beside a service that publishes, to be woken after each time; None without hubs."""
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
            reporter.info("hubs pinged", pings=round_result.pings, pending=round_result.pending)
        return round_result.retry_in

    worker = BackgroundWorker(run_once, lambda error: reporter.warn("hubs not pinged", reason=str(error)))
    worker.wake()  # what was owed when the program ended the last time
    return worker


def ping_once(workspace: Workspace, timeouts: PingTimeouts | None = None) -> PingResult:
    """Tell the hubs what they do not know now; returns at once where there is nothing to tell."""
    return ping_hubs(workspace.output / "site", workspace.state, workspace.settings, SystemClock().now(), timeouts)
