"""What happened -> the terminal: coloured and with a progress bar for a person, plain lines or JSON for a program."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


def on_terminal() -> bool:
    """Whether a person is looking."""
    return sys.stdout.isatty()


def say(line: str = "") -> None:
    """Print a plain line."""
    click.echo(line)


def say_json(value: Any) -> None:
    """Print a value as one JSON document."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def warn(line: str) -> None:
    """Print a line to standard error."""
    click.echo(click.style(line, fg="yellow"), err=True)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under a head: a drawn table for a person, tab-separated values without head otherwise."""
    if not on_terminal():
        for row in rows:
            click.echo("\t".join(row))
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=SIMPLE_HEAD)
    for name in head:
        drawn.add_column(name)
    for row in rows:
        drawn.add_row(*(Text(cell) for cell in row))  # never read as rich's mark-up
    Console().print(drawn)


@contextmanager
def progress(what: str) -> Iterator[Callable[[str], None]]:
    """Give a function that is told each thing as it is done; a person sees a bar that turns, a program nothing."""
    if not on_terminal():
        yield lambda _: None
        return
    from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
    from rich.text import Text

    columns = (SpinnerColumn(), TextColumn("{task.description}"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, transient=True) as bar:
        task = bar.add_task(what, total=None)

        def heed(name: str) -> None:
            bar.update(task, advance=1, description=f"{what} {Text(name[-60:]).markup}")

        yield heed
