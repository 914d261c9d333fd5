"""Anything done to the watched folder, in any order, with crashes: what is published is what was complete."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.faults.simulated_folder import LIMITS, SETTLE, SimulatedFolder
from tests.faults.soak.page_editor import CHARACTERS, PageStory
from tests.faults.soak.problems import problems

PICK = st.integers(0, 1000)


class AnySequence(RuleBasedStateMachine):
    """A folder and its stories; `story.files` are the names that hold its latest words, complete or being written."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Path(tempfile.mkdtemp(prefix="feedpub-any-"))
        self.folder = SimulatedFolder(self.root)
        self.folder.seeds.mkdir()
        self.stories: list[PageStory] = []
        self.unseen: set[int] = set()
        """Stories of which the last run did not see the latest words under their present name."""
        self.emptied: dict[str, bytes] = {}
        """Files that were cut to nothing, with what is to come back."""
        self.updated: dict[str, tuple[str, bytes]] = {}

    def teardown(self) -> None:
        shutil.rmtree(self.root)

    # What is done

    @rule(slowly=st.booleans())
    def drop(self, slowly: bool) -> None:
        story, path = self._new()
        if slowly:
            self.folder.begin(path, story.versions[-1].encode())
        else:
            self.folder.write(path, story.versions[-1].encode())

    @rule()
    def drop_by_name(self) -> None:
        story, path = self._new()
        self.folder.write(path.with_name(f".{path.name}"), story.versions[-1].encode())
        path.with_name(f".{path.name}").rename(path)

    @precondition(lambda self: self._published_single_files())
    @rule(pick=PICK, way=st.sampled_from(["in_place", "by_name", "slowly"]))
    def edit(self, pick: int, way: str) -> None:
        story, path = self._pick(self._published_single_files(), pick)
        story.versions.append(f"{story.versions[-1].rstrip()}{sentence(len(self.stories) * 1000 + pick)}\n")
        content = story.versions[-1].encode()
        if way == "slowly":
            self.folder.begin(path, content)
        elif way == "by_name":
            self.folder.write(path.with_name(".beside"), content)
            path.with_name(".beside").replace(path)
        else:
            self.folder.write(path, content)
        self.unseen.add(id(story))

    @precondition(lambda self: self._settled_files())
    @rule(pick=PICK, deep=st.booleans())
    def move(self, pick: int, deep: bool) -> None:
        story, path = self._pick(self._settled_files(), pick)
        place = self.folder.seeds / "deep" if deep else self.folder.seeds
        place.mkdir(exist_ok=True)
        new = place / f"{len(self.stories)}-{pick}-{path.name}"
        path.rename(new)
        self._renamed(story, path, new)

    @precondition(lambda self: len(self._settled_files()) > 1)
    @rule(pick=PICK)
    def swap(self, pick: int) -> None:
        one, path = self._pick(self._settled_files(), pick)
        other, there = self._pick(self._settled_files(), pick + 1)
        path.rename(self.folder.seeds / ".swap")
        there.rename(path)
        (self.folder.seeds / ".swap").rename(there)
        if one is not other:
            self._renamed(one, path, there)
            self._renamed(other, there, path)

    @precondition(lambda self: self._settled_files())
    @rule(pick=PICK)
    def touch(self, pick: int) -> None:
        path = self._pick(self._settled_files(), pick)[1]
        self.folder.write(path, path.read_bytes())

    @precondition(lambda self: self._settled_files())
    @rule(pick=PICK)
    def copy(self, pick: int) -> None:
        story, path = self._pick(self._settled_files(), pick)
        new = self.folder.seeds / f"copy-{len(story.files)}-{pick}-{path.name}"
        self.folder.write(new, path.read_bytes())
        story.files.add(self._name(new))
        self.unseen.add(id(story))

    @precondition(lambda self: self._settled_files())
    @rule(pick=PICK)
    def delete(self, pick: int) -> None:
        story, path = self._pick(self._settled_files(), pick)
        path.unlink()
        story.files.discard(self._name(path))

    @precondition(lambda self: self._settled_files())
    @rule(pick=PICK)
    def cut_to_nothing(self, pick: int) -> None:
        path = self._pick(self._settled_files(), pick)[1]
        self.emptied[self._name(path)] = path.read_bytes()
        self.folder.write(path, b"")

    @precondition(lambda self: self.emptied)
    @rule(slowly=st.booleans())
    def write_it_again(self, slowly: bool) -> None:
        name, content = self.emptied.popitem()
        (self.folder.begin if slowly else self.folder.write)(self.folder.seeds / name, content)

    @rule(seconds=st.sampled_from([0.3, 1.0, 3.0, 3600.0]))
    def wait(self, seconds: float) -> None:
        self.folder.wait(seconds)

    @rule(steps=st.integers(1, 12))
    def run_and_die(self, steps: int) -> None:
        self.folder.run(dies_after=steps)

    @rule()
    def run_now(self) -> None:
        """A run that finds pages half written, and leaves them."""
        self.folder.run()

    @initialize()
    def run(self) -> None:
        self.folder.run()

    @rule()
    def run_to_the_end(self) -> None:
        """After a run on a folder that keeps still, all is published; another run finds nothing to do."""
        self.folder.wait(SETTLE * 2)
        self.folder.run()
        self.unseen.clear()
        complete = [PageStory(story.versions, self._complete(story)) for story in self.stories]

        assert not list(problems(complete, self.folder.published(), self.folder.seen))

        before = dict(self.folder.output.documents)
        again = self.folder.run()
        assert again is not None
        assert (again.pages, again.stories, again.documents) == (0, 0, 0)
        assert self.folder.output.documents == before

    # What always holds

    @invariant()
    def nothing_is_published_that_was_never_complete_and_nothing_twice(self) -> None:
        anywhere = [PageStory(story.versions, set()) for story in self.stories]

        assert not list(problems(anywhere, self.folder.published(), self.folder.seen))

    # The model

    def _new(self) -> tuple[PageStory, Path]:
        number = len(self.stories) + 1
        story = PageStory([f"{title(number)}\n\n昨日,{sentence(number)}{sentence(-number)}{sentence(number + 500)}\n"])
        path = self.folder.seeds / f"page-{number}.txt"
        story.files.add(path.name)
        self.stories.append(story)
        self.unseen.add(id(story))
        return story, path

    def _settled_files(self) -> list[tuple[PageStory, str]]:
        """Return the files that nobody is writing, each with its story, if moving it is no new story.

        One that was edited and then moved between two looks is a new story in a new file to anybody who looks.
        """
        busy = {self._name(path) for path in self.folder.writing} | self.emptied.keys()
        return [
            (story, name)
            for story in self.stories
            if id(story) not in self.unseen or len(story.versions) == 1
            for name in sorted(story.files)
            if name not in busy
        ]

    def _published_single_files(self) -> list[tuple[PageStory, str]]:
        """Return the files that were seen as they are, where no other file has the same story."""
        return [
            (story, name)
            for story, name in self._settled_files()
            if id(story) not in self.unseen and len(story.files) == 1
        ]

    def _complete(self, story: PageStory) -> set[str]:
        return story.files - self.emptied.keys()

    def _renamed(self, story: PageStory, old: Path, new: Path) -> None:
        story.files.discard(self._name(old))
        story.files.add(self._name(new))
        self.unseen.add(id(story))

    def _pick(self, among: list[tuple[PageStory, str]], pick: int) -> tuple[PageStory, Path]:
        story, name = among[pick % len(among)]
        return story, self.folder.seeds / name

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder.seeds).as_posix()


def title(number: int) -> str:
    return "".join(Random(number).sample(CHARACTERS, 8))


def sentence(number: int) -> str:
    return "".join(Random(f"{number}").sample(CHARACTERS, 18)) + "。"


@pytest.mark.fault("R1", "R2", "R4", "R6", "R7", "R8", "R9", "R13")
@pytest.mark.invariant("I1", "I2", "I4")
def test_any_sequence_ends_in_what_a_clean_run_would_publish() -> None:
    few = settings(max_examples=15, stateful_step_count=25, suppress_health_check=list(HealthCheck))

    run_state_machine_as_test(AnySequence, settings=few)


def test_a_page_taken_half_written_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.faults.simulated_folder.LIMITS", LIMITS._replace(settle=0.0))
    sequence = AnySequence()
    sequence.drop(slowly=True)
    sequence.run_now()

    with pytest.raises(AssertionError):
        sequence.nothing_is_published_that_was_never_complete_and_nothing_twice()
    sequence.teardown()
