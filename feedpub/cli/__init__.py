"""The commands: each builds the adapters it needs, calls the program, prints the result and ends with an exit code.

Exit codes: 0 all went well; 1 some files are rejected; 2 wrong usage or settings; 75 another feedpub is at work;
130 interrupted.
A command's module is imported when that command runs, so that `feedpub --help` imports little but click.
"""

from __future__ import annotations

import os
import sys
from importlib import import_module
from typing import Any, NamedTuple

import click

from feedpub import __version__
from feedpub.cli import console
from feedpub.errors import FeedpubError

INTERRUPTED = 128 + 2
"""What a shell expects of a program that Ctrl-C ended; 1 would say that files are rejected."""


class CommandRef(NamedTuple):
    """Where a command is (module of this package, and function) and its line in the list of commands."""

    module: str
    function: str
    summary: str


COMMANDS = {
    "publish": CommandRef("publish", "publish", "Take in new pages; bring feeds and site up to date."),
    "run": CommandRef("run", "run", "Publish as files arrive and run the scheduled jobs: the service."),
    "watch": CommandRef("run", "watch", "Publish as files arrive."),
    "status": CommandRef("run", "status", "Say how the service is; ends with 1 where something is wrong."),
    "schedule": CommandRef("run", "schedule", "Say which job runs next, and how each went last."),
    "digest": CommandRef("newsletter", "digest", "Write the letter of a week."),
    "letters": CommandRef("newsletter", "letters", "Say what became of the letters, or send them."),
    "subscribers": CommandRef("subscribers", "subscribers", "Add, import, export and remove who gets the letter."),
    "regions": CommandRef("inspect", "regions", "List the regions that have stories, with their feeds."),
    "articles": CommandRef("inspect", "articles", "List the published stories, newest first."),
    "show": CommandRef("inspect", "show", "Show one story: text, summary, regions and why."),
    "papers": CommandRef("inspect", "papers", "List the newspapers and where each is at home."),
    "held": CommandRef("edit", "held", "List what waits for an editor."),
    "release": CommandRef("edit", "release", "Publish what waits."),
    "withdraw": CommandRef("edit", "withdraw", "Take stories out of everything that is published."),
    "reinstate": CommandRef("edit", "reinstate", "Publish withdrawn stories again."),
    "withdrawn": CommandRef("edit", "withdrawn", "List the withdrawn stories."),
    "fragments": CommandRef("edit", "fragments", "List continuations that wait for their story."),
    "confirm-deletions": CommandRef(
        "files", "confirm_deletions", "Withdraw the stories of the many files that are missing."
    ),
    "rejected": CommandRef("files", "rejected", "List the files that could not be used, and why."),
    "retry": CommandRef("files", "retry", "Try rejected files again."),
    "fix": CommandRef("edit", "fix", "Say by hand which regions a story is about."),
    "split": CommandRef("stages", "split", "Cut pages into their items."),
    "locate": CommandRef("stages", "locate", "Find the regions of articles."),
    "summarise": CommandRef("stages", "summarise", "Summarise articles and name their keywords."),
    "init": CommandRef("maintenance", "init", "Write a feedpub.toml with every setting explained."),
    "serve": CommandRef("serve", "serve", "Serve feeds and site over HTTP."),
    "preview": CommandRef("serve", "preview", "Serve the site on this machine."),
    "ping": CommandRef("publish", "ping", "Notify the WebSub hubs which feeds changed."),
    "backup": CommandRef("maintenance", "backup", "Copy the archive, subscribers and keys into one file."),
    "restore": CommandRef("maintenance", "restore", "Bring the archive back from a backup."),
    "check": CommandRef("maintenance", "check", "Go through the archive and the output for faults."),
    "rebuild": CommandRef("maintenance", "rebuild", "Write the whole output anew from the archive."),
    "doctor": CommandRef("doctor", "doctor", "Say what is missing or misconfigured."),
}
"""The commands in the order of a newcomer's needs, which is that of the help. To add one, add its line here."""


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names as the help lists them."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command of that name; None where there is none."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        ref = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(f"{__name__}.{ref.module}"), ref.function)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table alone: click would import them all for their summaries."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl([(name, ref.summary) for name, ref in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for, and end quietly where it is interrupted or its reader has left."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("feedpub: interrupted; what is archived stays, and the next run goes on from there", err=True)
            sys.exit(INTERRUPTED)
        except BrokenPipeError:  # `feedpub articles | head`: click would end with 1, which means rejected files
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="feedpub")
def feedpub() -> None:
    """Turn newspaper pages into per-region feeds, a site and a weekly letter.

    Everything works in the current folder with no settings at all: pages are taken from seeds/, the archive is kept in
    .feedpub/, and what readers see is written to output/. Begin with `feedpub publish`, then `feedpub preview`.

    Exit codes: 0 all well, 1 some files are rejected, 2 wrong usage or settings, 75 another feedpub is at work.
    """
    if os.environ.get("NO_COLOR"):  # https://no-color.org: whatever its value
        click.get_current_context().color = False


def main() -> None:
    """Run the command line; an error of the `FeedpubError` family ends it with its message and its exit code."""
    _ensure_standard_streams()
    try:
        feedpub(prog_name="feedpub")
    except FeedpubError as error:
        console.print_error(f"feedpub: {error}")
        sys.exit(error.exit_code)


def _ensure_standard_streams() -> None:
    """Open missing standard streams on /dev/null, lest the next file opened gets the descriptor of stderr."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
