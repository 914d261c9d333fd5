"""The preview: the same server, on loopback alone."""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING

import pytest

from feedpub.errors import SettingsError
from feedpub.web.server import StopRequest, preview
from feedpub.web.sockets import listen_tcp
from tests.web.serving import TIMEOUT, Visitor

if TYPE_CHECKING:
    from pathlib import Path


def test_it_answers_on_loopback_alone_and_reports_its_address(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("首页")
    reported: list[str] = []
    is_reported = threading.Event()

    def ready(address: str) -> None:
        reported.append(address)
        is_reported.set()

    stop = StopRequest()
    thread = threading.Thread(target=preview, args=(tmp_path, 0, ready, stop))
    thread.start()
    try:
        assert is_reported.wait(TIMEOUT)
        answer, content = Visitor(int(reported[0].rstrip("/").rpartition(":")[2])).get("/")
    finally:
        stop.request()
        thread.join(TIMEOUT)

    assert (answer.status, content.decode()) == (200, "首页")
    assert reported[0].startswith("http://127.0.0.1:")


def test_a_port_that_is_taken_is_named_and_no_other_is_chosen(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(SettingsError, match=f"port {port}: another program uses it"):
            preview(tmp_path, port)


def test_a_port_that_cannot_be_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="port 70000: there is none above 65535"):
        preview(tmp_path, 70000)


def test_an_address_that_is_not_ours_is_named() -> None:
    with pytest.raises(SettingsError, match=r"host 'no such host': no such address here"):
        listen_tcp("no such host", 0)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="site: there is no such folder; run `feedpub publish` first"):
        preview(tmp_path / "site", 0)
