"""A number -> so many small pages dropped at once, published; the time, the CPU seconds and the memory that it took.

    python benchmarks/burst.py [--files 2000] [--engine processes] [--keep FOLDER] [--profile FILE]

Every page is one article of 300 to 600 characters, put together from invented sentences by a fixed seed; two of three
name a place. It is published by the real command, in a folder of its own. Memory is the largest sum of what all its
processes hold at one moment (each page of memory that they share counted once, as PSS), looked at five times a second.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PLACES = (
    "常州市武进区", "苏州市吴江区", "南京市", "无锡市", "杭州市西湖区", "成都市", "沈阳市铁西区", "广州市", "西安市",
    "昆明市", "福建省泉州市", "山东省青岛市", "湖北省宜昌市", "河南省洛阳市", "甘肃省天水市", "黑龙江省大庆市",
)  # fmt: skip
ACTORS = ("图书馆", "社区", "小学", "合作社", "博物馆", "养老院", "体育馆", "文化站", "果园", "车站", "菜市场", "公园")
DEEDS = (
    "添了新书架",
    "办了修补课",
    "种下一排树",
    "换上新路灯",
    "开了早市",
    "搭起戏台",
    "修好旧桥",
    "腾出操场",
    "晒账本",
)
SENTENCES = (
    "居民说,从前要走很远的路,现在下楼就到。",
    "管理员把每一件东西登记下来,摆放得整整齐齐。",
    "孩子们放学以后来这里写作业,老人们坐在窗边读报。",
    "负责人介绍,这件事准备了三个多月,听取了两百多条意见。",
    "下一步,还要把旁边的空地也收拾出来,留给大家散步。",
    "志愿者轮流值班,每周六上午最忙。",
    "钱是大家凑的,账目每个月贴在门口。",
    "天还没亮,第一批客人已经排起了队。",
    "最近一年来,这样的活动已经办了三十多场。",
)


def main() -> None:
    """Print what a burst costs."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--engine", default="processes", choices=["serial", "processes", "dask"])
    parser.add_argument("--keep", type=Path, help="work in this folder, and leave it there")
    parser.add_argument("--profile", type=Path, help="write a cProfile of the main process there")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="feedpub-burst-")))
        drop(folder / "seeds", options.files)
        for what in ("all new", "nothing new", "one new"):
            if what == "one new":
                write(folder / "seeds", options.files, random.Random(options.files))
            profile = options.profile if what == "all new" else None
            print(f"{what:12}", publish_and_measure(folder, options.engine, profile), flush=True)


def drop(folder: Path, count: int) -> None:
    """Write the pages, a thousand to a folder; those that are there already stay as they are."""
    chance = random.Random(1)
    for number in range(count):
        write(folder, number, chance)


def write(folder: Path, number: int, chance: random.Random) -> None:
    """Write one page."""
    path = folder / f"{number // 1000:03}" / f"2023-02-{number % 28 + 1:02}_{number:06}.txt"
    text = page(number, chance)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (1_680_000_000, 1_680_000_000))  # long settled


def page(number: int, chance: random.Random) -> str:
    """Return the text of a page: a headline and five to eight sentences, which no other number gets."""
    place = chance.choice(PLACES) if number % 3 else ""
    who, did = chance.choice(ACTORS), chance.choice(DEEDS)
    first = f"本报讯 近日,{place}第{number}号{who}{did},来了{chance.randrange(20, 900)}人。"
    count = chance.randrange(15, 24)
    rest = [f"{chance.choice(SENTENCES)}" for _ in range(count)]
    half = count // 2
    return f"{place[-3:]}第{number}号{who}{did}\n\n{first}{''.join(rest[:half])}\n\n{''.join(rest[half:])}\n"


def publish_and_measure(folder: Path, engine: str, profile: Path | None) -> str:
    """Publish what is in the folder, and return what that cost."""
    profiled = ["-m", "cProfile", "-o", str(profile)] if profile else []
    feedpub = [sys.executable, *profiled, str(Path(sys.executable).with_name("feedpub"))]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    with subprocess.Popen([*feedpub, "publish", "--engine", engine], cwd=folder, stdout=subprocess.PIPE) as run:
        most = 0
        while True:
            try:
                said = run.communicate(timeout=0.2)[0]
                break
            except subprocess.TimeoutExpired:
                most = max(most, memory(run.pid))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    first = said.decode().splitlines()[0] if said else f"ended with {run.returncode}"
    return f"{time.perf_counter() - start:8.1f} s {cpu:8.1f} CPU s {most / 1e6:7.0f} MB   {first}"


def memory(leader: int) -> int:
    """Return the bytes that a process and all below it hold together."""
    total, family = 0, [leader]
    for process in family:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{process}/task").iterdir():
                family += map(int, (task / "children").read_text().split())
            rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
            total += next(int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:"))
    return total


if __name__ == "__main__":
    main()
