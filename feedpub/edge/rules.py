"""What the work on an item may take, and what becomes of one without a result: the rules of every engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from feedpub.edge.budget import Budget

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedpub.edge.strikes import Name, Strikes
    from feedpub.ports import Cause


class Rules(NamedTuple):
    """How items are treated. What one without a result comes to is said by `instead`, what it is called by `name`."""

    instead: Callable[[Any, Cause], Any]
    budget: Budget = Budget()
    name: Callable[[Any], Name] | None = None
    strikes: Strikes | None = None
    warm: Callable[[], object] | None = None
    """What every worker needs is loaded by it, once."""
