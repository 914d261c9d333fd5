"""Article -> a headline where it has none: the first clause that says something, short and whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.language.marks import open_marks
from feedpub.language.words import cut
from feedpub.stages.summarise import grammar
from feedpub.stages.summarise.clauses import clauses, solid
from feedpub.stages.summarise.extract import body_of
from feedpub.stages.summarise.faults import faults
from feedpub.stages.summarise.last_resort import cut_words
from feedpub.stages.summarise.sentences import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.model import Article
    from feedpub.stages.summarise.sentences import Sentence

_MARKS = "，,；;：:。.、！!？? "
_DATE = re.compile(
    r"(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:[上下]午|晚|凌晨|清晨)?(?:近日|日前|连日来|近年来|目前|昨日|昨天|今天)?，?"
)
_SHORTEST = 8
_JOINS = frozenset("已并还也又均都就将正再") | {"正在", "以及", "同时"}


def headline(article: Article, limit: int = 24) -> str:
    """Return the article's own headline, or one of at most `limit` characters made from its words."""
    if article.title and article.title.strip():
        return article.title
    told = sentences(body_of(article))
    for sentence in told:
        for text in _proposals(sentence):
            if min(_SHORTEST, limit) <= solid(text) <= limit:
                return text
    first = next((sentence.text.strip(_MARKS) for sentence in told), "")
    return first if solid(first) <= limit else cut_words(first, limit)


def _proposals(sentence: Sentence) -> Iterator[str]:
    """Yield what could stand above the picture: the clauses that say something, then less and less of them."""
    spans = list(_spans(sentence.plain))
    for beginnings in (_beginning, _after_attribute, _verbs):
        for start, end in spans:
            for begin in beginnings(sentence.plain[start:end]):
                if _is_whole(tuple(cut(sentence.plain[start + begin : end].strip(_MARKS)))):
                    yield sentence.text[start + begin : end].strip(_MARKS)


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each clause begins, its date left out, and where it ends."""
    at = 0
    for clause in clauses(text):
        dated = _DATE.match(clause)
        yield at + (dated.end() if dated else 0), at + len(clause)
        at += len(clause)


def _is_whole(words: tuple[str, ...]) -> bool:
    """Whether the words can stand for themselves; a headline may be short, and in quotation marks."""
    return (
        bool(words)
        and words[0] not in _JOINS
        and grammar.says_something(words)
        and not grammar.is_aside(words)
        and not grammar.leans(words)
        and not set(faults(words)) - {"short", "quotation first", "mostly quoted"}
    )


def _beginning(_clause: str) -> Iterator[int]:
    yield 0


def _after_attribute(clause: str) -> Iterator[int]:
    """Yield where the subject begins after what only describes it: 来自基层一线的 before 企业职工."""
    at = clause.find("的")
    if 0 < at <= len(clause) // 2:
        yield at + 1


def _verbs(clause: str) -> Iterator[int]:
    """Yield where each verb begins: a headline may leave out who."""
    at = 0
    for word in cut(clause):
        if len(word) > 1 and grammar.is_verb(word) and not open_marks(clause[:at]):
            yield at
        at += len(word)
