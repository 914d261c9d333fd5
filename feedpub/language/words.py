"""Words of a Chinese text by jieba's dictionary, loaded once per process and never from a shared cache file."""

from __future__ import annotations

import re
import warnings
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


_PORTION = 300
_ENDLESS = re.compile(rf"[\u4e00-\u9fff]{{{_PORTION}}}")
"""So many ideographs without a mark are no prose, and jieba's model takes the square of their number."""


def cut(text: str) -> Iterator[str]:
    """Yield the words of `text` in order; joined they are `text` again."""
    step = _PORTION if _ENDLESS.search(text) else max(1, len(text))
    for start in range(0, len(text), step):
        yield from tokenizer().cut(text[start : start + step])


def is_word(text: str) -> bool:
    """Whether the dictionary has `text` as a word."""
    return frequency(text) > 0


def frequency(word: str) -> int:
    """Return how often the dictionary's corpus has `word`; 0 for what is no word."""
    count: int = tokenizer().FREQ.get(word, 0)
    return count


@cache
def tokenizer() -> Any:
    """Return jieba's tokenizer, built from its dictionary.

    jieba itself would load a marshalled dictionary from a fixed name in the temporary folder, which anybody may have
    written (its issue 686), and which saves no time.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # its import of pkg_resources and its escapes
        import jieba
    made = jieba.Tokenizer()
    made.FREQ, made.total = made.gen_pfdict(made.get_dict_file())
    made.initialized = True
    return made


@cache
def rarity() -> Mapping[str, float]:
    """Return jieba's table of inverse document frequencies: about 267,000 words, 5.1 to 14.

    Read without `jieba.analyse`, whose import costs 100 MiB.
    """
    lines = (files("jieba") / "analyse" / "idf.txt").read_text(encoding="utf-8").splitlines()
    return {word: float(value) for word, _, value in (line.partition(" ") for line in lines)}


@cache
def verbs() -> frozenset[str]:
    """Return what jieba's dictionary calls a verb: about 35,000 words, of which many can be nouns as well."""
    return _of_kind("v", "vi")


@cache
def unlike_nouns() -> frozenset[str]:
    """Return what the dictionary calls neither noun nor name: about 90,000 words, set phrases among them."""
    kinds = "v vi vn a ad b c d e f i l o p q r s t u y z zg"
    return _of_kind(*kinds.split())


@cache
def doings() -> frozenset[str]:
    """Return the verbs that the dictionary knows as nouns as well: 服务, 竞赛."""
    return _of_kind("vn")


@cache
def places() -> frozenset[str]:
    """Return the names of places in the dictionary, short and long: 武进, 常州市."""
    return _of_kind("ns")


def _of_kind(*kinds: str) -> frozenset[str]:
    ends = tuple(f" {kind}".encode() for kind in kinds)
    with tokenizer().get_dict_file() as lines:
        return frozenset(line.split(b" ", 1)[0].decode() for line in lines if line.rstrip().endswith(ends))
