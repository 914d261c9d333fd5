"""Options -> Places: the folders and the settings that every command works with."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedpub.settings.workspace import Workspace

if TYPE_CHECKING:
    from collections.abc import Callable


def workspace_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the options for the folders, and pass them on as its first argument, `places`."""

    @click.option("--source", type=_FOLDER, default=Path("seeds"), show_default=True, help="The watched folder.")
    @click.option("--output", type=_FOLDER, default=Path("output"), show_default=True, help="Where documents go.")
    @click.option("--state", type=_FOLDER, default=Path(".feedpub"), show_default=True, help="Where the archive is.")
    @click.option("--config", type=_FILE, default=None, help="The settings file.  [default: feedpub.toml, if there]")
    @wraps(command)
    def run(source: Path, output: Path, state: Path, config: Path | None, **rest: Any) -> Any:
        return command(Workspace(source, output, state, config), **rest)

    return run


def json_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the option `--json`, as the argument `as_json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(command)


_FOLDER = click.Path(file_okay=False, path_type=Path)

_FILE = click.Path(dir_okay=False, path_type=Path)

ENGINE_CHOICE = click.Choice(["serial", "processes", "dask"])
