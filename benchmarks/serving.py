"""`feedpub serve` beside nginx, over the same files in the same run, each on one core, asked by wrk from the other.

    python -m benchmarks.serving [--seconds 4] [--output output]

It prints requests per second of a 304, of a feed, and of a feed packed by gzip, the ratio to nginx, and the memory of
our server; then how quickly it answers while some hundred connections never end their requests (a slowloris).
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[1]
FEEDPUB = Path(sys.executable).with_name("feedpub")
HOST = "news.example"
CROWD = 600

NGINX = """
daemon off; {user} pid {folder}/pid; error_log stderr crit; worker_processes 1;
events {{ worker_connections 1000; }}
http {{
    access_log off; sendfile on; tcp_nopush on;
    client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
    uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
    {conf}
}}
"""


def main() -> None:
    """Measure both, and print a table."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--seconds", type=int, default=4)
    words.add_argument("--output", type=Path, default=ROOT / "output")
    chosen = words.parse_args()
    site = (chosen.output / "site").resolve()
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        ours, process = stack.enter_context(feedpub(folder, site))
        theirs = stack.enter_context(nginx(folder, site))
        print(f"{'requests/s':24}{'feedpub':>10}{'nginx':>10}{'ratio':>8}")
        for label, headers in (("304", None), ("200, rss.xml", {}), ("200, gzip", {"Accept-Encoding": "gzip"})):
            rates = [rate(port, headers, chosen.seconds) for port in (ours, theirs)]
            print(f"{label:24}{rates[0]:>10,.0f}{rates[1]:>10,.0f}{rates[0] / rates[1]:>8.2f}")
        print(f"memory of feedpub: {memory(process.pid)} MiB")
        before, during, gone = measure_under_slowloris(ours)
        print(f"a page, quiet: {before * 1000:.1f} ms; beside {CROWD} that never end: {during * 1000:.1f} ms")
        print(f"of these, given up after 12 s: {gone}")


@contextmanager
def feedpub(folder: Path, site: Path) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """Run our server on core 0, with its log, as it comes but for the port."""
    port = free_port()
    (folder / "feedpub.toml").write_text(f'base_url = "http://{HOST}"\n[serve]\nport = {port}\nmetrics_port = 0\n')
    command = ["taskset", "-c", "0", str(FEEDPUB), "serve", "--output", str(site.parent)]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, cwd=folder, stdout=log, stderr=log) as process:
        wait_for(port)
        yield port, process
        process.terminate()


@contextmanager
def nginx(folder: Path, site: Path) -> Iterator[int]:
    """Run nginx with the configuration that we ship, one worker on core 0."""
    port = free_port()
    conf = (ROOT / "deploy/nginx.conf").read_text(encoding="utf-8")
    conf = conf.replace("listen 80", f"listen 127.0.0.1:{port}").replace("/var/lib/feedpub/output/site", str(site))
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(NGINX.format(user=user, folder=folder, conf=conf), encoding="utf-8")
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    command = ["taskset", "-c", "0", program, "-e", "stderr", "-p", str(folder), "-c", str(folder / "nginx.conf")]
    with subprocess.Popen(command) as process:
        wait_for(port)
        yield port
        process.terminate()


def rate(port: int, headers: dict[str, str] | None, seconds: int) -> float:
    """Return how many requests for the main feed are answered in a second; None as headers asks whether it changed."""
    url = f"http://127.0.0.1:{port}/rss.xml"
    if headers is None:
        with urllib.request.urlopen(urllib.request.Request(url, headers={"Host": HOST})) as answer:
            headers = {"If-None-Match": answer.headers["ETag"]}
    asked = [word for name, value in ({"Host": HOST} | headers).items() for word in ("-H", f"{name}: {value}")]
    command = ["taskset", "-c", "1", "wrk", "-t1", "-c32", f"-d{seconds}s", *asked, url]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in output or "Socket errors" in output:
        raise SystemExit(output)
    found = re.search(r"Requests/sec:\s*([\d.]+)", output)
    return float(found[1]) if found else 0.0


def measure_under_slowloris(port: int) -> tuple[float, float, int]:
    """Return how long a page takes before and during a slowloris, and how many of it were given up 12 s later."""
    before = page_time(port)
    with ExitStack() as stack:
        crowd = []
        for _ in range(CROWD):
            line = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            line.sendall(b"GET / HTTP/1.1\r\nHost: news.example\r\nX-slow: ")
            crowd.append(line)
        during = page_time(port)
        time.sleep(12)
        return before, during, sum(is_closed(line) for line in crowd)


def page_time(port: int) -> float:
    """Return the median of the times to a page, in seconds."""
    times = []
    for _ in range(51):
        began = time.perf_counter()
        with urllib.request.urlopen(
            urllib.request.Request(f"http://127.0.0.1:{port}/", headers={"Host": HOST})
        ) as page:
            page.read()
        times.append(time.perf_counter() - began)
    return sorted(times)[25]


def is_closed(line: socket.socket) -> bool:
    """Whether the server has ended a connection."""
    line.setblocking(False)
    try:
        return line.recv(1) == b""
    except ConnectionResetError:
        return True
    except BlockingIOError:
        return False


def memory(process: int) -> int:
    """Return the resident memory of a process in MiB."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) // 1024
    return 0


def free_port() -> int:
    """Return a port of loopback that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as line:
        return int(line.getsockname()[1])


def wait_for(port: int) -> None:
    """Wait until somebody listens there."""
    end = time.monotonic() + 20
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.05)
    raise SystemExit(f"nobody listens at port {port}")


if __name__ == "__main__":
    main()
