"""No summary of the five pages has a fault that a reader would see, at any of its lengths."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from feedpub.model import Article, ItemKind
from feedpub.settings import Summaries
from feedpub.stages.summarise import headline, summarise

if TYPE_CHECKING:
    from collections.abc import Iterator

GOLD = Path(__file__).parent.parent / "gold"
SETTINGS = Summaries()

POINTS_BACK = re.compile(
    r"[他她它]|该|此[次项举类]|这|那|上述|双方|两人|其|据悉|同时|此外|但|因此|所以|为此|对此|要|并|随后"
)
MAKERS = re.compile(r"本报讯|[（(](?:本报|特约)?(?:记者|通讯员)|[\u4e00-\u9fff]{2,4} ?摄[。\s]*$|图为")
HANGS = re.compile(r"(?:指出|表示|介绍|强调|认为|包括|如下|以来|期间|获悉|了解到|说)。$")
FIRST = re.compile(r"我们|我(?!国|省|市|县|区|党|军)|咱")


def items() -> Iterator[Any]:
    for path in sorted(GOLD.glob("*.gold.json")):
        for item in json.loads(path.read_text(encoding="utf-8"))["items"]:
            if item["kind"] in {"article", "caption"}:
                yield pytest.param(item, id=f"{path.name[:3]}-{item['id']}")


ITEMS = list(items())


def article_of(item: dict[str, Any]) -> Article:
    paragraphs = tuple(item["paragraphs"])
    subheads = tuple(n for n, text in enumerate(paragraphs) if text in (item.get("subheads") or ()))
    return Article(
        ItemKind(item["kind"]),
        item["title"],
        paragraphs,
        tuple(item["lines"]),
        kicker=item.get("kicker"),
        subtitle=item.get("subtitle"),
        subheads=subheads,
    )


def faults(summary: str, text: str, chars: int) -> list[str]:
    bare, source = (re.sub(r"\s", "", one) for one in (summary, text))
    body = bare.rstrip("。！…")
    after = set(re.findall(re.escape(body[-12:]) + "(.)", source + "。"))  # what the article goes on with
    unquoted = re.sub(r"“[^”]*”", "", bare)
    found = {
        "empty": not bare,
        "too long": len(bare) > chars,
        "open mark": any(bare.count(one) != bare.count(other) for one, other in ("“”", "《》", "（）", "()", "‘’")),
        "no end mark": bare[-1:] not in set("。！”）"),
        "cut in a clause": not after & set("，,。；;！？”）)…"),
        "points back": bool(POINTS_BACK.match(bare)),
        "quotation or question": bare[:1] in {"“", "‘"} or "？" in bare or "?" in bare,
        "first person": bool(FIRST.search(unquoted)),
        "makers": bool(MAKERS.search(bare)),
        "hanging end": bool(HANGS.search(bare)),
        "altered number": not set(re.findall(r"\d[\d.,]*", bare)) <= set(re.findall(r"\d[\d.,]*", source)),
    }
    return [name for name, there in found.items() if there]


@pytest.mark.parametrize("item", ITEMS)
def test_a_summary_of_the_five_pages_has_no_fault(item: dict[str, Any]) -> None:
    article = article_of(item)
    made = summarise(article, SETTINGS)

    assert faults(made.brief, article.text, SETTINGS.brief) == []
    assert faults(made.text, article.text, SETTINGS.text) == []
    assert faults(made.long, article.text, SETTINGS.long) == []


@pytest.mark.parametrize("item", ITEMS)
def test_every_article_of_the_five_pages_has_keywords_that_stand_in_it(item: dict[str, Any]) -> None:
    article = article_of(item)
    words = summarise(article, SETTINGS).keywords
    whole = "".join(filter(None, (article.kicker, article.title, article.subtitle, article.text)))

    assert 1 <= len(words) <= 5
    assert all(word in whole for word in words)


@pytest.mark.parametrize("item", ITEMS)
def test_every_caption_can_have_a_short_headline_of_its_own_words(item: dict[str, Any]) -> None:
    article = article_of({**item, "title": None})

    made = headline(article)

    assert 6 <= len(made) <= 24
    assert made.rstrip("…") in article.text
