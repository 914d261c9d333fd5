"""deploy/nginx.conf serves the same files with no server of ours, and answers as ours does."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest

from feedpub.model import Document
from feedpub.settings import Serve, Settings
from feedpub.stages.render.compress import compressed_forms
from tests.web.serving import visiting

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.web.serving import Visitor

HOST = "news.example"
CONF = Path(__file__).parents[2] / "deploy/nginx.conf"
LONG = ("<!doctype html><title>长</title>" + "新闻" * 2000).encode()
SHORT = "<!doctype html><title>短</title>".encode()

AROUND = """
daemon off; {user} pid {folder}/pid; error_log stderr warn; worker_processes 1;
events {{ worker_connections 200; }}
http {{
    access_log off;
    client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
    uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
    {conf}
}}
"""

MATTER = (
    "Content-Type",
    "Content-Encoding",
    "Content-Range",
    "Allow",
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Cache-Control",
)

FILES = {
    "index.html": LONG,
    "404.html": SHORT,
    "style.css": LONG,
    "copy.js": LONG,
    "rss.xml": LONG,
    "rss-12.xml": LONG,
    "atom.xml": LONG,
    "atom-summary.xml": LONG,
    "feed.json": LONG,
    "sitemap.xml": LONG,
    "feeds.opml": LONG,
    "icon.svg": SHORT,
    "odd.bin": LONG,
    "empty.txt": b"",
    "regions/jiangsu/index.html": LONG,
    "regions/jiangsu/rss.xml": LONG,
    "articles/1a/index.html": SHORT,
    "articles/2b/gone.html": SHORT + b"withdrawn",
    ".feedpub-new-0": SHORT,
}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("output") / "site"
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        for form, make in compressed_forms(Document(f"site/{name}", content)).items():
            if make:
                (folder / form.removeprefix("site/")).write_bytes(make(content))
    (folder / "link.txt").symlink_to("/etc/passwd")
    (folder / "digests").mkdir()
    return folder


@pytest.fixture(scope="module")
def ours(site: Path) -> Iterator[Visitor]:
    with visiting(site, Settings(base_url=f"https://{HOST}/", serve=Serve(access_log=False))) as visitor:
        yield visitor


@pytest.fixture(scope="module")
def theirs(site: Path, need: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return the UNIX socket of a real nginx with the configuration that we ship."""
    program = need("nginx")
    folder = tmp_path_factory.mktemp("nginx")
    listener = folder / "socket"
    conf = CONF.read_text(encoding="utf-8")
    for ours, here in (
        ("listen 80 default_server;", f"listen unix:{listener} default_server;"),
        ("listen 80;", f"listen unix:{listener};"),
        ("/var/lib/feedpub/output/site", str(site)),
    ):
        assert ours in conf
        conf = conf.replace(ours, here)
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(AROUND.format(user=user, folder=folder, conf=conf), encoding="utf-8")
    with subprocess.Popen([program, "-e", "stderr", "-c", folder / "nginx.conf", "-p", folder]) as nginx:
        end = time.monotonic() + 60
        while not listener.exists() and nginx.poll() is None and time.monotonic() < end:
            time.sleep(0.01)
        yield listener
        nginx.terminate()


Answer = tuple[int, dict[str, str | None], bytes]


def ask(connection: HTTPConnection, path: str, method: str, headers: dict[str, str]) -> Answer:
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in ({"Host": HOST} | headers).items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    matter = {name: answer.headers[name] for name in MATTER}
    location = answer.headers["Location"]
    matter["Location"] = urljoin(f"https://{HOST}{path}", location) if location else None
    return answer.status, matter, content


