"""Bytes -> their text, or a clear rejection; never text of a wrong reading.

A forced encoding, a byte order mark, sound UTF-8 and the least surprising reading decide, in this order. Whatever was
decided is then decoded strictly: one wrong byte, a cut character or a stretch of another encoding refuses the file.
"""

from __future__ import annotations

from dataclasses import dataclass

from feedpub.stages.read import detect, mojibake

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
    if kind := binary_kind(content):
        return Undecodable(f"this is {kind}, not plain text; save its text as UTF-8, or remove it from the folder")
    if encoding.lower() != AUTO:
        return _decode_forced(content, detect.canonical_encoding(encoding))
    if bom := bom_encoding(content):
        return _decode(content, bom, "as its byte order mark says")
    found = detect.detect_encoding(content)
    if isinstance(found, detect.Undetected):
        return Undecodable(found.reason)
    text = _decode(content, found.encoding, "as most of it is")
    if isinstance(text, str) and found.encoding != "utf-8":
        return _check_unmixed(text, found.encoding)
    return text


def _decode_forced(content: bytes, encoding: str) -> str | Undecodable:
    if encoding == "utf-16":
        encoding = bom_encoding(content) or detect.detect_utf16_order(content)
    text = _decode(content, encoding, "as pages.encoding says")
    if isinstance(text, str):
        return _check_forced(text, encoding)
    found = detect.detect_encoding(content)
    suggestion = AUTO if isinstance(found, detect.Undetected) or found.encoding == encoding else found.encoding
    return Undecodable(f'{text.reason}; or set pages.encoding = "{suggestion}"')


def _check_forced(text: str, encoding: str) -> str | Undecodable:
    """Return `text` unless part of it makes sense only otherwise: GB 18030 reads nearly any file, as nonsense."""
    stretch = (
        mojibake.find_foreign_stretch(text, encoding)
        if encoding in detect.CHINESE_ENCODINGS and encoding != "utf-8"
        else None
    )
    if stretch is None:
        return text
    return Undecodable(
        f"not {encoding.upper()}, as pages.encoding says: the bytes from {stretch.offset} on, line {stretch.line}, "
        f'are {stretch.actual_encoding}; set pages.encoding = "auto"'
    )


def _decode(content: bytes, encoding: str, why: str) -> str | Undecodable:
    try:
        text = detect.decode_strict(content, encoding)
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
    stretch = mojibake.find_foreign_stretch(text, encoding)
    if stretch is None:
        return text
    return Undecodable(
        f"mixed encodings: most is {encoding.upper()}, but the bytes from {stretch.offset} on, line {stretch.line}, "
        f"are {stretch.actual_encoding}; save all of it in one encoding, best in UTF-8"
    )


# The first bytes of a file -> what they say it is: text of a certain encoding, or no text at all.


# As the formats' own specifications open a file, and as the `magic` file of file(1) lists them.
BINARY_SIGNATURES = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive, as .docx, .odt and .epub are"),
    (b"PK\x05\x06", "an empty zip archive"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Word or Excel document"),
    (b"{\\rtf", "a document in Rich Text Format"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF87a", "a GIF picture"),
    (b"GIF89a", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"RIFF", "a RIFF file (a WebP picture, sound or video)"),
    (b"AT&TFORM", "a DjVu document"),
    (b"\x7fELF", "a program (ELF)"),
    (b"MZ\x90\x00", "a Windows program"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"BZh9", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a rar archive"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"SQLite format 3\x00", "a SQLite database"),
    (b"ID3", "a sound (MP3)"),
)

# RFC 3629, RFC 2781 and GB 18030 give U+FEFF as the mark. UTF-32 stands first: its mark begins as that of UTF-16 does.
BYTE_ORDER_MARKS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)


def binary_kind(content: bytes) -> str | None:
    """Return what the file is ("a PDF") when it is no plain text; None when nothing speaks against text."""
    return next((name for start, name in BINARY_SIGNATURES if content.startswith(start)), None)


def bom_encoding(content: bytes) -> str | None:
    """Return the encoding that a byte order mark names, or None without one."""
    return next((encoding for start, encoding in BYTE_ORDER_MARKS if content.startswith(start)), None)
