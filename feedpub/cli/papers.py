"""papers: the newspapers of the archive, and where each is at home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from feedpub.cli import speak
from feedpub.cli.places import Places, json_option, with_places

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from feedpub.model import Beat
    from feedpub.settings import Settings


@click.command(short_help="List the newspapers and where each is at home.")
@json_option
@with_places
def papers(places: Places, as_json: bool) -> None:
    """List the newspapers, how many pages of each were read, and where each is at home.

    A home is from the settings, or learnt from the paper's own pages.
    """
    from feedpub.cli.world import library

    with library(places) as archive:
        rows = known_papers(archive.beats(), places.settings)
    if as_json:
        speak.say_json(rows)
        return
    speak.table(
        ("paper", "pages", "home", "whence"),
        [(r["paper"], str(r["pages"]), "/".join(r["home"]) or "-", r["whence"]) for r in rows],
    )


def known_papers(beats: Sequence[Beat], settings: Settings) -> list[dict[str, Any]]:
    """Return a row for each paper that was read or that the settings name."""
    from feedpub.regions import named
    from feedpub.stages.locate import learnt

    read = {beat.paper: beat for beat in beats}
    homes = learnt(beats)
    said = {name: named(paper.home).path for name, paper in settings.papers.items() if paper.home}
    return [
        {
            "paper": name,
            "pages": read[name].pages if name in read else 0,
            "stories": sum(read[name].votes.values()) if name in read else 0,
            "home": list(said.get(name) or homes.get(name, ())),
            "whence": _whence(name, said, homes),
        }
        for name in sorted({*read, *settings.papers})
    ]


def _whence(name: str, said: Mapping[str, object], homes: Mapping[str, object]) -> str:
    return "settings" if name in said else "learnt" if name in homes else "none"


COMMANDS = (papers,)
