"""What the stories of a page say of where its paper is at home <-> rows of `votes`.

A row of the code "" stands for the page itself. A file that is overwritten by the page of another day adds to the rows
of the first; a page that is read again takes the place of its own.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, delete, func, insert, select

from feedpub.edge.schema import votes
from feedpub.errors import NotFound
from feedpub.model import Beat
from feedpub.regions import by_code

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from feedpub.model import Page

PAGE = ""

_HELD = select(votes).where(votes.c.source == bindparam("of"), votes.c.day == bindparam("on"))


def put_votes(connection: Connection, source: int, page: Page, codes: tuple[str, ...], *, is_new: bool = False) -> None:
    """Make these the votes of a page, where they differ; a page without a paper's name has none.

    Of a source that `is_new` there are none to be replaced.
    """
    day = page.day.isoformat() if page.day else ""
    mine = and_(votes.c.source == source, votes.c.day == day)
    counts = {PAGE: 0} | Counter(codes) if page.paper else {}
    row = {"source": source, "day": day, "paper": page.paper}
    wanted = [row | {"code": code, "stories": count} for code, count in sorted(counts.items())]
    rows = () if is_new else connection.execute(_HELD, {"of": source, "on": day}).mappings()
    held = sorted((dict(each) for each in rows), key=lambda each: str(each["code"]))
    if held != wanted:
        if held:
            connection.execute(delete(votes).where(mine))
        if wanted:
            connection.execute(insert(votes), wanted)


def beats(connection: Connection) -> list[Beat]:
    """Return the papers by name; a code that today's table has lost votes no more."""
    wanted = select(votes.c.paper, votes.c.code, func.count(), func.sum(votes.c.stories))
    pages: dict[str, int] = {}
    cast: dict[str, dict[str, int]] = {}
    for paper, code, rows, stories in connection.execute(wanted.group_by(votes.c.paper, votes.c.code)):
        if code == PAGE:
            pages[paper] = rows
        elif _stands(code):
            cast.setdefault(paper, {})[code] = int(stories)
    return [Beat(paper, pages[paper], dict(sorted(cast.get(paper, {}).items()))) for paper in sorted(pages)]


def _stands(code: str) -> bool:
    try:
        by_code(code)
    except NotFound:
        return False
    return True
