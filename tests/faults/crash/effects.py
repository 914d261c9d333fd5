"""The text of a trace -> the effects in it: what changed, or would have changed, files below a folder or a connection.

strace counts calls by their name (`when=`), and so do we: the number of an effect is that among all calls of its name,
those included that are no effects on our files.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

CALLS = (
    "write,writev,pwrite64,pwritev,fsync,fdatasync,syncfs,sync_file_range,rename,renameat,renameat2,unlink,unlinkat,"
    "rmdir,mkdir,mkdirat,ftruncate,truncate,fallocate,link,linkat,symlink,symlinkat,chmod,fchmod,fchmodat,copy_file_range,"
    "sendfile,connect,openat"
)
"""What is traced."""

_LINE = re.compile(
    r"^(?:\d+ +)?(?P<call>\w+)\((?P<words>.*?)(?P<end>\) += (?P<result>.*)| <unfinished \.\.\.>|\) += \?)?$"
)
_DESCRIPTOR = re.compile(r"^\d+<(?P<path>.*?)>(?=,|$)")
_QUOTED = re.compile(r'"(?P<path>(?:[^"\\]|\\.)*)"')
_ADDRESS = re.compile(r'htons\((?P<port>\d+)\).*?"(?P<host>[^"]*)"')


@dataclass(frozen=True)
class Call:
    """One line of a trace: the `nth` call of its name, and the paths that it names."""

    call: str
    nth: int
    paths: tuple[str, ...]
    arguments: str
    result: str

    @property
    def path(self) -> str:
        """What it acts on; of a rename the new name."""
        return self.paths[-1] if self.paths else ""

    @property
    def is_injected(self) -> bool:
        """Whether strace made the result."""
        return "(INJECTED)" in self.result

    @property
    def succeeded(self) -> bool:
        """Whether the call did what it was asked for."""
        return bool(self.result) and not self.result.startswith(("-1", "?")) and not self.is_injected


def calls(trace: str, folder: Path) -> Iterator[Call]:
    """Yield every call of the trace of one thread, its paths made absolute from the folder in which it ran."""
    count: Counter[str] = Counter()
    for line in trace.splitlines():
        found = _LINE.match(line)
        if found is None:  # signals, exits
            continue
        name, arguments = found["call"], found["words"]
        count[name] += 1
        paths = tuple(os.path.normpath(folder / path) for path in _paths(name, arguments))
        yield Call(name, count[name], paths, arguments, found["result"] or "")


def effects(all_calls: Iterable[Call], roots: Iterable[Path]) -> Iterator[Call]:
    """Yield those of the calls that act on what lies below the roots, and every connection over a network."""
    tops = tuple(f"{root}{os.sep}" for root in roots)
    for call in all_calls:
        if call.call == "connect":
            if "AF_INET" in call.arguments:
                yield call
        elif any(f"{path}{os.sep}".startswith(tops) for path in call.paths) and not _only_reads(call):
            yield call


def _only_reads(call: Call) -> bool:
    return call.call == "openat" and "O_CREAT" not in call.arguments and "O_TRUNC" not in call.arguments


def _paths(name: str, arguments: str) -> Iterator[str]:
    if name == "connect":
        if found := _ADDRESS.search(arguments):
            yield f"/{found['host']}:{found['port']}"
        return
    if name in {"write", "writev", "pwrite64", "pwritev"}:  # what they write may look like a path
        arguments = arguments.partition(",")[0]
    if found := _DESCRIPTOR.match(arguments):
        yield _unescape(found["path"])
    for quoted in _QUOTED.finditer(arguments):
        yield _unescape(quoted["path"])


def _unescape(shown: str) -> str:
    """Return a path without strace's escapes, which are those of C, byte by byte."""
    return os.fsdecode(shown.encode("latin-1", "backslashreplace").decode("unicode_escape").encode("latin-1"))
