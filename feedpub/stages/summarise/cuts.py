"""The clauses before and after a comma -> why a sentence may not be cut there, by the names of the rules."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.stages.summarise import grammar

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SHORTEST = 12
"""Characters: a subject, a verb and what it does; 溧阳市总工会选送 alone is none."""

_CHOICE = re.compile(r"(.)不\1|有没有|是否|能否|可否|会否")


def cut_faults(clauses: Sequence[Sequence[str]], rest: str) -> Iterator[str]:
    """Yield the faults of a sentence that ends after `clauses` (each given by its words) and leaves out `rest`."""
    texts = ["".join(clause) for clause in clauses]
    if sum(map(len, texts)) < SHORTEST:
        yield "cut too soon"
    if texts[-1].isascii():
        yield "cut in Latin"
    if texts[-1].endswith("："):
        yield "cut before colon"
    if grammar.turns(rest):
        yield "cut before turn"
    if grammar.promises_more("".join(texts), rest):
        yield "cut in count"
    if grammar.is_aside(clauses[-1]) or grammar.states_purpose(clauses[-1]):
        yield "cut after aside"
    if _awaits_subject(clauses, texts):
        yield "cut before subject"
    if _CHOICE.search("".join(texts)):
        yield "cut after choice"
    if not grammar.says_something(clauses[-1]):
        yield "cut before predicate"


def _awaits_subject(clauses: Sequence[Sequence[str]], texts: Sequence[str]) -> bool:
    """Whether the doer is still to come: nobody was named, or only the scene was set."""
    if not grammar.lacks_subject(clauses[-1]):
        return False
    opened = len(texts) > 1 and (grammar.sets_scene(clauses[-2]) or grammar.reports(texts[-2]))
    return opened or all(map(grammar.lacks_subject, clauses))