class Unix(HTTPConnection):
    """HTTP over a UNIX socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost", timeout=60)
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(20)
        self.sock.connect(str(self._path))


SAME = [
    ("/", "GET", {}),
    ("/", "HEAD", {}),
    ("/index.html", "GET", {}),
    ("/?utm_source=x", "GET", {}),
    *((f"/{name}", "GET", {}) for name in FILES if not name.endswith("gone.html") and "." in name[1:]),
    *((f"/{name}", "GET", {"Accept-Encoding": "gzip"}) for name in ("index.html", "rss.xml", "feed.json", "odd.bin")),
    ("/rss.xml", "GET", {"Accept-Encoding": "gzip;q=0"}),
    ("/rss.xml", "HEAD", {"Accept-Encoding": "gzip"}),
    *(
        (f"/{name}", "GET", {"Accept": "text/html, */*;q=0.8"})
        for name in ("rss.xml", "atom-summary.xml", "sitemap.xml")
    ),
    ("/none/rss.xml", "GET", {"Accept": "text/html"}),
    ("/rss.xml", "GET", {"Accept": "text/html", "Accept-Encoding": "gzip"}),
    ("/regions/jiangsu/", "GET", {}),
    ("/regions/jiangsu", "GET", {}),
    ("//regions/jiangsu", "GET", {}),
    ("/regions%2Fjiangsu/rss.xml", "GET", {}),
    ("/articles/1a/", "GET", {}),
    ("/articles/1a", "GET", {}),
    ("/articles/2b/", "GET", {}),
    ("/articles/2b/", "HEAD", {}),
    ("/articles/2b/index.html", "GET", {}),
    ("/none", "GET", {}),
    ("/none/", "GET", {}),
    ("/none/rss.xml", "GET", {}),
    ("/none", "HEAD", {}),
    ("/digests/", "GET", {}),
    ("/.feedpub-new-0", "GET", {}),
    ("/.git/config", "GET", {}),
    ("/link.txt", "GET", {}),
    ("/" + "a" * 300, "GET", {}),
    ("/odd.bin", "GET", {"Range": "bytes=10-19"}),
    ("/odd.bin", "GET", {"Range": "bytes=-5"}),
    ("/odd.bin", "GET", {"Range": "bytes=5-", "If-Range": '"other"'}),
    ("/odd.bin", "GET", {"Range": "lines=1-2"}),
    ("/odd.bin", "GET", {"If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT", "If-None-Match": '"other"'}),
    ("/odd.bin", "GET", {"If-Modified-Since": "Fri, 01 Jan 2010 00:00:00 GMT"}),
]


@pytest.mark.parametrize(("path", "method", "headers"), SAME, ids=lambda each: str(each)[:50])
def test_nginx_answers_as_we_do(ours: Visitor, theirs: Path, path: str, method: str, headers: dict[str, str]) -> None:
    here = ask(HTTPConnection("127.0.0.1", ours.port, timeout=60), path, method, headers)
    there = ask(Unix(theirs), path, method, headers)

    if here[0] == 301:  # its words are each server's own
        here, there = ((*each[:1], each[1] | {"Content-Type": None}, b"") for each in (here, there))
    assert there[:1] + there[2:] == here[:1] + here[2:]
    assert {key: (value, here[1][key]) for key, value in there[1].items() if value != here[1][key]} == {}


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_nginx_refuses_what_is_no_reading(ours: Visitor, theirs: Path, method: str) -> None:
    here = ask(HTTPConnection("127.0.0.1", ours.port, timeout=60), "/rss.xml", method, {})
    there = ask(Unix(theirs), "/rss.xml", method, {})

    assert there[0] == here[0] == 405
    assert {name: there[1][name] for name in MATTER[3:]} == {name: here[1][name] for name in MATTER[3:]}


@pytest.mark.parametrize("accepts", ["identity", "gzip"])
def test_nginx_knows_its_own_tags_and_dates_again(theirs: Path, accepts: str) -> None:
    with closing(Unix(theirs)) as connection:
        connection.request("GET", "/rss.xml", headers={"Host": HOST, "Accept-Encoding": accepts})
        answer = connection.getresponse()
        answer.read()
    tag, date = answer.headers["ETag"], answer.headers["Last-Modified"]

    assert not tag.startswith("W/")
    assert "accept-encoding" in (answer.headers["Vary"] or "").lower()
    for condition in ({"If-None-Match": tag}, {"If-Modified-Since": date}):
        assert ask(Unix(theirs), "/rss.xml", "GET", {"Accept-Encoding": accepts} | condition)[0] == 304


@pytest.mark.parametrize("path", ["/", "/rss.xml"])
def test_another_host_is_misdirected(ours: Visitor, theirs: Path, path: str) -> None:
    there = ask(Unix(theirs), path, "GET", {"Host": "evil.example"})
    here = ask(HTTPConnection("127.0.0.1", ours.port, timeout=60), path, "GET", {"Host": "evil.example"})

    assert there[0] == here[0] == 421


def test_a_notice_is_not_to_be_had_by_its_own_name(theirs: Path) -> None:
    assert ask(Unix(theirs), "/articles/2b/gone.html", "GET", {})[0] == 404
