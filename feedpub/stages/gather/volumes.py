"""Feeds and their rolls -> Volumes: what stands in each archive document (RFC 5005, 4), to be filled with stories."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from feedpub.stages.gather.feeds import EPOCH
from feedpub.stages.gather.routes import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from feedpub.model import Feed, Roll, Story
    from feedpub.stages.gather.routes import Routes


@dataclass(frozen=True, slots=True)
class Volume:
    """An archive document of a feed before its stories are fetched; `number` counts from 1, the oldest."""

    feed: Feed
    number: int
    guids: tuple[str, ...]


def volumes(feed: Feed, roll: Roll) -> list[Volume]:
    """Return the full volumes of a feed, and the one that is being filled, where a full one leads on to it."""
    full = [Volume(feed, number, guids) for number, guids in enumerate(roll.volumes, 1)]
    return [*full, open_volume(feed, roll)] if full else []


def open_volume(feed: Feed, roll: Roll) -> Volume:
    """Return the volume that is being filled.

    It is what the newest full one calls its `next-archive`, so that this one need not be written again when the next is
    full. It says of itself that it is no archive document yet, and no other document leads back to it.
    """
    return Volume(feed, len(roll.volumes) + 1, roll.loose)


def all_volumes(feeds: Iterable[Feed], rolls: Mapping[str, Roll]) -> list[Volume]:
    """Return the volumes of all feeds, in the order in which they were filled.

    A story stands in a volume of each of its feeds, and these were filled at about the same time: in this order,
    whoever fetches and renders it need not do so again for each.
    """
    order = {guid: at for at, guid in enumerate(_guids(rolls[WHOLE]))} if WHOLE in rolls else {}
    found = [volume for feed in feeds if feed.path in rolls for volume in volumes(feed, rolls[feed.path])]
    return sorted(found, key=lambda volume: (order.get(volume.guids[-1], 0), volume.feed.path, volume.number))


def _guids(roll: Roll) -> Sequence[str]:
    return [guid for volume in (*roll.volumes, roll.loose) for guid in volume]


def bound(volume: Volume, told: Mapping[str, Story], routes: Routes) -> Feed:
    """Return a volume as the feed that its document shows, newest first.

    A story that no longer belongs to the feed is left out, and so is one that is held back by now. The document is
    dated by its own stories alone: what others do must not change it.
    """
    feed = volume.feed
    stories = [told[guid] for guid in volume.guids if guid in told and routes.leads(told[guid], feed.path)]
    return replace(
        feed,
        stories=tuple(sorted(stories, key=lambda story: (story.published, story.guid), reverse=True)),
        updated=max((story.updated for story in stories), default=EPOCH),
        number=volume.number,
    )
