"""Bytes -> their text, or a clear refusal; never text of a wrong reading.

A forced encoding, a byte order mark, sound UTF-8 and the least surprising reading decide, in this order. Whatever was
decided is then decoded strictly: one wrong byte, a cut character or a stretch of another encoding refuses the file.
"""

from __future__ import annotations

from dataclasses import dataclass

from feedpub.stages.read import codepages, guess, mixture, signatures

AUTO = "auto"
CUT_SHORT = ("incomplete", "unexpected end of data", "truncated data")
"""How Python's codecs name a character that lacks its last bytes."""


@dataclass(frozen=True, slots=True)
class Illegible:
    """Why bytes give no text: what, where, and what to do."""

    reason: str


def decode(content: bytes, encoding: str = AUTO) -> str | Illegible:
    """Return the text of `content` without its byte order mark, or why there is none.

    `encoding` is "auto" or a name that Python knows. The text holds no U+FFFD that decoding put there.
    """
    if kind := signatures.no_text(content):
        return Illegible(f"this is {kind}, not plain text; save its text as UTF-8, or remove it from the folder")
    if encoding.lower() != AUTO:
        return _forced(content, codepages.family(encoding))
    if marked := signatures.marked(content):
        return _strict(content, marked, "as its byte order mark says")
    found = guess.guess(content)
    if isinstance(found, guess.Unsure):
        return Illegible(found.reason)
    text = _strict(content, found.encoding, "as most of it is")
    if isinstance(text, str) and found.encoding != "utf-8":
        return _whole(text, found.encoding)
    return text


def _forced(content: bytes, encoding: str) -> str | Illegible:
    if encoding == "utf-16":
        encoding = signatures.marked(content) or guess.byte_order(content)
    text = _strict(content, encoding, "as pages.encoding says")
    if isinstance(text, str):
        return _taken_at_its_word(text, encoding)
    found = guess.guess(content)
    better = AUTO if isinstance(found, guess.Unsure) or found.encoding == encoding else found.encoding
    return Illegible(f'{text.reason}; or set pages.encoding = "{better}"')


def _taken_at_its_word(text: str, encoding: str) -> str | Illegible:
    """Return `text` unless part of it makes sense only otherwise: GB 18030 reads nearly any file, as nonsense."""
    stretch = mixture.foreign(text, encoding) if encoding in guess.CHINESE and encoding != "utf-8" else None
    if stretch is None:
        return text
    return Illegible(
        f"not {encoding.upper()}, as pages.encoding says: the bytes from {stretch.offset} on, line {stretch.line}, "
        f'are {stretch.instead}; set pages.encoding = "auto"'
    )


def _strict(content: bytes, encoding: str, why: str) -> str | Illegible:
    try:
        text = codepages.strictly(content, encoding)
    except UnicodeDecodeError as error:
        return Illegible(_explain(content, error, f"{encoding.upper()}, {why}"))
    return text.removeprefix("\ufeff")


def _explain(content: bytes, error: UnicodeDecodeError, expected: str) -> str:
    line = content[: error.start].decode(error.encoding, "ignore").count("\n") + 1
    if any(words in error.reason for words in CUT_SHORT):
        return f"ends in mid-character at byte {error.start}, line {line} ({expected}); copy it here again, whole"
    return (
        f"not {expected}, at byte {error.start}, line {line}: damaged, or of mixed encodings; "
        "save all of it in one encoding, best in UTF-8"
    )


def _whole(text: str, encoding: str) -> str | Illegible:
    stretch = mixture.foreign(text, encoding)
    if stretch is None:
        return text
    return Illegible(
        f"mixed encodings: most is {encoding.upper()}, but the bytes from {stretch.offset} on, line {stretch.line}, "
        f"are {stretch.instead}; save all of it in one encoding, best in UTF-8"
    )
