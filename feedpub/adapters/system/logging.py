"""Events with their fields -> standard error: a line each, for people or, as JSON, for programs."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TextIO

import structlog
from structlog.processors import JSONRenderer, LogfmtRenderer, TimeStamper, format_exc_info

from feedpub.text.terminal import printable_line

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from structlog.typing import FilteringBoundLogger, WrappedLogger

    from feedpub.settings import Log

LEVELS = {"debug": 10, "info": 20, "warning": 30, "error": 40}


def open_log(settings: Log, stream: TextIO | None = None) -> FilteringBoundLogger:
    """Return a logger that writes what is as grave as the settings say, at least; it configures nothing for others.

    A log that cannot be written (a full disk, a reader that left) stops nobody.
    """
    renderer: Any = JSONRenderer(ensure_ascii=False)
    if settings.format == "text":
        renderer = LogfmtRenderer(key_order=["at", "level", "event"], bool_as_flag=False)
    logger: FilteringBoundLogger = structlog.wrap_logger(
        _Stream(stream or sys.stderr),
        processors=[
            structlog.processors.add_log_level,
            TimeStamper(fmt="%Y-%m-%dT%H:%M:%SZ", key="at"),
            format_exc_info,
            _make_printable,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(LEVELS[settings.level]),
        cache_logger_on_first_use=False,
    )
    return logger


class _Stream:
    """What structlog hands its lines to."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def msg(self, line: str) -> None:
        with suppress(OSError, ValueError):
            self._stream.write(line + "\n")
            self._stream.flush()

    debug = info = warning = error = msg


def _make_printable(logger: WrappedLogger, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave no line end, colour or lone byte in any field: names of files hold what their makers like."""
    del logger, method
    for name, value in event.items():
        if isinstance(value, str):
            event[name] = (
                "\n".join(map(printable_line, value.split("\n"))) if name == "exception" else printable_line(value)
            )
    return event
