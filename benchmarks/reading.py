"""A folder of texts -> how often their encoding is told right, by feedpub and by charset-normalizer.

    python benchmarks/reading.py FOLDER [--sizes 6 12 40 0] [--samples 300]

Every `.txt` (UTF-8) below FOLDER is cut into samples of some size in characters (0: the whole file), written in every
encoding that can hold it, and read back. A text that differs is wrong; a refusal is counted on its own, because it
reaches a person and wrong text reaches the readers. charset-normalizer is left out where it is not installed.
"""

from __future__ import annotations

import argparse
import importlib
import random
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from feedpub.stages.read.encoding import Undecodable, decode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Reader = Callable[[bytes], str | None]
    """Bytes -> their text, or None for a refusal."""

ENCODINGS = ("utf-8", "gb18030", "big5", "utf-16", "utf-16-le", "utf-16-be")


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[6, 12, 40, 0], help="characters; 0 is the whole file")
    parser.add_argument("--samples", type=int, default=300, help="of each size")
    options = parser.parse_args()
    texts = [path.read_text(encoding="utf-8") for path in sorted(options.folder.rglob("*.txt"))]
    print(f"{'reader':20}{'encoding':11}{'size':>5}{'right':>7}{'refused':>9}{'wrong':>7}{'ms each':>9}")
    for name, read in readers().items():
        for size in options.sizes:
            compare(name, read, size, list(samples(texts, size, options.samples)))


def readers() -> dict[str, Reader]:
    """Return the readers that there are, ours first."""
    found: dict[str, Reader] = {"feedpub": ours}
    try:
        normalizer = importlib.import_module("charset_normalizer")
    except ImportError:
        return found
    return found | {"charset-normalizer": lambda content: theirs(normalizer, content)}


def ours(content: bytes) -> str | None:
    """Return what feedpub reads."""
    text = decode(content)
    return None if isinstance(text, Undecodable) else text


def theirs(normalizer: Any, content: bytes) -> str | None:
    """Return what charset-normalizer holds for the best reading."""
    best = normalizer.from_bytes(content).best()
    return None if best is None else str(best).removeprefix("\ufeff")


def samples(texts: list[str], size: int, count: int) -> Iterator[str]:
    """Yield the texts, or `count` pieces of `size` characters without line ends, always the same ones."""
    if not size:
        yield from texts
        return
    lines = [line.strip() for text in texts for line in text.splitlines() if len(line.strip()) >= size]
    for line in random.Random(size).sample(lines, min(count, len(lines))):
        yield line[:size]


def compare(name: str, read: Reader, size: int, texts: list[str]) -> None:
    """Print a row for every encoding."""
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    spent: Counter[str] = Counter()
    for text in texts:
        for encoding in ENCODINGS:
            try:
                content = text.encode(encoding)
            except UnicodeEncodeError:
                continue  # Big5 holds no simplified characters
            start = time.process_time()
            result = read(content)
            spent[encoding] += int((time.process_time() - start) * 1e6)
            found[encoding]["refused" if result is None else "right" if result == text else "wrong"] += 1
    for encoding, counts in found.items():
        right, refused, wrong = counts["right"], counts["refused"], counts["wrong"]
        each = spent[encoding] / 1000 / sum(counts.values())
        print(f"{name:20}{encoding:11}{size or 'all':>5}{right:7}{refused:9}{wrong:7}{each:9.2f}")


if __name__ == "__main__":
    main()
