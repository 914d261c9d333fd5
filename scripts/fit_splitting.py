"""Pages with gold -> feedpub/data/splitting.json: the weights of the grammar, a conditional random field.

    python -m scripts.fit_splitting PAGES... [--leave PATTERN] [--epochs 7] [--out FILE]

PAGES are folders of `*.gold.json` (text and items, as in tests/gold). Pages of small folders weigh more. To them come
the same stories in other dress (`vary_pages`) and in other company (`compose_pages`).
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import defaultdict
from itertools import pairwise
from math import exp, log
from pathlib import Path
from typing import Any, NamedTuple

from feedpub.language.normalise import unify_marks
from feedpub.stages.split import boilerplate, layout, notices
from feedpub.stages.split.model import confidence, crf, features, page_style, transitions, weights
from feedpub.stages.split.model.labels import Role, State
from scripts.compose_pages import compose
from scripts.vary_pages import vary

HERE = Path(__file__).parent.parent
OUT = HERE / "feedpub" / "data" / "splitting.json"
_BLANK = re.compile(r"\s+")


Table = dict[str, dict[str, float]]


class TrainingPage(NamedTuple):
    """A page as the grammar sees it, and what is right."""

    name: str
    features: list[features.Features]
    gold_states: list[State]
    texts: list[str]


def comparable(text: str) -> str:
    """Return what is compared."""
    return _BLANK.sub("", unify_marks(text)).replace("#", "").replace("*", "")


def training_page(gold: dict[str, Any]) -> TrainingPage:
    """Return the lesson of one gold page."""
    blocks = layout.parse_blocks(gold["text"].split("\n"))
    owner = {number: item for item in gold["items"] for number in item["lines"]}
    parts = boilerplate.remove_boilerplate(blocks)
    stray = set(range(len(blocks))) - set(parts.story_lines)
    kept = [
        block
        for index, block in enumerate(blocks)
        if index not in stray
        and owner.get(block.line_numbers[0], {"kind": "ad"})["kind"] != "caption"
        and owner.get(block.line_numbers[0]) is not None
    ]
    kept = [
        block
        for block in kept
        if not (owner[block.line_numbers[0]]["kind"] == "ad" and len(owner[block.line_numbers[0]]["lines"]) > 1)
    ]
    kept = [block for block in kept if not re.match(r"[（(]?[紧上]接", block.text)]
    right: list[State] = []
    listed = frozenset(notices.without_page_reference(blocks[index]) for group in parts.notices for index in group)
    at = {block.line_numbers: index for index, block in enumerate(blocks)}
    breaks = frozenset(
        index + 1 for index, (a, b) in enumerate(pairwise(kept)) if at[b.line_numbers] - at[a.line_numbers] > 1
    )
    seen = features.extract_features(kept, listed, breaks)
    last: dict[str, Any] | None = None
    done: dict[int, list[str]] = {}
    for index, block in enumerate(kept):
        item = owner[block.line_numbers[0]]
        role = _role(block, item, item is not last, right[-1].role if right and item is last else None, done)
        role = _is_allowed(role, seen[index])
        signs = "signed" in seen[index] or "tail" in seen[index]
        right.append(_state(role, right[-1] if right and item is last else None, signs))
        last = item
    return TrainingPage(gold["page_id"], seen, right, [block.text for block in kept])


def _is_allowed(role: Role, seen: features.Features) -> Role:
    """Return the role that the grammar allows: a byline that the gold counts among the paragraphs is one."""
    if "byline" in seen and role not in (Role.BYLINE_TOP, Role.BYLINE_END):
        return Role.BYLINE_TOP
    if role in (Role.BYLINE_TOP, Role.BYLINE_END) and "byline" not in seen and "names" not in seen:
        return Role.BODY
    return role


def _state(role: Role, before: State | None, signs: bool) -> State:
    if role in (Role.HEADLINE, Role.HEADLINE_MORE):
        return State(role, False)
    if role in (Role.BYLINE_TOP, Role.BYLINE_END):
        return State(role, True)
    return State(role, signs or (before is not None and before.is_signed))


def _role(block: Any, item: dict[str, Any], first: bool, before: Role | None, done: dict[int, list[str]]) -> Role:
    text = comparable(block.text)
    if block.numbers[0] in item["title_lines"]:
        return Role.HEADLINE if first else Role.HEADLINE_MORE
    parts = done.setdefault(item["id"], [comparable(part) for part in item["paragraphs"]])
    if text in {comparable(sub) for sub in item.get("subheads") or ()} and before is not None:
        return Role.SUBHEAD
    whole = any(part.startswith(text[-12:]) or text[-12:] in part for part in parts)
    if not whole and text and comparable(item.get("byline_raw") or "") and len(text) < 50:
        return (
            Role.BYLINE_TOP
            if before in (Role.HEADLINE, Role.HEADLINE_MORE, Role.BYLINE_TOP, Role.LEAD, Role.UNTITLED_LEAD, None)
            and before is not None
            else Role.BYLINE_END
        )
    if before is None:
        return Role.UNTITLED_LEAD
    if before in (Role.HEADLINE, Role.HEADLINE_MORE) or (
        before is Role.BYLINE_TOP and not any(part == "*" for part in parts)
    ):
        parts.append("*")
        return Role.LEAD
    opening = re.sub(r"^[（(]?(?:上接|紧接)[^）)]*[）)]", "", text)[:14]
    starts = any(part.startswith(opening) for part in parts)
    return Role.BODY if starts or not any(opening in part for part in parts) else Role.CONTINUATION


PRIOR: weights.Weights = {
    Role.HEADLINE: {"alike": -1.0, "alike, unsigned": -1.5, "parallel": -1.5, "lead": -2.0},
    Role.HEADLINE_MORE: {"lead": -2.0},
    Role.SUBHEAD: {"alike": 1.0, "alike, unsigned": 1.5, "parallel": 1.5},
    Role.UNTITLED_LEAD: {"bias, unsigned": -2.0},
    Role.BODY: {"lead": -1.5, "signed": -1.0},
    Role.CONTINUATION: {"lead": -1.5, "signed": -1.0},
    "->": {"body>top": -3.0, "rest>top": -3.0, "sub>top": -3.0, "end>top": -4.0},
}
"""What real pages taught before any was fitted: one subject above and below a line makes it a subhead (AUC .99 on 65
lines of real pages, .90 on 475 of composed ones, whose stories are of one kind and which have few subheads)."""

RATE, DECAY = 0.25, 1.5e-5


def fit_weights(lessons: list[tuple[TrainingPage, float]], epochs: int) -> weights.Weights:
    """Return the weights that make the right roles most probable: AdaGrad on the conditional likelihood."""
    table: Table = defaultdict(lambda: defaultdict(float))
    for row, cells in PRIOR.items():
        table[row].update(cells)
    squares: Table = defaultdict(lambda: defaultdict(lambda: 1e-3))
    dice = random.Random(7)
    total: Table = defaultdict(lambda: defaultdict(float))
    for epoch in range(epochs):
        dice.shuffle(lessons)
        wrong = 0
        for one, weight in lessons:
            guess, _ = crf.decode_page(one.features, table)
            wrong += sum(a.role != b.role for a, b in zip(guess, one.gold_states, strict=True))
            habits = page_style.estimate_style(
                guess if epoch > 2 and dice.random() < 0.5 else one.gold_states, one.features
            )
            _update(table, squares, _gradient(one, table, habits), weight)
        print(f"epoch {epoch}: {wrong} wrong roles", flush=True)
        if 2 * epoch >= epochs:
            for row, cells in table.items():
                for name, value in cells.items():
                    total[row][name] += value / (epochs - (epochs + 1) // 2)
    return {
        row: {name: round(value, 3) for name, value in cells.items() if abs(value) >= 0.01}
        for row, cells in total.items()
    }


def _gradient(one: TrainingPage, table: weights.Weights, habits: page_style.PageStyle) -> Table:
    """Return what is right less what is expected, of every feature."""
    slope: Table = defaultdict(lambda: defaultdict(float))
    expected = crf.marginals(one.features, table, habits)
    for index, block in enumerate(one.features):
        shown = block | page_style.style_features(block, habits)
        share: dict[Role, float] = defaultdict(float)
        for state, value in expected.states[index].items():
            share[state.role] -= value
        share[one.gold_states[index].role] += 1.0
        for role, value in share.items():
            if abs(value) > 1e-4 and crf.is_possible(block, role):
                for name, amount in shown.items():
                    slope[weights.weight_row(role, name)][name] += value * amount
        if index:
            at = transitions.transition_context(block)
            _add_transition_gradient(
                slope, expected.transitions[index], (one.gold_states[index - 1], one.gold_states[index]), habits, at
            )
    return slope


def _add_transition_gradient(
    slope: Table,
    shares: dict[tuple[State, State], float],
    right: tuple[State, State],
    habits: page_style.PageStyle,
    at: transitions.TransitionContext,
) -> None:
    for (before, after), value in [*((step, -share) for step, share in shares.items()), (right, 1.0)]:
        for name, amount in transitions.transition_features(before, after, habits, at).items():
            slope["->"][name] += value * amount


def _update(table: Table, squares: Table, slope: Table, weight: float) -> None:
    for row, cells in slope.items():
        for name, value in cells.items():
            step = value * weight - DECAY * 100 * (table[row][name] - PRIOR.get(row, {}).get(name, 0.0))
            squares[row][name] += step * step
            table[row][name] += RATE * step / squares[row][name] ** 0.5


def calibrate(lessons: list[tuple[TrainingPage, float]], epochs: int) -> list[float]:
    """Return the curve of confidence: each half of the pages is judged by weights of the other half."""
    shares: list[tuple[float, bool]] = []
    for odd in (False, True):
        table = fit_weights([pair for index, pair in enumerate(lessons) if index % 2 == odd], epochs)
        for index, (one, _) in enumerate(lessons):
            if index % 2 != odd:
                shares += _confidence_and_truth(one, table)
    shift, slope = 0.0, 1.0
    for _ in range(4000):
        wrong_shift = wrong_slope = 0.0
        for share, right in shares:
            at = log(share / (1 - share))
            miss = right - 1 / (1 + exp(-(shift + slope * at)))
            wrong_shift, wrong_slope = wrong_shift + miss, wrong_slope + miss * at
        shift += wrong_shift / len(shares)
        slope += 0.1 * wrong_slope / len(shares)
    return [round(shift, 3), round(slope, 3)]


def _confidence_and_truth(one: TrainingPage, table: weights.Weights) -> list[tuple[float, bool]]:
    """Return of each story that is found how sure it is, and whether it is one."""
    path, habits = crf.decode_page(one.features, table)
    found, true = (
        [index for index, state in enumerate(way) if state.role in (Role.HEADLINE, Role.UNTITLED_LEAD)]
        for way in (path, one.gold_states)
    )
    spans = set(pairwise([*true, len(one.gold_states)]))
    sure = confidence.story_probabilities(one.features, table, habits, found)
    bounds = pairwise([*found, len(path)])
    return [(min(1 - 1e-6, max(1e-6, share)), span in spans) for share, span in zip(sure, bounds, strict=True)]


def main() -> None:
    """Read, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--leave", default="^$", help="a pattern of page ids that are left out")
    parser.add_argument("--epochs", type=int, default=7)
    parser.add_argument(
        "--varied", type=int, default=1, help="how many variants of each page of a large folder are added"
    )
    parser.add_argument("--composed", type=int, default=160, help="how many pages are composed of items of all others")
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    folders, varied, pool = [], [], []
    for folder in options.pages:
        golds = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.gold.json"))]
        golds = [
            gold for gold in golds if not re.search(options.leave, gold["page_id"]) and not gold.get("interleaved")
        ]
        folders.append([training_page(gold) for gold in golds])
        varied += [gold for gold in golds if len(golds) > 20]
        pool += golds
    most = max(map(len, folders))
    lessons = [(one, min(4.0, (most / len(folder)) ** 0.5)) for folder in folders for one in folder]
    dice = random.Random(11)
    lessons += [(training_page(vary(gold, dice)), 1.0) for gold in varied for _ in range(options.varied)]
    plain = lessons[: sum(map(len, folders))]
    lessons += [(training_page(compose(pool, dice, number)), 1.0) for number in range(options.composed)]
    fitted = {"certainty": calibrate(plain, options.epochs // 2), "weights": fit_weights(lessons, options.epochs)}
    text = json.dumps(fitted, ensure_ascii=False, indent=1, sort_keys=True)
    options.out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
