"""What holds for every answer: hosts, safe headers, sizes, a count and a line of the log, and no word of a reader."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from prometheus_client import generate_latest
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from structlog.testing import capture_logs

from feedpub.settings import Serve, Settings
from feedpub.web.app import app
from feedpub.web.hosts import allowed_hosts, host_error
from feedpub.web.metrics import ServerMetrics, metrics_app
from feedpub.web.middleware import Middleware
from tests.web.serving import NO_ACCESS_LOG, running, visiting

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.requests import Request

SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-cache",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; form-action 'self'; "
        "frame-ancestors 'none'; base-uri 'none'"
    ),
}


@pytest.fixture
def site(tmp_path: Path) -> Path:
    (tmp_path / "index.html").write_text("首页")
    (tmp_path / "a").mkdir()
    (tmp_path / "a/index.html").write_text("a")
    (tmp_path / "b").mkdir()
    (tmp_path / "b/gone.html").write_text("gone")
    return tmp_path


def broken(request: Request) -> PlainTextResponse:
    raise ZeroDivisionError(request.url.path)


async def taking(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())), headers={"Cache-Control": "no-store"})


FORMS = (Route("/broken", broken), Route("/taking", taking, methods=["POST"]))


def test_every_answer_carries_the_headers_that_keep_a_reader_safe(site: Path) -> None:
    """S20, errors included."""
    asked = [
        ("/", "GET", {}, 200),
        ("/", "GET", {"if_none_match": "*"}, 304),
        ("/", "GET", {"range": "bytes=0-1"}, 206),
        ("/a", "GET", {}, 301),
        ("/none", "GET", {}, 404),
        ("/", "POST", {}, 405),
        ("/b/", "GET", {}, 410),
        ("/", "GET", {"if_match": '"x"'}, 412),
        ("/", "POST", {"content_length": "9000"}, 413),
        ("/" + "a" * 5000, "GET", {}, 414),
        ("/", "GET", {"range": "bytes=99-"}, 416),
        ("/", "GET", {"host": "evil.example"}, 421),
        ("/", "GET", {"host": "two words"}, 400),
        ("/", "GET", {"x": "a" * 20_000}, 431),
        ("/broken", "GET", {}, 500),
        ("/taking", "GET", {}, 405),
        ("/healthz", "GET", {}, 200),
        ("/readyz", "GET", {}, 200),
        ("/readyz", "POST", {}, 405),
    ]
    settings = Settings(base_url="http://127.0.0.1", serve=Serve(access_log=False))
    with running(app(site, settings, routes=FORMS)) as visitor:
        for path, method, headers, status in asked:
            answer, _ = visitor.get(path, method, **headers)

            assert answer.status == status, (path[:20], method)
            assert {name: answer.headers[name] for name in SAFE} == SAFE, (path[:20], method)
        bad = visitor.raw(b"\x16\x03\x01 TLS?\r\n\r\n")

    assert bad.startswith(b"HTTP/1.1 400 Bad Request")
    assert b"content-security-policy: default-src 'none'" in bad


def test_a_form_may_say_more_and_its_body_has_an_end(site: Path) -> None:
    with running(app(site, NO_ACCESS_LOG, routes=FORMS)) as visitor:
        small = visitor.raw(b"POST /taking HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nConnection: close\r\n\r\nabc")
        chunk = b"2000\r\n" + b"a" * 0x2000 + b"\r\n"
        head = b"POST /taking HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n"
        large = visitor.raw(head + 2 * chunk + b"0\r\n\r\n")

    assert small.startswith(b"HTTP/1.1 200")
    assert b"cache-control: no-store" in small
    assert b"cache-control: no-cache" not in small
    assert large.startswith(b"HTTP/1.1 413")


def test_an_internal_error_is_logged_and_shows_the_visitor_nothing(site: Path) -> None:
    with capture_logs() as log, running(app(site, NO_ACCESS_LOG, routes=FORMS)) as visitor:
        answer, content = visitor.get("/broken")

    assert (answer.status, b"ZeroDivisionError" in content) == (500, False)
    assert [entry["event"] for entry in log] == ["answer failed"]


# Hosts


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("news.example", 200),
        ("NEWS.example:8443", 200),
        ("news.example.", 200),
        ("mirror.example", 200),
        ("127.0.0.1", 200),
        ("localhost:8000", 200),
        ("[::1]", 200),
        ("evil.example", 421),
        ("news.example.evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("news.example@evil.example", 400),
        ("news.example/..", 400),
        ("", 400),
    ],
)
def test_only_allowed_hosts_are_answered(site: Path, host: str, status: int) -> None:
    """S15."""
    settings = Settings(base_url="https://news.example/", serve=Serve(access_log=False, hosts=("mirror.example",)))

    got = host_error([(b"host", host.encode())], "1.1", allowed_hosts(settings))

    assert (got or 200) == status


def test_hosts_are_refused_on_the_wire_but_for_the_health(site: Path) -> None:
    with visiting(site, Settings(base_url="https://news.example", serve=Serve(access_log=False))) as visitor:
        statuses = [visitor.get(path, host="evil.example")[0].status for path in ("/", "/none", "/healthz", "/readyz")]
        absolute = visitor.raw(b"GET http://evil.example/ HTTP/1.1\r\nHost: news.example\r\nConnection: close\r\n\r\n")
        none = visitor.raw(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
        two = visitor.raw(b"GET / HTTP/1.1\r\nHost: news.example\r\nHost: a\r\nConnection: close\r\n\r\n")
        old = visitor.raw(b"GET / HTTP/1.0\r\n\r\n")

    assert statuses == [421, 421, 200, 200]
    assert absolute.startswith(b"HTTP/1.1 421")
    assert none.startswith(b"HTTP/1.1 400")
    assert two.startswith(b"HTTP/1.1 400")
    assert old.startswith(b"HTTP/1.1 200")


def test_without_base_url_it_answers_to_any_host(site: Path) -> None:
    assert allowed_hosts(Settings()) is None


# Health


def test_it_is_ready_when_there_is_a_site_and_every_check_passes(site: Path) -> None:
    objections = ["not ready: the last publication failed"]
    whole = app(site, NO_ACCESS_LOG, checks=[lambda: objections[0] if objections else ""])
    with running(whole) as visitor:
        not_yet, why = visitor.get("/readyz")
        objections.clear()
        now, words = visitor.get("/readyz")
        (site / "index.html").unlink()
        missing, _ = visitor.get("/readyz")
        alive, _ = visitor.get("/healthz")

    assert (not_yet.status, why) == (503, b"not ready: the last publication failed\n")
    assert (now.status, words) == (200, b"ready\n")
    assert (missing.status, alive.status) == (503, 200)


# Numbers and log


def test_the_metrics_hold_nothing_of_the_request(site: Path) -> None:
    """S28."""
    metrics = ServerMetrics()
    with running(app(site, NO_ACCESS_LOG, metrics=metrics, routes=FORMS)) as visitor:
        visitor.get("/?mail=reader@mail.example", user_agent="reader", referer="http://reader.example")
        visitor.get("/none/reader@mail.example")
        visitor.get("/", "PROPFIND")
        visitor.get("/broken")
    with running(Middleware(metrics_app(metrics))) as visitor:
        answer, shown = visitor.get("/metrics")

    assert answer.status == 200
    assert b"reader" not in shown.replace(b"Answers by class", b"").lower()
    assert b'feedpub_answers_total{method="GET",route="page",status="200"} 1.0' in shown
    assert b'feedpub_answers_total{method="GET",route="missing",status="404"} 1.0' in shown
    assert b'feedpub_answers_total{method="other",route="form",status="405"} 1.0' in shown
    assert b'status="500"' in shown
    assert b"feedpub_connections_given_up_total 0.0" in shown


def test_connections_and_readiness_are_among_the_metrics() -> None:
    metrics = ServerMetrics()
    metrics.set_sources(lambda: 7, lambda: False)

    shown = generate_latest(metrics.registry)

    assert b"feedpub_connections 7.0" in shown
    assert b"feedpub_ready 0.0" in shown


@pytest.mark.parametrize("addresses", [True, False])
def test_the_log_names_the_document_and_the_client_only_where_configured(site: Path, addresses: bool) -> None:
    settings = Settings(serve=Serve(access_log=True, log_client_addresses=addresses))
    with capture_logs() as log, running(app(site, settings, routes=FORMS)) as visitor:
        visitor.get("/a/?token=secret")

    (entry,) = log
    assert (entry["event"], entry["method"], entry["path"], entry["status"]) == ("answered", "GET", "/a/", 200)
    assert ("127.0.0.1" in str(entry)) is addresses
    assert "secret" not in str(entry)


def test_of_a_form_s_path_the_log_says_only_where_it_begins(site: Path) -> None:
    with capture_logs() as log, running(app(site, Settings(), routes=[Route("/leave/{token}", broken)])) as visitor:
        visitor.get("/leave/secret-token")

    assert {entry["path"] for entry in log} == {"/leave"}
    assert "secret-token" not in str([{**entry, "exc_info": ""} for entry in log])
