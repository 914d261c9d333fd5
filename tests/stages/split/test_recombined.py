"""The laws of splitting hold on the stories of five newspapers in any company and any dress."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.splitting import page_of, split_plainly
from benchmarks.splitting_score import figures, score
from feedpub.stages.split import split
from feedpub.stages.split.explain import explain
from scripts.compose_pages import compose

GOLD = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parents[2] / "gold").glob("*.gold.json"))
]


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10_000))
def test_every_line_of_a_recombined_page_is_in_exactly_one_item(number: int) -> None:
    page = page_of(compose(GOLD, Random(number), number))

    held = sorted(line for item in split(page) for line in item.lines)

    assert held == [at for at, line in enumerate(page.lines, 1) if line.strip()]


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10_000))
def test_every_line_of_a_recombined_page_has_one_reason(number: int) -> None:
    page = page_of(compose(GOLD, Random(number), number))

    reasons = explain(page)

    assert sorted(line for reason in reasons for line in reason.lines) == [
        at for at, line in enumerate(page.lines, 1) if line.strip()
    ]
    assert all(reason.features or reason.joined for reason in reasons)


def test_a_composed_page_tells_which_line_is_whose() -> None:
    page = compose(GOLD, Random(3), 3)

    told = sorted(line for item in page["items"] for line in item["lines"])

    assert told == [at for at, line in enumerate(page["text"].split("\n"), 1) if line.strip()]


@pytest.fixture(scope="module")
def thirty() -> tuple[dict[str, float], dict[str, float]]:
    """Return the figures of thirty recombined pages, ours and the plain rule's."""
    golds = [compose(GOLD, Random(number), number) for number in range(30)]
    found = []
    for splitter in (split, split_plainly):
        counts: Counter[str] = Counter()
        for gold in golds:
            counts.update(score(gold, splitter(page_of(gold))))
        found.append(figures(counts))
    return found[0], found[1]


FLOOR = {"article F1": 0.88, "caption F1": 0.9, "fragment F1": 0.64, "byline": 0.97, "paragraph F1": 0.91}


@pytest.mark.parametrize("name", FLOOR)
def test_thirty_recombined_pages_reach(name: str, thirty: tuple[dict[str, float], dict[str, float]]) -> None:
    ours, rule = thirty

    assert ours[name] >= FLOOR[name] > rule[name]


def test_hardly_a_line_of_an_advert_stands_in_a_recombined_story(
    thirty: tuple[dict[str, float], dict[str, float]],
) -> None:
    ours, rule = thirty

    assert ours["leak"] < 0.06 < rule["leak"]
