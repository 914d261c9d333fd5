"""The tables of the post as they are now, by name; `feedpub.newsletter.store.migrations` builds them.

    subscribers ──< deliveries >── numbers          suppressions, signups, requests, events
                ──< confirmations

Moments are Unix time in seconds, lists are JSON.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Float, Integer, Text, column, table

from feedpub.model import Frequency, Preferences, Subscriber, SubscriberStatus

if TYPE_CHECKING:
    from sqlalchemy import RowMapping


subscribers = table(
    "subscribers",
    column("key", BigInteger),
    column("id", Text),  # 16 hexadecimal digits, drawn at random: what links, VERP and logs call the subscriber
    column("address", Text),  # "" once it is erased
    column("hash", Text),  # keyed, of the address, and unique; that of nobody once it is erased
    column("regions", Text),
    column("every", Text),
    column("language", Text),
    column("standing", Text),
    column("source", Text),  # how the address came: "form", "import", "command"
    column("consent", Text),  # what it was given with: the file and its column, the words, the network's hash
    column("asked", BigInteger),
    column("confirmed", BigInteger),
    column("changed", BigInteger),
    column("bounces", Float),  # the score; a soft one counts less than a hard one
    column("bounced", BigInteger),  # when the score was last added to
)

suppressions = table(
    "suppressions",
    column("hash", Text),
    column("reason", Text),  # "left", "bounced", "complained", "erased", "by hand"
    column("since", BigInteger),
)

signup_log = table(
    "signups",
    column("key", BigInteger),
    column("hash", Text),  # of the address
    column("network", Text),  # keyed hash of the /24 or /48 that asked
    column("moment", BigInteger),
)

signup_requests = table(
    "requests",  # what came by the form and was not looked at yet; nothing stays here
    column("key", BigInteger),
    column("address", Text),
    column("regions", Text),
    column("every", Text),
    column("language", Text),
    column("network", Text),
    column("moment", BigInteger),
)

confirmations = table(
    "confirmations",  # the mails by which a reader confirms a wish
    column("key", BigInteger),
    column("subscriber", BigInteger),
    column("regions", Text),
    column("every", Text),
    column("language", Text),
    column("asked", BigInteger),
    column("used", BigInteger),  # when it, or another one of the same subscriber, was confirmed
    column("state", Text),  # as of a delivery
    column("attempt", Integer),
    column("not_before", BigInteger),
    column("moment", BigInteger),  # of the last change of state
    column("reply", Text),
)

frozen_issues = table(
    "numbers",
    column("key", Text),  # the issue's, "2026-W47"
    column("every", Text),
    column("frozen", BigInteger),
    column("due", BigInteger),  # the moment of the slot; too long after it nothing is sent any more
    column("first", Text),
    column("last", Text),
    column("title", Text),
    column("guids", Text),  # of all its stories, in the order of the archive
    column("candidates", BigInteger),
    column("closed", BigInteger),  # when the last delivery came to an end
)

deliveries = table(
    "deliveries",
    column("number", Text),
    column("subscriber", BigInteger),
    column("state", Text),
    column("message_id", Text),
    column("domain", Text),
    column("attempt", Integer),
    column("not_before", BigInteger),
    column("moment", BigInteger),  # of the last change of state
    column("reply", Text),  # what the server said last
)

events = table(
    "events",
    column("key", BigInteger),
    column("moment", BigInteger),
    column("what", Text),
    column("subscriber", BigInteger),
    column("number", Text),
    column("words", Text),  # never an address
)

TABLES = (subscribers, suppressions, signup_log, signup_requests, confirmations, frozen_issues, deliveries, events)


# Rows of the post's tables -> subscribers.


def to_subscriber(row: RowMapping) -> Subscriber:
    """Return the subscriber of a row of `subscribers`, whatever else was joined to it."""
    preferences = Preferences(tuple(json.loads(row["regions"])), Frequency(row["every"]), row["language"])
    return Subscriber(row["key"], row["id"], row["address"], preferences, SubscriberStatus(row["standing"]))
