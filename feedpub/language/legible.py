"""Any text -> one line in which nothing steers a terminal or ends a line of a log."""

from __future__ import annotations

import re
import unicodedata

LONE_BYTES = re.compile("[\udc80-\udcff]")
"""What `surrogateescape` makes of bytes that are not UTF-8."""


def legible(line: str) -> str:
    """Return a line without controls: names of files may hold line ends, colours, lone bytes."""
    if line.isprintable():
        return line
    return "".join(char if _is_shown(char) else _escaped(char) for char in written(line))


def written(path: str) -> str:
    r"""Return a file's name as it can be written down: its bytes that are not UTF-8 stand there as \xb1."""
    return LONE_BYTES.sub(lambda found: f"\\x{ord(found[0]) - 0xDC00:02x}", path)


def as_named(text: str) -> str:
    r"""Return the name that was written down, where \xb1 is a byte again."""
    return re.sub(r"\\x([89a-f][0-9a-f])", lambda found: chr(0xDC00 + int(found[1], 16)), text)


def _is_shown(char: str) -> bool:
    return char.isprintable() or unicodedata.category(char) == "Zs"


def _escaped(char: str) -> str:
    return char.encode("unicode_escape").decode()
