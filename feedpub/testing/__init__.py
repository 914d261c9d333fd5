"""For tests, ours and those of plugin authors: small values by hand, a fake for every port, checks for plugins."""

from feedpub.testing.archive import FakeArchive
from feedpub.testing.builders import NOW, article, page, report, source, story, understood
from feedpub.testing.checks import check_reader, check_summariser
from feedpub.testing.fakes import FakeBell, FakeClock, FakeInbox, FakeShelf, FakeTemplates, fake_engine
from feedpub.testing.jobs import FakeJobLog

__all__ = [
    "NOW",
    "FakeArchive",
    "FakeBell",
    "FakeClock",
    "FakeInbox",
    "FakeJobLog",
    "FakeShelf",
    "FakeTemplates",
    "article",
    "check_reader",
    "check_summariser",
    "fake_engine",
    "page",
    "report",
    "source",
    "story",
    "understood",
]
