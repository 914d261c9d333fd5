"""A summary in other words, its article -> why it may not be printed, by the names of the rules; nothing if it may.

Others only logged what their guards found, and mailed invented paragraphs. Here a doubt is a rejection: the summary in
the article's own words stands ready, so a good text refused costs little, and a wrong one printed costs trust.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from feedpub.language.normalise import simplify
from feedpub.language.person_names import is_person_name
from feedpub.language.punctuation import ends_sentence, is_han
from feedpub.language.segmenter import WordClass, frequency, is_proper_name, segment, word_class
from feedpub.stages.summarise import clause_rules
from feedpub.stages.summarise.extract import headline_block
from feedpub.stages.summarise.quality_rules import MIN_PIECE, repeats, violations
from feedpub.stages.summarise.sentences import count_chars, split_sentences

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feedpub.model import Article

MIN_SHARED_WORDS = 0.6
"""The part of a text's words that must stand in the article; what says other things is no summary of it."""

_MARKUP = re.compile(r"[<>{}\[\]|\\`*#_~^=]|&#?\w+;|https?:|www\.|[\n\r]")
_CHATTER = re.compile(r"(?:好的|当然|以下|摘要|概要|总结|抱歉|很抱歉|对不起|作为一[个名]|根据(?:您|你|要求))")
_NUMBER = re.compile(r"\d+(?:[.,:：/-]\d+)*[万亿千百十]*(?:[%‰年月日号时点分秒]|个百分点)?")
_CHINESE_NUMBER = re.compile(r"[〇零一二两三四五六七八九十百千万亿]+")
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9'’&+.-]*")
_QUOTED = re.compile(r"[“《「『‘\"]([^“”《》「」『』‘’\"]+)[”》」』’\"]")
_ORGANISATION = re.compile(
    "(?:工会|联合会|公司|集团|大学|学院|中学|小学|学校|法院|检察院|[委办局厅部署院馆所站社厂店]|委员会|管委会|办公室|协会|学会|商会|医院|银行"
    "|研究院|研究所|博物馆|图书馆|文化宫|俱乐部|联盟|基金会|开发区|新区|园区|街道|社区|中心|[省市县区州镇乡村])$"
)
"""The end of what names an office, a firm or a place together with the words before it."""
_SENTENCE_OPENER_TEXT = "A An The In On At It This That These For From With And But As By To Of After Before"
_SENTENCE_OPENERS = frozenset(_SENTENCE_OPENER_TEXT.split())
"""English words with which any sentence may begin."""


def rewording_violations(text: str, article: Article, chars: int) -> Iterator[str]:
    """Yield the rules that `text` breaks as a summary of `article` in at most `chars` characters."""
    if not any(map(str.isalnum, text)):
        yield "empty"
        return
    source = CheckedSource(article)
    yield from _check_shape(text, chars)
    yield from _check_script(text, source)
    yield from _check_substance(text, source)
    yield from _check_prose(text, article)


@dataclass(frozen=True)
class CheckedSource:
    """An article as a summary of it is checked against."""

    article: Article

    @cached_property
    def printed_text(self) -> str:
        """All its words, as printed."""
        lines = (self.article.kicker, self.article.title, self.article.subtitle, *self.article.paragraphs)
        return "\n".join(line for line in lines if line)

    @cached_property
    def normalised_text(self) -> str:
        """The same with one form of each character, and without blanks."""
        return _normalise(self.printed_text)

    @cached_property
    def numbers(self) -> frozenset[str]:
        """Every number of it, with its unit."""
        return frozenset(_numbers_in(self.normalised_text))


