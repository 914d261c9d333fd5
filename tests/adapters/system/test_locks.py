"""One writer at a time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from feedpub.adapters.system.locks import RUN_LOCK, hold_lock, lock_holder
from feedpub.errors import AnotherIsRunning, ArchiveError

if TYPE_CHECKING:
    from pathlib import Path

HOLD_LOCK_SCRIPT = """
import sys
from pathlib import Path
from feedpub.adapters.system.locks import hold_lock

with hold_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_the_second_writer_gets_a_message_and_exits_with_75(tmp_path: Path) -> None:
    with hold_lock(tmp_path / "state"), pytest.raises(AnotherIsRunning) as caught, hold_lock(tmp_path / "state"):
        pytest.fail("both hold it")

    assert caught.value.exit_code == 75
    assert str(tmp_path / "state") in str(caught.value)


def test_it_is_free_again_afterwards(tmp_path: Path) -> None:
    with hold_lock(tmp_path / "state"):
        pass
    with hold_lock(tmp_path / "state"):
        assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700


def test_a_killed_holder_holds_nothing(tmp_path: Path) -> None:
    words = [sys.executable, "-c", HOLD_LOCK_SCRIPT, str(tmp_path / "state")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(AnotherIsRunning), hold_lock(tmp_path / "state"):
            pytest.fail("both hold it")

        holder.send_signal(signal.SIGKILL)
        assert holder.wait() == -signal.SIGKILL

        with hold_lock(tmp_path / "state"):
            pass


def test_a_state_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")

    with pytest.raises(ArchiveError, match="state"), hold_lock(tmp_path / "state"):
        pytest.fail("held nothing")


def test_r27_who_holds_it_is_known_and_nobody_afterwards(tmp_path: Path) -> None:
    state = tmp_path / "state"
    assert lock_holder(state) is None

    with hold_lock(state, RUN_LOCK):
        assert lock_holder(state) == os.getpid()
        with pytest.raises(AnotherIsRunning, match=f"process {os.getpid()}"), hold_lock(state, RUN_LOCK):
            pytest.fail("both hold it")
        with hold_lock(state):  # who writes is another question than who runs the service
            pass

    assert lock_holder(state) is None


def test_an_editor_waits_for_a_turn(tmp_path: Path) -> None:
    words = [sys.executable, "-c", HOLD_LOCK_SCRIPT, str(tmp_path / "state")]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdin is not None
        assert other.stdout.readline() == b"held\n"
        other.stdin.close()

        with hold_lock(tmp_path / "state", timeout=30):
            pass
