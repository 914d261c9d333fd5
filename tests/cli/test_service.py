"""The service as an object: what comes out of a tick, whatever happens in it."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from feedpub.cli.places import Places
from feedpub.cli.service import Service
from feedpub.cli.tell import Terminal
from feedpub.timetable import Signals

if TYPE_CHECKING:
    from pathlib import Path

    from feedpub.pipeline import Outcome


class NoSignals(Signals):
    """Nobody asks for anything, and no handler is set in the process of the tests."""

    def __init__(self) -> None:
        self.stop = self.reload = False


class Mover(Terminal):
    """Moves the state folder away as soon as it is told of a publication, and keeps the warnings."""

    def __init__(self, state: Path) -> None:
        super().__init__()
        self.state = state
        self.failed_jobs: list[str] = []
        self.warnings: list[str] = []

    def did(self, outcome: Outcome, seconds: float) -> None:
        self.state.rename(self.state.with_name("away"))

    def failed(self, job: str, error: Exception, seconds: float) -> None:
        self.failed_jobs.append(job)

    def warn(self, words: str, **fields: object) -> None:
        self.warnings.append(words)


@pytest.mark.fault("R30")
def test_a_state_folder_that_vanishes_in_the_middle_of_a_tick_does_not_end_the_service(tmp_path: Path) -> None:
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds/a.txt").write_text("武进区开展义诊活动\n\n本报讯 武进区举办了一次义诊活动。\n", encoding="utf-8")
    tell = Mover(tmp_path / ".feedpub")
    (tmp_path / "feedpub.toml").write_text("[watch]\nsettle = 0\n", encoding="utf-8")
    places = Places(tmp_path / "seeds", tmp_path / "output", tell.state, tmp_path / "feedpub.toml")

    with closing(Service(places, tell, NoSignals(), engine="serial", hours=False)) as service:
        service.start()
        service.tick()

        assert tell.failed_jobs == ["tick"]
        assert tell.warnings == ["archive not closed well"]
        assert not service.is_ready
