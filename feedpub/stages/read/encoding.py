"""Bytes -> their text, or a clear refusal; never text of a wrong reading.

A forced encoding, a byte order mark, sound UTF-8 and the least surprising reading decide, in this order. Whatever was
decided is then decoded strictly: one wrong byte, a cut character or a stretch of another encoding refuses the file.
"""

from __future__ import annotations

from dataclasses import dataclass

from feedpub.stages.read import codepages, guess, mixture, signatures

AUTO = "auto"
TRUNCATION_REASONS = ("incomplete", "unexpected end of data", "truncated data")
"""How Python's codecs name a character that lacks its last bytes."""


@dataclass(frozen=True, slots=True)
class Undecodable:
    """Why bytes give no text: what, where, and what to do."""

    reason: str


def decode(content: bytes, encoding: str = AUTO) -> str | Undecodable:
    """Return the text of `content` without its byte order mark, or why there is none.

    `encoding` is "auto" or a name that Python knows. The text holds no U+FFFD that decoding put there.
    """
    if kind := signatures.binary_kind(content):
        return Undecodable(f"this is {kind}, not plain text; save its text as UTF-8, or remove it from the folder")
    if encoding.lower() != AUTO:
        return _decode_forced(content, codepages.canonical_encoding(encoding))
    if bom := signatures.bom_encoding(content):
        return _decode(content, bom, "as its byte order mark says")
    found = guess.detect_encoding(content)
    if isinstance(found, guess.Undetected):
        return Undecodable(found.reason)
    text = _decode(content, found.encoding, "as most of it is")
    if isinstance(text, str) and found.encoding != "utf-8":
        return _check_unmixed(text, found.encoding)
    return text


def _decode_forced(content: bytes, encoding: str) -> str | Undecodable:
    if encoding == "utf-16":
        encoding = signatures.bom_encoding(content) or guess.detect_utf16_order(content)
    text = _decode(content, encoding, "as pages.encoding says")
    if isinstance(text, str):
        return _check_forced(text, encoding)
    found = guess.detect_encoding(content)
    suggestion = AUTO if isinstance(found, guess.Undetected) or found.encoding == encoding else found.encoding
    return Undecodable(f'{text.reason}; or set pages.encoding = "{suggestion}"')


def _check_forced(text: str, encoding: str) -> str | Undecodable:
    """Return `text` unless part of it makes sense only otherwise: GB 18030 reads nearly any file, as nonsense."""
    stretch = mixture.find_foreign_stretch(text, encoding) if encoding in guess.CHINESE_ENCODINGS and encoding != "utf-8" else None
    if stretch is None:
        return text
    return Undecodable(
        f"not {encoding.upper()}, as pages.encoding says: the bytes from {stretch.offset} on, line {stretch.line}, "
        f'are {stretch.actual_encoding}; set pages.encoding = "auto"'
    )


def _decode(content: bytes, encoding: str, why: str) -> str | Undecodable:
    try:
        text = codepages.decode_strict(content, encoding)
    except UnicodeDecodeError as error:
        return Undecodable(_explain_error(content, error, f"{encoding.upper()}, {why}"))
    return text.removeprefix("\ufeff")


def _explain_error(content: bytes, error: UnicodeDecodeError, expected: str) -> str:
    line = content[: error.start].decode(error.encoding, "ignore").count("\n") + 1
    if any(reason in error.reason for reason in TRUNCATION_REASONS):
        return f"ends in mid-character at byte {error.start}, line {line} ({expected}); copy it here again, whole"
    return (
        f"not {expected}, at byte {error.start}, line {line}: damaged, or of mixed encodings; "
        "save all of it in one encoding, best in UTF-8"
    )


def _check_unmixed(text: str, encoding: str) -> str | Undecodable:
    stretch = mixture.find_foreign_stretch(text, encoding)
    if stretch is None:
        return text
    return Undecodable(
        f"mixed encodings: most is {encoding.upper()}, but the bytes from {stretch.offset} on, line {stretch.line}, "
        f"are {stretch.actual_encoding}; save all of it in one encoding, best in UTF-8"
    )
