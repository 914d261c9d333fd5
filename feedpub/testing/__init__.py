"""For tests, ours and those of plugin authors: small values by hand, a fake for every port, checks for plugins."""

from feedpub.testing.builders import NOW, analysed_article, analysed_page, article, page, source_file, story
from feedpub.testing.fakes import FakeClock, FakeInbox, FakeOutput, FakeTemplates, FakeWatcher, fake_engine
from feedpub.testing.plugin_checks import check_reader, check_summariser
from tests.model.archive import FakeArchive
from tests.model.job_log import FakeJobLog

__all__ = [
    "NOW",
    "FakeArchive",
    "FakeClock",
    "FakeInbox",
    "FakeJobLog",
    "FakeOutput",
    "FakeTemplates",
    "FakeWatcher",
    "analysed_article",
    "analysed_page",
    "article",
    "check_reader",
    "check_summariser",
    "fake_engine",
    "page",
    "source_file",
    "story",
]
