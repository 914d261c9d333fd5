"""Documents over real sockets: types, versions, forms, parts, folders, and what is never served."""

from __future__ import annotations

import os
import threading
from http.client import HTTPConnection
from typing import TYPE_CHECKING

import pytest

from tests.web.serving import TIMEOUT, visiting

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.web.serving import Visitor

PAGE = "<!doctype html><title>首页</title>".encode()
WITHDRAWN = "<!doctype html><title>本文已撤回</title>".encode()
LONG = bytes(range(256)) * 1000


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a small site, with a secret beside it and links that lead there."""
    beside = tmp_path_factory.mktemp("output")
    folder = beside / "site"
    region = folder / "regions" / "jiangsu"
    region.mkdir(parents=True)
    for name in ("digests", "withdrawn", "articles/1a"):
        (folder / name).mkdir(parents=True)
    (beside / "secret.txt").write_text("secret")
    for name in ("rss.xml", "atom.xml", "feed.json", "rss-1.xml", "index.html"):
        (region / name).write_bytes(PAGE)
    for name in ("index.html", "style.css", "feeds.opml", "sitemap.xml", "odd.bin", ".feedpub-new-0"):
        (folder / name).write_bytes(PAGE)
    (folder / "withdrawn/gone.html").write_bytes(WITHDRAWN)
    (folder / "articles/1a/gone.html").write_bytes(WITHDRAWN)
    (folder / "long.bin").write_bytes(LONG)
    (folder / "empty.txt").write_bytes(b"")
    (folder / "link.txt").symlink_to(beside / "secret.txt")
    (folder / "away").symlink_to(beside)
    (folder / "within.css").symlink_to(folder / "style.css")
    os.mkfifo(folder / "pipe.txt")
    return folder


@pytest.fixture(scope="module")
def visitor(site: Path) -> Iterator[Visitor]:
    with visiting(site) as visitor:
        yield visitor


@pytest.fixture
def page(site: Path) -> Iterator[Path]:
    """Return a page with its two forms, which are shorter words and only named like compressed ones."""
    path = site / "coded.html"
    path.write_bytes(PAGE)
    (site / "coded.html.br").write_bytes(b"by brotli")
    (site / "coded.html.gz").write_bytes(b"by gzip")
    yield path
    for each in site.glob("coded.html*"):
        each.unlink()


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
        ("/regions%2fjiangsu/rss.xml", "application/rss+xml; charset=utf-8"),
        ("//style.css", "text/css; charset=utf-8"),
        ("/within.css", "text/css; charset=utf-8"),
    ],
)
def test_every_document_has_its_type(visitor: Visitor, path: str, kind: str) -> None:
    answer, content = visitor.get(path)

    assert (answer.status, answer.headers["Content-Type"], content) == (200, kind, PAGE)


# Versions


def test_a_document_that_did_not_change_is_not_sent_again(visitor: Visitor) -> None:
    first, _ = visitor.get("/style.css")
    tag, date = first.headers["ETag"], first.headers["Last-Modified"]

    for condition in ({"if_none_match": tag}, {"if_none_match": f'"other", W/{tag}'}, {"if_modified_since": date}):
        again, content = visitor.get("/style.css", **condition)

        assert (again.status, content, again.headers["ETag"]) == (304, b"", tag)
        assert again.headers["Vary"] == "accept-encoding"
        assert again.headers["Cache-Control"] == "no-cache"


def test_a_document_with_other_words_has_another_tag_at_the_same_time_and_length(site: Path, visitor: Visitor) -> None:
    document = site / "changing.css"
    document.write_bytes(PAGE)
    os.utime(document, (1, 1))
    before, _ = visitor.get("/changing.css")
    document.write_bytes(PAGE.swapcase())
    os.utime(document, (1, 1))

    after, content = visitor.get("/changing.css", if_none_match=before.headers["ETag"])

    assert (after.status, content) == (200, PAGE.swapcase())
    assert after.headers["Last-Modified"] == before.headers["Last-Modified"]


def test_an_answer_is_always_one_whole_version_while_the_publisher_replaces_it(site: Path, visitor: Visitor) -> None:
    versions = {(bytes([letter]) * 200_000) for letter in b"abc"}
    document = site / "replaced.bin"
    document.write_bytes(min(versions))
    end = threading.Event()

    def replace() -> None:
        while not end.is_set():
            for version in versions:
                beside = site / ".feedpub-new-1"
                beside.write_bytes(version)
                beside.replace(document)

    publisher = threading.Thread(target=replace)
    publisher.start()
    try:
        answers = [visitor.get("/replaced.bin") for _ in range(60)]
    finally:
        end.set()
        publisher.join(TIMEOUT)

    assert {content for _, content in answers} <= versions
    assert len({content for _, content in answers}) > 1, "nothing was replaced while we looked"
    pairs = {(answer.headers["ETag"], content) for answer, content in answers}
    assert len({tag for tag, _ in pairs}) == len(pairs)


def test_a_precondition_that_fails_is_answered_with_412(visitor: Visitor) -> None:
    answer, content = visitor.get("/style.css", if_match='"other"')

    assert (answer.status, content) == (412, b"412 Precondition Failed\n")


def test_head_says_what_get_would_and_sends_nothing(visitor: Visitor) -> None:
    for path in ("/style.css", "/none", "/regions/jiangsu", "/withdrawn/"):
        got, whole = visitor.get(path)
        told, content = visitor.get(path, "HEAD")

        assert (told.status, told.headers["Content-Length"], content) == (got.status, str(len(whole)), b"")
        assert {key for key, _ in told.getheaders()} == {key for key, _ in got.getheaders()}


# Forms


@pytest.mark.parametrize(
    ("accepts", "coding", "content"),
    [
        ("gzip, deflate, br", "br", b"by brotli"),
        ("gzip", "gzip", b"by gzip"),
        ("br;q=0.5, gzip", "gzip", b"by gzip"),
        ("deflate", None, PAGE),
        ("br;q=0, gzip;q=0", None, PAGE),
        ("", None, PAGE),
    ],
)
def test_the_form_that_a_client_wants_most_is_sent(
    visitor: Visitor, page: Path, accepts: str, coding: str | None, content: bytes
) -> None:
    answer, received = visitor.get(f"/{page.name}", accept_encoding=accepts)

    assert (answer.headers["Content-Encoding"], received) == (coding, content)
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    assert answer.headers["Vary"] == "accept-encoding"


def test_who_asks_for_a_compressed_file_by_its_name_changes_nothing_for_the_others(
    visitor: Visitor, page: Path
) -> None:
    _, content = visitor.get(f"/{page.name}.gz")
    answer, _ = visitor.get(f"/{page.name}", accept_encoding="gzip")

    assert content == b"by gzip"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_each_form_has_a_tag_of_its_own_that_is_good_for_a_304(visitor: Visitor, page: Path) -> None:
    tags = {}
    for accepts in ("br", "gzip", "identity"):
        tags[accepts] = visitor.get(f"/{page.name}", accept_encoding=accepts)[0].headers["ETag"]

        assert visitor.get(f"/{page.name}", accept_encoding=accepts, if_none_match=tags[accepts])[0].status == 304

    assert len(set(tags.values())) == 3


def test_a_form_that_is_older_than_its_document_is_never_sent(visitor: Visitor, page: Path) -> None:
    page.write_bytes(b"corrected")
    later = page.with_name("coded.html.br").stat().st_mtime_ns + 1_000_000
    os.utime(page, ns=(later, later))

    answer, content = visitor.get(f"/{page.name}", accept_encoding="br, gzip")

    assert (answer.headers["Content-Encoding"], content) == (None, b"corrected")


# Parts


@pytest.mark.parametrize(
    ("wanted", "first", "last"),
    [
        ("bytes=0-9", 0, 9),
        ("bytes=255990-", 255_990, 255_999),
        ("bytes=-5", 255_995, 255_999),
        ("bytes=9-999999", 9, 255_999),
    ],
)
def test_a_part_is_sent_to_whom_asks_for_it(visitor: Visitor, wanted: str, first: int, last: int) -> None:
    answer, content = visitor.get("/long.bin", range=wanted)

    assert (answer.status, answer.headers["Content-Range"]) == (206, f"bytes {first}-{last}/{len(LONG)}")
    assert content == LONG[first : last + 1]


def test_a_range_of_another_version_is_answered_with_the_whole(visitor: Visitor) -> None:
    tag = visitor.get("/long.bin")[0].headers["ETag"]

    assert visitor.get("/long.bin", range="bytes=0-9", if_range=tag)[0].status == 206
    answer, content = visitor.get("/long.bin", range="bytes=0-9", if_range='"other"')

    assert (answer.status, content) == (200, LONG)


@pytest.mark.parametrize("path", ["/long.bin", "/empty.txt"])
def test_a_part_that_there_is_not_is_refused_with_the_length(visitor: Visitor, path: str) -> None:
    size = visitor.get(path)[0].headers["Content-Length"]

    answer, _ = visitor.get(path, range="bytes=999999-")

    assert (answer.status, answer.headers["Content-Range"]) == (416, f"bytes */{size}")


# What is no document


@pytest.mark.parametrize("path", ["/withdrawn/", "/withdrawn/index.html", "/withdrawn/gone.html", "/articles/1a.html"])
def test_a_story_that_was_withdrawn_is_gone(visitor: Visitor, path: str) -> None:
    answer, content = visitor.get(path)

    assert (answer.status, content) == (410, WITHDRAWN)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "PROPFIND"])
def test_a_document_can_only_be_read(visitor: Visitor, method: str) -> None:
    answer, content = visitor.get("/index.html", method)

    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert content == b"405 Method Not Allowed\n"


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/regions/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/regions/%2e%2e%2f%2e%2e%2fsecret.txt",
        "/..%252fsecret.txt",
        "/%c0%ae%c0%ae/secret.txt",
        "//secret.txt",
        "/secret.txt",
        "/link.txt",
        "/away/secret.txt",
        "/away/",
        "/.feedpub-new-0",
        "/index.html%00.txt",
        "/%00",
        "/index.html/",
        "/%ff",
        "/" + "a" * 300,
        "/" + "a/" * 1500,
        "/pipe.txt",
        "/digests/",
        "/digests",
        "/regions/",
        "/regions",
    ],
)
def test_nothing_outside_the_folder_and_nothing_hidden_is_found(visitor: Visitor, path: str) -> None:
    """S21: no step upwards, no link, no listing, nothing half-written."""
    answer, content = visitor.get(path)

    assert (answer.status, b"secret" in content) == (404, False)


def test_an_address_longer_than_any_of_ours_is_refused(visitor: Visitor) -> None:
    answer, _ = visitor.get("/" + "a" * 5000)

    assert answer.status == 414


def test_a_missing_document_is_answered_with_the_sites_own_page(site: Path, visitor: Visitor) -> None:
    without, words = visitor.get("/none.html")
    (site / "404.html").write_bytes(PAGE)

    answer, content = visitor.get("/none.html")

    assert (without.status, words) == (404, b"404 Not Found\n")
    assert (answer.status, content, answer.headers["Content-Type"]) == (404, PAGE, "text/html; charset=utf-8")


@pytest.mark.parametrize("path", ["/regions/jiangsu", "//regions/jiangsu", "//evil.example/%2e%2e/regions/jiangsu"])
def test_a_missing_slash_is_added_without_naming_a_host(visitor: Visitor, path: str) -> None:
    """S14: no redirect can be made to lead away."""
    answer, _ = visitor.get(path, host="evil.example")

    assert answer.headers.get("Location", "./jiangsu/") == "./jiangsu/"
    assert answer.status == (404 if "evil" in path else 301)


def test_a_folder_named_like_a_host_leads_to_itself(site: Path, visitor: Visitor) -> None:
    (site / "evil.example").mkdir()
    (site / "evil.example/index.html").write_bytes(PAGE)

    answer, _ = visitor.get("//evil.example")

    assert (answer.status, answer.headers["Location"]) == (301, "./evil.example/")


def test_what_the_request_calls_the_host_appears_nowhere(visitor: Visitor) -> None:
    for path in ("/none", "/regions/jiangsu", "/long.bin"):
        answer, content = visitor.get(path, host="evil.example")

        assert b"evil.example" not in str(answer.headers).encode() + content


def test_one_connection_serves_many_requests(visitor: Visitor) -> None:
    connection = HTTPConnection("127.0.0.1", visitor.port, timeout=TIMEOUT)
    for path, status in (("/style.css", 200), ("/none", 404), ("/", 200), ("/regions/jiangsu", 301)):
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()

        assert answer.status == status
    connection.close()


def test_a_document_that_is_removed_is_missing_at_once(site: Path, visitor: Visitor) -> None:
    document = site / "removed.css"
    document.write_bytes(PAGE)
    there = visitor.get("/removed.css")[0].status
    document.unlink()

    assert (there, visitor.get("/removed.css")[0].status) == (200, 404)
