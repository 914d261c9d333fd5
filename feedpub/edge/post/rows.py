"""Rows of the post's tables -> subscribers."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from feedpub.model import Frequency, SubscriberStatus, Subscriber, Preferences

if TYPE_CHECKING:
    from sqlalchemy import RowMapping


def to_subscriber(row: RowMapping) -> Subscriber:
    """Return the subscriber of a row of `subscribers`, whatever else was joined to it."""
    preferences = Preferences(tuple(json.loads(row["regions"])), Frequency(row["every"]), row["language"])
    return Subscriber(row["key"], row["id"], row["address"], preferences, SubscriberStatus(row["standing"]))
