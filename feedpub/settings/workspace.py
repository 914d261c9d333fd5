"""Options -> Places: the folders and the settings that every command works with."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feedpub.settings import Settings


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
