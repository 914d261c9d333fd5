"""The other commands: what the archive holds, what is misconfigured, the first ten minutes, the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.desk import Desk


def test_doctor_finds_nothing_wrong_with_a_fresh_folder(desk: Desk) -> None:
    findings = {finding["subject"]: finding["level"] for finding in desk.json("doctor")}

    assert "fail" not in findings.values()
    assert not (desk.folder / ".feedpub").exists()


def test_doctor_names_what_is_missing(desk: Desk) -> None:
    (desk.folder / "feedpub.toml").write_text('templates = "gone"\n')

    findings = {finding["subject"]: finding for finding in desk.json("doctor", "--source", "nowhere", code=2)}

    assert findings["source"]["level"] == findings["templates"]["level"] == "fail"
    assert "nowhere" in findings["source"]["message"]
    assert findings["address"]["level"] == "warn"


def test_doctor_refuses_a_state_folder_that_the_public_could_read(desk: Desk) -> None:
    findings = {finding["subject"]: finding for finding in desk.json("doctor", "--state", "output/state", code=2)}

    assert findings["state"]["level"] == "fail"
