"""fix: an editor says what a story is about on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from feedpub.cli import speak
from feedpub.cli.places import Workspace, workspace_options

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
@workspace_options
def fix(workspace: Workspace, article: str, regions: str) -> None:
    """Say by hand which regions a story is about, for good: re-runs and edits of its page do not change it."""
    from feedpub.cli.world import open_for_writing

    focus = parse_focus(regions)
    with open_for_writing(workspace) as adapters:
        story = adapters.archive.override_regions(article, focus)
    speak.print_line(f"fixed  {story.id}  {story.headline}  {regions}")
    speak.print_line("Say `feedpub publish` to write it out.")


def parse_focus(text: str) -> Focus:
    """Return the focus that an editor wrote as names parted by commas; raises `NotFound` for a name of nothing."""
    from feedpub.model import Evidence, Focus, RegionMatch, RegionRole
    from feedpub.regions import find

    parts = [word.strip() for word in text.replace("\N{FULLWIDTH COMMA}", ",").split(",") if word.strip()]
    names = [word for word in parts if word not in {"national", "foreign", "none"}]
    region_matches = tuple(
        RegionMatch(find(name), RegionRole.ALSO if place else RegionRole.PRIMARY, 1.0, (Evidence(name, 0, "said by an editor"),))
        for place, name in enumerate(dict.fromkeys(names))
    )
    return Focus(region_matches, national="national" in parts, foreign="foreign" in parts)


REGION_COMMANDS = (fix,)
