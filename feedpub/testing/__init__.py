"""For tests, ours and those of plugin authors: small values by hand, a fake for every port, checks for plugins."""

from feedpub.testing.archive import FakeArchive
from feedpub.testing.builders import NOW, article, page, analysed_article, source_file, story, analysed_page
from feedpub.testing.checks import check_reader, check_summariser
from feedpub.testing.fakes import FakeWatcher, FakeClock, FakeInbox, FakeOutput, FakeTemplates, fake_engine
from feedpub.testing.jobs import FakeJobLog

__all__ = [
    "NOW",
    "FakeArchive",
    "FakeWatcher",
    "FakeClock",
    "FakeInbox",
    "FakeJobLog",
    "FakeOutput",
    "FakeTemplates",
    "article",
    "check_reader",
    "check_summariser",
    "fake_engine",
    "page",
    "analysed_article",
    "source_file",
    "story",
    "analysed_page",
]
