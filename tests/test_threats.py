"""docs/threats.md, tests/faults/README.md and docs/operating.md explain every code that code and tests cite."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent
TABLES = ("docs/threats.md", "tests/faults/README.md", "docs/operating.md")
CODE = re.compile(r"\b([RS]\d{1,2}|I[1-8])\b")


def test_every_code_that_is_cited_has_a_row() -> None:
    rows = {
        code
        for table in TABLES
        for code in re.findall(r"^\| ([RSI]\d+) \|", (ROOT / table).read_text(encoding="utf-8"), re.MULTILINE)
    }
    sources = [
        *(ROOT / "feedpub").rglob("*.py"),
        *(path for path in (ROOT / "tests").rglob("*.py") if path != Path(__file__)),
    ]
    cited = {code for path in sources for code in _codes(path.read_text(encoding="utf-8"))}

    assert {"R13", "S12", "I7"} <= cited
    assert cited - rows == set()


def _codes(text: str) -> set[str]:
    """Return the codes in comments, docstrings and marks: not in names that only look like one (`A3`, `F1`)."""
    return set(CODE.findall(text))
