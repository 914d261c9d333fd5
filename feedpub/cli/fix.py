"""fix: an editor says what a story is about on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from feedpub.cli import speak
from feedpub.cli.places import Places, with_places

if TYPE_CHECKING:
    from feedpub.model import Focus


@click.command(short_help="Say by hand which regions a story is about.")
@click.argument("article")
@click.option(
    "--regions",
    required=True,
    metavar="REGION[,REGION...]",
    help="The primary region first: 江苏省/常州市, a unique name, a code, national, foreign; or none.",
)
@with_places
def fix(places: Places, article: str, regions: str) -> None:
    """Say by hand which regions a story is about, for good: re-runs and edits of its page do not change it."""
    from feedpub.cli.world import edges

    focus = parse_focus(regions)
    with edges(places) as world:
        story = world.archive.fix_focus(article, focus)
    speak.say(f"fixed  {story.id}  {story.headline}  {regions}")
    speak.say("Say `feedpub publish` to write it out.")


def parse_focus(text: str) -> Focus:
    """Return the focus that an editor wrote as names parted by commas; raises `NotFound` for a name of nothing."""
    from feedpub.model import Evidence, Focus, Located, Role
    from feedpub.regions import named

    words = [word.strip() for word in text.replace("\N{FULLWIDTH COMMA}", ",").split(",") if word.strip()]
    names = [word for word in words if word not in {"national", "foreign", "none"}]
    said = tuple(
        Located(named(name), Role.ALSO if place else Role.PRIMARY, 1.0, (Evidence(name, 0, "said by an editor"),))
        for place, name in enumerate(dict.fromkeys(names))
    )
    return Focus(said, national="national" in words, foreign="foreign" in words)


COMMANDS = (fix,)
