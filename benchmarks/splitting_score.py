"""A page's gold and what was found on it -> counts: stories, bylines, paragraphs, pictures, continuations, leaks.

An item is hit when the pairs of characters of the two bodies overlap by nine tenths (Jaccard) and its headline is
right, with or without kicker and subtitle. The lead (`本报讯 (记者 …)`) and credits count neither way.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import product
from typing import TYPE_CHECKING, Any

from feedpub.language import bylines
from feedpub.model import Article, ItemKind

if TYPE_CHECKING:
    from collections.abc import Sequence

Gold = dict[str, Any]
MIN_OVERLAP = 0.9
_QUOTES = str.maketrans("「」『』”’", "“““““‘")
_ROLES = re.compile("本报|新华社|特约|实习|记者|通讯员|摄影报道|摄|综合|报道|文/图")


def comparable(text: str | None) -> str:
    """Return what is compared: no white space, no marks of Markdown, one form of each character."""
    return re.sub(r"[\s#*]+", "", unicodedata.normalize("NFKC", text or "").translate(_QUOTES))


def score(gold: Gold, found: Sequence[Article]) -> Counter[str]:
    """Return the counts of one page."""
    counts: Counter[str] = Counter()
    pairs = _pairs(gold["items"], found)
    for item in gold["items"]:
        counts[f"gold {item['kind']}"] += 1
        match, share = pairs.get(item["id"], (None, 0.0))
        if match is None:
            continue
        if match.kind != item["kind"] and match.kind in (item.get("kind_alt") or ()):
            counts[f"gold {item['kind']}"] -= 1  # a titled picture taken for a story is neither right nor wrong
            counts[f"found {match.kind}"] -= 1
        elif share >= MIN_OVERLAP and match.kind == item["kind"] and _titles(item) & _headlines(match):
            counts[f"hit {item['kind']}"] += 1
        if item["kind"] == "article":
            _details(item, match, share, counts)
    counts.update(f"found {one.kind}" for one in found)
    _leaks(gold["items"], found, counts)
    return counts


def figures(counts: Counter[str]) -> dict[str, float]:
    """Return the figures of many pages."""
    shown = {f"{kind} F1": _f1(counts, kind) for kind in ("article", "caption", "fragment")}
    shown["byline"] = _share(counts["byline right"], counts["bylines"])
    tp, right, wrong = counts["paragraph both"], counts["paragraph gold"], counts["paragraph found"]
    shown["paragraph F1"] = _share(2 * tp, right + wrong)
    shown["leak"] = _share(counts["leaked"], counts["lines beside"])
    return shown


def _share(part: int, whole: int) -> float:
    return part / whole if whole else float("nan")


def _f1(counts: Counter[str], kind: str) -> float:
    return _share(2 * counts[f"hit {kind}"], counts[f"gold {kind}"] + counts[f"found {kind}"])


def _pairs(items: Sequence[Gold], found: Sequence[Article]) -> dict[int, tuple[Article, float]]:
    """Match each item with what is most like it, one to one, the best first."""
    ours = [_grams(comparable(one.text)) for one in found]
    rated = sorted(
        (
            (max(_overlap(_grams(form), ours[index]) for form in _bodies(item)), item["id"], index)
            for item, index in product(items, range(len(found)))
        ),
        reverse=True,
    )
    pairs: dict[int, tuple[Article, float]] = {}
    taken: set[int] = set()
    for share, identity, index in rated:
        if share > 0.3 and identity not in pairs and index not in taken:
            pairs[identity] = (found[index], share)
            taken.add(index)
    return pairs


def _grams(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(max(1, len(text) - 1)))


def _overlap(left: Counter[str], right: Counter[str]) -> float:
    both = (left & right).total()
    return both / max(1, left.total() + right.total() - both)


def _without_lead(text: str) -> str:
    lead = bylines.parse_lead(text)
    return text[lead.length :] if lead else text


def _bodies(item: Gold) -> list[str]:
    text = item["text"] or item.get("title") or ""
    credit = bylines.parse_credit(text)
    forms = [text, _without_lead(text), text[: credit.text_length] if credit else text]
    return [comparable(form) for form in forms]


def _titles(item: Gold) -> set[str]:
    kicker, title, subtitle = (item.get(key) or "" for key in ("kicker", "title", "subtitle"))
    forms = [title, kicker + title, title + subtitle, kicker + title + subtitle, *(item.get("title_alts") or ())]
    return {comparable(form) for form in forms if form} or {""}


def _headlines(one: Article) -> set[str]:
    kicker, title, subtitle = (one.kicker or "", one.title or "", one.subtitle or "")
    return {comparable(form) for form in (title, kicker + title, title + subtitle, kicker + title + subtitle)}


def _names(text: str | None) -> str:
    return "".join(re.findall("[\u3400-\u9fff]", _ROLES.sub("", text or "")))


def _details(item: Gold, match: Article, share: float, counts: Counter[str]) -> None:
    if item.get("byline"):
        counts["bylines"] += 1
        counts["byline right"] += _names(item["byline_raw"]) == _names(match.byline)
    if share >= MIN_OVERLAP:
        right = Counter(comparable(_without_lead(text)) for text in item["paragraphs"])
        ours = Counter(comparable(text) for text in match.paragraphs)
        counts["paragraph both"] += (right & ours).total()
        counts["paragraph gold"] += right.total()
        counts["paragraph found"] += ours.total()


def _leaks(items: Sequence[Gold], found: Sequence[Article], counts: Counter[str]) -> None:
    """Count the lines of pictures, adverts and continuations that stand in a story of somebody's."""
    holder = {line: one for one in found for line in one.lines}
    stories = {line for item in items if item["kind"] == "article" for line in item["lines"]}
    for item in items:
        if item["kind"] == "article":
            continue
        for line in item["lines"]:
            counts["lines beside"] += 1
            one = holder.get(line)
            counts["leaked"] += one is not None and one.kind is ItemKind.ARTICLE and bool(stories & set(one.lines))
