"""All that we raise on purpose.

    FeedpubError
    ├── SettingsError        feedpub.toml, the environment or an option is wrong      exit 2
    ├── ArchiveError         the archive cannot be used as it is                      exit 2
    │   ├── ArchiveDamaged   the file is no sound SQLite database, or not ours
    │   └── ArchiveTooNew    a newer feedpub has written it
    ├── NotFound             what the command names is not in the archive             exit 2
    ├── OutputError          a document could not be written (full disk, read-only)   exit 2
    ├── MailError            the mail server cannot be used, or does not want us      exit 2
    ├── WorkerDied           the workers are gone, or a page kills each that takes it exit 2
    └── AnotherIsRunning     a second writer found the lock taken                     exit 75

A bad page is not here: it is a value (`feedpub.model.Rejected`), so that the others go on.
Each message says what, where and what to do.
"""

from typing import ClassVar


class FeedpubError(Exception):
    """Something that we foresaw; its text is meant for the person at the keyboard."""

    exit_code: ClassVar[int] = 2


class SettingsError(FeedpubError):
    """A setting is wrong; nothing was done."""


class ArchiveError(FeedpubError):
    """The archive cannot be used as it is; nothing was written to it."""


class ArchiveDamaged(ArchiveError):
    """The archive's file is damaged, or belongs to another program."""


class ArchiveTooNew(ArchiveError):
    """The archive was written by a newer feedpub than this one."""


class NotFound(FeedpubError):
    """The archive does not hold what was asked for."""


class OutputError(FeedpubError):
    """A document could not be written; the one that stood there before is whole."""


class MailError(FeedpubError):
    """The mail server cannot be used; what was to be sent is kept and tried again."""


class WorkerDied(FeedpubError):
    """The engine lost its workers; what was archived before stays, and the next run goes on from there."""


class AnotherIsRunning(FeedpubError):
    """Another feedpub is writing to the same archive."""

    exit_code: ClassVar[int] = 75  # EX_TEMPFAIL of sysexits.h: try again later
