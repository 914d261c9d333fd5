"""Article, its extract, a model's proposals -> the summary in the model's words, and why each refused one was."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from feedpub.stages.summarise.clauses import count_chars
from feedpub.stages.summarise.guard import rewording_violations
from feedpub.stages.summarise.pieces import with_end_mark

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.model import Article, Summary
    from feedpub.settings import Summaries

METHOD = "llm"


def apply_rewording(
    article: Article, extract: Summary, proposals: Sequence[str], lengths: Summaries
) -> tuple[Summary, tuple[str, ...]]:
    """Return the extract with the longest good proposal at each length, and the rules that the others break.

    Without a good one for the text of feeds and lists it is the extract itself. A preview for which none is short
    enough keeps the article's own words.
    """
    texts = [with_end_mark(line) for line in proposals]
    violations = {text: tuple(rewording_violations(text, article, lengths.long)) for text in texts}
    accepted = [text for text in texts if not violations[text]]
    broken_rules = tuple(dict.fromkeys(rule for text in texts for rule in violations[text]))
    text = _longest(accepted, lengths.text)
    if not text:
        return extract, broken_rules or ("too long",)
    return replace(
        extract,
        text=text,
        brief=_longest(accepted, lengths.brief) or extract.brief,
        long=_longest(accepted, lengths.long) or text,
        method=METHOD,
    ), broken_rules


def _longest(texts: Sequence[str], chars: int) -> str:
    return max((text for text in texts if count_chars(text) <= chars), key=count_chars, default="")
