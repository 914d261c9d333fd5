"""Checks -> /healthz and /readyz: whether the program is alive, and whether it can do its work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse
from starlette.routing import Route

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from starlette.requests import Request

    Check = Callable[[], str]
    """Returns what is wrong, in words for the person on duty that tell a stranger nothing; "" where all is well."""

HEALTH_PATH, READY_PATH = "/healthz", "/readyz"
HEALTH_PATHS = frozenset({HEALTH_PATH, READY_PATH})


def health_routes(checks: Sequence[Check]) -> list[Route]:
    """Return the routes; they are cheap, hold no lock, and may be asked under any host name."""

    async def alive(request: Request) -> PlainTextResponse:
        del request
        return PlainTextResponse("alive\n")

    def ready(request: Request) -> PlainTextResponse:
        del request
        found = problems(checks)
        return PlainTextResponse("\n".join(found) + "\n" if found else "ready\n", 503 if found else 200)

    return [Route(HEALTH_PATH, alive), Route(READY_PATH, ready)]


def problems(checks: Sequence[Check]) -> list[str]:
    """Return all that is wrong now."""
    return [problem for check in checks if (problem := check())]


def site_check(folder: Path) -> Check:
    """Return the check that something has been published."""
    return lambda: "" if (folder / "index.html").is_file() else "not ready: nothing has been published"
