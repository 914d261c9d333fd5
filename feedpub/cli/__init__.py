"""The commands: choose the edges, call the pipeline, say what happened, end with the right exit code.

Exit codes: 0 all went well; 1 some files are spoiled; 2 wrong usage or settings; 75 another feedpub is at work;
130 interrupted.
This package and its modules import only what `feedpub --help` needs; the rest comes in when a command runs.
"""

from __future__ import annotations

import os
import sys
from typing import Any

import click

from feedpub import __version__
from feedpub.cli import (
    deletions,
    digest,
    doctor,
    fix,
    held,
    look,
    papers,
    ping,
    post,
    publish,
    run,
    safety,
    serve,
    speak,
    spoiled,
    stages,
    start,
    status,
    subscribers,
    withdraw,
)
from feedpub.errors import FeedpubError

INTERRUPTED = 128 + 2
"""What a shell expects of a program that Ctrl-C ended; 1 would say that files are spoiled."""


class _Commands(click.Group):
    """The commands in the order in which they are added, which is that of a newcomer's needs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names as the help lists them."""
        del ctx
        return list(self.commands)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was asked for, and end quietly where it is interrupted or its reader has left."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("feedpub: interrupted; what is archived stays, and the next run goes on from there", err=True)
            sys.exit(INTERRUPTED)
        except BrokenPipeError:  # `feedpub articles | head`: click would end with 1, which means spoiled files
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(0)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="feedpub")
def feedpub() -> None:
    """Turn newspaper pages into per-region feeds, a site and a weekly letter.

    Everything works in the current folder with no settings at all: pages are taken from seeds/, the archive is kept in
    .feedpub/, and what readers see is written to output/. Begin with `feedpub publish`, then `feedpub preview`.

    Exit codes: 0 all well, 1 some files are spoiled, 2 wrong usage or settings, 75 another feedpub is at work.
    """
    if os.environ.get("NO_COLOR"):  # https://no-color.org: whatever its value
        click.get_current_context().color = False


for _module in (
    publish,
    run,
    status,
    digest,
    post,
    subscribers,
    look,
    papers,
    held,
    withdraw,
    deletions,
    spoiled,
    fix,
    stages,
    start,
    serve,
    ping,
    safety,
    doctor,
):
    for _command in _module.COMMANDS:
        feedpub.add_command(_command)


def main() -> None:
    """Run the command line; an error that we foresaw ends it with its message and its exit code."""
    _ensure_standard_streams()
    try:
        feedpub(prog_name="feedpub")
    except FeedpubError as error:
        speak.print_error(f"feedpub: {error}")
        sys.exit(error.exit_code)


def _ensure_standard_streams() -> None:
    """Have three standard streams, be it to nowhere: what is opened next must not stand where workers write errors."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_RDWR), mode))
