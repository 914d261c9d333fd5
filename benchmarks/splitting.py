"""Pages with gold -> how well they are split, beside the plainest rule, how sure we are of it, and how long it takes.

    .venv/bin/python -m benchmarks.splitting PAGES... [--seconds]

PAGES are folders of `*.gold.json` (text and items, as in tests/gold). The plain rule takes every short line without an
end mark for a headline. The curve puts the stories into tenths of confidence and says how many of each are right.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

from benchmarks.splitting_score import figures, score
from feedpub.language import punctuation
from feedpub.model import Article, ItemKind, Page
from feedpub.stages.split import split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    Splitter = Callable[[Page], Sequence[Article]]

SHORT = 30


def split_plainly(page: Page) -> list[Article]:
    """Return the stories of a page by the plainest rule: every short line without an end mark is a headline."""
    found: list[Article] = []
    title: str | None = None
    numbers: list[int] = []
    paragraphs: list[str] = []
    for number, line in enumerate((*page.lines, "end"), 1):
        text = line.strip().lstrip("# ")
        headline = len(text) <= SHORT and not punctuation.ends_sentence(text)
        if headline and text and numbers:
            found.append(Article(ItemKind.ARTICLE, title, tuple(paragraphs), tuple(numbers)))
            numbers, paragraphs = [], []
        if text:
            numbers.append(number)
            title = text if headline else title
            paragraphs += [] if headline else [text]
    return found


def page_of(gold: dict[str, Any]) -> Page:
    """Return the page that a gold file describes."""
    return Page(path=gold["page_id"], lines=tuple(gold["text"].split("\n")))


def measure(golds: Iterable[dict[str, Any]], splitter: Splitter) -> dict[str, float]:
    """Return the figures of a splitter."""
    counts: Counter[str] = Counter()
    for gold in golds:
        counts.update(score(gold, splitter(page_of(gold))))
    return figures(counts)


def confidence_curve(golds: Iterable[dict[str, Any]]) -> dict[float, tuple[int, int]]:
    """Return for each tenth of confidence how many stories there are and how many have exactly the lines of one."""
    tenths: dict[float, list[int]] = defaultdict(lambda: [0, 0])
    for gold in golds:
        right = {tuple(sorted(item["lines"])) for item in gold["items"]}
        for one in split(page_of(gold)):
            if one.kind is ItemKind.ARTICLE:
                cell = tenths[min(9, int(one.confidence * 10)) / 10]
                cell[0] += 1
                cell[1] += one.lines in right
    return {tenth: (cells[0], cells[1]) for tenth, cells in sorted(tenths.items())}


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table a folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pages", nargs="+", type=Path)
    options = parser.parse_args(arguments)
    for folder in options.pages:
        golds = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(folder.glob("*.gold.json"))]
        print(f"\n{folder}: {len(golds)} pages")
        split(page_of(golds[0]))  # the dictionary is loaded once
        for name, splitter in (("plain", split_plainly), ("feedpub", split)):
            began = process_time()
            shown = measure(golds, splitter)
            print(f"  {name:8}" + "".join(f"  {key} {value:.3f}" for key, value in shown.items()), end="")
            print(f"  {(process_time() - began) * 1000 / len(golds):.0f} ms a page with scoring")
        for tenth, (count, right) in confidence_curve(golds).items():
            print(f"    said to be {tenth:.1f} to {tenth + 0.1:.1f} sure: {count:4} stories, {right / count:.2f} right")


if __name__ == "__main__":
    main()
