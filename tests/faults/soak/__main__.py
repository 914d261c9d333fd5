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

from tests.faults.crash.picture import documents, is_unfinished
from tests.faults.crash.program import Program, warm_up
from tests.faults.soak.eye import Eye, Seen
from tests.faults.soak.hand import Hand
from tests.faults.soak.service import Service
from tests.faults.soak.verdict import faults, published

SETTLE = 0.4
SETTINGS = 'engine = "{engine}"\n\n[watch]\nseconds = 1\nsettle = {settle}\n\n[summaries]\nmethod = "lead"\n'

LIFE = {"serial": 2.5, "processes": 8.0}
"""The longest life of the service by its engine, in seconds: long enough to take pages in, and no longer."""

PATIENCE = 120.0
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
        self._eye = Eye(self._folder / "output" / "site", folder / "seen.json")
        self.hand = Hand(self._folder / "seeds", chance)
        self.wrong: list[str] = []
        self.kills = 0

    def run(self, kills: int) -> Seen:
        """Kill the service so often, let it come to rest, and look at what there is."""
        self._eye.open()
        while self.kills < kills:
            self._live()
        self._come_to_rest()
        seen = self._eye.close()
        there = published(self._folder / ".feedpub" / "archive.db")
        self.wrong += faults(self.hand.stories, there, seen)
        if self.hand.longest_pause > SETTLE:
            self.wrong = [each for each in self.wrong if not each.startswith(("published, but", "a guid that no"))]
        self._compare_with_a_clean_output()
        return seen

    def _live(self) -> None:
        """Let the service live for a moment, with somebody at work."""
        service = Service(self._program, [self._command])
        end = time.monotonic() + self._chance.uniform(0.02, self._life)
        while (left := end - time.monotonic()) > 0:
            self.hand.work()
            time.sleep(min(max(left, 0), self._chance.uniform(0.0, 0.3)))
        if service.kill(family=self._chance.random() < 0.5):
            self.kills += 1
        else:
            self.wrong.append(f"the service ended by itself: {self._said()}")
            self.kills += 1
        self.wrong += (f"left behind: {each}" for each in service.orphans())

    def _come_to_rest(self) -> None:
        """Let the service take in all that is there, and stop it."""
        service = Service(self._program, [self._command])
        end = time.monotonic() + PATIENCE
        while self._waits() and time.monotonic() < end:
            time.sleep(0.2)
        code, seconds = service.stop()
        if code or seconds > STOPS_WITHIN:
            self.wrong.append(f"stopped with {code} after {seconds:.1f} s: {self._said()}")
        self.wrong += (f"left behind: {each}" for each in service.orphans())

    def _waits(self) -> bool:
        """Whether a page that lies there is not published yet in its latest words, or not written out."""
        database = self._folder / ".feedpub" / "archive.db"
        there = {each.words for each in published(database)} if database.exists() else set()
        pages = len([*self._folder.glob("output/site/articles/*/index.html")])
        latest = ("".join(story.versions[-1].split()) for story in self.hand.stories if story.files)
        return not there.issuperset(latest) or pages < len(there)

    def _compare_with_a_clean_output(self) -> None:
        """See that another run has nothing to do, and that the output could be deleted."""
        code = self._program.run(["publish"])
        before = documents(self._folder)
        self.wrong += (f"left in the output: {path}" for path in before if is_unfinished(path))
        shutil.rmtree(self._folder / "output")
        again = self._program.run(["publish"])
        if code.code or again.code or documents(self._folder) != before:
            self.wrong.append(f"built again, the output is another one: {code.said} {again.said}")

    def _said(self) -> str:
        return self._log.read_text(errors="replace")[-2000:]


def main() -> None:
    """Do what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--command", default="run")
    parser.add_argument("--engine", default="serial", choices=LIFE)
    asked = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="feedpub-soak-") as folder:
        warm_up(Path(folder) / "warm")
        soak = Soak(Path(folder), Random(asked.seed), asked.command, asked.engine)
        seen = soak.run(asked.kills)
    print(*soak.wrong, sep="\n")
    print(f"done: {soak.hand.done}")
    print(
        f"{soak.kills} kills, {len(soak.hand.stories)} stories, {seen.documents} documents seen in {seen.looks} looks, "
        f"longest pause {soak.hand.longest_pause:.2f} s, {len(soak.wrong)} wrong, {time.monotonic() - began:.0f} s"
    )
    sys.exit(bool(soak.wrong))


if __name__ == "__main__":
    main()
