"""`feedpub check` over the real output of the five pages."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from tests.desk import Desk


def test_init_writes_settings_that_work_and_never_overwrites(desk: Desk) -> None:
    (desk.folder / "feedpub.toml").unlink()
    desk.run("init")

    assert desk.run("init", code=2).stderr
    assert {finding["level"] for finding in desk.json("doctor")} <= {"ok", "warn"}


# `feedpub check` over the real output of the five pages.


def test_the_output_of_the_five_pages_has_no_fault(published: Desk) -> None:
    said = published.run("check").stdout

    assert "output/site: 0 errors, 0 warnings" in said


def test_a_fault_is_named_with_its_place_and_its_rule_and_the_exit_code_is_1(published: Desk, tmp_path: Path) -> None:
    output = tmp_path / "output"
    shutil.copytree(published.folder / "output", output)
    feed = output / "site" / "rss.xml"
    feed.write_bytes(feed.read_bytes().replace(b"+0800", b"CST", 1))
    (output / "site" / "rss.xml.gz").unlink()
    (output / "site" / "rss.xml.br").unlink()

    done = published.run("check", str(output), code=1)
    printed = published.json("check", str(output), code=1)

    assert "error    rss.xml, lastBuildDate: " in done.stderr
    assert "RFC 822" in done.stderr
    assert [finding["path"] for finding in printed["findings"]] == ["rss.xml"]


def test_a_folder_without_a_site_is_no_output(published: Desk, tmp_path: Path) -> None:
    done = published.run("check", str(tmp_path), code=2)

    assert "holds no site" in done.stderr
