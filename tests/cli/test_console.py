"""What a person sees on a terminal, and how a program's pipe ends."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
from typing import TYPE_CHECKING

import click
import pytest

from feedpub.cli import COMMANDS, feedpub
from feedpub.text.terminal import format_count, printable_line
from tests.desk import FEEDPUB

if TYPE_CHECKING:
    from tests.desk import Desk


def on_a_terminal(desk: Desk, *words: str, **environment: str) -> str:
    """Run a command whose output is a terminal, and return what it wrote there."""
    ours, theirs = pty.openpty()
    with os.fdopen(ours, "rb", closefd=True) as screen:
        running = subprocess.Popen(
            [FEEDPUB, *words], stdout=theirs, stderr=theirs, cwd=desk.folder, env={**os.environ, **environment}
        )
        os.close(theirs)
        written = b""
        try:
            while piece := os.read(screen.fileno(), 1 << 16):
                written += piece
        except OSError:  # the end of a terminal
            pass
        running.wait(60)
    return written.decode()


def test_a_file_name_cannot_steer_the_terminal(desk: Desk) -> None:
    desk.put("evil\n\x1b[31m\u202e.txt", b"")

    said = desk.run("publish", code=1).stderr

    assert said.startswith(r"rejected evil\n\x1b[31m\u202e.txt: the file is empty")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("武进区\N{IDEOGRAPHIC SPACE}义诊", "武进区\N{IDEOGRAPHIC SPACE}义诊"),
        ("a\tb\r\n", r"a\tb\r\n"),
        ("\udcd6\udcd0.txt", r"\xd6\xd0.txt"),
    ],
    ids=["chinese", "controls", "bytes_that_are_no_utf8"],
)
def test_text_stays_as_it_is_and_what_is_no_text_is_spelled_out(text: str, shown: str) -> None:
    assert printable_line(text) == shown


@pytest.mark.parametrize(("number", "said"), [(0, "0 stories"), (1, "1 story"), (1200, "1,200 stories")])
def test_a_number_agrees_with_its_noun(number: int, said: str) -> None:
    assert format_count(number, "story", "stories") == said


def test_a_person_sees_a_bar_and_a_program_none(desk: Desk, seeds: object) -> None:
    desk.put("a.txt", "")
    seen = on_a_terminal(desk, "publish", TERM="xterm", COLUMNS="80")
    said = desk.run("publish").stdout

    assert "reading" in seen
    assert "━" in seen
    assert "reading" not in said


def test_an_address_is_whole_on_a_narrow_terminal(published: Desk) -> None:
    seen = on_a_terminal(published, "regions", TERM="xterm", COLUMNS="50")

    assert "…" not in seen


def test_no_color_turns_colours_off(desk: Desk) -> None:
    coloured = on_a_terminal(desk, "doctor", TERM="xterm", NO_COLOR="")
    plain = on_a_terminal(desk, "doctor", TERM="xterm", NO_COLOR="1")

    assert "\x1b[" in coloured
    assert "\x1b[" not in plain


def test_a_reader_that_leaves_early_is_no_fault(published: Desk) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [FEEDPUB, "articles"], stdout=writing, stderr=subprocess.PIPE, cwd=published.folder, check=False
    )
    os.close(writing)

    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_stream_that_is_closed_stops_nothing(closed: str, published: Desk) -> None:
    done = subprocess.run(["/bin/sh", "-c", f"exec {FEEDPUB} publish {closed}"], cwd=published.folder, check=False)

    assert done.returncode == 0


def test_ctrl_c_ends_with_130_and_says_that_nothing_is_lost(desk: Desk) -> None:
    with subprocess.Popen(
        ["env", "--default-signal=INT", FEEDPUB, "locate"],  # the tests may run behind a shell that ignores it
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=desk.folder,
    ) as running:
        assert running.stdin
        assert running.stdout
        running.stdin.write(b'{"id": 1, "text": "x"}\n')
        running.stdin.flush()
        running.stdout.readline()
        running.send_signal(signal.SIGINT)
        _, said = running.communicate(timeout=60)

    assert running.returncode == 130
    assert b"interrupted" in said


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_there_and_its_line_in_the_list_is_not_cut(name: str) -> None:
    command = feedpub.get_command(click.Context(feedpub), name)

    assert command is not None
    assert command.name == name
    assert len(COMMANDS[name].summary) <= 68
