"""Article -> Summary: its gist at three lengths, its keywords, and a headline where it has none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub import plugins
from feedpub.model import Article, ItemKind, Summary
from feedpub.stages.summarise.extract import explain_extract
from feedpub.stages.summarise.headline import headline
from feedpub.stages.summarise.keywords import keywords

if TYPE_CHECKING:
    from feedpub.settings import Summaries

__all__ = ["explain_extract", "gist", "headline", "keywords", "summarise"]


def summarise(article: Article, settings: Summaries) -> Summary:
    """Return the summary of an article at the three lengths of the settings, by the method that they name."""
    method = plugins.load("summarise", settings.method)
    headline_text = " ".join(part for part in (article.kicker, article.title, article.subtitle) if part)
    return Summary(
        text=method(article, settings.text),
        keywords=keywords(headline_text, article.text),
        brief=method(article, settings.brief),
        long=method(article, settings.long),
        method=settings.method,
    )


def gist(title: str | None, text: str, chars: int, method: str = "extract") -> str:
    """Return what a text says in at most `chars` characters, white space not counted."""
    summary: str = plugins.load("summarise", method)(as_article(title, text), chars)
    return summary


def as_article(title: str | None, text: str) -> Article:
    """Return a bare text as an article, a line each paragraph."""
    return Article(kind=ItemKind.ARTICLE, title=title, paragraphs=tuple(text.splitlines()), lines=())
