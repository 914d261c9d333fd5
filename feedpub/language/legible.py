"""Any text -> one line in which nothing steers a terminal or ends a line of a log."""

from __future__ import annotations

import unicodedata


def legible(line: str) -> str:
    """Return a line without controls: names of files may hold line ends, colours, lone bytes."""
    return line if line.isprintable() else "".join(char if _is_shown(char) else _escaped(char) for char in line)


def _is_shown(char: str) -> bool:
    return char.isprintable() or unicodedata.category(char) == "Zs"


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode()
