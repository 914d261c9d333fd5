"""A line for each event, for people or programs; nothing in it steers a terminal or stops the work (R40, S23)."""

from __future__ import annotations

import errno
import io
import json

import pytest

from feedpub.adapters.system.logging import open_log
from feedpub.settings import Log

NASTY = "江南/坏\n名\x1b[1m\udcff.txt"


def test_a_person_reads_words_and_fields() -> None:
    stream = io.StringIO()

    open_log(Log(), stream).info("pages published", pages=3, path="A 1.txt")

    assert stream.getvalue().endswith('Z level=info event="pages published" pages=3 path="A 1.txt"\n')


def test_a_program_reads_json() -> None:
    stream = io.StringIO()

    open_log(Log(format="json"), stream).warning("file rejected", path="版面.txt")
    line = json.loads(stream.getvalue())

    assert (line["level"], line["event"], line["path"]) == ("warning", "file rejected", "版面.txt")


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.fault("R40")
def test_r40_the_name_of_a_file_ends_no_line_and_steers_no_terminal(form: str) -> None:
    stream = io.StringIO()

    open_log(Log(format=form), stream).info("file rejected", path=NASTY)  # type: ignore[arg-type] # both are literals

    line = stream.getvalue()
    assert line.count("\n") == 1
    assert line.rstrip("\n").isprintable()


def test_what_is_below_the_level_of_the_settings_is_left_out() -> None:
    stream = io.StringIO()
    log = open_log(Log(level="warning"), stream)

    log.info("page read")
    log.error("job failed")

    assert "page read" not in stream.getvalue()
    assert "job failed" in stream.getvalue()


def test_an_error_is_one_line_with_the_way_there() -> None:
    stream = io.StringIO()
    try:
        raise ValueError("第一行\n第二行")
    except ValueError as error:
        open_log(Log(), stream).error("job failed", exc_info=error)

    assert stream.getvalue().count("\n") == 1
    assert "第二行" in stream.getvalue()


@pytest.mark.fault("R15")
def test_r15_a_log_on_a_full_disk_stops_nobody() -> None:
    full = FullDiskStream()

    open_log(Log(), full).error("job failed")

    assert full.tries == 1


class FullDiskStream(io.StringIO):
    """A stream on a disk that is full."""

    tries = 0

    def write(self, text: str) -> int:
        self.tries += 1
        raise OSError(errno.ENOSPC, "No space left on device")
