"""`feedpub serve` as a process: where it listens, what it serves meanwhile, and how it ends."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import threading
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from tests.desk import FEEDPUB
from tests.web.serving import TIMEOUT, Visitor, read_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.desk import Desk

PAGE = "首页".encode()


class Process:
    """A running `feedpub serve`, and somebody who asks it."""

    def __init__(self, process: subprocess.Popen[str], line: str) -> None:
        self.process = process
        self.line = line
        self.port = int(line.split("http://127.0.0.1:")[1].split("/")[0]) if "http:" in line else 0
        self.visitor = Visitor(self.port)

    def end(self, number: signal.Signals = signal.SIGTERM) -> tuple[int, str]:
        """Ask it to end; return its exit code and what it logged."""
        self.process.send_signal(number)
        _, log = self.process.communicate(timeout=TIMEOUT)
        return self.process.returncode, log


@contextmanager
def serving(folder: Path, *words: str, toml: str = "[serve]\nport = 0\nmetrics_port = 0\n") -> Iterator[Process]:
    (folder / "feedpub.toml").write_text(toml)
    with subprocess.Popen(
        [FEEDPUB, "serve", *words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        kill = threading.Timer(120, process.kill)
        kill.start()
        try:
            assert process.stdout
            yield Process(process, process.stdout.readline())
        finally:
            process.kill()
            kill.cancel()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "output/site").mkdir(parents=True)
    (tmp_path / "output/site/index.html").write_bytes(PAGE)
    return tmp_path


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_and_logs_and_ends_at_a_signal(folder: Path, number: signal.Signals) -> None:
    toml = '[serve]\nport = 0\nmetrics_port = 0\n[log]\nformat = "json"\n'
    with serving(folder, toml=toml) as server:
        answer, content = server.visitor.get("/")
        code, log = server.end(number)

    assert (answer.status, content, code) == (200, PAGE, 0)
    (entry,) = map(json.loads, log.splitlines())
    assert (entry["event"], entry["path"], entry["status"]) == ("answered", "/", 200)
    assert "127.0.0.1" not in log


def test_what_is_published_meanwhile_is_served_at_once(desk: Desk, story: Callable[[str, str], str]) -> None:
    with serving(desk.folder, toml="[serve]\nport = 0\nmetrics_port = 0\n[watch]\nsettle = 0\n") as server:
        before = [server.visitor.get(path)[0].status for path in ("/", "/readyz", "/healthz")]
        desk.put("1.txt", story("武进区举办读书会", "武进区图书馆举办读书会。"))
        desk.run("publish")
        after = [server.visitor.get(path)[0].status for path in ("/", "/readyz", "/rss.xml")]
        packed, _ = server.visitor.get("/rss.xml", accept_encoding="gzip, br")

    assert (before, after) == ([404, 503, 200], [200, 200, 200])
    assert packed.headers["Content-Encoding"] == "br"


def test_it_is_not_ready_while_the_service_beside_it_cannot_publish(folder: Path) -> None:
    service_status = {
        "pid": 1,
        "started": 0,
        "written_at": 0,
        "ready": False,
        "failures": {"publish": "/secret: disk full"},
    }
    (folder / ".feedpub").mkdir()
    (folder / ".feedpub/run.json").write_text(json.dumps(service_status))
    with serving(folder) as server:
        answer, words = server.visitor.get("/readyz")

    assert (answer.status, words) == (503, b"not ready: publish failing\n")


def test_at_sigterm_answers_under_way_are_finished_and_slow_clients_are_cut_off(folder: Path) -> None:
    (folder / "output/site/long.txt").write_bytes(b"x" * 20_000_000)
    with serving(folder) as server, socket.socket() as taking, socket.socket() as idle:
        taking.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65536)
        for line in (taking, idle):
            line.settimeout(TIMEOUT)
            line.connect(("127.0.0.1", server.port))
        idle.sendall(b"GET / HT")
        taking.sendall(b"GET /long.txt HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        begun = taking.recv(1000)
        began = time.monotonic()
        server.process.terminate()
        whole = begun + read_all(taking)
        code = server.process.wait(TIMEOUT)

    assert whole.endswith(b"x" * 1000)
    assert len(whole.partition(b"\r\n\r\n")[2]) == 20_000_000
    assert code == 0
    assert time.monotonic() - began < 10


def test_it_listens_at_a_socket_and_takes_the_place_of_one_that_is_dead(folder: Path) -> None:
    path = folder / "feedpub.sock"
    name = str(path)
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(name)
    with serving(folder, toml=f'[serve]\nsocket = "{name}"\nmetrics_port = 0\n') as server:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(TIMEOUT)
            line.connect(name)
            line.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            answer = read_all(line)
        mode = path.stat().st_mode & 0o777
        second = subprocess.run([FEEDPUB, "serve"], cwd=folder, capture_output=True, text=True, timeout=60)
        code, _ = server.end()

    assert answer.endswith(PAGE)
    assert mode == 0o660
    assert (second.returncode, "another program uses it" in second.stderr) == (2, True)
    assert code == 0
    assert not path.exists()


def test_the_numbers_are_at_a_port_of_their_own_on_loopback(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with serving(folder, toml=f"[serve]\nport = 0\nmetrics_port = {port}\n") as server:
        server.visitor.get("/")
        answer, shown = Visitor(port).get("/metrics")
        hidden, _ = server.visitor.get("/metrics")
        elsewhere, _ = Visitor(port).get("/metrics", host="rebound.example")

    assert answer.status == 200
    assert b'feedpub_answers_total{method="GET",route="page",status="200"} 1.0' in shown
    assert b"feedpub_ready 1.0" in shown
    assert (hidden.status, elsewhere.status) == (404, 421)


def test_a_port_that_is_taken_is_named_with_what_to_do(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = subprocess.run([FEEDPUB, "serve", "--port", port], cwd=folder, capture_output=True, text=True)

    assert done.returncode == 2
    assert f"port {port}: another program uses it; end that one, or choose another with --port" in done.stderr
