"""Places -> Edges: open the real world for a run, and close it afterwards."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub import plugins
from feedpub.edge.archive import open_archive
