"""An encoding's name and bytes -> strictly their text, with the repairs that Python's tables need."""

from __future__ import annotations

import codecs

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
