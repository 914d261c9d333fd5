"""Rows of the post's tables -> subscribers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from feedpub.model import Every, Standing, Subscriber, Wish

if TYPE_CHECKING:
    from sqlalchemy import RowMapping


def subscriber_of(row: RowMapping) -> Subscriber:
    """Return the subscriber of a row of `subscribers`, whatever else was joined to it."""
    wish = Wish(tuple(json.loads(row["regions"])), Every(row["every"]), row["language"])
    return Subscriber(row["key"], row["id"], row["address"], wish, Standing(row["standing"]))
