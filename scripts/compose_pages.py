"""Items of many gold pages -> new pages: the same stories, pictures and notices in other company and other dress.

Each page draws its own habits: where it signs, whether it sets subheads, marks headlines with `#`, breaks columns,
leaves blank lines, prints the second halves of stories from other pages.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scripts.vary_pages import SENTENCE, without_byline

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

Item = dict[str, Any]
_CLAUSE = re.compile(r"[\u4e00-\u9fff“”\d%％]{5,16}")
_NAMELESS: Item = {"title": None, "kicker": None, "subtitle": None, "title_alts": []}
_PLACES = ("北京", "上海", "广州", "南京", "成都", "武汉")


@dataclass(frozen=True)
class PageDress:
    """How a page is set."""

    byline_place: str
    """Where its stories are signed: `head`, `end`, `tail`, `lead`, `wire` or `never`."""
    byline_share: float
    subs: float
    breaks: float
    brief: float
    heading: int
    has_blank_lines: bool
    sentences: bool
    kickers: float
    continued: float
    foreign_item_share: float
    headless_share: float


def random_dress(dice: Random) -> PageDress:
    """Return the habits of one more page."""
    return PageDress(
        byline_place=dice.choice(("head", "end", "end", "tail", "lead", "lead", "wire", "never", "never", "never")),
        byline_share=dice.choice((0.7, 0.9, 1.0)),
        subs=dice.choice((0.0, 0.1, 0.3, 0.8)),
        breaks=dice.choice((0.0, 0.2, 0.5)),
        brief=dice.choice((0.1, 0.3, 0.7)),
        heading=dice.choice((0, 0, 0, 1, 2)),
        has_blank_lines=dice.random() < 0.8,
        sentences=dice.random() < 0.2,
        kickers=dice.choice((0.3, 1.0)),
        continued=dice.choice((0.0, 0.0, 0.1, 0.2)),
        foreign_item_share=dice.choice((0.0, 0.2, 0.35)),
        headless_share=dice.choice((0.0, 0.0, 0.1)),
    )


def compose(golds: Sequence[dict[str, Any]], dice: Random, number: int) -> dict[str, Any]:
    """Return one new page of items of `golds`."""
    own = random_dress(dice)
    stories = [item for gold in golds for item in gold["items"] if item["kind"] == "article" and item.get("title")]
    others = [(gold, item) for gold in golds for item in gold["items"] if item["kind"] in ("caption", "ad")]
    signs = [item["byline_raw"] for item in stories if item.get("byline_raw") and len(item["byline_raw"]) < 40]
    sheet = _PageComposer(own, dice)
    for story in dice.sample(stories, min(len(stories), dice.randint(4, 10))):
        if others and dice.random() < own.foreign_item_share:
            gold, item = dice.choice(others)
            lines = gold["text"].split("\n")
            sheet.put(item, [(lines[at - 1], False) for at in sorted(item["lines"])])
        sheet.story(story, dice.choice(signs) if signs else None)
    return {"page_id": f"M{number:04}", "text": "\n".join(sheet.lines), "items": sheet.items, "noise_lines": []}


class _PageComposer:
    """A page while it is set."""

    def __init__(self, own: PageDress, dice: Random) -> None:
        self.dress = own
        self.dice = dice
        self.lines: list[str] = [""]
        self.items: list[Item] = []

    def put(self, item: Item, texts: Sequence[tuple[str, bool]]) -> None:
        """Set an item: its lines, each with whether it belongs to the headline."""
        numbers, heads = [], []
        for text, head in texts:
            if not text.strip():
                continue
            self.lines.append(text)
            numbers.append(len(self.lines))
            if head:
                heads.append(len(self.lines))
            if self.dress.has_blank_lines:
                self.lines.append("")
        if numbers:
            self.items.append({**item, "id": len(self.items) + 1, "lines": numbers, "title_lines": heads})

    def story(self, story: Item, sign: str | None) -> None:
        """Set a story in the page's dress, or the second half of one."""
        dice, own = self.dice, self.dress
        subs = list(story.get("subheads") or ()) if own.subs else []
        texts = [part for part in story["paragraphs"] if part in subs or part not in (story.get("subheads") or ())]
        texts = [part if part in subs else without_byline(part) for part in texts]
        texts = [text for text in texts if text]
        if not texts:
            return
        if dice.random() < own.brief:
            texts, subs = [text for text in texts if text not in subs][: dice.choice((1, 1, 2, 3))], []
        if own.sentences:
            texts = [
                piece for text in texts for piece in ([text] if text in subs else SENTENCE.findall(text) or [text])
            ][: dice.choice((6, 12, 25, 40))]
        if not subs and dice.random() < own.subs:
            texts, subs = self._with_subheads(texts)
        if sum(map(len, texts)) > 250 and dice.random() < own.continued:
            self._fragment(story, texts, subs)
            return
        headless = dice.random() < own.headless_share
        texts, credit, after = self._with_byline([text for text in texts if text], subs, sign)
        if not texts:
            return
        made = {**story, "paragraphs": texts, "subheads": subs}
        made["byline_raw"] = credit or after
        lines: list[tuple[str, bool]] = []
        if not headless:
            lines += [(head, True) for head in self._heads(story)]
        made |= {"text": "\n".join(texts), "byline": made["byline_raw"]}
        if headless:
            made |= _NAMELESS
        if credit:
            lines.append((credit, False))
        for text in texts:
            pieces = [text] if text in subs else list(self._broken_lines(text))
            lines += [(piece, False) for piece in pieces]
        if after:
            lines.append((after, False))
        self.put(made, lines)

    def _fragment(self, story: Item, texts: list[str], subs: list[str]) -> None:
        """Set the end of a story from another page: behind its mark, turned round the mark, or without one."""
        dice = self.dice
        at = dice.randrange(1, max(2, len(texts) - 1)) if len(texts) > 1 else 0
        texts = texts[at:]
        while sum(map(len, texts)) > 900 and len(texts) > 2:
            texts = texts[1:]
        if dice.random() < 0.8 and len(texts[0]) > 40 and texts[0] not in subs:
            texts[0] = texts[0][dice.randrange(10, len(texts[0]) - 15) :]
        place, day = dice.choice(_PLACES), f"{dice.randint(1, 12)}月{dice.randint(1, 28)}日"
        closing = dice.choice(("", "", f"（本报{place}{day}电）", f"(据新华社{day}电)"))
        texts = [*texts, *([closing] if closing else [])]
        page = dice.choice(("1", "第1", "第一", "A1", "01"))
        mark = dice.choice((f"（上接{page}版）", f"(上接{page}版)", f"上接{page}版"))
        made = {**story, **_NAMELESS, "kind": "fragment"}
        made |= {"paragraphs": texts, "text": "\n".join(texts), "subheads": subs, "byline_raw": None, "byline": None}
        pieces = [(piece, text) for text in texts for piece in ([text] if text in subs else self._broken_lines(text))]
        way = dice.random()
        lines = [piece for piece, _ in pieces]
        if way < 0.4:
            lines = (
                [mark, *lines]
                if dice.random() < 0.6 or not mark.startswith(("（", "("))
                else [mark + lines[0], *lines[1:]]
            )
        elif way < 0.75:
            lines = self._rotated(lines, mark)
        self.put(made, [(line, False) for line in lines])

    def _rotated(self, lines: list[str], mark: str) -> list[str]:
        """Print the second half first, then the mark and the first half."""
        seams = [index for index, line in enumerate(lines) if len(line) > 30]
        if not seams:
            return [mark, *lines]
        at = self.dice.choice(seams)
        cut = self.dice.randrange(10, len(lines[at]) - 10)
        first, second = [*lines[:at], lines[at][:cut]], [lines[at][cut:], *lines[at + 1 :]]
        joined = mark.startswith(("（", "(")) and self.dice.random() < 0.4
        return [*second, *([mark + first[0], *first[1:]] if joined else [mark, *first])]

    def _heads(self, story: Item) -> Iterator[str]:
        mark = "#" * self.dress.heading + " " if self.dress.heading else ""
        if story.get("kicker") and self.dice.random() < self.dress.kickers:
            yield mark + story["kicker"]
        yield mark + story["title"]
        if story.get("subtitle") and self.dice.random() < self.dress.kickers:
            yield mark + story["subtitle"]

    def _with_byline(
        self, texts: list[str], subs: list[str], sign: str | None
    ) -> tuple[list[str], str | None, str | None]:
        """Sign a story as the page does: return its text, the line above it and the line below it."""
        way = self.dress.byline_place
        if not texts or not sign or way == "never" or self.dice.random() > self.dress.byline_share:
            return texts, None, None
        if way == "head":
            return texts, sign, None
        if way == "end":
            return texts, None, sign
        if way == "tail" and texts[-1] not in subs:
            return [*texts[:-1], f"{texts[-1]} ({sign})"], None, None
        day = f"{self.dice.randint(1, 12)}月{self.dice.randint(1, 28)}日"
        place = self.dice.choice(_PLACES)
        if way == "wire" and self.dice.random() < 0.5:
            return [*texts, f"（新华社{place}{day}电）"], None, None
        if texts[0] in subs:
            return texts, None, None
        lead = self.dice.choice(
            (f"本报讯 ({sign}) ", f"本报{place}{day}电 {sign}报道：", f"新华社{place}{day}电（{sign}）")
        )
        return [lead + texts[0], *texts[1:]], None, None

    def _broken_lines(self, text: str) -> Iterator[str]:
        while len(text) > 40 and self.dice.random() < self.dress.breaks:
            at = self.dice.randrange(8, len(text) - 6)
            yield text[:at]
            text = text[at:]
        yield text

    def _with_subheads(self, texts: list[str]) -> tuple[list[str], list[str]]:
        """Put phrases of the text between the paragraphs of a story that is long enough."""
        found: list[str] = []
        subs: list[str] = []
        step = self.dice.choice((1, 2, 3, 4)) * (2 if self.dress.sentences else 1)
        for index, text in enumerate(texts):
            if index and index % step == 0 and index + 1 < len(texts) and (phrase := self._phrase(texts[index:])):
                subs.append(phrase)
                found.append(phrase)
            found.append(text)
        return found, subs

    def _phrase(self, below: Sequence[str]) -> str | None:
        text = "".join(below[: self.dice.choice((1, 2, 4))])[15:]
        phrases = _CLAUSE.findall(text)
        if not phrases:
            return None
        phrase = str(self.dice.choice(phrases))
        if self.dice.random() < 0.5:  # a subhead says it in other words
            phrase = "".join(char for char in phrase if self.dice.random() > 0.25)
        if self.dice.random() < 0.3:
            phrase += " " + str(self.dice.choice(phrases))[:8]
        return phrase if len(phrase) >= 4 else None
