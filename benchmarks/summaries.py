"""Articles with summaries by hand -> ROUGE-1, faults and CPU time of our methods beside plain ones.

    .venv/bin/python -m benchmarks.summaries GOLD.jsonl... [--chars 80 --chars 120] [--peers]

GOLD holds a JSON object a line: id, title (may be empty), text, summary. Measured are `extract` and `lead`, the first
sentences as they stand, and with --peers those of jieba's TextRank, sumy's LexRank and SnowNLP that are installed
(the peak memory is then theirs).
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import statistics
import sys
import unicodedata
from collections import Counter
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from time import process_time
from typing import TYPE_CHECKING, Any

from feedpub.stages.summarise import gist
from feedpub.stages.summarise.sentences import split_paragraph

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Method = Callable[[str, str, int], str]

TOKEN = re.compile(r"[0-9]+(?:[.,:][0-9]+)*%?|[a-z]+|[^\s]")


@dataclass(frozen=True)
class Figures:
    """What one method reached at one length."""

    rouge: float
    length: float
    open_end: float
    """Percent of summaries without an end mark or with a mark left open."""
    median: float
    percentile_95: float
    """CPU milliseconds: the median and the 95th percentile."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Print a table a length."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("gold", nargs="+", type=Path)
    parser.add_argument("--chars", action="append", type=int)
    parser.add_argument("--peers", action="store_true")
    options = parser.parse_args(arguments)
    measured = methods() | (peers() if options.peers else {})
    gold = [json.loads(line) for path in options.gold for line in path.open(encoding="utf-8") if line.strip()]
    gist("", "图书馆开放。", 80)  # the dictionary is loaded once
    for chars in options.chars or [80, 120]:
        print(f"{len(gold)} articles at {chars} characters")
        print(f"  {'method':<12}{'ROUGE-1':>8}{'length':>8}{'open %':>8}{'CPU ms':>8}{'95 %':>8}")
        for name, method in measured.items():
            one = measure(method, gold, chars)
            print(
                f"  {name:<12}{one.rouge:8.2f}{one.length:8.1f}{one.open_end:8.1f}"
                f"{one.median:8.1f}{one.percentile_95:8.1f}"
            )
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


def methods() -> dict[str, Method]:
    """Return our own methods by name, and the plainest of all."""
    return {
        "extract": lambda title, text, chars: gist(title, text, chars, "extract"),
        "lead": lambda title, text, chars: gist(title, text, chars, "lead"),
        "first lines": first_sentences,
    }


def peers() -> dict[str, Method]:
    """Return other people's methods that are installed here, by name."""
    found: dict[str, Method] = {}
    for name, peer in {"textrank": textrank, "lexrank": lexrank, "snownlp": snownlp}.items():
        try:
            peer("", "图书馆开放。读者很多。馆长很高兴。", 80)
        except ImportError:
            print(f"{name} is not installed", file=sys.stderr)
        else:
            found[name] = peer
    return found


def measure(method: Method, gold: Sequence[dict[str, Any]], chars: int) -> Figures:
    """Return the figures of a method over all articles."""
    scores, lengths, open_ends, times = [], [], [], []
    for one in gold:
        before = process_time()
        made = method(one.get("title") or "", one["text"], chars)
        times.append(1000 * (process_time() - before))
        scores.append(rouge(made, one["summary"]))
        lengths.append(len(re.sub(r"\s", "", made)))
        open_ends.append(made[-1:] not in set("。！？!?…”）") or made.count("“") != made.count("”"))
    return Figures(
        rouge=100 * statistics.fmean(scores),
        length=statistics.fmean(lengths),
        open_end=100 * statistics.fmean(open_ends),
        median=statistics.median(times),
        percentile_95=sorted(times)[int(0.95 * len(times))],
    )


def rouge(made: str, gold: str) -> float:
    """Return the F1 of the characters that two texts share; a number or a Latin word counts as one character."""
    one, other = (Counter(tokens(text)) for text in (made, gold))
    shared = sum((one & other).values())
    return 2 * shared / (sum(one.values()) + sum(other.values())) if shared else 0.0


def tokens(text: str) -> list[str]:
    """Return the characters, numbers and Latin words of a text, without marks."""
    return [token for token in TOKEN.findall(unicodedata.normalize("NFKC", text).lower()) if token[0].isalnum()]


def first_sentences(title: str, text: str, chars: int) -> str:
    """Return the first sentences that fit, as a feed without a summariser would show them."""
    del title
    return fill([one for paragraph in text.splitlines() for one in split_paragraph(paragraph)], chars)


def textrank(title: str, text: str, chars: int) -> str:
    """Return the sentences with the most of jieba's TextRank keywords."""
    del title
    weights = dict(import_module("jieba.analyse").textrank(text, topK=50, withWeight=True))
    told = [one for paragraph in text.splitlines() for one in split_paragraph(paragraph)]
    ranked = sorted(told, key=lambda one: -sum(value for word, value in weights.items() if word in one))
    return in_order(ranked, told, chars)


def lexrank(title: str, text: str, chars: int) -> str:
    """Return the sentences that sumy's LexRank likes best."""
    del title
    chinese = import_module("sumy.nlp.tokenizers").Tokenizer("chinese")
    document = import_module("sumy.parsers.plaintext").PlaintextParser.from_string(text, chinese).document
    ranked = import_module("sumy.summarizers.lex_rank").LexRankSummarizer()(document, len(document.sentences))
    return in_order([str(one) for one in ranked], [str(one) for one in document.sentences], chars)


def snownlp(title: str, text: str, chars: int) -> str:
    """Return the sentences that SnowNLP's summary names."""
    del title
    return fill(import_module("snownlp").SnowNLP(text).summary(10), chars)


def in_order(ranked: Sequence[str], told: Sequence[str], chars: int) -> str:
    """Return the best that fit, in the order of the article."""
    best: list[str] = []
    for one in ranked:
        if sum(map(len, best)) + len(one) <= chars:
            best.append(one)
    return "".join(one for one in told if one in best)


def fill(texts: Sequence[str], chars: int) -> str:
    """Return the first texts, as many as fit; the first is cut where not even it does."""
    made = ""
    for one in texts:
        if len(made) + len(one) > chars:
            break
        made += one
    return made or "".join(texts[:1])[:chars]


if __name__ == "__main__":
    main()
