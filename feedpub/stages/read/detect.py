"""Bytes without a byte order mark -> the encoding in which they surprise least, or why none is certain."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from feedpub.stages.read import char_model

SAMPLE_BYTES = 2_048
"""Bytes that are weighed, from around the first that is not ASCII; all are decoded strictly afterwards."""

# What each reading owes before it is weighed, in nats: how much rarer it is among newspapers' files.
CHINESE_ENCODINGS = {"utf-8": -1.0, "gb18030": 0.0, "big5": 1.0, "utf-16-le": 3.0, "utf-16-be": 4.0}
FOREIGN_ENCODINGS = {"cp949": 8.0, "euc_jp": 8.0, "cp932": 8.0}
"""Read only so as to be refused: they would pass for rare Chinese."""

MIN_MARGIN = 6.0
"""Nats by which the best reading must lead: about 400 to 1."""
MAX_MEAN_SURPRISAL = 10.5
"""Mean surprise of a character outside ASCII above which a text is no printed Chinese; that of news is 6 to 8."""
SURPRISAL_SLACK = 4.0
"""What a text of few characters may exceed that by in all: one rare name does not make it strange."""
SHORT_FILE = 64
"""Bytes up to which a file of ASCII alone is weighed against UTF-16."""

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_NO_HAN_OF_GB = re.compile("[\u0800-\U0010ffff]|(?:[\u0080-\u07ff][\x00-\x7f]*){8}")
_SEVEN_BIT = re.compile(rb"~\{[!-~]+~\}|\x1b\$")


@dataclass(frozen=True, slots=True)
class Detected:
    """The encoding that the bytes are in."""

    encoding: str


@dataclass(frozen=True, slots=True)
class Undetected:
    """Why no encoding is certain, and what to do."""

    reason: str


@dataclass(frozen=True, slots=True, order=True)
class _Reading:
    surprisal: float
    encoding: str
    text: str


def detect_encoding(content: bytes) -> Detected | Undetected:
    """Return the encoding of `content`; sound UTF-8 is UTF-8 unless it is short and holds no character of East Asia."""
    if _SEVEN_BIT.search(content) and content.isascii():
        return Undetected('HZ or ISO 2022, seven-bit forms of Chinese; set pages.encoding = "hz", or save it as UTF-8')
    if _is_plainly_utf8(content):
        return Detected("utf-8")
    best, *others = sorted(_readings(_sample(content)))
    second = next((other for other in others if other.text != best.text), best)
    if second.surprisal - best.surprisal < MIN_MARGIN and second is not best:
        return Undetected(_too_short_message(best, second))
    if best.encoding in FOREIGN_ENCODINGS and not _is_implausible(best.text, char_model.east_asian_model()):
        return Undetected(
            f"not Chinese: it reads as {_language_name(best.encoding)}; save it as UTF-8 if it belongs here"
        )
    if _is_implausible(best.text, char_model.chinese_model()) and not (
        best.encoding == "utf-8" and _is_valid_utf8(content)
    ):
        return Undetected(_no_encoding_message(content))
    return Detected(best.encoding)


def detect_utf16_order(content: bytes) -> str:
    """Return which of the two orders of UTF-16 without a mark surprises less."""
    sample = _sample(content)
    return min(_read_as(sample, name, char_model.chinese_model(), 0.0) for name in ("utf-16-le", "utf-16-be")).encoding


def _is_plainly_utf8(content: bytes) -> bool:
    if _CONTROL.search(content):
        return False
    if content.isascii():
        return len(content) > SHORT_FILE  # two Han of UTF-16 may look like four letters
    # Two bytes of UTF-8 (Latin, Greek, Cyrillic ...) may as well be one Han of GB 18030, about one time in five; three
    # bytes in a row hardly are.
    return _is_valid_utf8(content) and _NO_HAN_OF_GB.search(content.decode()) is not None


def _is_valid_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


def _sample(content: bytes) -> bytes:
    if len(content) <= SAMPLE_BYTES:
        return content
    first = re.search(rb"[\x80-\xff]", content)
    start = max(0, first.start() - SAMPLE_BYTES // 2) & ~1 if first else 0  # even, so that UTF-16 stays in step
    return content[start : start + SAMPLE_BYTES]


def _readings(sample: bytes) -> list[_Reading]:
    chinese, neighbours = char_model.chinese_model(), char_model.east_asian_model()
    return [_read_as(sample, name, chinese, penalty) for name, penalty in CHINESE_ENCODINGS.items()] + [
        _read_as(sample, name, neighbours, owed) for name, owed in FOREIGN_ENCODINGS.items()
    ]


def _read_as(sample: bytes, encoding: str, table: char_model.Surprisal, penalty: float) -> _Reading:
    decoder = codecs.getincrementaldecoder(python_codec(encoding))("replace")
    text = decoder.decode(sample, final=len(sample) < SAMPLE_BYTES)
    return _Reading(table.total(text) + penalty, encoding, text)


def _is_implausible(text: str, table: char_model.Surprisal) -> bool:
    printed = [char for char in text if not char.isascii() or (char < " " and not char.isspace())]
    return table.total("".join(printed)) > MAX_MEAN_SURPRISAL * len(printed) + SURPRISAL_SLACK


def _too_short_message(best: _Reading, second: _Reading) -> str:
    name = best.encoding if best.encoding in CHINESE_ENCODINGS else second.encoding
    return (
        f"too short to tell {best.encoding.upper()} from {second.encoding.upper()}; "
        f'set pages.encoding = "{name if name in CHINESE_ENCODINGS else "gb18030"}" or save it as UTF-8'
    )


def _language_name(encoding: str) -> str:
    return (
        "Korean (EUC-KR)" if encoding == "cp949" else f"Japanese ({'EUC-JP' if encoding == 'euc_jp' else 'Shift JIS'})"
    )


def _no_encoding_message(content: bytes) -> str:
    if len(_CONTROL.findall(content[:SAMPLE_BYTES])) * 50 > len(content[:SAMPLE_BYTES]):
        return "binary, not text; remove it from the folder"
    return "no text in UTF-8, UTF-16, GB18030 or Big5; save it as UTF-8, or name its encoding in pages.encoding"


# An encoding's name and bytes -> strictly their text, with the repairs that Python's tables need.


EQUIVALENT_ENCODINGS = {
    "utf-8-sig": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp950": "big5",
    "big5hkscs": "big5",
}
"""Names that mean the same files: whoever says GB 2312 or Big5 means what Windows writes under that name."""

# Python's table is that of GB 18030-2000, which had no code points yet for these; GB 18030-2005 and -2022 name them.
GB_SINCE_2005 = str.maketrans(
    "\ue78d\ue78e\ue78f\ue790\ue791\ue792\ue793\ue794\ue795\ue796\ue7c7"
    "\ue81e\ue826\ue82b\ue82c\ue832\ue843\ue854\ue864\ue816\ue817\ue818\ue831\ue83b\ue855",
    "\ufe10\ufe12\ufe11\ufe13\ufe14\ufe15\ufe16\ufe17\ufe18\ufe19\u1e3f"
    "\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb\U00020087\U00020089\U000200cc\U000215d7\U0002298f\U000241fe",
)

# Python's big5hkscs maps these marks apart from cp950, which is what Taiwan's files are written in.
BIG5_MARKS = str.maketrans("•､‾∼♁☉", "‧﹑¯～⊕⊙")


def decode_strict(content: bytes, encoding: str) -> str:
    """Return the text of `content`; raises `UnicodeDecodeError` with the offset of the first byte that is none."""
    if encoding == "gb18030":
        return content.decode("gb18030").translate(GB_SINCE_2005)
    if encoding == "big5":
        return _decode_big5(content)
    return content.decode(encoding)


def canonical_encoding(name: str) -> str:
    """Return our name for the encoding that `name` means; raises `LookupError` for what is none."""
    "".encode(name)  # refuses codecs that are no encodings, such as base64
    python = codecs.lookup(name).name
    return EQUIVALENT_ENCODINGS.get(python, python)


def python_codec(encoding: str) -> str:
    """Return the codec that reads most of `encoding`, for measuring."""
    return "big5hkscs" if encoding == "big5" else encoding


def _decode_big5(content: bytes) -> str:
    """Read Hong Kong's Big5, which holds Taiwan's Han and the ETEN signs; only the euro sign is Taiwan's alone."""
    try:
        return content.decode("big5hkscs").translate(BIG5_MARKS)
    except UnicodeDecodeError:
        if b"\xa3\xe1" not in content:
            raise
        return content.decode("cp950")
