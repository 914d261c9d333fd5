"""A real headless Chromium, driven over its debugging pipe: no port is opened and nothing but Chromium is needed."""

from __future__ import annotations

import base64
import contextlib
import fcntl
import json
import os
import subprocess
import tempfile
from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from types import TracebackType

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--remote-debugging-pipe",
)
TIMEOUT = 120
"""Seconds for which one answer of the browser is awaited."""


class Chromium:
    """A browser with one open page; every method returns when the browser has done it."""

    def __init__(self, program: str) -> None:
        self._profile = tempfile.TemporaryDirectory(prefix="chromium", ignore_cleanup_errors=True)
        orders, self._orders = os.pipe()
        self._answers, answers = os.pipe()
        # Chromium reads its orders from descriptor 3 and answers on 4; ours must first be out of their way.
        orders, answers = (fcntl.fcntl(old, fcntl.F_DUPFD, 10) for old in (orders, answers))
        command = (program, *FLAGS, f"--user-data-dir={self._profile.name}", "about:blank")
        shell = f'exec "$@" 3<&{orders} 4>&{answers} {orders}<&- {answers}>&-'
        self._browser = subprocess.Popen(
            ("bash", "-c", shell, "bash", *command),
            pass_fds=(orders, answers),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(orders)
        os.close(answers)
        self._rest = b""
        self._number = 0
        self._seen: list[dict[str, Any]] = []
        target = self._ask("Target.createTarget", {"url": "about:blank"}, None)["targetId"]
        self._page = self._ask("Target.attachToTarget", {"targetId": target, "flatten": True}, None)["sessionId"]
        self.ask("Page.enable")
        self.ask("Runtime.enable")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def set_viewport(self, width: int, *, dark: bool = False, height: int = 800) -> None:
        """Show pages as a screen of this width does, for a reader who prefers light or dark."""
        screen = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.ask("Emulation.setDeviceMetricsOverride", **screen)
        preference = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.ask("Emulation.setEmulatedMedia", features=[preference])

    def open(self, url: str) -> None:
        """Go to a page and wait until it is loaded."""
        self._seen.clear()
        self.ask("Page.navigate", url=url)
        while not any(event.get("method") == "Page.loadEventFired" for event in self._seen):
            self._seen.append(self._read())

    def run(self, script: str) -> Any:
        """Return the value of a JavaScript expression on the page."""
        result = self.ask("Runtime.evaluate", expression=script, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"]["exception"]["description"])
        return result["result"].get("value")

    def picture(self, *, whole: bool = True) -> bytes:
        """Return a PNG of the page, from its top to its end."""
        shot = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(shot["data"])

    def ask(self, method: str, **values: Any) -> dict[str, Any]:
        """Send the page an order of the DevTools protocol and return the answer."""
        return self._ask(method, values, self._page)

    def close(self) -> None:
        """End the browser."""
        os.close(self._orders)  # which ends it
        try:
            self._browser.wait(10)
        except subprocess.TimeoutExpired:
            self._browser.kill()
            self._browser.wait()
        os.close(self._answers)
        with contextlib.suppress(OSError):
            self._profile.cleanup()

    def _ask(self, method: str, values: dict[str, Any], page: str | None) -> dict[str, Any]:
        self._number += 1
        order: dict[str, Any] = {"id": self._number, "method": method, "params": values}
        if page:
            order["sessionId"] = page
        os.write(self._orders, json.dumps(order).encode() + b"\0")
        while (message := self._read()).get("id") != self._number:
            self._seen.append(message)
        if "error" in message:
            raise RuntimeError(f"{method}: {message['error']['message']}")
        result: dict[str, Any] = message["result"]
        return result

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            piece = os.read(self._answers, 1 << 16)
            if not piece:
                raise RuntimeError(f"chromium ended with {self._browser.wait(10)}")
            self._rest += piece
        text, self._rest = self._rest.split(b"\0", 1)
        message: dict[str, Any] = json.loads(text)
        return message
