"""Article -> a headline where it has none: the first clause that says something, short and whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.language.punctuation import unclosed_marks
from feedpub.language.segmenter import segment
from feedpub.stages.summarise import clause_rules
from feedpub.stages.summarise.extract import body_paragraphs
from feedpub.stages.summarise.fallback import truncate_words
from feedpub.stages.summarise.quality_rules import violations
from feedpub.stages.summarise.sentences import count_chars, split_clauses, split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.model import Article
    from feedpub.stages.summarise.sentences import Sentence

_MARKS = "，,；;：:。.、！!？? "
_DATE = re.compile(
    r"(?:\d{4}年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:[上下]午|晚|凌晨|清晨)?(?:近日|日前|连日来|近年来|目前|昨日|昨天|今天)?，?"
)
_MIN_HEADLINE = 8
_NEVER_FIRST = frozenset("已并还也又均都就将正再") | {"正在", "以及", "同时"}


def headline(article: Article, limit: int = 24) -> str:
    """Return the article's own headline, or one of at most `limit` characters made from its words."""
    if article.title and article.title.strip():
        return article.title
    sentences = split_sentences(body_paragraphs(article))
    for sentence in sentences:
        for text in _candidates(sentence):
            if min(_MIN_HEADLINE, limit) <= count_chars(text) <= limit:
                return text
    first = next((sentence.text.strip(_MARKS) for sentence in sentences), "")
    return first if count_chars(first) <= limit else truncate_words(first, limit)


def _candidates(sentence: Sentence) -> Iterator[str]:
    """Yield what could stand above the picture: the clauses that say something, then less and less of them."""
    spans = list(_clause_spans(sentence.simplified))
    for beginnings in (_whole_clause, _after_attribute, _from_verbs):
        for start, end in spans:
            for begin in beginnings(sentence.simplified[start:end]):
                if _is_whole(tuple(segment(sentence.simplified[start + begin : end].strip(_MARKS)))):
                    yield sentence.text[start + begin : end].strip(_MARKS)


def _clause_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each clause begins, its date left out, and where it ends."""
    at = 0
    for clause in split_clauses(text):
        dated = _DATE.match(clause)
        yield at + (dated.end() if dated else 0), at + len(clause)
        at += len(clause)


def _is_whole(words: tuple[str, ...]) -> bool:
    """Whether the words can stand for themselves; a headline may be short, and in quotation marks."""
    return (
        bool(words)
        and words[0] not in _NEVER_FIRST
        and clause_rules.has_main_predicate(words)
        and not clause_rules.is_subordinate(words)
        and not clause_rules.is_anaphoric(words)
        and not set(violations(words)) - {"short", "quotation first", "mostly quoted"}
    )


def _whole_clause(_clause: str) -> Iterator[int]:
    yield 0


def _after_attribute(clause: str) -> Iterator[int]:
    """Yield where the subject begins after what only describes it: 来自基层一线的 before 企业职工."""
    at = clause.find("的")
    if 0 < at <= len(clause) // 2:
        yield at + 1


def _from_verbs(clause: str) -> Iterator[int]:
    """Yield where each verb begins: a headline may leave out who."""
    at = 0
    for word in segment(clause):
        if len(word) > 1 and clause_rules.is_verb(word) and not unclosed_marks(clause[:at]):
            yield at
        at += len(word)
