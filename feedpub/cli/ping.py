"""ping: the WebSub hubs told of what was published."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from feedpub.cli import speak
from feedpub.cli.places import Places, json_option, with_places

if TYPE_CHECKING:
    from feedpub.cli.tell import Teller
    from feedpub.edge.hub import Patience, Told
    from feedpub.edge.pinging import Pinging


@click.command(short_help="Tell the WebSub hubs which feeds changed.")
@json_option
@with_places
def ping(places: Places, as_json: bool) -> None:
    """Tell the hubs of [feeds] hubs of every feed whose bytes they do not know.

    `feedpub run`, `watch` and `publish` do so by themselves. A hub that fails is tried again later, ever more seldom;
    what it could not be told is not forgotten.
    """
    from feedpub.errors import SettingsError

    if not places.settings.feeds.hubs:
        raise SettingsError("no hub is set; name one in [feeds] hubs")
    if not places.settings.base_url:
        raise SettingsError("base_url is not set, so no hub could fetch a feed; set it to the site's public address")
    told = turn(places)
    if as_json:
        speak.say_json(
            {
                "pings": told.pings,
                "failed": [each._asdict() for each in told.failures],
                "given_up": [each._asdict() for each in told.given_up],
                "owed": told.owed,
            }
        )
    else:
        report(told)
    sys.exit(1 if told.failures or told.given_up else 0)


def turn(places: Places, patience: Patience | None = None) -> Told:
    """Tell the hubs what they do not know now; returns at once where there is nothing to tell."""
    from feedpub.edge.clock import SystemClock
    from feedpub.edge.hub import tell_hubs

    return tell_hubs(places.output / "site", places.state, places.settings, SystemClock().now(), patience)


def after_publishing(places: Places, *, quiet: bool = False) -> None:
    """Tell the hubs at the end of a command that published, for a short while; what is owed then, stays owed."""
    from feedpub.edge.hub import Patience
    from feedpub.errors import AnotherIsRunning

    try:
        told = turn(places, Patience(ping=5, all=15))
    except AnotherIsRunning:  # whoever pings now finds what is owed as well
        return
    except OSError as error:
        speak.warn(f"hubs not told: {error}")
        return
    if not quiet and (told.pings or told.failures or told.given_up):
        report(told)


def in_background(places: Places, tell: Teller) -> Pinging | None:
    """Return who tells the hubs beside a service that publishes, to be woken after each time; None without hubs."""
    from feedpub.edge.pinging import Pinging

    settings = places.settings
    if not (settings.feeds.hubs and settings.base_url and settings.schedule.ping):
        return None

    def one_turn() -> float | None:
        told = turn(places)
        for hub, url, why in told.given_up:
            tell.warn("ping given up", hub=hub, feed=url, reason=why)
        for hub, url, why in told.failures[:1]:  # the rest says the same
            tell.note("ping failed", hub=hub, feed=url, reason=why, again_in=round(told.again or 0))
        if told.pings:
            tell.note("hubs told", pings=told.pings, owed=told.owed)
        return told.again

    pinging = Pinging(one_turn, lambda error: tell.warn("hubs not told", reason=str(error)))
    pinging.wake()  # what was owed when the program ended the last time
    return pinging


def report(told: Told) -> None:
    """Say what came of a round."""
    for hub, url, why in told.given_up:
        speak.warn(f"given up  {hub}: {why} ({url}); it had a day")
    for hub, url, why in told.failures:
        speak.warn(f"not told  {hub}: {why} ({url})")
    again = f"; again in {speak.count(round(told.again), 'second')}" if told.again else ""
    speak.say(f"{speak.count(told.pings, 'ping')} sent, {told.owed} owed{again}")


COMMANDS = (ping,)
