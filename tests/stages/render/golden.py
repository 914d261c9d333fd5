"""The finished documents, for the eyes of a reviewer: a change of output is a change in these files.

`GOLDEN=write pytest tests/stages/render` writes them anew; read the difference before it is committed.
"""

from __future__ import annotations

import os
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "golden"


def golden(name: str, content: bytes) -> bytes:
    """Return what the file `name` holds; where the environment asks for it, `content` after it was stored there."""
    path = FOLDER / name
    if os.environ.get("GOLDEN") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return path.read_bytes()
