"""The rules of imports (docs/decisions/0001-the-house.md): downhill, no circles, nobody's private names."""

from __future__ import annotations

import ast
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from importlinter.cli import lint_imports

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent

NAMED_TUPLE = {"_replace", "_asdict", "_fields", "_make"}
"""What looks private, and is the public interface of a named tuple."""

NO_PUBLIC_NAME = {"_exit", "_Element", "_rust_notify"}
"""`os._exit` is documented, lxml's stubs have no other name for the type, and watchfiles opens a watch by `watch` only
at the first wait, with one timeout for all, where the folder must be watched before it is scanned."""


def test_imports_go_downhill_and_never_in_a_circle() -> None:
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0


def test_no_module_uses_a_private_name_of_another() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path in sorted((ROOT / "feedpub").rglob("*.py"))
        for line, name in private_names_of_others(path.read_text(encoding="utf-8"))
    ]

    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("from starlette._utils import is_async_callable", id="a_private_module"),
        pytest.param("from feedpub.web.app import _routes", id="a_private_name"),
        pytest.param("import smtplib\ndef f(smtp): return smtp._host", id="an_attribute"),
    ],
)
def test_a_private_name_is_found(code: str) -> None:
    assert list(private_names_of_others(code))


@pytest.mark.parametrize(
    "code",
    [
        pytest.param(
            "class A:\n    def __init__(self): self._x = 1\n    def same(self, other): return other._x", id="own"
        ),
        pytest.param("def f(pair): return pair._replace(a=1)", id="a_named_tuple"),
        pytest.param("from __future__ import annotations", id="the_future"),
    ],
)
def test_what_is_a_module_s_own_is_not(code: str) -> None:
    assert list(private_names_of_others(code)) == []


def private_names_of_others(code: str) -> Iterator[tuple[int, str]]:
    """Yield the line and name of each use of a private name that the code does not define itself."""
    tree = ast.parse(code)
    own = set(_defined(tree)) | NAMED_TUPLE | NO_PUBLIC_NAME
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            names = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
            yield from ((node.lineno, name) for name in names if _is_private(name) and name not in NO_PUBLIC_NAME)
        elif isinstance(node, ast.Attribute) and _is_private(node.attr) and node.attr not in own:
            is_inherited = isinstance(node.value, ast.Name) and node.value.id == "self"  # may be a base class's
            if not is_inherited:
                yield node.lineno, node.attr


def _defined(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")
