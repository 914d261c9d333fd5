"""The process pool: items in, results out; no item takes the program with it, or all its time, or all its memory.

An item is in one worker's hands at a time, so that a death is put down to the right one. It is done again by a fresh
worker, and given up when it has had its strikes.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from feedpub.edge.crew import Answer, Crew, Death
from feedpub.edge.kitchen import Menu, Raised, Task
from feedpub.edge.strikes import ENOUGH
from feedpub.ports import Cause

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from feedpub.edge.rules import Rules
    from feedpub.edge.strikes import Name
    from feedpub.ports import R, T

MOST_HELD = 64_000_000
"""Bytes of items in hand and of results that wait for their turn: while there are more, no other item is taken."""

OF_ITSELF = frozenset({signal.SIGALRM, signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGILL, signal.SIGFPE})
"""What a process brings upon itself. Any other end came from outside: it may be the item's fault, as where the machine
ran out of memory, or somebody's who kills processes; so all such deaths of one run count for one strike."""


@dataclass(eq=False)
class _Order:
    """An item on its way to a result."""

    item: Any
    pickled: bytes
    name: Name | None
    strikes: int
    """From earlier runs and of this one; with any from earlier ones, it is done alone, lest it take others with it."""
    is_alone: bool
    outside: int = 0
    """Deaths of this run that came from outside."""


@contextmanager
def processes(workers: int | None, rules: Rules) -> Iterator[Pool]:
    """Lend a pool of up to that many processes, one per CPU for None; none is started before there is work for it."""
    pool = Pool(workers or len(os.sched_getaffinity(0)), rules)
    try:
        yield pool
    finally:
        pool.stop()


class Pool:
    """Keeps the promise of `feedpub.ports.Engine`; results come in the order of the items."""

    def __init__(self, workers: int, rules: Rules) -> None:
        self._rules = rules
        marks = rules.strikes.marks if rules.strikes else None
        self._crew = Crew(workers, Menu(rules.warm, rules.budget, marks))

    def __call__(self, do: Callable[[T], R], items: Iterable[T]) -> Iterator[R]:
        """Yield `do(item)` for every item, in their order; no more items are taken than may be held."""
        shift = _Shift(self._crew, self._rules, do, items)
        try:
            while shift.fill() or shift.has_ready:
                for found in self._crew.answers():
                    shift.note(found)
                yield from shift.ready()
        finally:
            self._crew.drop()  # whoever called may want no more

    def stop(self) -> None:
        """End the processes."""
        self._crew.stop()


class _Shift:
    """The work on one row of items."""

    def __init__(self, crew: Crew, rules: Rules, do: Callable[[Any], Any], items: Iterable[Any]) -> None:
        self._crew = crew
        self._rules = rules
        self._do = pickle.dumps(do)  # once, with the settings that go with it
        self._orders: dict[int, _Order] = {}
        self._again: deque[int] = deque()
        self._results: dict[int, bytes | _Order] = {}
        """By the number of the task: what came of it, pickled, or the order that nothing came of."""
        self._causes: dict[int, Cause] = {}
        self._turn = 0
        self._source = enumerate(items)
        self._weight = 0

    def fill(self) -> bool:
        """Give every worker something to do, as far as there is something; say whether any is at work."""
        while len(self._crew.tasks) < self._crew.most and not self._is_somebody_alone():
            if not self._again and not self._take():
                break
            task = self._again[0]
            order = self._orders[task]
            if order.strikes >= ENOUGH:
                self._again.popleft()
                self._give_up(task, f"{ENOUGH} runs of the whole program ended while it was worked on", is_final=True)
                continue
            if order.is_alone and self._crew.tasks:
                break
            self._crew.give(self._again.popleft(), order.pickled)
        return bool(self._crew.tasks)

    def note(self, found: Answer | Death) -> None:
        """Keep an answer until its turn; after a death, do the item again, or give it up."""
        if isinstance(found, Answer):
            order = self._orders.pop(found.task)
            if order.strikes and order.name and self._rules.strikes:
                self._rules.strikes.clear(order.name.path)
            self._hold(found.task, found.outcome, len(found.outcome) - len(order.pickled))
            return
        order = self._orders[found.task]
        words = self._words(found)
        if found.out_of_memory or found.signal in OF_ITSELF:
            self._strike(order, words)
            is_over = order.strikes >= ENOUGH
        else:
            order.outside += 1
            is_over = order.outside >= ENOUGH
            if is_over:
                self._strike(order, words)
        if is_over:
            self._give_up(found.task, words, is_final=order.strikes >= ENOUGH)
        else:
            self._again.append(found.task)

    @property
    def has_ready(self) -> bool:
        """Whether there is a result whose turn it is."""
        return self._turn in self._results

    def ready(self) -> Iterator[Any]:
        """Yield what came of the items whose turn it is."""
        while self._turn in self._results:
            result = self._results.pop(self._turn)
            turn, self._turn = self._turn, self._turn + 1
            if isinstance(result, _Order):
                self._weight -= len(result.pickled)
                yield self._rules.instead(result.item, self._causes.pop(turn))
                continue
            self._weight -= len(result)
            outcome = pickle.loads(result)  # noqa: S301 - a worker of ours has made it
            if isinstance(outcome, Raised):
                raise outcome.error
            yield outcome.result

    def _take(self) -> bool:
        """Take one more item, if there is one and room for it."""
        if self._weight >= MOST_HELD:
            return False
        task, item = next(self._source, (-1, None))
        if task < 0:
            return False
        name = self._rules.name(item) if self._rules.name else None
        strikes = self._rules.strikes.count(name) if name and self._rules.strikes else 0
        order = _Order(item, pickle.dumps(Task(self._do, item, name)), name, strikes, is_alone=strikes > 0)
        self._orders[task] = order
        self._weight += len(order.pickled)
        self._again.append(task)
        return True

    def _is_somebody_alone(self) -> bool:
        return any(self._orders[task].is_alone for task in self._crew.tasks)

    def _strike(self, order: _Order, words: str) -> None:
        order.strikes += 1
        if order.name and self._rules.strikes:
            self._rules.strikes.add(order.name, words)

    def _give_up(self, task: int, words: str, *, is_final: bool) -> None:
        order = self._orders.pop(task)
        self._causes[task] = Cause(words, is_final)
        self._hold(task, order, 0)

    def _hold(self, task: int, result: bytes | _Order, more: int) -> None:
        self._results[task] = result
        self._weight += more

    def _words(self, death: Death) -> str:
        budget = self._rules.budget
        if death.out_of_memory:
            return f"needs more memory than the {budget.memory:,} bytes of [pages] memory"
        if death.signal == signal.SIGALRM:
            return f"takes longer than the {budget.seconds:g} s of [pages] seconds"
        how = f"signal {death.signal}" if death.signal else "it ended by itself"
        return f"kills the process that works on it ({how})"
