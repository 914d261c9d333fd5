"""Beside the server of the site: the pages for readers of the letter, and a thread that writes to who signed up."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from feedpub.adapters.system.background import BackgroundWorker
from feedpub.adapters.system.clock import SystemClock
from feedpub.adapters.templates import open_templates
from feedpub.errors import FeedpubError
from feedpub.newsletter.confirmation import ConfirmationSender
from feedpub.web.newsletter.context import NewsletterContext
from feedpub.web.newsletter.routes import newsletter_routes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from starlette.routing import BaseRoute
    from structlog.typing import FilteringBoundLogger

    from feedpub.settings.workspace import Workspace

RETRY_INTERVAL = 60.0
"""Seconds between two looks at what is to be sent again."""

BATCHING_DELAY = 0.25
"""Seconds for which sign-ups gather before they are looked at: one by one, a flood of them waits for the disk."""

CLOSE_TIMEOUT = 3.0
"""Seconds for which the end of the server waits for the mail under way."""


@contextmanager
def newsletter_pages(workspace: Workspace, log: FilteringBoundLogger) -> Iterator[Sequence[BaseRoute]]:
    """Give the routes; what comes by them is worked off in a thread of its own until the block ends."""
    if not workspace.settings.signup.enabled:
        yield ()
        return
    templates, clock = open_templates(workspace.settings), SystemClock()
    context = NewsletterContext(workspace.state, workspace.settings, templates, clock.now)
    stop = threading.Event()

    def run_once() -> float:
        if not context.store_exists:
            return RETRY_INTERVAL
        stop.wait(BATCHING_DELAY)
        store = context.store
        confirmation_sender = ConfirmationSender(workspace, store.engine, store.keys, templates, clock)
        if purged := store.signups.purge_expired(clock.now()).unconfirmed:
            log.info("sign-ups forgotten", unconfirmed=purged)
        if outcome_counts := confirmation_sender.process_requests():
            log.info("sign-ups", **{outcome.replace(" ", "_"): number for outcome, number in outcome_counts.items()})
        try:
            sent = confirmation_sender.send(stop.is_set)
        except FeedpubError as error:
            log.warning("confirmations wait", reason=str(error))
        else:
            if sent:
                log.info("confirmations", **sent)
        return RETRY_INTERVAL

    def report_error(error: Exception) -> None:
        # Not its words: those of a database quote what was to be stored.
        log.error("sign-ups wait", reason=str(error) if isinstance(error, FeedpubError) else type(error).__name__)

    worker = BackgroundWorker(run_once, report_error, "confirming")
    context.wake = worker.wake
    worker.wake()
    try:
        yield newsletter_routes(context)
    finally:
        stop.set()
        worker.close(CLOSE_TIMEOUT)
        context.close()
