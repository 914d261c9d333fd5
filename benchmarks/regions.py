"""Gold with regions -> how often they are found, by feedpub, by cpca and by jieba's place names, with times.

    python benchmarks/regions.py GOLD [--errors N]

GOLD is a file of JSON Lines (id, title, text, regions, and optionally also, national, home), or a folder of pages
(*.gold.json) such as tests/gold; a page's articles are then located together. Figures, 0 to 1:

    exact, city, prov   the first region found is one of the gold, whole or cut to city or province
    f1                  of all regions; one in `also` or above a gold one is neither asked for nor held against us
    feedP, feedR        of the pairs of an article and a feed (its regions and all above them)
    natF1, empty        national stories; how many of the stories without a region got none

cpca is left out where it is not installed. First comes what loading the names costs, in time and in memory (at most .5
s and 60 MB are wanted); "start s" of ours is nothing after that.
"""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from feedpub import regions
from feedpub.language.segmenter import tokenizer
from feedpub.model import Article, ItemKind
from feedpub.stages.locate import locate, locate_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Path_ = tuple[str, ...]
Item = dict[str, Any]


class Answer(NamedTuple):
    """What a locator says of one item."""

    paths: tuple[Path_, ...]
    national: bool = False


def main() -> None:
    """Print a row of figures for each locator."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", type=Path)
    parser.add_argument("--errors", type=int, default=0, help="list so many wrong first regions of ours")
    options = parser.parse_args()
    print("names loaded in {:.2f} s and {:.0f} MB".format(*loading()))
    pages = read(options.gold)
    print(f"{'':10}" + "".join(f"{name:>7}" for name in FIGURES) + f"{'start s':>9}{'ms each':>9}")
    for name, locator in locators().items():
        begin = time.perf_counter()
        locator([{"title": "", "text": "常州市", "kind": "article"}])
        started = time.perf_counter()
        answers = [answer for page in pages for answer in locator(page)]
        spent = time.perf_counter() - started
        items = [item for page in pages for item in page]
        row = figures(items, answers)
        each = 1000 * spent / len(items)
        print(f"{name:10}" + "".join(f"{row[key]:7.3f}" for key in FIGURES) + f"{started - begin:9.2f}{each:9.2f}")
        if name == "feedpub":
            print_errors(items, answers, options.errors)


def loading() -> tuple[float, float]:
    """Return the seconds and the megabytes (Linux) that the first text takes, for which every name is loaded."""
    begin, held = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    locate(None, "常州市")
    return time.perf_counter() - begin, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) / 1024


def read(gold: Path) -> list[list[Item]]:
    """Return the items, a list for each page; those of a file are pages of their own."""
    if gold.is_dir():
        return [json.loads(path.read_text(encoding="utf-8"))["items"] for path in sorted(gold.glob("*.gold.json"))]
    return [[json.loads(line)] for line in gold.read_text(encoding="utf-8").splitlines() if line.strip()]


def locators() -> dict[str, Callable[[list[Item]], list[Answer]]]:
    """Return what is compared, by name."""
    found: dict[str, Callable[[list[Item]], list[Answer]]] = {"feedpub": by_feedpub, "jieba ns": by_jieba}
    try:
        importlib.import_module("cpca")
    except ImportError:
        return found
    return {**found, "cpca": by_cpca}


def by_feedpub(page: list[Item]) -> list[Answer]:
    """Locate the items of a page together, a single one with the home that its gold gives."""
    if len(page) == 1:
        focuses = [locate(page[0]["title"] or None, page[0]["text"], tuple(page[0].get("home") or ()))]
    else:
        focuses = list(locate_page([article(item) for item in page]))
    return [Answer(tuple(one.region.path for one in focus.regions), focus.national) for focus in focuses]


def article(item: Item) -> Article:
    """Return a gold item as the splitter would give it."""
    kicker, subtitle, dateline = (item.get(key) or None for key in ("kicker", "subtitle", "dateline"))
    body = tuple(item["text"].split("\n"))
    return Article(ItemKind(item["kind"]), item["title"], body, (1,), kicker, subtitle, dateline=dateline)


def by_jieba(page: list[Item]) -> list[Answer]:
    """Take the division that most of jieba's words tagged `ns` name; the deepest of one line of descent."""
    tagger = importlib.import_module("jieba.posseg").POSTokenizer(tokenizer())
    names: dict[str, list[Path_]] = {}
    for region in regions.all_regions():
        for name in {region.name, region.short_name}:
            names.setdefault(name, []).append(region.path)
    answers = []
    for item in page:
        votes: Counter[Path_] = Counter()
        for pair in tagger.cut(f"{item['title'] or ''}\n{item['text']}"):
            if pair.flag == "ns" and pair.word in names:
                votes[min(names[pair.word], key=len)] += 1
        best = max(votes, key=lambda path: sum(votes[path[:depth]] for depth in range(1, len(path) + 1)), default=())
        answers.append(Answer((best,) if best else ()))
    return answers


