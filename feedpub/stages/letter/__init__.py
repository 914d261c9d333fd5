"""Issue, for a recipient -> Letter: one mail whose HTML and text say the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from css_inline import CSSInliner

from feedpub.model import Letter
from feedpub.stages.letter.content import ReaderLinks, letter_values
from feedpub.stages.letter.headers import headers, message_id, recipient, sender
from feedpub.stages.letter.size_budget import Selection, fit_to_size
from feedpub.stages.letter.wrap import wrap
from feedpub.wording.letter import letter_wording

if TYPE_CHECKING:
    from datetime import datetime

    from feedpub.model import Issue
    from feedpub.ports import Templates
    from feedpub.settings import Settings

__all__ = ["ReaderLinks", "build_letter"]


def build_letter(
    issue: Issue, to: str, settings: Settings, templates: Templates, now: datetime, links: ReaderLinks | None = None
) -> Letter:
    """Return the letter that carries `issue` to the address `to`; to nobody in particular where it is "".

    `ways` are the reader's own pages for leaving and for choosing anew; without them, the letter names a mail address.

    The HTML has at most `fit.LARGEST` bytes; what does not fit is named, with a link to the site. The same values give
    the same bytes. Raises `SettingsError` where an address is none.
    """
    current = issue.without_withdrawn
    texts = letter_wording(settings.site.language)
    inliner = CSSInliner(keep_at_rules=True, minify_css=True, load_remote_stylesheets=False)

    def render(selection: Selection) -> str:
        return inliner.inline(
            templates.render("letter/letter.html", **letter_values(current, selection, settings, texts, links))
        )

    selection, html = fit_to_size(current.sections, settings.digest.stories_per_region, render)
    values = letter_values(current, selection, settings, texts, links)
    reader = recipient(to)
    return Letter(
        issue=issue.key,
        subject=values["subject"],
        html=html,
        text=templates.render("letter/letter.txt", wrap=wrap, **values),
        message_id=message_id(issue.key, reader, settings),
        sender=sender(settings),
        recipient=reader,
        date=now,
        headers=headers(settings, texts.lang),
    )
