"""A folder served on loopback, and a record of what was asked and answered."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Record = list[tuple[str, int]]


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, Record]]:
    """Serve `folder` at the address given, as the standard library does (with 304), until the block ends."""
    record: Record = []

    class Handler(SimpleHTTPRequestHandler):
        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            record.append((self.path, int(code)))

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", record
        finally:
            server.shutdown()
            thread.join()
