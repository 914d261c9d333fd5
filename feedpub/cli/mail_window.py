"""Beside the server of the site: the pages for readers of the letter, and a thread that writes to who signed up."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

from feedpub.cli.confirming import Clerk
from feedpub.cli.world import open_templates
from feedpub.edge.clock import SystemClock
from feedpub.edge.pinging import Pinging
from feedpub.errors import FeedpubError
from feedpub.web.mail.office import Office
from feedpub.web.mail.routes import mail_routes

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from starlette.routing import BaseRoute
    from structlog.typing import FilteringBoundLogger

    from feedpub.cli.places import Places

EVERY = 60.0
"""Seconds between two looks at what is to be sent again."""

GATHERING = 0.25
"""Seconds for which sign-ups gather before they are looked at: one by one, a flood of them waits for the disk."""

PATIENCE = 3.0
"""Seconds for which the end of the server waits for the mail under way."""


@contextmanager
def mail_window(places: Places, log: FilteringBoundLogger) -> Iterator[Sequence[BaseRoute]]:
    """Give the routes; what comes by them is worked off in a thread of its own until the block ends."""
    if not places.settings.signup.open:
        yield ()
        return
    templates, clock = open_templates(places.settings), SystemClock()
    office = Office(places.state, places.settings, templates, clock.now)
    stop = threading.Event()

    def turn() -> float:
        if not office.is_there:
            return EVERY
        stop.wait(GATHERING)
        desk = office.desk
        clerk = Clerk(places, desk.engine, desk.keys, templates, clock)
        if swept := desk.signups.sweep(clock.now()).unconfirmed:
            log.info("sign-ups forgotten", unconfirmed=swept)
        if decided := clerk.decide():
            log.info("sign-ups", **{what.replace(" ", "_"): number for what, number in decided.items()})
        try:
            sent = clerk.send(stop.is_set)
        except FeedpubError as error:
            log.warning("confirmations wait", reason=str(error))
        else:
            if sent:
                log.info("confirmations", **sent)
        return EVERY

    def wrong(error: Exception) -> None:
        # Not its words: those of a database quote what was to be stored.
        log.error("sign-ups wait", reason=str(error) if isinstance(error, FeedpubError) else type(error).__name__)

    thread = Pinging(turn, wrong, "confirming")
    office.wake = thread.wake
    thread.wake()
    try:
        yield mail_routes(office)
    finally:
        stop.set()
        thread.close(PATIENCE)
        office.close()