def _check_shape(text: str, chars: int) -> Iterator[str]:
    if count_chars(text) > chars:
        yield "too long"
    if _MARKUP.search(text) or any(unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs", "So"} for char in text):
        yield "mark-up"


def _check_script(text: str, source: CheckedSource) -> Iterator[str]:
    """Hold a text to the script of its article: no traditional 體 where 体 is printed, no English for Chinese."""
    printed = set(source.printed_text)
    simplified_forms = {simplify(char) for char in printed}
    new_letters = [char for char in text if char.isalpha() and char not in printed]
    is_other_script = any(is_han(char) and _is_other_form(char, simplified_forms, source) for char in new_letters)
    foreign = any(not is_han(char) and not char.isascii() for char in new_letters)
    if is_other_script or foreign or _is_chinese(text) != _is_chinese(source.printed_text):
        yield "other script"


def _is_other_form(char: str, by_form: set[str], source: CheckedSource) -> bool:
    """Whether a character that the article lacks is written in a script that is not the article's."""
    traditional = simplify(source.printed_text) != source.printed_text
    return simplify(char) in by_form or (simplify(char) != char and not traditional)


def _is_chinese(text: str) -> bool:
    letters = [char for char in text if char.isalpha()]
    return sum(map(is_han, letters)) * 2 >= len(letters)


def _check_substance(text: str, source: CheckedSource) -> Iterator[str]:
    normalised = _normalise(text)
    words = tuple(segment(normalised))
    if not set(_numbers_in(normalised)) <= source.numbers:
        yield "number not in the source"
    if any(
        name not in source.normalised_text for name in _possible_names(normalised, words, source)
    ) or _has_foreign_word(text, source):
        yield "name not in the source"
    content = [word for word in words if len(word) > 1 and word[0].isalnum()]
    if sum(word in source.normalised_text for word in content) < MIN_SHARED_WORDS * len(content):
        yield "not about the source"


def _numbers_in(text: str) -> Iterator[str]:
    """Yield the numbers of a text with their units; 一 alone is a word, no number."""
    yield from _NUMBER.findall(text)
    yield from (found for found in _CHINESE_NUMBER.findall(text) if found != "一")


def _possible_names(text: str, words: tuple[str, ...], source: CheckedSource) -> Iterator[str]:
    """Yield what may be the name of somebody or something, as far as a dictionary can tell."""
    yield from _QUOTED.findall(text)
    before = ""
    for word in words:
        is_known = frequency(word) > 0
        if len(word) > 1 and word[0].isalnum() and not word.isascii() and (not is_known or _names_something(word)):
            yield word
        if before and _ORGANISATION.search(word):
            yield before + word
        before = word if word[0].isalnum() and word_class(word) not in {WordClass.VERB, WordClass.OTHER} else ""
    yield from _unknown_people(words, source)


def _names_something(word: str) -> bool:
    return is_proper_name(word) or word_class(word) is WordClass.PLACE


def _unknown_people(words: tuple[str, ...], source: CheckedSource) -> Iterator[str]:
    """Yield names that the dictionary took for single characters: 吴|一|凡."""
    for at, word in enumerate(words):
        run = ""
        for other in words[at : at + 3]:
            if len(other) > 1 or not is_han(other):
                break
            run += other
        if (
            len(run) > 1
            and word_class(word) is not WordClass.OTHER
            and word_class(run[1]) is not WordClass.OTHER
            and is_person_name(run[:2])
        ):
            yield run[:2]
        elif (
            len(word) == 1
            and at + 1 < len(words)
            and len(words[at + 1]) == 2
            and word_class(word) is not WordClass.OTHER
        ):
            pair = word + words[at + 1]
            if (
                is_person_name(pair) and word not in source.normalised_text
            ):  # 吴|晓明: a surname that nobody in the article has
                yield pair


def _has_foreign_word(text: str, source: CheckedSource) -> bool:
    """Whether a Latin name or term stands in the text and not in its source; plain English words may differ."""
    printed = unicodedata.normalize("NFKC", source.printed_text).casefold()
    english = not _is_chinese(source.printed_text)
    found = _LATIN.findall(unicodedata.normalize("NFKC", text))
    names = [word for word in found if not english or (word[0].isupper() and word not in _SENTENCE_OPENERS)]
    return any(word.strip(".'’-").casefold() not in printed for word in names)


def _check_prose(text: str, article: Article) -> Iterator[str]:
    sentences_of_text = split_sentences([text])
    if len(simplify(text)) < MIN_PIECE:
        yield "short"
    if not ends_sentence(text) and not text.endswith("."):
        yield "unfinished"
    if _CHATTER.match(simplify(text)):
        yield "chatter"
    for sentence in sentences_of_text:
        words = tuple(segment(sentence.simplified))
        has_verbal_noun = any(
            word_class(word) is WordClass.VERBAL_NOUN for word in words
        )  # 医生为居民检查身体: enough for whole sentences
        yield from set(violations(words)) - {"short"} - ({"no predicate"} if has_verbal_noun else set())
    if sentences_of_text and clause_rules.is_anaphoric(tuple(segment(sentences_of_text[0].simplified))):
        yield "leans on nothing"
    if repeats(simplify(article.title or ""), simplify(text)) or repeats(headline_block(article), simplify(text)):
        yield "repeats the headline"
    if any(
        repeats(one.simplified, other.simplified)
        for one in sentences_of_text
        for other in sentences_of_text
        if one is not other
    ):
        yield "repeats itself"


def _normalise(text: str) -> str:
    """Return a text with one form of each character and without blanks; a line ends with a mark of its own."""
    return re.sub(r"[^\S\n]+", "", simplify(unicodedata.normalize("NFKC", text)))
