"""tests/faults/README.md and docs/operating.md: each row and each promise is shown by tests that are there."""

from __future__ import annotations

import ast
import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = (ROOT / "tests/faults/README.md").read_text(encoding="utf-8")
PROMISES = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
ROWS = [f"R{number}" for number in range(1, 46)]


@pytest.mark.parametrize("row", ROWS)
def test_every_fault_has_tests_that_are_there(row: str) -> None:
    (listed,) = re.findall(rf"^\| {row} \|.*\|.*\| (.*) \|$", TABLE, re.MULTILINE)
    named = re.findall(r"`([\w/]+\.py)::(\w+)`", listed)

    assert named
    assert not [f"{file}::{test}" for file, test in named if test not in named_in(f"tests/{file}")]


@pytest.mark.parametrize("name", [f"I{number}" for number in range(1, 9)])
def test_every_promise_has_a_test_that_is_there(name: str) -> None:
    ((file, test),) = re.findall(rf"^\| {name} \| .*`(tests/[\w/]+\.py)::(\w+)` \|$", PROMISES, re.MULTILINE)

    assert test in named_in(file)


def test_no_test_is_for_a_row_that_there_is_not() -> None:
    marked = {row for row in marks() if row.startswith("R")}

    assert marked
    assert marked <= {*ROWS}


@cache
def named_in(file: str) -> frozenset[str]:
    tree = ast.parse((ROOT / file).read_text(encoding="utf-8"))
    return frozenset(each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef))


def marks() -> Iterator[str]:
    for path in (ROOT / "tests").rglob("test_*.py"):
        for words in re.findall(r"mark\.fault\(([^)]*)\)", path.read_text(encoding="utf-8")):
            yield from re.findall(r'"(\w+)"', words)
