"""Places -> an engine that no page can take the program down with."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from feedpub.edge.budget import Budget
from feedpub.edge.engines import engine as open_engine
from feedpub.edge.rules import Rules
from feedpub.edge.strikes import Name, Strikes
from feedpub.pipeline import called, poisoned
from feedpub.understanding import warm

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.cli.places import Places
    from feedpub.ports import Engine


@contextmanager
def lend_engine(places: Places, engine: str | None = None) -> Iterator[Engine]:
    """Lend the engine of that name, or of the settings, with their budget; only one who writes may have it.

    What died in the hands of an earlier run is held against it.
    """
    settings = places.settings
    strikes = Strikes(places.state)
    strikes.collect()

    def name(numbered: Any) -> Name:
        return Name(*called(numbered, settings))

    budget = Budget(settings.pages.seconds, settings.pages.memory)
    rules = Rules(poisoned, budget, name, strikes, warm)
    with open_engine(engine or settings.engine, scheduler=settings.scheduler, rules=rules) as run:
        yield run
