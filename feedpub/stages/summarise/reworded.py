"""Article, its extract, a model's proposals -> the summary in the model's words, and why each refused one was."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from feedpub.stages.summarise.clauses import solid
from feedpub.stages.summarise.guard import objections
from feedpub.stages.summarise.pieces import ended

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.model import Article, Summary
    from feedpub.settings import Summaries

METHOD = "llm"


def reworded(
    article: Article, extract: Summary, proposed: Sequence[str], lengths: Summaries
) -> tuple[Summary, tuple[str, ...]]:
    """Return the extract with the longest good proposal at each length, and the rules that the others break.

    Without a good one for the text of feeds and lists it is the extract itself. A preview for which none is short
    enough keeps the article's own words.
    """
    texts = [ended(line) for line in proposed]
    faults = {text: tuple(objections(text, article, lengths.long)) for text in texts}
    good = [text for text in texts if not faults[text]]
    broken = tuple(dict.fromkeys(rule for text in texts for rule in faults[text]))
    text = _longest(good, lengths.text)
    if not text:
        return extract, broken or ("too long",)
    return replace(
        extract,
        text=text,
        brief=_longest(good, lengths.brief) or extract.brief,
        long=_longest(good, lengths.long) or text,
        method=METHOD,
    ), broken


def _longest(texts: Sequence[str], chars: int) -> str:
    return max((text for text in texts if solid(text) <= chars), key=solid, default="")
