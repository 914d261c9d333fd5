"""Options -> Places: the folders and the settings that every command works with."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from collections.abc import Callable

    from feedpub.settings import Settings

_FOLDER = click.Path(file_okay=False, path_type=Path)
_FILE = click.Path(dir_okay=False, path_type=Path)

DEFAULT_CONFIG_FILE = Path("feedpub.toml")


@dataclass(frozen=True)
class Workspace:
    """Where everything is; `settings` reads the file at its first use and raises `SettingsError`."""

    source: Path
    output: Path
    state: Path
    config: Path | None

    @property
    def config_file(self) -> Path:
        """The settings file, which need not be there."""
        return self.config or DEFAULT_CONFIG_FILE

    @cached_property
    def settings(self) -> Settings:
        """The owner's choices."""
        from feedpub.errors import SettingsError
        from feedpub.settings import parse_settings

        path = self.config_file
        try:
            text = path.read_text(encoding="utf-8-sig")
        except FileNotFoundError as error:
            if self.config:
                raise SettingsError(
                    f"{path}: there is no such file; write one with `feedpub init --config {path}`"
                ) from error
            text = ""
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsError(f"{path}: cannot be read ({error}); it must be a UTF-8 text file") from error
        return parse_settings(text, os.environ, str(path))


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
