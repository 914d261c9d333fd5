"""confirm-deletions: the owner's word that many files are missing because they were deleted."""

from __future__ import annotations

import click

from feedpub.cli import speak
from feedpub.cli.places import Workspace, workspace_options


@click.command("confirm-deletions", short_help="Withdraw the stories of the many files that are missing.")
@click.option("--dry-run", is_flag=True, help="Only list the files.")
@workspace_options
def confirm_deletions(workspace: Workspace, dry_run: bool) -> None:
    """Say that the files which are missing were deleted on purpose: the stories that no other file holds are withdrawn.

    That is asked for where `on_delete` under [watch] is "withdraw", and more than 20 files or a tenth of all are
    missing at once. A file that is back by now is left out.
    """
    from feedpub.cli.world import open_for_writing

    with open_for_writing(workspace) as adapters:
        missing = [path for path in adapters.archive.missing() if not (workspace.source / path).exists()]
        for path in missing:
            speak.print_line(f"missing  {path}")
        if not missing:
            speak.print_line("No file is missing.")
            return
        if dry_run:
            return
        withdrawn = adapters.archive.remove_files(missing, adapters.clock.now(), withdraw=True)
    stories = speak.format_count(withdrawn, "story", "stories")
    speak.print_line(f"{speak.format_count(len(missing), 'file')} gone, {stories} withdrawn. Say `feedpub publish` to write it out.")


DELETION_COMMANDS = (confirm_deletions,)
