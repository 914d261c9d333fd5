"""Name of a newspaper -> the folder of its page and feeds: ASCII, and the same for ever."""

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


def is_tag_path(path: str) -> bool:
    """Whether the feed at `path` is a keyword's."""
    return path.startswith(f"{TAGS_FOLDER}/")


# Name of a newspaper -> the folder of its page and feeds: ASCII, and the same for ever.


PAPERS_FOLDER = "papers"
"""The folder of all papers' pages below the site's root."""


def paper_name(printed: str) -> str:
    """Return the name in its one form (NFC), without the marks of a title: 《江南日报》 is 江南日报."""
    return normalize("NFC", printed).strip().removeprefix("《").removesuffix("》").strip()


def paper_path(name: str, slug: str = "") -> str:
    """Return the folder of a paper, such as "papers/jiangnan", or "papers/3f0c29ab8d41e7f6" where nobody chose a slug.

    No transcription, as with tags: 晋报 and 金报 are two papers, and 重 is read in two ways.
    """
    return f"{PAPERS_FOLDER}/{slug or hashlib.sha256(paper_name(name).encode()).hexdigest()[:16]}"


def is_paper_path(path: str) -> bool:
    """Whether the feed at `path` is a paper's."""
    return path.startswith(f"{PAPERS_FOLDER}/")
