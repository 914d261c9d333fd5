"""Links in letters work for as long as the key is kept, and mean one thing each; an address is a hash in every log."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from feedpub.adapters.system.tokens import KEY_FILE, TOKEN_LENGTH, TokenSigner, open_token_signer
from feedpub.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

ID = "0123456789abcdef"


def test_a_token_says_for_its_purpose_what_it_was_made_of(tmp_path: Path) -> None:
    signer = open_token_signer(tmp_path)

    assert signer.read("leave", signer.token("leave", ID)) == ID


def test_every_token_of_an_id_is_as_long_as_the_placeholder_in_the_letter(tmp_path: Path) -> None:
    signer = open_token_signer(tmp_path)

    assert {len(signer.token("leave", f"{number:016x}")) for number in range(50)} == {TOKEN_LENGTH}


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda token: token[:-1] + ("A" if token[-1] != "A" else "B"), id="a_changed_signature"),
        pytest.param(lambda token: "f" + token[1:], id="another_id"),
        pytest.param(lambda token: token[:-4], id="cut_short"),
        pytest.param(lambda token: "", id="nothing"),
        pytest.param(lambda token: "中文.文", id="not_ascii"),
        pytest.param(lambda token: token + "\0", id="a_nul_at_the_end"),
    ],
)
def test_a_forged_token_says_nothing(tmp_path: Path, change: object) -> None:
    signer = open_token_signer(tmp_path)
    assert callable(change)

    assert signer.read("leave", change(signer.token("leave", ID))) is None


def test_a_token_is_good_for_one_purpose_only(tmp_path: Path) -> None:
    signer = open_token_signer(tmp_path)

    assert signer.read("change", signer.token("leave", ID)) is None
    assert signer.read("leave", signer.timed_token("leave", ID)) is None


def test_a_timed_token_expires(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    signer = open_token_signer(tmp_path)
    token = signer.timed_token("confirm", ID)
    days_later = time.time() + 8 * 86_400

    assert signer.read_timed("confirm", token, timedelta(days=7)) == ID
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: days_later)
    assert signer.read_timed("confirm", token, timedelta(days=7)) is None


def test_links_of_letters_sent_before_outlive_a_new_key(tmp_path: Path) -> None:
    old = open_token_signer(tmp_path)
    token = old.token("leave", ID)
    path = tmp_path / KEY_FILE
    path.write_text("ab" * 32 + "\n" + path.read_text())
    new = open_token_signer(tmp_path)

    assert new.read("leave", token) == ID
    assert new.token("leave", ID) != token
    assert new.hash("a@b.example") == old.hash("a@b.example")


def test_the_key_is_its_owners_alone(tmp_path: Path) -> None:
    open_token_signer(tmp_path)

    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600


def test_a_key_that_others_may_read_is_an_error(tmp_path: Path) -> None:
    open_token_signer(tmp_path)
    (tmp_path / KEY_FILE).chmod(0o640)

    with pytest.raises(SettingsError, match="chmod 600"):
        open_token_signer(tmp_path)


@pytest.mark.parametrize("text", ["", "abcd\n", "no hexadecimal digits\n"])
def test_a_damaged_key_is_never_replaced_silently(tmp_path: Path, text: str) -> None:
    path = tmp_path / KEY_FILE
    path.write_text(text)
    path.chmod(0o600)

    with pytest.raises(SettingsError, match="links in letters"):
        open_token_signer(tmp_path)


def test_a_key_shows_itself_in_no_message() -> None:
    assert "616161" not in repr(TokenSigner([b"a" * 32]))
    assert "aaa" not in repr(TokenSigner([b"a" * 32]))
