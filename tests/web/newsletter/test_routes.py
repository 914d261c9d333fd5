"""The pages below /mail/: looking changes nothing, nobody learns who is a subscriber, and one click is enough."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from feedpub.adapters.system.clock import SystemClock
from feedpub.adapters.system.tokens import open_token_signer
from feedpub.newsletter.store.administration import SubscriberAdmin
from feedpub.settings import Serve, Settings, Signup
from tests.web.newsletter.reader import FORM, FormClient, serving_forms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[FormClient]:
    with serving_forms(tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def same_reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FormClient]:
    with serving_forms(tmp_path_factory.mktemp("mail")) as opened:
        yield opened


def active(reader: FormClient) -> int:
    return reader.rows().count("'active'")


def test_a_reader_signs_up_confirms_changes_and_leaves(reader: FormClient) -> None:
    page = reader.ask("GET", "/mail/?region=320412")
    assert 'value="320412" checked' in page.body

    assert reader.sign_up().status == 200
    link = reader.link()
    assert "江苏省常州市武进区" in reader.ask("GET", link).body
    assert active(reader) == 0
    change, leave = reader.subscribed()
    assert active(reader) == 1

    saved = reader.ask("POST", change, "r=110000&r=110101&r=foreign&every=day&language=en")
    assert (saved.status, "Saved." in saved.body) == (200, True)
    assert """["110000", "foreign"]','day','en','active'""" in reader.rows()

    assert reader.ask("POST", leave).status == 200
    assert "li@mail.example" not in reader.rows()


def test_looking_at_every_link_a_hundred_times_changes_nothing(reader: FormClient) -> None:
    reader.sign_up()
    paths = [reader.link(), *reader.subscribed(), "/mail/", "/mail/?region=320412&lang=en"]
    reader.sign_up(("address", "wang@mail.example"))
    paths.append(reader.link())
    before = reader.rows()

    for path in paths:
        for method in ("GET", "HEAD"):
            assert {
                reader.ask(method, path).status for _ in range(100 if "?" not in path and path != "/mail/" else 5)
            } == {200}
    assert reader.rows() == before


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded", id="form"),
        pytest.param(
            '--b\r\nContent-Disposition: form-data; name="List-Unsubscribe"\r\n\r\nOne-Click\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
            id="multipart",
        ),
        pytest.param("", "text/plain", id="nothing"),
    ],
)
def test_one_click_acts_at_once_and_says_the_same_again(reader: FormClient, body: str, kind: str) -> None:
    _, leave = reader.subscribed()
    answers = [reader.ask("POST", leave, body, content_type=kind, origin="https://mail.example") for _ in range(3)]

    assert [answer.status for answer in answers] == [200] * 3
    assert not any({"set-cookie", "location"} & set(answer.headers) for answer in answers)
    assert active(reader) == 0


def test_the_link_to_leave_works_after_the_subscriber_is_gone(reader: FormClient) -> None:
    token = open_token_signer(reader.state).token("leave", "0" * 16)

    assert reader.ask("POST", f"/mail/leave/{token}").status == 200


def test_new_known_suppressed_and_blocked_addresses_get_the_same_bytes(reader: FormClient) -> None:
    reader.sign_up(("address", "known@mail.example"))
    reader.ask("POST", reader.link())
    reader.sign_up(("address", "left@mail.example"))
    (_, leave) = _paths(reader.ask("POST", reader.link()).body)
    reader.ask("POST", leave)
    SubscriberAdmin(reader.context.store.engine, reader.context.store.keys).suppress(
        "blocked@mail.example", SystemClock().now()
    )
    names = ("new", "known", "left", "blocked", "new", "known")
    answers = [reader.sign_up(("address", f"{name}@mail.example")) for name in names]

    assert len({(answer.status, answer.body, *_lasting(answer.headers)) for answer in answers}) == 1
    # Confirming and leaving clear the cap of an address: known and left are asked anew.
    assert reader.process_requests() == {"mail": 3, "too often for its address": 2, "blocked": 1}


def _paths(body: str) -> list[str]:
    return [
        f"/mail/{part.partition(chr(34))[0]}" for part in body.split("/mail/")[1:] if part[:6] in ("change", "leave/")
    ]


def _lasting(headers: dict[str, str]) -> list[tuple[str, str]]:
    return sorted((name, value) for name, value in headers.items() if name != "date")


def test_the_request_does_the_same_work_whoever_asks(reader: FormClient) -> None:
    reader.subscribed()
    before = reader.rows()
    reader.sign_up()
    reader.sign_up(("address", "wang@mail.example"))
    added = [line for line in reader.rows().splitlines() if line not in before.splitlines()]

    assert len(added) == 2
    assert all(line.startswith('INSERT INTO "requests"') or "INSERT INTO requests" in line for line in added)


@pytest.mark.parametrize(
    ("change", "status"),
    [
        pytest.param(("time", ""), 400, id="without_a_time"),
        pytest.param(("time", "1.2.3"), 400, id="with_a_forged_time"),
        pytest.param(("r", "999999"), 400, id="an_unknown_region"),
        pytest.param(("r", ""), 400, id="an_empty_region"),
        pytest.param(("every", "hour"), 400, id="an_unknown_frequency"),
        pytest.param(("language", "de"), 400, id="an_unknown_language"),
        pytest.param(("address", "li"), 400, id="no_address"),
        pytest.param(("address", "li@mail.example\r\nBcc: wang@mail.example"), 400, id="a_header"),
        pytest.param(("homepage", "https://shop.example"), 200, id="the_trap"),
    ],
)
def test_a_form_that_no_reader_sends_requests_nothing(reader: FormClient, change: tuple[str, str], status: int) -> None:
    reader.ask("GET", "/mail/")

    assert reader.sign_up(change).status == status
    assert reader.process_requests() == {}


