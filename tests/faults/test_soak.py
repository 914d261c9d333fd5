"""The running service is killed a few times at random while pages come and go; `make soak` does it all night."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.conftest import ROOT
from tests.faults.soak.feed_watcher import FeedObservations
from tests.faults.soak.page_editor import PageStory
from tests.faults.soak.problems import PublishedStory, problems

pytestmark = pytest.mark.timeout(900)  # hundreds of runs of the program

KILLS = os.environ.get("SOAK_KILLS", "8")
"""How often the service is killed; .ci/run asks for more."""

TEXT = "山上落雪\n\n昨日,山上落了雪。\n"
EDITED = "山上落雪\n\n昨日,山上落了雪。路封了。\n"
NOTHING = FeedObservations(1, 1, (), (), frozenset())


@pytest.mark.fault("R1", "R2", "R4", "R6", "R7", "R8", "R13", "R42")
@pytest.mark.invariant("I1", "I2", "I3")
def test_a_service_killed_at_random_loses_doubles_and_tears_nothing() -> None:
    words = [sys.executable, "-m", "tests.faults.soak", "--kills", KILLS]
    done = subprocess.run(words, capture_output=True, text=True, timeout=900, cwd=ROOT)

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{KILLS} kills" in done.stdout


# That the verdict sees what is wrong


def guid_of(text: str) -> str:
    from tests.faults.soak.problems import guid_of_text

    return guid_of_text(text)


def without_spaces_of(text: str) -> str:
    return "".join(text.split())


@pytest.mark.parametrize(
    ("there", "seen", "wrong"),
    [
        pytest.param([], NOTHING, "lost", id="lost"),
        pytest.param([("one", EDITED), ("other", EDITED)], NOTHING, "doubled", id="doubled"),
        pytest.param([("one", TEXT[:-5])], NOTHING, "never complete", id="half_a_page"),
        pytest.param([("one", TEXT)], NOTHING, "not the latest", id="edit_not_taken"),
        pytest.param([("one", EDITED)], NOTHING, "no clean run has", id="other_guid"),
        pytest.param([], FeedObservations(1, 1, ("rss.xml",), (), frozenset()), "not whole", id="torn"),
        pytest.param([], FeedObservations(1, 1, (), ("rss.xml",), frozenset()), "twice in one", id="twice_in_a_feed"),
        pytest.param([], FeedObservations(1, 1, (), (), frozenset({"urn:uuid:1"})), "now gone", id="gone"),
    ],
)
def test_every_kind_of_problem_is_found(there: list[tuple[str, str]], seen: FeedObservations, wrong: str) -> None:
    story = PageStory([TEXT, EDITED], {"a.txt"})

    found = list(problems([story], [PublishedStory(name, without_spaces_of(text)) for name, text in there], seen))

    assert any(wrong in each for each in found)


def test_the_guid_of_any_complete_version_is_right() -> None:
    story = PageStory([TEXT, EDITED], {"a.txt"})

    for text in story.versions:
        assert not list(problems([story], [PublishedStory(guid_of(text), without_spaces_of(EDITED))], NOTHING))
