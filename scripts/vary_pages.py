"""A gold page -> the same stories as other papers set them, so that no habit of one kind of page is learnt as a law.

Without bylines, cut to briefs, a sentence a line, with subheads that are phrases of the text below, without `#`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from feedpub.language import bylines

if TYPE_CHECKING:
    from random import Random

SENTENCE = re.compile("[^。！？]+[。！？]+[”」』）]*")
_CLAUSE = re.compile(r"[\u4e00-\u9fff“”\d%％]{5,14}")


def vary(gold: dict[str, Any], dice: Random) -> dict[str, Any]:
    """Return a page of the same stories in another dress."""
    form = dice.choice(("paragraphs", "paragraphs", "paragraphs", "sentences"))
    signs = dice.choice((0.0, 0.0, 0.0, 0.5))
    breaks = dice.choice((0.0, 0.0, 0.5))
    brief = dice.choice((0.2, 0.6))
    parted = dice.choice((0.0, 0.3, 0.9))
    lines: list[str] = [""]
    items: list[dict[str, Any]] = []
    apart = form == "paragraphs" and dice.random() < 0.85
    for item in gold["items"]:
        if item["kind"] != "article" or not item.get("title"):
            continue
        made = _item(item, dice, len(items) + 1, signs, brief, form, parted)
        _set(made, lines, dice, apart, breaks if form == "paragraphs" else 0.0)
        items.append(made)
    return {**gold, "text": "\n".join(lines), "items": items, "noise_lines": [], "page_id": gold["page_id"] + "-varied"}


def _item(
    item: dict[str, Any], dice: Random, number: int, signs: float, brief: float, form: str, parted: float
) -> dict[str, Any]:
    subs = set(item.get("subheads") or ())
    texts = [part for part in item["paragraphs"] if part not in subs]
    if dice.random() >= signs:
        texts = [without_byline(text) for text in texts]
        byline = None
    else:
        byline = item.get("byline_raw")
    texts = [text for text in texts if text]
    if dice.random() < brief:
        texts = texts[: dice.choice((1, 1, 2, 3))]
    if form == "sentences":
        texts = [sentence for text in texts for sentence in (SENTENCE.findall(text) or [text])][
            : dice.choice((4, 8, 20, 40))
        ]
    paragraphs, made = _with_subheads(texts, dice, parted)
    kicker = item.get("kicker") if dice.random() < 0.3 else None
    return {
        "id": number,
        "kind": "article",
        "title": item["title"],
        "kicker": kicker,
        "paragraphs": paragraphs,
        "subheads": made,
        "byline_raw": byline,
        "lines": [],
        "title_lines": [],
    }


def without_byline(text: str) -> str:
    """Return a text without the reporter and place at its beginning and the credit at its end."""
    if lead := bylines.parse_lead(text):
        text = text[lead.length :]
    if tail := bylines.parse_credit(text):
        text = text[: tail.text_length]
    return text


def _with_subheads(texts: list[str], dice: Random, parted: float) -> tuple[list[str], list[str]]:
    """Put phrases of the text between the paragraphs of a long story."""
    if len(texts) < 4 or dice.random() >= parted:
        return texts, []
    step = dice.choice((2, 3, 4))
    found: list[str] = []
    subs: list[str] = []
    for index, text in enumerate(texts):
        below = "".join(texts[index : index + step])[20:]
        phrases = [phrase for phrase in _CLAUSE.findall(below) if len(phrase) < 14]
        if index >= 2 and index % step == 0 and index + 1 < len(texts) and phrases:
            subs.append(dice.choice(phrases))
            found.append(subs[-1])
        found.append(text)
    return found, subs


def _set(item: dict[str, Any], lines: list[str], dice: Random, apart: bool, breaks: float) -> None:
    """Put an item's lines on the page and note their numbers."""
    for head in (item["kicker"], item["title"]):
        if head:
            item["title_lines"].append(_line(item, lines, head, apart))
    for text in item["paragraphs"]:
        if text not in item["subheads"] and len(text) > 40 and dice.random() < breaks:
            at = dice.randrange(8, len(text) - 6)
            _line(item, lines, text[:at], apart)
            text = text[at:]
        _line(item, lines, text, apart)
    if item["byline_raw"]:
        _line(item, lines, item["byline_raw"], apart)


def _line(item: dict[str, Any], lines: list[str], text: str, apart: bool) -> int:
    lines.append(text)
    number = len(lines)
    item["lines"].append(number)
    if apart:
        lines.append("")
    return number
