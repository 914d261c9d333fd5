"""The rule of the house: imports go downhill (docs/decisions/0001-the-house.md)."""

from importlinter.cli import lint_imports


def test_imports_go_downhill() -> None:
    assert lint_imports(config_filename="pyproject.toml", no_cache=True) == 0
