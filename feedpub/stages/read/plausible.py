"""Text -> how surprising it is as printed Chinese: the measure by which encodings are told apart.

The unit is the natural logarithm of one over a character's share in running text, so that sums over a text compare as
likelihoods do: of two readings of the same bytes, the less surprising is the right one.
"""

from __future__ import annotations

import math
from functools import cache

from feedpub.stages.read.frequent import FREQUENT_CHARACTERS

COMMON_MARKS = "，。、：；“”‘’（）《》！？—…·　"
RARE_MARKS = "「」『』【】〔〕〈〉﹑‧－～％℃①②③④⑤⑥⑦⑧⑨⑩▲△●○◎■□★☆◆◇※→←↑↓×÷±°′″〇㎡￥"
HANGUL = "이다의는을에가고한를로도기사대지은정서해인부자시하상일전나제장주원그있었과보년들으리수것여스며"
"""The syllables that Korean uses most, roughly in order."""

# (first, last, surprise): later rows are for what no reading of a newspaper should give
SURPRISAL_RANGES = (
    (0x20, 0x7E, 5.0),
    (0xA0, 0xFF, 10.0),
    (0x2010, 0x266F, 11.0),
    (0x3000, 0x303F, 11.0),
    (0x3040, 0x30FF, 12.0),
    (0x4E00, 0x9FA5, 15.0),
    (0xFF01, 0xFF5E, 8.0),
    (0xAC00, 0xD7A3, 16.0),
    (0x3400, 0x4DBF, 18.0),
    (0x20000, 0x323AF, 20.0),
    (0x00, 0x1F, 25.0),
    (0x7F, 0x9F, 25.0),
    (0xE000, 0xF8FF, 22.0),
    (0xFFFD, 0xFFFF, 25.0),
)
OTHER_SURPRISAL = 16.0


class Surprisal(dict[str, float]):
    """Character -> its surprise; filled as characters are met."""

    def __missing__(self, char: str) -> float:
        code = ord(char)
        self[char] = next((cost for first, last, cost in SURPRISAL_RANGES if first <= code <= last), OTHER_SURPRISAL)
        return self[char]

    def total(self, text: str) -> float:
        """Return the sum over `text`."""
        return sum(map(self.__getitem__, text))


@cache
def chinese_model() -> Surprisal:
    """Return what each character costs in a Chinese paper, in either script."""
    table = Surprisal()
    table.update(dict.fromkeys(_second_rank(), 13.5))
    table.update(dict.fromkeys(_first_rank(), 11.0))
    table.update((char, _surprisal_of_rank(rank)) for rank, char in enumerate(FREQUENT_CHARACTERS))
    table.update(dict.fromkeys(RARE_MARKS, 8.0))
    table.update(dict.fromkeys("０１２３４５６７８９", 7.0))
    table.update(dict.fromkeys(COMMON_MARKS, 4.5))
    table.update({"\n": 4.0, "\r": 4.0, "\t": 8.0, " ": 4.5, "\ufeff": 4.0})
    return table


@cache
def east_asian_model() -> Surprisal:
    """Return what each character costs where Japanese and Korean are spoken as well: kana and hangul are common."""
    table = Surprisal(chinese_model())
    table.update({chr(code): 6.0 for code in range(0x3041, 0x30FF)})
    table.update({chr(code): 10.0 for code in range(0xAC00, 0xD7A4)})
    table.update(dict.fromkeys(HANGUL, 5.5))
    return table


def _surprisal_of_rank(rank: int) -> float:
    """Return the surprise of the character of that rank: shares fall about as 1 / (rank + 40), measured on jieba's."""
    return 2.4 + math.log(rank + 40)


def _first_rank() -> str:
    """Return the frequent halves of GB 2312 (3,755 characters) and of Big5 (5,401)."""
    return _double_byte_han(0xB0, 0xD7, "gb2312") + _double_byte_han(0xA4, 0xC6, "big5")


def _second_rank() -> str:
    """Return the other halves: GB 2312's 3,008, Big5's 7,652."""
    return _double_byte_han(0xD8, 0xF7, "gb2312") + _double_byte_han(0xC9, 0xF9, "big5")


def _double_byte_han(first: int, last: int, encoding: str) -> str:
    """Return all Han that two bytes stand for whose first lies between the two."""
    pairs = (bytes((lead, trail)) for lead in range(first, last + 1) for trail in range(0x40, 0xFF))
    text = "".join(pair.decode(encoding, "ignore") for pair in pairs)
    return "".join(char for char in text if "\u4e00" <= char <= "\u9fff")
