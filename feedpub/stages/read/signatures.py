"""The first bytes of a file -> what they say it is: text of a certain encoding, or no text at all."""

from __future__ import annotations

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