def by_cpca(page: list[Item]) -> list[Answer]:
    """Take the first full path that cpca finds."""
    cpca = importlib.import_module("cpca")
    answers = []
    for item in page:
        table = cpca.transform([f"{item['title'] or ''}\n{item['text']}"])
        row = [table.iloc[0][column] for column in ("省", "市", "区")]
        path = tuple(name for name in row if name and name != "市辖区")
        answers.append(Answer((path,) if path else ()))
    return answers


FIGURES = ("exact", "city", "prov", "f1", "feedP", "feedR", "natF1", "empty")


def figures(items: Sequence[Item], answers: Sequence[Answer]) -> dict[str, float]:
    """Return the figures of the head of this file."""
    count: Counter[str] = Counter()
    for item, answer in zip(items, answers, strict=True):
        if item.get("kind") != "ad":
            count.update(_compare(item, answer))
    exact, city, prov = (count[key] / max(1, count["placed"]) for key in ("exact", "city", "prov"))
    return {
        "exact": exact,
        "city": city,
        "prov": prov,
        "f1": _f1(count["tp"], count["fp"], count["fn"]),
        "feedP": count["feed_tp"] / max(1, count["feed_tp"] + count["feed_fp"]),
        "feedR": count["feed_tp"] / max(1, count["feed_tp"] + count["feed_fn"]),
        "natF1": _f1(count["nat_tp"], count["nat_fp"], count["nat_fn"]),
        "empty": count["left"] / max(1, count["unplaced"]),
    }


def _compare(item: Item, answer: Answer) -> dict[str, int]:
    gold, also = _paths(item["regions"]), _paths(item.get("also") or ())
    found, above = set(answer.paths), _closure(gold) - gold
    kept = found - ((also | above) - gold)
    first = answer.paths[0] if answer.paths else ()
    nation = bool(item.get("national"))
    feeds, right = _closure(found), _closure(gold)
    return {
        "placed": bool(gold),
        "exact": bool(gold) and first in gold,
        "city": bool(gold and first) and _cut(first) in {_cut(path) for path in gold},
        "prov": bool(gold and first) and first[:1] in {path[:1] for path in gold},
        "tp": len(kept & gold),
        "fp": len(kept - gold),
        "fn": len(gold - kept),
        "feed_tp": len(right & feeds),
        "feed_fp": len(feeds - right - _closure(also)),
        "feed_fn": len(right - feeds),
        "nat_tp": nation and answer.national,
        "nat_fp": answer.national and not nation,
        "nat_fn": nation and not answer.national,
        "unplaced": not gold,
        "left": not gold and not found,
    }


def _paths(given: Iterable[Sequence[str]]) -> set[Path_]:
    return {tuple(path) for path in given}


def _closure(paths: Iterable[Path_]) -> set[Path_]:
    return {path[:depth] for path in paths for depth in range(1, len(path) + 1)}


def _cut(path: Path_) -> Path_:
    return path[:1] if path[0] in ("北京市", "天津市", "上海市", "重庆市") else path[:2]


def _f1(right: int, extra: int, missed: int) -> float:
    return 2 * right / (2 * right + extra + missed) if right else 0.0


def print_errors(items: Sequence[Item], answers: Sequence[Answer], limit: int) -> None:
    """Print the first wrong ones."""
    wrong = [pair for pair in zip(items, answers, strict=True) if _paths(pair[0]["regions"]) != set(pair[1].paths)]
    for item, answer in wrong[:limit]:
        print("  ", item["id"], item["title"], item["regions"], "found", answer.paths)


if __name__ == "__main__":
    main()
