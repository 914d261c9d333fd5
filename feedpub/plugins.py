"""Name -> callable: the one door through which readers and summarisers come, ours and others'.

A package offers one by an entry point, such as `[project.entry-points."feedpub.read"]` with `pdf = "my_package:read"`;
ours are declared in the same way in pyproject.toml. Names, not callables, travel to the workers; each loads once there.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import EntryPoint, entry_points
from typing import Any

from feedpub.errors import SettingsError


@cache
def load(group: str, name: str) -> Any:
    """Return the callable that `name` stands for in `group` ("read", "summarise"); raises `SettingsError`."""
    plugins = _entry_points(group)
    if name not in plugins:
        raise SettingsError(f"no {group} plugin is called {name!r}; there are: {', '.join(sorted(plugins)) or 'none'}")
    return plugins[name].load()


def names(group: str) -> tuple[str, ...]:
    """Return the names that `group` knows, sorted."""
    return tuple(sorted(_entry_points(group)))


@cache
def _entry_points(group: str) -> dict[str, EntryPoint]:
    return {point.name: point for point in entry_points(group=f"feedpub.{group}")}
