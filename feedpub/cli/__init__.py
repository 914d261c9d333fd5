"""The commands: choose the edges, call the pipeline, say what happened, end with the right exit code.

Exit codes: 0 all went well; 1 some files are spoiled; 2 wrong usage or settings; 75 another feedpub is at work.
This package and its modules import only what `feedpub --help` needs; the rest comes in when a command runs.
"""

from __future__ import annotations

import sys

import click

from feedpub import __version__
from feedpub.cli import digest, doctor, fix, held, look, publish, stages, start
from feedpub.errors import FeedpubError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="feedpub")
def feedpub() -> None:
    """Turn newspaper pages into per-region feeds, a site and a weekly letter.

    Everything works in the current folder with no settings at all: pages are taken from seeds/, the archive is kept in
    .feedpub/, and what readers see is written to output/. Begin with `feedpub publish`, then `feedpub preview`.

    Exit codes: 0 all well, 1 some files are spoiled, 2 wrong usage or settings, 75 another feedpub is at work.
    """


for _module in (publish, digest, look, held, fix, stages, start, doctor):
    for _command in _module.COMMANDS:
        feedpub.add_command(_command)


def main() -> None:
    """Run the command line; an error that we foresaw ends it with its message and its exit code."""
    try:
        feedpub(prog_name="feedpub")
    except FeedpubError as error:
        click.echo(f"feedpub: {error}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has left, as `head` does; Python would complain about it
        sys.exit(0)
