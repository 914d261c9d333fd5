"""The seconds that no story was published or changed in yet (`publication_time.FreeSeconds`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import bindparam, insert, select

from feedpub.adapters.archive.tables import used_seconds

if TYPE_CHECKING:
    from collections.abc import MutableMapping

    from sqlalchemy import Connection


_SECOND_IS_USED = select(used_seconds.c.second).where(used_seconds.c.second == bindparam("wanted"))
_INSERT_SECOND = insert(used_seconds)


class UniqueTimestamps:
    """The free seconds as one transaction sees them.

    `hints` lead from a second to the first free one seen after it (or, under -1, before it), so that a hundred
    thousand files of one minute do not search it a hundred thousand times. They hold as long as nothing is undone.
    """

    def __init__(self, connection: Connection, hints: MutableMapping[tuple[int, int], int]) -> None:
        self._connection = connection
        self._hints = hints

    def after(self, second: int) -> int:
        """Return the first free second that is not before `second`."""
        return self._next_free(second, 1)

    def before(self, second: int) -> int:
        """Return the last free second that is not after `second`."""
        return self._next_free(second, -1)

    def take(self, second: int) -> None:
        """Make a second somebody's."""
        self._connection.execute(_INSERT_SECOND, {"second": second})

    def _next_free(self, second: int, step: int) -> int:
        start = second
        while (second, step) in self._hints:
            second = self._hints[second, step]
        if self._is_used(second):
            second += step  # where the hint was good, the row ends here
            if self._is_used(second):
                second = self._end_of_run(second, step)
        if second != start:
            self._hints[start, step] = second
        return second

    def _is_used(self, second: int) -> bool:
        return self._connection.scalar(_SECOND_IS_USED, {"wanted": second}) is not None

    def _end_of_run(self, second: int, step: int) -> int:
        """Return what lies beyond the taken seconds that follow `second` without a gap."""
        here, beyond = used_seconds.alias("here"), used_seconds.alias("beyond")
        side = here.c.second >= second if step > 0 else here.c.second <= second
        last = (
            select(here.c.second)
            .outerjoin_from(here, beyond, beyond.c.second == here.c.second + step)
            .where(side, beyond.c.second.is_(None))
            .order_by(here.c.second if step > 0 else here.c.second.desc())
            .limit(1)
        )
        return int(self._connection.execute(last).scalar_one()) + step
