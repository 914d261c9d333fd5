"""A folder and chance -> somebody at work in it: pages are dropped, edited, moved, swapped, touched, copied, deleted.

A page holds one story. Every version of it that ever stood complete in the folder is remembered: only those may be
published, and only one of them gives the story its guid.
"""

from __future__ import annotations

import os
import shutil
import time
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from random import Random

PLACES = ("武进区", "溧阳市", "宜兴市", "昆山市", "海门区", "高邮市", "句容市", "兴化市", "沛县", "东台市")
EVENTS = ("修好老桥", "举办读书会", "新茶上市", "合唱节开幕", "图书角开张", "办起夜校", "种下新林", "修通水渠")
CHARACTERS = (
    "山水田林路桥河湖海岛船车门窗墙灯火石木竹花草树果茶米面鱼鸟马牛羊鸡犬衣鞋帽伞琴棋书画诗歌舞戏春夏秋冬风雨雪霜云雾日月星光"
    "东西南北左右前后上下高低长短大小多少新旧红黄蓝白青黑清香甜美静忙早晚老少男女父母兄弟姐妹邻友师生工农兵商医"
)
"""What stories are made of, so that no two are alike."""

CHUNK_PAUSE = 0.03
"""Seconds between two parts of a page that is written slowly; far below the time for which a file must keep still."""


@dataclass
class PageStory:
    """A story through its versions, and the files that hold it now."""

    versions: list[str]
    files: set[str] = field(default_factory=set)
    is_edited: bool = False
    """Whether its words change; if not, its place may. Both at once, unseen, would be another story in another file."""


@dataclass
class PageEditor:
    """Works in `folder`, by the dice of `chance`."""

    folder: Path
    chance: Random
    stories: list[PageStory] = field(default_factory=list)
    longest_pause: float = 0.0
    """How long the slowest writing stood still, in seconds; on a busy machine longer than it meant to."""
    counts: dict[str, int] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def work(self) -> None:
        """Do one thing, whichever comes to hand."""
        ways: list[Callable[[], None]] = [self.drop] * 3 + [self.drop_by_name, self.drop_slowly]
        if self._files_of(edited=True):
            ways += [self.edit, self.edit_by_name]
        if len(self._files_of(edited=False)) > 1:
            ways += [self.rewrite, self.rename, self.move, self.touch, self.copy, self.delete, self.swap]
        way = self.chance.choice(ways)
        way()
        self.counts[way.__name__] = self.counts.get(way.__name__, 0) + 1

    def drop(self) -> None:
        """A new page, written at once."""
        story, path = self._new()
        path.write_text(story.versions[-1], encoding="utf-8")

    def drop_by_name(self) -> None:
        """A new page, written under another name and then renamed."""
        story, path = self._new()
        beside = path.with_name(f"{path.name}.part")
        beside.write_text(story.versions[-1], encoding="utf-8")
        beside.rename(path)

    def drop_slowly(self) -> None:
        """A new page, written part by part."""
        story, path = self._new()
        self._write_slowly(path, story.versions[-1])

    def edit(self) -> None:
        """Other words in the same file, in place."""
        story, path = self._random_file(edited=True)
        path.write_text(self._with_sentence_added(story), encoding="utf-8")

    def edit_by_name(self) -> None:
        """Other words by way of a new file, as editors save."""
        story, path = self._random_file(edited=True)
        beside = path.with_name(f".{path.name}.swp")
        beside.write_text(self._with_sentence_added(story), encoding="utf-8")
        beside.replace(path)

    def rewrite(self) -> None:
        """The same words again: cut to nothing first, and then written slowly."""
        story, path = self._random_file(edited=False)
        text = path.read_text(encoding="utf-8")
        os.truncate(path, 0)
        self._write_slowly(path, text)

    def rename(self) -> None:
        """Another name in the same folder."""
        story, path = self._random_file(edited=False)
        self._rename(story, path, path.with_name(f"renamed-{next(self._numbers)}.txt"))

    def move(self) -> None:
        """Into another folder, made for it."""
        story, path = self._random_file(edited=False)
        folder = self.folder / f"folder-{self.chance.randrange(4)}"
        folder.mkdir(exist_ok=True)
        self._rename(story, path, folder / f"moved-{next(self._numbers)}.txt")

    def swap(self) -> None:
        """Two files change names."""
        one, other = self.chance.sample(self._files_of(edited=False), 2)
        beside = self.folder / ".swap"
        (self.folder / one[1]).rename(beside)
        (self.folder / other[1]).rename(self.folder / one[1])
        beside.rename(self.folder / other[1])
        for story, old, new in ((one[0], one[1], other[1]), (other[0], other[1], one[1])):
            story.files.discard(old)
            story.files.add(new)

    def touch(self) -> None:
        """The time of a file, and nothing else."""
        os.utime(self._random_file(edited=False)[1])

    def copy(self) -> None:
        """The same bytes twice."""
        story, path = self._random_file(edited=False)
        new = self.folder / f"copy-{next(self._numbers)}.txt"
        shutil.copyfile(path, new)
        story.files.add(new.name)

    def delete(self) -> None:
        """Gone; what was published of it stays."""
        story, path = self._random_file(edited=False)
        path.unlink()
        story.files.discard(self._name(path))

    def _new(self) -> tuple[PageStory, Path]:
        number = next(self._numbers)
        place, event = self.chance.choice(PLACES), self.chance.choice(EVENTS)
        text = f"{place}{event}\n\n昨日,{place}{event}。{self._sentences(5)}\n"
        story = PageStory([text], is_edited=self.chance.random() < 0.3)
        name = f"page-{number}.txt"
        story.files.add(name)
        self.stories.append(story)
        return story, self.folder / name

    def _sentences(self, number: int) -> str:
        return "".join("".join(self.chance.sample(CHARACTERS, 18)) + "。" for _ in range(number))

    def _with_sentence_added(self, story: PageStory) -> str:
        """Return the story with one sentence more, which is a version of it from now on."""
        story.versions.append(f"{story.versions[-1].rstrip()}{self._sentences(1)}\n")
        return story.versions[-1]

    def _write_slowly(self, path: Path, text: str) -> None:
        content = text.encode()
        step = len(content) // 4 + 1
        with path.open("wb", buffering=0) as file:
            for start in range(0, len(content), step):
                before = time.monotonic()
                file.write(content[start : start + step])
                time.sleep(CHUNK_PAUSE)
                self.longest_pause = max(self.longest_pause, time.monotonic() - before)

    def _files_of(self, *, edited: bool) -> list[tuple[PageStory, str]]:
        mine = [story for story in self.stories if story.is_edited == edited]
        return [(story, name) for story in mine for name in sorted(story.files)]

    def _random_file(self, *, edited: bool) -> tuple[PageStory, Path]:
        story, name = self.chance.choice(self._files_of(edited=edited))
        return story, self.folder / name

    def _rename(self, story: PageStory, old: Path, new: Path) -> None:
        old.rename(new)
        story.files.discard(self._name(old))
        story.files.add(self._name(new))

    def _name(self, path: Path) -> str:
        return path.relative_to(self.folder).as_posix()
