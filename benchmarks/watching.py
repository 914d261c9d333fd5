"""A watched folder -> the seconds from the close of a file to the feed that holds its story.

    python benchmarks/watching.py [--drops 30] [--way write|rename] [--mode events|poll] [--settle 2] [--archive 0]

The real `feedpub watch` runs already, with so many stories in its archive. What is told is beyond the settling time,
during which a file is watched on purpose; a file that is renamed into the folder does not have to settle.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

FEEDPUB = Path(sys.executable).with_name("feedpub")
SIGNS = "山水田园花草树木风雨云雪江河湖海桥路灯船书画琴棋茶酒米面"
FEED_TIMEOUT = 30


def main() -> None:
    """Print the median and the worst of so many drops."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--drops", type=int, default=30)
    parser.add_argument("--way", default="write", choices=["write", "rename"])
    parser.add_argument("--mode", default="events", choices=["events", "poll"])
    parser.add_argument("--settle", type=float, default=2.0)
    parser.add_argument("--archive", type=int, default=0, help="so many stories are there before")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="feedpub-watching-") as name, run_watch(Path(name), options) as folder:
        settle = options.settle if options.way == "write" else 0.0
        taken = [drop(folder, number, options.way) - settle for number in range(options.drops)]
    print(
        f"{options.drops} drops by {options.way}, {options.mode}: median {statistics.median(taken):.2f} s"
        f" beyond the settling time, worst {max(taken):.2f} s"
    )


def page(name: str) -> str:
    """Return a page of one story that is like no other: what is nearly the same would be one story in two files."""
    dice = random.Random(name)
    words = ["".join(dice.choices(SIGNS, k=4)) for _ in range(40)]
    body = "，".join(words[:20]) + "。" + "，".join(words[20:]) + "。"
    return f"第{name}号消息传来\n\n本报讯 近日，常州市武进区{body}\n"


@contextlib.contextmanager
def run_watch(folder: Path, options: argparse.Namespace) -> Iterator[Path]:
    """Lend a folder whose seeds/ is being watched, everything loaded."""
    (folder / "seeds").mkdir()
    (folder / "feedpub.toml").write_text(f'[watch]\nmode = "{options.mode}"\nsettle = {options.settle}\n')
    for number in range(options.archive):
        (folder / f"seeds/before-{number}.txt").write_text(page(f"前{number}"), encoding="utf-8")
    with subprocess.Popen([FEEDPUB, "watch"], cwd=folder, stdout=subprocess.DEVNULL) as watcher:
        try:
            drop(folder, -1, "write")
            yield folder
        finally:
            watcher.terminate()


def drop(folder: Path, number: int, way: str) -> float:
    """Put a page into the folder; return how many seconds later the feed holds it."""
    path = folder / f"seeds/page{number}.txt"
    beside = path.with_suffix(".txt.part") if way == "rename" else path
    beside.write_text(page(f"新{number}"), encoding="utf-8")
    closed = time.monotonic()
    if beside != path:
        beside.rename(path)
    feed, wanted = folder / "output/site/rss.xml", f"第新{number}号消息".encode()
    while time.monotonic() - closed < FEED_TIMEOUT:
        with contextlib.suppress(FileNotFoundError):
            if wanted in feed.read_bytes():
                return time.monotonic() - closed
        time.sleep(0.01)
    raise SystemExit(f"{path}: never came out")


if __name__ == "__main__":
    main()
