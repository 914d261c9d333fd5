"""Keyword -> the form in which it is counted, and the folder of its page: ASCII, and the same for ever."""

from __future__ import annotations

import hashlib
from unicodedata import normalize

TAGS_FOLDER = "tags"
"""The folder of all tags' pages below the site's root."""


def tag_name(keyword: str) -> str:
    """Return the keyword in its one form (NFC)."""
    return normalize("NFC", keyword)


def tag_path(keyword: str) -> str:
    """Return the folder of a keyword's page, such as "tags/3f0c29ab8d41e7f6".

    No transcription: many words of Chinese share one (公式, 公事, 工事). Of a billion words, 64 bits let two meet with
    a chance of 3 %.
    """
    return f"{TAGS_FOLDER}/{hashlib.sha256(tag_name(keyword).encode()).hexdigest()[:16]}"
