"""The clauses before and after a comma -> why a sentence may not be cut there, by the names of the rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.stages.summarise import grammar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ClauseWords = tuple[str, ...]

MIN_CUT = 12
"""Characters: a subject, a verb and what it does; 溧阳市总工会选送 alone is none."""

_EITHER_OR = re.compile(r"(.)不\1|有没有|是否|能否|可否|会否")


def cut_violations(before: Sequence[ClauseWords], after: Sequence[ClauseWords]) -> Iterator[str]:
    """Yield the faults of a sentence that ends between these clauses, each given by its words."""
    texts = ["".join(clause) for clause in before]
    rest = "".join("".join(clause) for clause in after)
    if sum(map(len, texts)) < MIN_CUT:
        yield "cut too soon"
    if texts[-1].rstrip("，；：").isascii():
        yield "cut in Latin"
    if texts[-1].endswith("："):
        yield "cut before colon"
    if grammar.continues_clause(rest):
        yield "cut before turn"
    if grammar.opens_unfinished_list("".join(texts), rest):
        yield "cut in count"
    if grammar.is_subordinate(before[-1]) or grammar.states_purpose(before[-1]):
        yield "cut after aside"
    if _awaits_subject(before, texts):
        yield "cut before subject"
    if _EITHER_OR.search("".join(texts)):
        yield "cut after choice"
    if not grammar.has_main_predicate(before[-1]) or _may_be_subject(before[-1], after):
        yield "cut before predicate"


def _awaits_subject(before: Sequence[ClauseWords], texts: Sequence[str]) -> bool:
    """Whether the doer is still to come: nobody was named, or only the scene was set."""
    if not grammar.lacks_subject(before[-1]):
        return False
    opened = len(texts) > 1 and (grammar.is_adjunct(before[-2]) or grammar.is_attribution(texts[-2]))
    return opened or all(map(grammar.lacks_subject, before))


def _may_be_subject(clause: ClauseWords, after: Sequence[ClauseWords]) -> bool:
    """Whether the clause can be read as a noun that the next one tells of: 市长提出的建设目标，得到实现."""
    attribute = "的" in clause and not grammar.is_assertion(clause)
    return attribute and bool(after) and grammar.lacks_subject(after[0])
