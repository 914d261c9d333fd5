"""The service as an object: what comes out of a tick, whatever happens in it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from feedpub.cli.terminal_reporter import TerminalReporter
from feedpub.service.daemon import Daemon
from feedpub.service.signals import Signals
from feedpub.settings.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

    from feedpub.pipeline.run import RunResult


class NoSignals(Signals):
    """Nobody asks for anything, and no handler is set in the process of the tests."""

    def __init__(self) -> None:
        self.stop_requested = self.reload_requested = False


class StateMovingReporter(TerminalReporter):
    """Moves the state folder away as soon as it is told of a publication, and keeps the warnings."""

    def __init__(self, state: Path) -> None:
        super().__init__()
        self.state = state
        self.failed_jobs: list[str] = []
        self.warnings: list[str] = []

    def published(self, result: RunResult, seconds: float) -> None:
        self.state.rename(self.state.with_name("away"))

    def failed(self, task: str, error: Exception, seconds: float) -> None:
        self.failed_jobs.append(task)

    def warn(self, message: str, **fields: object) -> None:
        self.warnings.append(message)


@pytest.mark.fault("R30")
def test_a_state_folder_that_vanishes_in_the_middle_of_a_tick_does_not_end_the_service(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds/a.txt").write_text("武进区开展义诊活动\n\n本报讯 武进区举办了一次义诊活动。\n", encoding="utf-8")
    reporter = StateMovingReporter(tmp_path / ".feedpub")
    (tmp_path / "feedpub.toml").write_text("[watch]\nsettle = 0\n", encoding="utf-8")
    workspace = Workspace(tmp_path / "seeds", tmp_path / "output", reporter.state, tmp_path / "feedpub.toml")

    with closing(Daemon(workspace, reporter, NoSignals(), engine="serial", with_jobs=False)) as daemon:
        daemon.start()
        daemon.tick()

        assert reporter.failed_jobs == ["tick"]
        assert reporter.warnings == ["archive not closed well"]
        assert not daemon.is_ready
