"""jieba's cache has a fixed name in a folder that anybody may write to; what lies there is never looked at (S25)."""

from __future__ import annotations

import marshal
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "武进区举办义诊活动"
BEGINNINGS = dict.fromkeys(("武", "武进", "武进区", "办", "办义", "办义诊"), 0)
PLANTED = marshal.dumps((BEGINNINGS | {"武进区举": 10**9, "办义诊活": 10**9, "动": 1}, 2 * 10**9 + 1))

NAIVE = f"import jieba; jieba.setLogLevel(60); print('/'.join(jieba.cut({TEXT!r}, HMM=False)))"
OURS = f"from feedpub.language.segmenter import segment; print('/'.join(segment({TEXT!r})))"


@pytest.mark.fault("S25")
def test_s25_a_planted_cache_changes_nothing_and_none_is_left(tmp_path: Path) -> None:
    shared, clean = tmp_path / "shared", tmp_path / "clean"
    shared.mkdir()
    clean.mkdir()
    cache = shared / "jieba.cache"
    cache.write_bytes(PLANTED)

    assert _said(NAIVE, shared) == "武进区举/办义诊活/动"  # so the trap is a real one
    assert _said(OURS, shared) == _said(OURS, clean) != "武进区举/办义诊活/动"
    assert list(clean.iterdir()) == []
    assert cache.read_bytes() == PLANTED


def _said(program: str, folder: Path) -> str:
    words = [sys.executable, "-W", "ignore", "-c", program]
    environment = {**os.environ, "TMPDIR": str(folder), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(words, capture_output=True, env=environment, timeout=120, check=True)
    return done.stdout.decode().strip()
