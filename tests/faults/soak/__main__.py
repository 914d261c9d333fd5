"""Kill the service again and again while somebody works in the folder; ends with 1 where anything shows of it.

python -m tests.faults.soak [--kills 200] [--seed 1] [--command watch] [--engine processes]
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from pathlib import Path
from random import Random

from tests.faults.crash.program import Program, warm_up
from tests.faults.crash.snapshot import documents, is_unfinished
from tests.faults.soak.feed_watcher import FeedObservations, FeedWatcher
from tests.faults.soak.page_editor import PageEditor
from tests.faults.soak.problems import problems, published_stories
from tests.faults.soak.service import KillableService

SETTLE = 0.4
SETTINGS = 'engine = "{engine}"\n\n[watch]\npoll_seconds = 1\nsettle = {settle}\n\n[summaries]\nmethod = "lead"\n'

LIFE = {"serial": 2.5, "processes": 8.0}
"""The longest life of the service by its engine, in seconds: long enough to take pages in, and no longer."""

SETTLE_TIMEOUT = 120.0
STOPS_WITHIN = 10.0


class Soak:
    """A folder in which all this happens."""

    def __init__(self, folder: Path, chance: Random, command: str, engine: str) -> None:
        self._folder = folder / "desk"
        (self._folder / "seeds").mkdir(parents=True)
        (self._folder / "feedpub.toml").write_text(SETTINGS.format(engine=engine, settle=SETTLE))
        self._program = Program(self._folder, folder)
        self._log = folder / "log"
        self._chance = chance
        self._command = command
        self._life = LIFE[engine]
        self._feed_watcher = FeedWatcher(self._folder / "output" / "site", folder / "seen.json")
        self.page_editor = PageEditor(self._folder / "seeds", chance)
        self.problems: list[str] = []
        self.kills = 0

    def run(self, kills: int) -> FeedObservations:
        """Kill the service so often, let it come to rest, and look at what there is."""
        self._feed_watcher.open()
        while self.kills < kills:
            self._run_once()
        self._run_until_settled()
        seen = self._feed_watcher.close()
        there = published_stories(self._folder / ".feedpub" / "archive.db")
        self.problems += problems(self.page_editor.stories, there, seen)
        if self.page_editor.longest_pause > SETTLE:
            self.problems = [
                each for each in self.problems if not each.startswith(("published, but", "a guid that no"))
            ]
        self._compare_with_a_clean_output()
        return seen

    def _run_once(self) -> None:
        """Let the service live for a moment, with somebody at work."""
        service = KillableService(self._program, [self._command])
        end = time.monotonic() + self._chance.uniform(0.02, self._life)
        while (left := end - time.monotonic()) > 0:
            self.page_editor.work()
            time.sleep(min(max(left, 0), self._chance.uniform(0.0, 0.3)))
        if service.kill(whole_group=self._chance.random() < 0.5):
            self.kills += 1
        else:
            self.problems.append(f"the service ended by itself: {self._output_tail()}")
            self.kills += 1
        self.problems += (f"left behind: {each}" for each in service.orphans())

    def _run_until_settled(self) -> None:
        """Let the service take in all that is there, and stop it."""
        service = KillableService(self._program, [self._command])
        end = time.monotonic() + SETTLE_TIMEOUT
        while self._is_unfinished() and time.monotonic() < end:
            time.sleep(0.2)
        code, seconds = service.stop()
        if code or seconds > STOPS_WITHIN:
            self.problems.append(f"stopped with {code} after {seconds:.1f} s: {self._output_tail()}")
        self.problems += (f"left behind: {each}" for each in service.orphans())

    def _is_unfinished(self) -> bool:
        """Whether a page that lies there is not published yet in its latest words, or not written out."""
        database = self._folder / ".feedpub" / "archive.db"
        there = {each.text for each in published_stories(database)} if database.exists() else set()
        pages = len([*self._folder.glob("output/site/articles/*/index.html")])
        latest = ("".join(story.versions[-1].split()) for story in self.page_editor.stories if story.files)
        return not there.issuperset(latest) or pages < len(there)

    def _compare_with_a_clean_output(self) -> None:
        """See that another run has nothing to do, and that the output could be deleted."""
        code = self._program.run(["publish"])
        before = documents(self._folder)
        self.problems += (f"left in the output: {path}" for path in before if is_unfinished(path))
        shutil.rmtree(self._folder / "output")
        again = self._program.run(["publish"])
        if code.code or again.code or documents(self._folder) != before:
            self.problems.append(f"built again, the output is another one: {code.output} {again.output}")

    def _output_tail(self) -> str:
        return self._log.read_text(errors="replace")[-2000:]


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--command", default="run")
    parser.add_argument("--engine", default="serial", choices=LIFE)
    options = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="feedpub-soak-") as folder:
        warm_up(Path(folder) / "warm")
        soak = Soak(Path(folder), Random(options.seed), options.command, options.engine)
        seen = soak.run(options.kills)
    print(*soak.problems, sep="\n")
    print(f"done: {soak.page_editor.counts}")
    print(
        f"{soak.kills} kills, {len(soak.page_editor.stories)} stories, "
        f"{seen.documents} documents seen in {seen.scans} scans, "
        f"longest pause {soak.page_editor.longest_pause:.2f} s, "
        f"{len(soak.problems)} wrong, {time.monotonic() - began:.0f} s"
    )
    sys.exit(bool(soak.problems))


if __name__ == "__main__":
    main()