def test_a_form_is_neither_too_young_nor_too_old(reader: FormClient) -> None:
    reader.ask("GET", "/mail/")

    assert reader.sign_up(("time", reader.time(0))).status == 400
    assert reader.sign_up(("time", reader.time(-100))).status == 400
    assert reader.sign_up(("time", reader.time(2))).status == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"sec_fetch_site": "cross-site"}, 403, id="another_site"),
        pytest.param({"sec_fetch_site": "same-site"}, 403, id="a_neighbour"),
        pytest.param({"origin": "https://evil.example"}, 403, id="another_origin"),
        pytest.param({"origin": "null", "sec_fetch_site": "cross-site"}, 403, id="a_sandboxed_frame"),
        pytest.param({"origin": "null", "sec_fetch_site": "same-origin"}, 200, id="a_browser_that_gives_no_referrer"),
        pytest.param({}, 200, id="a_program"),
    ],
)
def test_only_pages_of_ours_send_the_form(reader: FormClient, headers: dict[str, str], status: int) -> None:
    reader.ask("GET", "/mail/")

    assert reader.sign_up(**headers).status == status
    assert len(reader.process_requests()) == (status == 200)


def test_another_site_neither_confirms_nor_changes(reader: FormClient) -> None:
    change, _ = reader.subscribed()
    reader.sign_up(("address", "wang@mail.example"))
    link = reader.link()
    before = reader.rows()

    assert reader.ask("POST", link, sec_fetch_site="cross-site").status == 403
    assert reader.ask("POST", change, "r=110000", origin="https://evil.example").status == 403
    assert reader.rows() == before


def test_tokens_are_good_for_one_purpose_and_one_reader(reader: FormClient) -> None:
    change, leave = reader.subscribed()
    before = reader.rows()
    token = {"change": change.rpartition("/")[2], "leave": leave.rpartition("/")[2]}
    swapped = [f"/mail/leave/{token['change']}", f"/mail/change/{token['leave']}", f"/mail/confirm/{token['leave']}"]
    forged = [
        f"{leave}x",
        f"{leave[:-1]}",
        "/mail/leave/x",
        "/mail/change/%00",
        "/mail/confirm/%E5%B8%B8",
        "/mail/leave/" + "a" * 3000,
    ]

    for path in [*swapped, *forged]:
        assert reader.ask("GET", path).status == 404
        assert reader.ask("POST", path, "r=110000").status == 404
    assert reader.rows() == before


def test_pages_with_a_token_are_kept_by_nobody(reader: FormClient) -> None:
    for path in reader.subscribed():
        headers = reader.ask("GET", path).headers

        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-robots-tag"] == "noindex"
        assert "script-src" not in headers["content-security-policy"]
        assert "form-action 'self'; frame-ancestors 'none'; base-uri 'none'" in headers["content-security-policy"]


def test_a_body_above_eight_kilobytes_is_refused(reader: FormClient) -> None:
    reader.ask("GET", "/mail/")

    assert reader.sign_up(("r", "3" * 9000)).status == 413


def test_what_was_typed_comes_back_escaped(reader: FormClient) -> None:
    page = reader.sign_up(("address", '"><script>alert(1)</script>'))

    assert page.status == 400
    assert "<script>alert" not in page.body


def test_a_network_behind_a_trusted_proxy_is_the_readers_own(tmp_path: Path) -> None:
    settings = Settings(serve=Serve(access_log=False), signup=Signup(max_per_network_hour=1, proxies=("127.0.0.0/8",)))
    with serving_forms(tmp_path, settings) as reader:
        reader.ask("GET", "/mail/")
        for number, whence in enumerate(("192.0.2.1", "192.0.2.77", "198.51.100.1", "203.0.113.9, 192.0.2.3")):
            reader.sign_up(("address", f"{number}@mail.example"), x_forwarded_for=whence)

        assert reader.process_requests() == {"mail": 2, "too often from its network": 2}


def test_what_anybody_else_says_of_a_network_is_not_believed(tmp_path: Path) -> None:
    settings = Settings(serve=Serve(access_log=False), signup=Signup(max_per_network_hour=1))
    with serving_forms(tmp_path, settings) as reader:
        reader.ask("GET", "/mail/")
        for number in range(3):
            reader.sign_up(("address", f"{number}@mail.example"), x_forwarded_for=f"192.0.{number}.1")

        assert reader.process_requests() == {"mail": 1, "too often from its network": 2}


def test_a_store_that_cannot_be_opened_is_answered_with_503(tmp_path: Path) -> None:
    with serving_forms(tmp_path) as reader:
        reader.state.write_text("in the way")

        assert reader.ask("GET", "/mail/").status == 503


FIELD = st.sampled_from([name for name, _ in FORM] + ["time", "r", "x"])
VALUE = st.one_of(st.sampled_from(["320412", "all", "week", "zh", "li@mail.example", ""]), st.text(max_size=40))
BODY = st.one_of(
    st.lists(st.tuples(FIELD, VALUE), max_size=8).map(urlencode),
    st.binary(max_size=60),
    st.text(string.printable, max_size=60),
)


@given(
    body=BODY, path=st.sampled_from(["/mail/", "/mail/?lang=en", "/mail/change/x", "/mail/confirm/x", "/mail/leave/x"])
)
@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
def test_whatever_is_sent_no_page_fails(same_reader: FormClient, body: bytes | str, path: str) -> None:
    answer = same_reader.ask("POST", path, body.encode() if isinstance(body, str) else body)

    assert answer.status < 500
