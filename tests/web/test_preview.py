"""The preview over real sockets on loopback."""

from __future__ import annotations

import os
import socket
import threading
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest

from feedpub.errors import SettingsError
from feedpub.web.preview import server

if TYPE_CHECKING:
    from collections.abc import Iterator
    from http.client import HTTPResponse
    from pathlib import Path

PAGE = "<!doctype html><title>首页</title>".encode()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a small site, with a secret beside it."""
    folder = tmp_path / "site"
    region = folder / "regions" / "jiangsu"
    region.mkdir(parents=True)
    (folder / "digests").mkdir()
    (tmp_path / "secret.txt").write_text("secret")
    for name in ("rss.xml", "atom.xml", "feed.json", "rss-1.xml", "index.html"):
        (region / name).write_bytes(PAGE)
    for name in ("index.html", "style.css", "feeds.opml", "sitemap.xml", "odd.bin", ".index.html.tmp"):
        (folder / name).write_bytes(PAGE)
    return folder


@contextmanager
def visiting(site: Path) -> Iterator[HTTPConnection]:
    """Serve the site on a free port, and connect to it."""
    with server(site) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        visitor = HTTPConnection("127.0.0.1", running.server_port, timeout=10)
        try:
            yield visitor
        finally:
            visitor.close()
            running.shutdown()
            thread.join()


def get(site: Path, path: str, method: str = "GET", **headers: str) -> tuple[HTTPResponse, bytes]:
    """Ask once, with a header for each keyword (`if_none_match`)."""
    with visiting(site) as visitor:
        visitor.putrequest(method, path, skip_host="host" in headers)
        for name, value in headers.items():
            visitor.putheader(name.replace("_", "-"), value)
        visitor.endheaders()
        answer = visitor.getresponse()
        return answer, answer.read()


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/style.css", "text/css; charset=utf-8"),
        ("/regions/jiangsu/", "text/html; charset=utf-8"),
        ("/regions/jiangsu/rss.xml", "application/rss+xml; charset=utf-8"),
        ("/regions/jiangsu/rss-1.xml", "application/rss+xml; charset=utf-8"),
        ("/regions/jiangsu/atom.xml", "application/atom+xml; charset=utf-8"),
        ("/regions/jiangsu/feed.json", "application/feed+json"),
        ("/feeds.opml", "text/x-opml; charset=utf-8"),
        ("/sitemap.xml", "application/xml; charset=utf-8"),
        ("/odd.bin", "application/octet-stream"),
        ("/index.html?utm_source=x", "text/html; charset=utf-8"),
    ],
)
def test_every_document_has_its_type(site: Path, path: str, kind: str) -> None:
    answer, content = get(site, path)

    assert (answer.status, answer.headers["Content-Type"], content) == (200, kind, PAGE)


def test_every_answer_carries_the_headers_that_keep_a_reader_safe(site: Path) -> None:
    for path, status in (("/", 200), ("/none", 404), ("/regions/jiangsu", 301)):
        answer, _ = get(site, path)

        assert answer.status == status
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]


def test_a_document_that_did_not_change_is_not_sent_again(site: Path) -> None:
    first, _ = get(site, "/style.css")
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]

    for condition in (
        {"if_none_match": tag},
        {"if_none_match": f'"other", W/{tag}'},
        {"if_none_match": "*"},
        {"if_modified_since": date},
    ):
        again, content = get(site, "/style.css", **condition)

        assert (again.status, content, again.headers["ETag"]) == (304, b"", tag)


def test_a_tag_that_does_not_fit_wins_over_a_date_that_does(site: Path) -> None:
    first, _ = get(site, "/style.css")
    date = first.headers["Last-Modified"]

    again, _ = get(site, "/style.css", if_none_match='"other"', if_modified_since=date)

    assert again.status == 200


def test_a_document_with_other_words_has_another_tag_at_the_same_time_and_length(site: Path) -> None:
    document = site / "style.css"
    os.utime(document, (1, 1))
    before, _ = get(site, "/style.css")
    document.write_bytes(PAGE.swapcase())
    os.utime(document, (1, 1))

    after, content = get(site, "/style.css", if_none_match=before.headers["ETag"])

    assert (after.status, content) == (200, PAGE.swapcase())
    assert after.headers["Last-Modified"] == before.headers["Last-Modified"]


def test_a_date_that_is_none_is_ignored(site: Path) -> None:
    answer, _ = get(site, "/style.css", if_modified_since="yesterday")

    assert answer.status == 200


def test_head_says_what_get_would_and_sends_nothing(site: Path) -> None:
    answer, content = get(site, "/style.css", "HEAD")

    assert (answer.status, answer.headers["Content-Length"], content) == (200, str(len(PAGE)), b"")


def test_nothing_can_be_posted(site: Path) -> None:
    answer, content = get(site, "/index.html", "POST")

    assert (answer.status, content) == (501, b"501\n")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/regions/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/regions/%2e%2e%2f%2e%2e%2fsecret.txt",
        "//secret.txt",
        "/secret.txt",
        "/link.txt",
        "/away/secret.txt",
        "/away/",
        "/.index.html.tmp",
        "/index.html%00.txt",
        "/index.html/",
        "/%ff",
        "/" + "a" * 5000,
        "http://127.0.0.1/index.html",
    ],
)
def test_nothing_outside_the_folder_and_nothing_hidden_is_found(site: Path, path: str) -> None:
    (site / "link.txt").symlink_to(site.parent / "secret.txt")
    (site / "away").symlink_to(site.parent)

    answer, content = get(site, path)

    assert (answer.status, b"secret" in content) == (404, False)


def test_a_folder_is_never_listed(site: Path) -> None:
    for path in ("/digests/", "/digests", "/regions/"):
        answer, content = get(site, path)

        assert (answer.status, content) == (404, b"404")


def test_the_sites_own_page_says_that_there_is_none(site: Path) -> None:
    (site / "404.html").write_bytes(PAGE)

    answer, content = get(site, "/none.html")

    assert (answer.status, content) == (404, PAGE)


def test_a_missing_slash_is_added_without_naming_a_host(site: Path) -> None:
    for path in ("/regions/jiangsu", "//regions/jiangsu"):
        answer, _ = get(site, path, host="evil.example")

        assert (answer.status, answer.headers["Location"]) == (301, "./jiangsu/")


def test_what_the_request_calls_the_host_appears_nowhere(site: Path) -> None:
    answer, content = get(site, "/none", host="evil.example")

    assert "evil.example" not in str(answer.headers) + content.decode()


def test_one_connection_serves_many_requests(site: Path) -> None:
    with visiting(site) as visitor:
        for path in ("/style.css", "/none", "/"):
            visitor.request("GET", path)
            answer = visitor.getresponse()
            answer.read()

            assert answer.status == (404 if path == "/none" else 200)


def test_a_port_that_is_taken_is_named_and_no_other_is_chosen(site: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]

        with pytest.raises(SettingsError, match=f"port {port}: another program uses it"):
            server(site, port)


def test_a_port_that_cannot_be_is_named(site: Path) -> None:
    with pytest.raises(SettingsError, match="port 70000: there is none above 65535"):
        server(site, 70000)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="site: there is no such folder; run `feedpub publish` first"):
        server(tmp_path / "site")


def test_only_this_machine_is_answered(site: Path) -> None:
    with server(site) as running:
        assert running.server_address[0] == "127.0.0.1"
