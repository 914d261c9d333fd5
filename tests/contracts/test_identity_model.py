"""Any sequence of drops, edits, deletions and an editor's words: SQLite tells the same as the fake, and laws hold."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
from hypothesis import HealthCheck, given
from hypothesis import settings as trials
from hypothesis import strategies as st

from feedpub.adapters.archive.archive import open_archive
from feedpub.adapters.templates import load_templates
from feedpub.pipeline.publish import ingest
from feedpub.pipeline.run import Adapters
from feedpub.settings import Settings
from feedpub.settings.schema import Watch
from feedpub.testing import NOW, FakeClock, FakeInbox, FakeOutput, fake_engine
from tests.model.archive import FakeArchive

if TYPE_CHECKING:
    from feedpub.ports import Archive

HEAD = "{paper} 2023年2月7日 星期二 第{number}版\n\n"
OPENING = (
    "河畔图书馆开门迎客\n\n本报讯(记者 张明)由三座旧仓库改建的河畔图书馆昨天上午在武进区正式开门迎客,首批读者在门前"
    "排起了长队。设计师保留了仓库的木梁和砖墙,在屋顶开出十二扇天窗,(下转第2版)\n\n"
)
REST = "(上接第1版)让光线落到每一张书桌上。馆长说,开馆第一年要办一百场读书会,请渔民来讲自己的故事。\n\n"
WIRE = (
    "早春茶园开采\n\n本报讯(记者 李华)溧阳市的早春茶园昨天开采,茶农们一早就上了山。今年气温回升快,开采比去年早了五天,"
    "预计头茶产量略有增加。第一锅茶已经炒好,正等着城里的客人上山来品尝。\n\n"
)
PRINT = WIRE.replace("早春茶园开采", "第一锅茶炒好了").replace("李华", "王芳").replace("今年气温回升快,", "")
RIVER = "金坛区整治河道\n\n本报讯(记者 王芳)金坛区昨天启动了今年的河道整治工程,计划清淤三十公里,新建护岸十公里。\n\n"
TEXTS = (OPENING, REST, WIRE, PRINT, RIVER, OPENING.replace("三座", "四座"), REST.replace("一百", "两百"))
FILES = {"a1.txt": ("江南日报", 1), "a2.txt": ("江南日报", 2), "b1.txt": ("江北日报", 1), "c.txt": ("江北日报", 2)}
WITHDRAW_ON_DELETE = msgspec.structs.replace(Settings(), watch=Watch(on_delete="withdraw"))

steps = st.one_of(
    st.tuples(
        st.just("drop"), st.sampled_from(sorted(FILES)), st.lists(st.sampled_from(TEXTS), max_size=3, unique=True)
    ),
    st.tuples(st.just("remove"), st.sampled_from(sorted(FILES)), st.none()),
    st.tuples(st.sampled_from(["withdraw", "reinstate"]), st.integers(0, 5), st.none()),
    st.tuples(st.just("confirm"), st.none(), st.none()),
)


def archive_content(archive: Archive) -> dict[str, Any]:
    return {
        "stories": list(archive.stories()),
        "withdrawn": list(archive.withdrawn()),
        "fragments": list(archive.fragments()),
        "missing": dict(archive.missing()),
        "known": dict(archive.fingerprints()),
        "held": {path: archive.stories_of_file(path) for path in FILES},
        "sole": {path: archive.is_only_source(path) for path in FILES},
        "revision": archive.revision(),
    }


class Archives:
    """One folder, and the fake and the real archive beside each other."""

    def __init__(self, folder: Path) -> None:
        self.fake, self.real = FakeArchive(), open_archive(folder, Settings())
        self.inbox = FakeInbox()
        self.files: set[str] = set()
        self.withdrawn_by_editor: set[str] = set()
        """What an editor withdrew, by guid."""
        self.now = NOW

    def do(self, what: str, which: Any, texts: list[str] | None) -> None:
        """Do a step in the folder, or to both archives."""
        self.now += timedelta(minutes=2)
        if what == "drop":
            paper, number = FILES[which]
            self.inbox.put(which, HEAD.format(paper=paper, number=number) + "".join(texts or ()))
            self.files.add(which)
        elif what == "remove" and which in self.files:
            self.inbox.remove(which)
            self.files.remove(which)
        elif what == "confirm":
            missing = list(self.fake.missing())
            counts = {archive.remove_files(missing, self.now, withdraw=True) for archive in (self.fake, self.real)}
            assert len(counts) == 1
        elif what in {"withdraw", "reinstate"}:
            self._decide(what, which)
        assert self.run(self.fake) == self.run(self.real)

    def _decide(self, what: str, which: int) -> None:
        guids = sorted({story.guid for story in (*self.fake.stories(), *self.fake.withdrawn())})
        if not guids:
            return
        guid = guids[which % len(guids)]
        for archive in (self.fake, self.real):
            if what == "withdraw":
                archive.withdraw(guid, "当事人要求", self.now)
            else:
                archive.reinstate(guid)
        (self.withdrawn_by_editor.add if what == "withdraw" else self.withdrawn_by_editor.discard)(guid)

    def run(self, archive: Archive) -> int:
        """Take in what is there; return how many stories are new or changed."""
        edges = Adapters(FakeClock(self.now), self.inbox, archive, FakeOutput(), fake_engine, load_templates())
        return ingest(edges, WITHDRAW_ON_DELETE).stories


@trials(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, min_size=1, max_size=8))
def test_sqlite_tells_the_same_as_the_fake_and_no_word_of_an_editor_is_lost(done: list[Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        world = Archives(Path(folder) / "state")
        with world.real:
            for step in done:
                before = {story.guid: story for story in world.fake.stories()}

                world.do(*step)

                assert archive_content(world.real) == archive_content(world.fake)
                _check(world, before)


def _check(world: Archives, before: dict[str, Any]) -> None:
    after = {story.guid: story for story in world.fake.stories()}
    fallen = {story.guid for story in world.fake.withdrawn()}
    assert before.keys() <= after.keys() | fallen  # I1
    assert not world.withdrawn_by_editor & after.keys()
    assert not any(story.analysis.article.text.startswith("让光线") for story in after.values())
    for guid, story in after.items():
        assert story.published == before.get(guid, story).published
        assert story.updated >= before.get(guid, story).updated
    again = archive_content(world.real)
    assert world.run(world.real) == world.run(world.fake) == 0
    assert archive_content(world.real) == archive_content(world.fake) == again
