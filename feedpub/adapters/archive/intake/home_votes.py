"""What the stories of a page say of where its paper is at home <-> rows of `votes`.

A row of the code "" stands for the page itself. A file that is overwritten by the page of another day adds to the rows
of the first; a page that is read again takes the place of its own.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, delete, func, insert, select

from feedpub.adapters.archive.tables import home_votes
from feedpub.errors import NotFound
from feedpub.model import PaperCoverage
from feedpub.regions import by_code

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from feedpub.model import Page

PAGE_ROW_CODE = ""

_STORED_VOTES = select(home_votes).where(home_votes.c.source == bindparam("of"), home_votes.c.day == bindparam("on"))


def save_home_votes(
    connection: Connection, source_key: int, page: Page, codes: tuple[str, ...], *, is_new: bool = False
) -> None:
    """Make these the votes of a page, where they differ; a page without a paper's name has none.

    Of a source that `is_new` there are none to be replaced.
    """
    day = page.day.isoformat() if page.day else ""
    of_page = and_(home_votes.c.source == source_key, home_votes.c.day == day)
    counts = {PAGE_ROW_CODE: 0} | Counter(codes) if page.paper else {}
    row = {"source": source_key, "day": day, "paper": page.paper}
    new_rows = [row | {"code": code, "stories": count} for code, count in sorted(counts.items())]
    rows = () if is_new else connection.execute(_STORED_VOTES, {"of": source_key, "on": day}).mappings()
    stored = sorted((dict(row_found) for row_found in rows), key=lambda each: str(each["code"]))
    if stored != new_rows:
        if stored:
            connection.execute(delete(home_votes).where(of_page))
        if new_rows:
            connection.execute(insert(home_votes), new_rows)


def paper_coverage(connection: Connection) -> list[PaperCoverage]:
    """Return the papers by name; a code that today's table has lost votes no more."""
    query = select(home_votes.c.paper, home_votes.c.code, func.count(), func.sum(home_votes.c.stories))
    pages: dict[str, int] = {}
    votes_of: dict[str, dict[str, int]] = {}
    for paper, code, page_count, stories in connection.execute(query.group_by(home_votes.c.paper, home_votes.c.code)):
        if code == PAGE_ROW_CODE:
            pages[paper] = page_count
        elif _is_known_code(code):
            votes_of.setdefault(paper, {})[code] = int(stories)
    return [
        PaperCoverage(paper, pages[paper], dict(sorted(votes_of.get(paper, {}).items()))) for paper in sorted(pages)
    ]


def _is_known_code(code: str) -> bool:
    try:
        by_code(code)
    except NotFound:
        return False
    return True
