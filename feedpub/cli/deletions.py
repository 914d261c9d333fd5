"""confirm-deletions: the owner's word that many files are missing because they were deleted."""

from __future__ import annotations

import click

from feedpub.cli import speak
from feedpub.cli.places import Places, with_places


@click.command("confirm-deletions", short_help="Withdraw the stories of the many files that are missing.")
@click.option("--dry-run", is_flag=True, help="Only list the files.")
@with_places
def confirm_deletions(places: Places, dry_run: bool) -> None:
    """Say that the files which are missing were deleted on purpose: the stories that no other file holds are withdrawn.

    That is asked for where `on_delete` under [watch] is "withdraw", and more than 20 files or a tenth of all are
    missing at once. A file that is back by now is left out.
    """
    from feedpub.cli.world import edges

    with edges(places) as world:
        missing = [path for path in world.archive.missing() if not (places.source / path).exists()]
        for path in missing:
            speak.say(f"missing  {path}")
        if not missing:
            speak.say("No file is missing.")
            return
        if dry_run:
            return
        withdrawn = world.archive.let_go(missing, world.clock.now(), withdraw=True)
    stories = speak.count(withdrawn, "story", "stories")
    speak.say(f"{speak.count(len(missing), 'file')} gone, {stories} withdrawn. Say `feedpub publish` to write it out.")


COMMANDS = (confirm_deletions,)
