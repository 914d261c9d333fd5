"""Which documents have compressed forms, and what these are."""

from __future__ import annotations

import gzip

import brotli
import pytest

from feedpub.model import Document
from feedpub.stages.render.compress import compressed_forms

TEXT = "春运平稳有序。".encode() * 100


@pytest.mark.parametrize("path", ["site/rss.xml", "site/feed.json", "site/index.html", "site/articles/1.html"])
def test_a_text_of_the_site_has_two_forms_that_unpack_to_it(path: str) -> None:
    forms = {name: make(TEXT) for name, make in compressed_forms(Document(path, TEXT)).items() if make}

    assert set(forms) == {f"{path}.br", f"{path}.gz"}
    assert brotli.decompress(forms[f"{path}.br"]) == TEXT
    assert gzip.decompress(forms[f"{path}.gz"]) == TEXT
    assert all(len(form) < len(TEXT) for form in forms.values())


def test_they_hold_no_time_and_no_name() -> None:
    make = compressed_forms(Document("site/rss.xml", TEXT))["site/rss.xml.gz"]

    assert make is not None
    assert make(TEXT)[3:8] == b"\0\0\0\0\0"  # RFC 1952, 2.3: no flags, and a time of 0


@pytest.mark.parametrize(
    ("document", "choice"),
    [
        pytest.param(Document("site/404.html", b"short"), "all", id="short_text"),
        pytest.param(Document("site/rss.xml", TEXT), "none", id="not_chosen"),
        pytest.param(Document("site/articles/1.html", TEXT), "feeds", id="story_where_only_feeds_are_chosen"),
    ],
)
def test_where_none_is_worth_it_none_may_stay(document: Document, choice: str) -> None:
    assert list(compressed_forms(document, choice).values()) == [None, None]


@pytest.mark.parametrize("path", ["site/picture.png", "outbox/letter.eml", "site/page.html.gz"])
def test_other_documents_have_none(path: str) -> None:
    assert not compressed_forms(Document(path, TEXT))
