"""The five pages come apart exactly: no figure here may be lowered."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from benchmarks.splitting import page_of, split_plainly
from benchmarks.splitting_score import figures, score
from feedpub.stages.split import split

GOLD = [
    json.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent.parent / "gold").glob("*.gold.json"))
]
FLOOR = {
    "article F1": 1.0,
    "caption F1": 1.0,
    "fragment F1": 1.0,
    "byline": 1.0,
    "paragraph F1": 1.0,
}


@pytest.fixture(scope="module")
def reached() -> dict[str, float]:
    counts: Counter[str] = Counter()
    for gold in GOLD:
        counts.update(score(gold, split(page_of(gold))))
    return figures(counts)


@pytest.mark.parametrize("name", FLOOR)
def test_the_five_pages_reach(name: str, reached: dict[str, float]) -> None:
    assert reached[name] >= FLOOR[name]


def test_nothing_of_an_advert_stands_in_a_story(reached: dict[str, float]) -> None:
    assert reached["leak"] == 0


@pytest.mark.parametrize("gold", GOLD, ids=lambda gold: gold["page_id"][:3])
def test_every_line_of_a_story_is_named_by_it_alone(gold: dict[str, Any]) -> None:
    found = {one.lines for one in split(page_of(gold))}

    assert {tuple(item["lines"]) for item in gold["items"] if item["kind"] == "article"} <= found


def test_the_scorer_finds_a_perfect_page_perfect_and_a_plain_one_not() -> None:
    counts = score(GOLD[1], split_plainly(page_of(GOLD[1])))

    assert figures(counts)["article F1"] < 0.9
