"""Byline -> names: who wrote it, without what they are."""

from __future__ import annotations

import re

_NAME_SEPARATORS = re.compile(r"[\s、，,;；/／|｜:：()（）\[\]【】]+")

_AUTHOR_ROLE = re.compile(r"(?:首席|特约|特派|见习|实习|[全融]媒体)*(?:记者|通讯员|实习生|评论员|编辑|摄影师|撰稿人)")
"""What may stand before, after or between names without a space: 记者吴一凡通讯员周小虹."""

_ROLE_WORDS = frozenset(
    (
        *("文", "图", "摄", "文图", "图文", "摄影", "摄影报道", "报道", "供图", "供稿"),
        *("撰文", "撰稿", "整理", "编译", "翻译", "作者", "来源", "责编", "责任编辑", "本报"),
    )
)
"""What is a role only where nothing else stands in the word: 文 and 图 are also the ends of names."""

_TRAILING_ROLE = re.compile(r"(?<=..)(?:摄影报道|报道|摄影|供图|供稿|摄)$")

_EMPLOYER_END = re.compile(r"(?:报|社|网|台|刊|频道|客户端)$")
"""The end of a paper's or station's name before a role: 某某日报记者."""

_HAN_CHARACTER = re.compile(r"[\u3400-\u9fff]")


def author_names(byline: str | None) -> tuple[str, ...]:
    """Return the names in a byline as printed ("记者 吴一凡 通讯员 周 虹"), in order, each once."""
    if not byline or not _HAN_CHARACTER.search(byline):
        return (byline.strip(),) if byline and byline.strip() else ()
    words = [name for word in _NAME_SEPARATORS.split(byline) for name in _names_in_word(word)]
    return tuple(dict.fromkeys(_rejoin_two_character_names(words)))


def _names_in_word(word: str) -> list[str]:
    """Return the names in a word between two separators."""
    pieces = _AUTHOR_ROLE.split(word)
    kept = [piece for piece in pieces[:-1] if not _EMPLOYER_END.search(piece)]
    kept.append(_TRAILING_ROLE.sub("", pieces[-1]))
    return [piece for piece in kept if piece and piece not in _ROLE_WORDS]


def _rejoin_two_character_names(words: list[str]) -> list[str]:
    """Put together the names of two characters that print sets with a space between: 高 平."""
    names: list[str] = []
    half = ""
    for word in words:
        if len(word) == 1 and not half:
            half = word
        elif len(word) == 1:
            names.append(half + word)
            half = ""
        else:
            names.extend([half, word] if half else [word])
            half = ""
    return [*names, half] if half else names
