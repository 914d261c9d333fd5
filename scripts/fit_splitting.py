"""Pages with gold -> feedpub/data/splitting.json: the weights of the grammar, by an averaged structured perceptron.

    python -m scripts.fit_splitting PAGES... [--leave PATTERN] [--epochs 12] [--out FILE]

PAGES are folders of `*.gold.json` (text and items, as in tests/gold). Small folders weigh more: each folder counts alike.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections import defaultdict
from pathlib import Path
from typing import Any, NamedTuple

from scripts.vary_pages import vary

from feedpub.language.marks import canonical
from feedpub.stages.split import features, floats, form, grammar
from feedpub.stages.split.grammar import Habits, Role, State

HERE = Path(__file__).parent.parent
OUT = HERE / "feedpub" / "data" / "splitting.json"
_BLANK = re.compile(r"\s+")


class Lesson(NamedTuple):
    """A page as the grammar sees it, and what is right."""

    name: str
    seen: list[features.Seen]
    right: list[State]


def bare(text: str) -> str:
    """Return what is compared."""
    return _BLANK.sub("", canonical(text)).replace("#", "").replace("*", "")


def lesson(gold: dict[str, Any]) -> Lesson:
    """Return the lesson of one gold page."""
    blocks = form.blocks(gold["text"].split("\n"))
    owner = {number: item for item in gold["items"] for number in item["lines"]}
    stray = {index for group in (*floats.part(blocks).adverts, *floats.part(blocks).pictures) for index in group}
    kept = [
        block
        for index, block in enumerate(blocks)
        if index not in stray
        and owner.get(block.numbers[0], {"kind": "ad"})["kind"] != "caption"
        and not (owner.get(block.numbers[0]) is None)
    ]
    kept = [
        block
        for block in kept
        if not (owner[block.numbers[0]]["kind"] == "ad" and len(owner[block.numbers[0]]["lines"]) > 1)
    ]
    kept = [block for block in kept if not re.match(r"[（(]?[紧上]接", block.text)]
    right: list[State] = []
    seen = features.look(kept)
    last: dict[str, Any] | None = None
    done: dict[int, list[str]] = {}
    for index, block in enumerate(kept):
        item = owner[block.numbers[0]]
        role = _role(block, item, item is not last, right[-1].role if right and item is last else None, done)
        signs = "signed" in seen[index] or "tail" in seen[index]
        right.append(_state(role, right[-1] if right and item is last else None, signs))
        last = item
    return Lesson(gold["page_id"], seen, right)


def _state(role: Role, before: State | None, signs: bool) -> State:
    if role in (Role.HEAD, Role.MORE):
        return State(role, False)
    if role in (Role.TOP, Role.END):
        return State(role, True)
    return State(role, signs or (before is not None and before.signed))


def _role(block: Any, item: dict[str, Any], first: bool, before: Role | None, done: dict[int, list[str]]) -> Role:
    text = bare(block.text)
    if block.numbers[0] in item["title_lines"]:
        return Role.HEAD if first else Role.MORE
    parts = done.setdefault(item["id"], [bare(part) for part in item["paragraphs"]])
    if text in {bare(sub) for sub in item.get("subheads") or ()} and before is not None:
        return Role.SUB
    whole = any(part.startswith(text[-12:]) or text[-12:] in part for part in parts)
    if not whole and text and bare(item.get("byline_raw") or "") and len(text) < 50:
        return (
            Role.TOP
            if before in (Role.HEAD, Role.MORE, Role.TOP, Role.LEAD, Role.NEW, None) and before is not None
            else Role.END
        )
    if before is None:
        return Role.NEW
    if before in (Role.HEAD, Role.MORE) or (before is Role.TOP and not any(part == "*" for part in parts)):
        parts.append("*")
        return Role.LEAD
    opening = re.sub(r"^[（(]?(?:上接|紧接)[^）)]*[）)]", "", text)[:14]
    starts = any(part.startswith(opening) for part in parts)
    return Role.BODY if starts or not any(opening in part for part in parts) else Role.REST


def fit(lessons: list[tuple[Lesson, float]], epochs: int, start: grammar.Weights) -> grammar.Weights:
    """Return the averaged weights."""
    table: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    total: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row, cells in start.items():
        for name, value in cells.items():
            table[row][name] = value
    clock = 1.0
    dice = random.Random(7)
    for epoch in range(epochs):
        dice.shuffle(lessons)
        wrong = 0
        for one, weight in lessons:
            habits = grammar.habits_of(one.right, one.seen)
            guess = grammar.best(one.seen, table, habits) if epoch % 2 else grammar.decide(one.seen, table)
            wrong += sum(a.role != b.role for a, b in zip(guess, one.right, strict=True))
            _update(table, total, one, guess, habits, weight, clock)
            clock += 1
        print(f"epoch {epoch}: {wrong} wrong roles", flush=True)
    return {
        row: {
            name: round(value - total[row][name] / clock, 3)
            for name, value in cells.items()
            if abs(value - total[row][name] / clock) >= 0.02
        }
        for row, cells in table.items()
    }


def _update(
    table: Any, total: Any, one: Lesson, guess: list[State], habits: Habits, weight: float, clock: float
) -> None:
    for path, sign in ((one.right, weight), (guess, -weight)):
        for index, state in enumerate(path):
            if one.right[index] == guess[index] and (index == 0 or one.right[index - 1] == guess[index - 1]):
                continue
            for name, value in (one.seen[index] | grammar.by_habit(one.seen[index], habits)).items():
                table[state.role][name] += sign * value
                total[state.role][name] += sign * value * clock
            if index:
                for name, value in grammar.step_features(path[index - 1], state, habits).items():
                    table["->"][name] += sign * value
                    total["->"][name] += sign * value * clock


def main() -> None:
    """Read, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    parser.add_argument("--leave", default="^$", help="a pattern of page ids that are left out")
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument(
        "--varied", type=int, default=2, help="how many variants of each page of a large folder are added"
    )
    parser.add_argument("--out", type=Path, default=OUT)
    options = parser.parse_args()
    folders, varied = [], []
    for folder in options.pages:
        golds = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.gold.json"))]
        golds = [
            gold for gold in golds if not re.search(options.leave, gold["page_id"]) and not gold.get("interleaved")
        ]
        folders.append([lesson(gold) for gold in golds])
        varied += [gold for gold in golds if len(golds) > 20]
    most = max(map(len, folders))
    lessons = [(one, min(4.0, (most / len(folder)) ** 0.5)) for folder in folders for one in folder]
    dice = random.Random(11)
    lessons += [(lesson(vary(gold, dice)), 1.0) for gold in varied for _ in range(options.varied)]
    table = fit(lessons, options.epochs, {})
    options.out.write_text(
        json.dumps({"weights": table}, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
