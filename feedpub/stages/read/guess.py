"""Bytes without a byte order mark -> the encoding in which they surprise least, or why none is certain."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from feedpub.stages.read import plausible
from feedpub.stages.read.codepages import python_name

SAMPLE = 2_048
"""Bytes that are weighed, from around the first that is not ASCII; all are decoded strictly afterwards."""

# What each reading owes before it is weighed, in nats: how much rarer it is among newspapers' files.
CHINESE = {"utf-8": -1.0, "gb18030": 0.0, "big5": 1.0, "utf-16-le": 3.0, "utf-16-be": 4.0}
FOREIGN = {"cp949": 8.0, "euc_jp": 8.0, "cp932": 8.0}
"""Read only so as to be refused: they would pass for rare Chinese."""

MARGIN = 6.0
"""Nats by which the best reading must lead: about 400 to 1."""
STRANGE = 10.5
"""Mean surprise of a character outside ASCII above which a text is no printed Chinese; that of news is 6 to 8."""
SLACK = 4.0
"""What a text of few characters may exceed that by in all: one rare name does not make it strange."""
SHORT = 64
"""Bytes up to which a file of ASCII alone is weighed against UTF-16."""

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_NO_HAN_OF_GB = re.compile("[\u0800-\U0010ffff]|(?:[\u0080-\u07ff][\x00-\x7f]*){8}")
_SEVEN_BIT = re.compile(rb"~\{[!-~]+~\}|\x1b\$")


@dataclass(frozen=True, slots=True)
class Found:
    """The encoding that the bytes are in."""

    encoding: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """Why no encoding is certain, and what to do."""

    reason: str


@dataclass(frozen=True, slots=True, order=True)
class _Reading:
    surprise: float
    encoding: str
    text: str


def guess(content: bytes) -> Found | Unsure:
    """Return the encoding of `content`; sound UTF-8 is UTF-8 unless it is short and holds no character of East Asia."""
    if _SEVEN_BIT.search(content) and content.isascii():
        return Unsure('HZ or ISO 2022, seven-bit forms of Chinese; set pages.encoding = "hz", or save it as UTF-8')
    if _plainly_utf8(content):
        return Found("utf-8")
    best, *others = sorted(_readings(_sample(content)))
    second = next((other for other in others if other.text != best.text), best)
    if second.surprise - best.surprise < MARGIN and second is not best:
        return Unsure(_too_short(best, second))
    if best.encoding in FOREIGN and not _strange(best.text, plausible.neighbours()):
        return Unsure(f"not Chinese: it reads as {_language(best.encoding)}; save it as UTF-8 if it belongs here")
    if _strange(best.text, plausible.chinese()) and not (best.encoding == "utf-8" and _sound(content)):
        return Unsure(_no_encoding(content))
    return Found(best.encoding)


def byte_order(content: bytes) -> str:
    """Return which of the two orders of UTF-16 without a mark surprises less."""
    sample = _sample(content)
    return min(_read(sample, name, plausible.chinese(), 0.0) for name in ("utf-16-le", "utf-16-be")).encoding


def _plainly_utf8(content: bytes) -> bool:
    if _CONTROL.search(content):
        return False
    if content.isascii():
        return len(content) > SHORT  # two Han of UTF-16 may look like four letters
    # Two bytes of UTF-8 (Latin, Greek, Cyrillic ...) may as well be one Han of GB 18030, about one time in five; three
    # bytes in a row hardly are.
    return _sound(content) and _NO_HAN_OF_GB.search(content.decode()) is not None


def _sound(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _sample(content: bytes) -> bytes:
    if len(content) <= SAMPLE:
        return content
    first = re.search(rb"[\x80-\xff]", content)
    start = max(0, first.start() - SAMPLE // 2) & ~1 if first else 0  # even, so that UTF-16 stays in step
    return content[start : start + SAMPLE]


def _readings(sample: bytes) -> list[_Reading]:
    chinese, neighbours = plausible.chinese(), plausible.neighbours()
    return [_read(sample, name, chinese, owed) for name, owed in CHINESE.items()] + [
        _read(sample, name, neighbours, owed) for name, owed in FOREIGN.items()
    ]


def _read(sample: bytes, encoding: str, table: plausible.Surprise, owed: float) -> _Reading:
    decoder = codecs.getincrementaldecoder(python_name(encoding))("replace")
    text = decoder.decode(sample, final=len(sample) < SAMPLE)
    return _Reading(table.of(text) + owed, encoding, text)


def _strange(text: str, table: plausible.Surprise) -> bool:
    print_ = [char for char in text if not char.isascii() or (char < " " and not char.isspace())]
    return table.of("".join(print_)) > STRANGE * len(print_) + SLACK


def _too_short(best: _Reading, second: _Reading) -> str:
    name = best.encoding if best.encoding in CHINESE else second.encoding
    return (
        f"too short to tell {best.encoding.upper()} from {second.encoding.upper()}; "
        f'set pages.encoding = "{name if name in CHINESE else "gb18030"}" or save it as UTF-8'
    )


def _language(encoding: str) -> str:
    return (
        "Korean (EUC-KR)" if encoding == "cp949" else f"Japanese ({'EUC-JP' if encoding == 'euc_jp' else 'Shift JIS'})"
    )


def _no_encoding(content: bytes) -> str:
    if len(_CONTROL.findall(content[:SAMPLE])) * 50 > len(content[:SAMPLE]):
        return "binary, not text; remove it from the folder"
    return "no text in UTF-8, UTF-16, GB18030 or Big5; save it as UTF-8, or name its encoding in pages.encoding"
