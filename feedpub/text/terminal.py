"""Any text -> one line in which nothing steers a terminal or ends a line of a log."""

from __future__ import annotations

import re
import unicodedata


def format_count(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: "1 story", "1,200 stories"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


# Any text -> one line in which nothing steers a terminal or ends a line of a log.


LONE_BYTES = re.compile("[\udc80-\udcff]")
"""What `surrogateescape` makes of bytes that are not UTF-8."""


def printable_line(text: str) -> str:
    """Return a line without controls: names of files may hold line ends, colours, lone bytes."""
    if text.isprintable():
        return text
    return "".join(char if _is_shown(char) else _escape(char) for char in escape_bytes(text))


def escape_bytes(path: str) -> str:
    r"""Return a file's name as it can be written down: its bytes that are not UTF-8 stand there as \xb1."""
    return LONE_BYTES.sub(lambda found: f"\\x{ord(found[0]) - 0xDC00:02x}", path)


def unescape_bytes(text: str) -> str:
    r"""Return the name that was written down, where \xb1 is a byte again."""
    return re.sub(r"\\x([89a-f][0-9a-f])", lambda found: chr(0xDC00 + int(found[1], 16)), text)


def _is_shown(char: str) -> bool:
    return char.isprintable() or unicodedata.category(char) == "Zs"


def _escape(char: str) -> str:
    return char.encode("unicode_escape").decode()
