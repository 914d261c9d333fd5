"""The public folder -> its files, one at a time, as a web server would hand them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def find_site(folder: Path) -> Path | None:
    """Return the public root of an output folder, or the folder itself where it is the root; None where it is none."""
    below = folder / "site"
    if below.is_dir():
        return below
    return folder if (folder / "index.html").is_file() else None


def require_site(folder: Path) -> Path:
    """Return the public root of a folder that somebody named; raises `NotFound` where it is none."""
    site = find_site(folder)
    if site is None:
        raise NotFound(f"{folder}: holds no site (no index.html); name the output folder or its site/")
    return site


def published_files(site: Path) -> Iterator[tuple[str, bytes]]:
    """Yield every file that is not hidden, in the order of the paths; what goes while we look is left out."""
    for path in sorted(site.rglob("*")):
        relative = path.relative_to(site)
        if any(step.startswith(".") for step in relative.parts) or not path.is_file():
            continue
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            continue
        yield relative.as_posix(), content
