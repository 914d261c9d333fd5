"""Texts with their paragraphs -> feedpub/data/openings.json: how often each character begins a paragraph.

    python -m scripts.fit_openings FILES...

FILES are gold pages (`*.gold.json`) or JSON Lines with a `text`, a paragraph a line.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from itertools import pairwise
from math import log
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.language import bylines
from feedpub.language.normalise import normalise_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

OUT = Path(__file__).parent.parent / "feedpub" / "data" / "openings.json"
MIN_PARAGRAPH = 40
"""Shorter paragraphs may be anything."""
MIN_COUNT = 12
"""A rarer character says nothing of its own."""


def fit_log_odds(paragraphs: Iterable[str]) -> dict[str, str]:
    """Return the log-odds, rounded, with the characters that have them."""
    begins, within = Counter[str](), Counter[str]()
    for paragraph in paragraphs:
        text = normalise_text(paragraph)
        begins[text.lstrip("“‘《（【〈 ")[:1]] += 1
        within.update(char for before, char in pairwise(text) if before not in "。！？“‘《（【〈 ")
    starts, rest = begins.total(), within.total()
    rows: dict[str, str] = {}
    for char, count in sorted(within.items()):
        if count >= MIN_COUNT or begins[char] >= 2:
            odds = log((begins[char] + 0.5) / (starts + 200)) - log((count + 20) / (rest + 8000))
            value = f"{max(-3.0, min(3.0, round(odds * 2) / 2)):+.1f}"
            rows[value] = rows.get(value, "") + char
    return rows


def paragraphs(file: Path) -> Iterator[str]:
    """Yield the paragraphs of a file, without what stands before their news."""
    if file.name.endswith(".gold.json"):
        items = json.loads(file.read_text(encoding="utf-8"))["items"]
        texts = [text for item in items if item["kind"] == "article" for text in item["paragraphs"]]
    else:
        rows = file.read_text(encoding="utf-8").splitlines()
        texts = [text for row in rows for text in json.loads(row)["text"].split("\n")]
    for text in texts:
        opening = bylines.parse_lead(text)
        bare = text[opening.length :] if opening else text
        if len(bare) > MIN_PARAGRAPH:
            yield bare


def main() -> None:
    """Read, count, write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="+", type=Path)
    rows = fit_log_odds(text for file in parser.parse_args().files for text in paragraphs(file))
    OUT.write_text(json.dumps(rows, ensure_ascii=False, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
