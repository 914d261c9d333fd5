"""What happened -> the terminal: coloured and with a progress bar for a person, plain lines or JSON for a program."""

from __future__ import annotations

import json
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from feedpub.text.terminal import escape_bytes, printable_line

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence


def is_terminal() -> bool:
    """Whether a person is looking."""
    return sys.stdout.isatty()


def print_line(line: str = "", **style: Any) -> None:
    """Print one line, in a style of click's where a person is looking."""
    click.echo(click.style(printable_line(line), **style) if style else printable_line(line))


def print_json(value: Any) -> None:
    """Print a value as one JSON document."""
    click.echo(to_json(value, indent=1))


def to_json(value: Any, indent: int | None = None) -> str:
    r"""Return a value as JSON; a byte in a file's name that is not UTF-8 stands there as \xb1, which we read again."""
    return json.dumps(_to_printable(value), ensure_ascii=False, indent=indent)


def _to_printable(value: Any) -> Any:
    if isinstance(value, str):
        return escape_bytes(value)
    if isinstance(value, dict):
        return {_to_printable(key): _to_printable(each) for key, each in value.items()}
    return [_to_printable(each) for each in value] if isinstance(value, (list, tuple)) else value


def print_warning(line: str) -> None:
    """Print a line to standard error that someone should look at."""
    click.echo(click.style(printable_line(line), fg="yellow"), err=True)


def print_error(line: str) -> None:
    """Print to standard error why the program ends."""
    click.echo(click.style(printable_line(line), fg="red" if sys.stderr.isatty() else None), err=True)


def print_table(headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print rows under a head: a drawn table for a person, tab-separated values without head otherwise."""
    if not is_terminal():
        for row in rows:
            click.echo("\t".join(map(printable_line, row)))
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    drawn = Table(box=SIMPLE_HEAD)
    for name in headers:
        drawn.add_column(name, overflow="fold")  # an address or an id that is cut is of no use
    for row in rows:
        drawn.add_row(*(Text(printable_line(cell)) for cell in row))  # never read as rich's mark-up
    Console().print(drawn)


@contextmanager
def progress_bar(count_waiting: Callable[[], int]) -> Iterator[Callable[[str, str], object]]:
    """Give a function to be called with each step and its file; a person sees a bar, a program nothing.

    `reading` tells how many files are waiting to be read, and is asked only where a person is looking. How many
    documents will be written nobody knows beforehand, so that bar only shows that it is alive.
    """
    if not is_terminal():
        yield lambda _step, _name: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeElapsedColumn
    from rich.table import Column
    from rich.text import Text

    name_column = TextColumn("{task.fields[name]}", table_column=Column(no_wrap=True, overflow="ellipsis", ratio=1))
    columns = (TextColumn("{task.description}"), BarColumn(20), TaskProgressColumn(), TimeElapsedColumn(), name_column)
    with Progress(*columns, console=Console(), transient=True, expand=True) as bar:
        tasks: dict[str, TaskID] = {"reading": bar.add_task("reading", total=count_waiting() or None, name="")}

        def on_progress(step: str, name: str) -> None:
            if step not in tasks:
                tasks[step] = bar.add_task(step, total=None, name="")
            bar.update(tasks[step], advance=1, name=Text(printable_line(name)).markup)

        yield on_progress
