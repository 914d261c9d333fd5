"""A point (scenario, fault, effect) -> what is wrong after it: nothing, if the promise is kept."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tests.faults.crash.effects import calls, effects
from tests.faults.crash.program import Fault, Program
from tests.faults.crash.scenarios import SCENARIOS, SETTINGS, Scenario
from tests.faults.crash.snapshot import Snapshot, documents, is_unfinished, is_whole, take_snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.faults.crash.effects import Call
    from tests.faults.crash.program import FinishedRun

KINDS = ("KILL", "ENOSPC", "EIO")
KILLED = -9
SEARCHES = 3
"""How often a point is looked for again that was missed: on a busy machine its number may shift between two runs."""

ROOTS = (".feedpub", "output")

_BY_CHANCE = re.compile(r"(?<=documents-)[0-9a-f]{12}|(?<=\.feedpub-backup-)\w{8}")
"""Parts of names that are other ones in each run, or after the folder, in which each worker differs."""


@dataclass(frozen=True)
class Point:
    """A fault at one effect of a scenario, and the path that the effect acts on, by which it is known again."""

    scenario: str
    fault: Fault
    path: str

    def __str__(self) -> str:
        return f"{self.scenario}:{self.fault.kind}:{self.fault.call}:{self.fault.nth} {self.path}"


@dataclass(frozen=True)
class TrialResult:
    """Whether the fault came about, and what was wrong then."""

    point: Point
    fired: bool
    problems: tuple[str, ...] = ()


@dataclass
class Trial:
    """A scenario made ready in a folder of its own, with an undisturbed run to compare with."""

    scenario: Scenario
    folder: Path
    program: Program
    before: Mapping[str, bytes] = field(default_factory=dict)
    clean: Snapshot | None = None
    code: int = 0
    effects: tuple[Call, ...] = ()
    trace: str = ""

    def lay_out(self) -> None:
        """Put everything back to where the disturbed run begins."""
        for name in ROOTS:
            shutil.rmtree(self.folder / name, ignore_errors=True)
            if (kept := self._kept(name)).exists():
                shutil.copytree(kept, self.folder / name, symlinks=True)

    def prepare(self) -> None:
        """Make the folder ready, do the undisturbed run, and count its effects in a second one."""
        self.folder.mkdir(parents=True)
        (self.folder / "feedpub.toml").write_text(SETTINGS)
        self.scenario.prepare(self.folder, self._run_or_raise)
        for name in ROOTS:
            if (self.folder / name).exists():
                shutil.copytree(self.folder / name, self._kept(name), symlinks=True)
        self.before = documents(self.folder)
        self.code = self._run_or_raise(*self.scenario.arguments).code
        self.clean = take_snapshot(self.folder)
        self.lay_out()
        ended = self._disturbed(None)
        if ended.code != self.code:
            raise RuntimeError(f"{self.scenario.name}: traced, it ended with {ended.code}: {ended.output}")
        self.trace = ended.trace
        self.effects = tuple(effects(calls(ended.trace, self.folder), self._roots()))
        if problems := [*take_snapshot(self.folder).differences_from(self.clean)]:
            raise RuntimeError(f"{self.scenario.name}: two undisturbed runs differ: {problems}")

    def points(self) -> Iterator[Point]:
        """Yield a point for each effect and each kind of fault."""
        for call in self.effects[:: self.scenario.every]:
            for kind in KINDS:
                yield Point(self.scenario.name, Fault(kind, call.call, call.nth), self._short(call.path))

    def everywhere(self) -> tuple[int, int]:
        """Return how many effects there are in the first thread, and in all threads and processes."""
        self.lay_out()
        lines = self.program.traced(self.scenario.arguments, threads=True).trace
        by_thread: dict[str, list[str]] = {}
        for line in lines.splitlines():
            by_thread.setdefault(line.partition(" ")[0], []).append(line)
        counts = [
            sum(1 for _ in effects(calls("\n".join(each), self.folder), self._roots())) for each in by_thread.values()
        ]
        return counts[0], sum(counts)

    def try_point(self, point: Point) -> TrialResult:
        """Try a point: lay out, disturb, look, run again, compare."""
        self.lay_out()
        ended = self._disturbed(point.fault)
        for _ in range(SEARCHES):
            if self._fired(point, ended):
                break
            point = self._found_again(point) or point
            self.lay_out()
            ended = self._disturbed(point.fault)
        if not self._fired(point, ended):
            return TrialResult(point, fired=False, problems=(f"ended with {ended.code}",))
        problems = [*self._problems_after_fault()]
        if point.fault.kind != "KILL":
            problems += self._report_problems(ended)
        again = self._run(*self.scenario.arguments)
        if again.code != self.code:
            problems.append(f"the next run ended with {again.code}: {again.output.strip()}")
        assert self.clean is not None
        problems += take_snapshot(self.folder).differences_from(self.clean)
        return TrialResult(point, fired=True, problems=tuple(problems))

    def _found_again(self, point: Point) -> Point | None:
        """Return the point by its number of now: a file of Python's own that is read or not shifts the count."""
        self.lay_out()
        trace = self._disturbed(None).trace
        self.lay_out()
        mine = [call for call in effects(calls(trace, self.folder), self._roots()) if call.call == point.fault.call]
        alike = [call.nth for call in mine if self._short(call.path) == point.path]
        if not alike:
            return None
        return replace(point, fault=replace(point.fault, nth=min(alike, key=lambda nth: abs(nth - point.fault.nth))))

    def _fired(self, point: Point, ended: FinishedRun) -> bool:
        """Whether the fault came about, at the call that was meant."""
        all_calls = list(calls(ended.trace, self.folder))
        if point.fault.kind == "KILL":
            hit = all_calls[-1:] if ended.code == KILLED else []
        else:
            hit = [call for call in all_calls if call.is_injected]
        meant = point.fault.call, point.fault.nth, point.path
        return [(call.call, call.nth, self._short(call.path)) for call in hit] == [meant]

    def _problems_after_fault(self) -> Iterator[str]:
        """Say which documents are not whole at the moment after the fault: each is the old one or the new one."""
        assert self.clean is not None
        there = documents(self.folder)
        for path, content in there.items():
            if is_unfinished(path):
                continue
            if content not in (self.before.get(path), self.clean.documents.get(path)):
                yield f"document at that moment neither old nor new: {path}"
            if not is_whole(path, content):
                yield f"document at that moment not whole: {path}"
        for path in self.before.keys() & self.clean.documents.keys() - there.keys():
            yield f"document at that moment gone: {path}"

    def _report_problems(self, ended: FinishedRun) -> Iterator[str]:
        """Say what is wrong with how an error was reported; one that was got over needs no report."""
        assert self.clean is not None
        if "Traceback" in ended.output:
            yield f"a traceback: {ended.output.strip().splitlines()[-1]}"
        if ended.code == self.code:
            yield from (f"silent failure: {each}" for each in take_snapshot(self.folder).differences_from(self.clean))
        elif ended.code != 2:
            yield f"ended with {ended.code}: {ended.output.strip()}"
        elif not any(name in ended.output for name in (*ROOTS, *self.scenario.arguments[1:], "feedpub.toml")):
            yield f"no file named: {ended.output.strip()}"

    def _disturbed(self, fault: Fault | None) -> FinishedRun:
        run = self.program.fresh if self.scenario.fresh else self.program.traced
        return run(self.scenario.arguments, fault)

    def _run(self, *arguments: str) -> FinishedRun:
        return self.program.run(arguments)

    def _run_or_raise(self, *arguments: str) -> FinishedRun:
        ended = self._run(*arguments)
        if ended.code:
            raise RuntimeError(
                f"{self.scenario.name}: feedpub {' '.join(arguments)} ended with {ended.code}: {ended.output}"
            )
        return ended

    def _kept(self, name: str) -> Path:
        return self.folder.with_name(f"{self.folder.name}.kept") / name

    def _roots(self) -> list[Path]:
        return [self.folder / name for name in ROOTS]

    def _short(self, path: str) -> str:
        return _BY_CHANCE.sub("", path.removeprefix(f"{self.folder}/"))


def prepared_trial(name: str, folder: Path) -> Trial:
    """Return the scenario of that name, ready."""
    (scenario,) = (each for each in SCENARIOS if each.name == name)
    made = Trial(scenario, folder / name, Program(folder / name, folder))
    made.prepare()
    return made
