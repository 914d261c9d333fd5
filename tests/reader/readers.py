"""Programs that read feeds -> what each of them shows of an address: one way of asking for all."""

from __future__ import annotations

import email
import email.policy
import subprocess
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.request import urlopen

import feedparser

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class ReadItem:
    """A story as a reader shows it; `date` counts the seconds since 1970."""

    guid: str
    title: str
    date: int
    text: str


def by_feedparser(address: str) -> list[ReadItem]:
    """Return what feedparser reads, and with it the many programs that are built on it."""
    read = feedparser.parse(address)
    assert not read.bozo, read.get("bozo_exception")
    return [
        ReadItem(
            entry.id,
            entry.title,
            _seconds(entry.published_parsed),
            entry.content[0].value if "content" in entry else entry.summary,
        )
        for entry in read.entries
    ]


def _seconds(moment: tuple[int, ...]) -> int:
    from calendar import timegm

    return timegm(moment)


def by_sfeed(address: str, program: str) -> list[ReadItem]:
    """Return what sfeed makes of it: a line for each story."""
    with urlopen(address, timeout=60) as answer:
        content = answer.read()
    done = subprocess.run([program], input=content, capture_output=True, check=True, timeout=60)
    rows = [line.split("\t") for line in done.stdout.decode().splitlines()]
    return [ReadItem(row[5], row[1], int(row[0]), row[3].replace("\\n", "\n")) for row in rows]


class Rss2email:
    """rss2email, which writes a mail for whatever is new: by its guid, or else by what it says."""

    def __init__(self, program: str, home: Path, addresses: Mapping[str, str], *, by_guid: bool = True) -> None:
        self._home = home
        home.mkdir()
        mail = home / "mail" / "news"
        for folder in ("cur", "new", "tmp"):
            (mail / folder).mkdir(parents=True)
        (home / "settings").write_text(
            "[DEFAULT]\nfrom = reader@example.org\nto = me@example.org\nemail-protocol = maildir\n"
            f"trust-guid = {by_guid}\nmaildir-path = {home / 'mail'}\nmaildir-mailbox = news\n"
            "html-mail = True\ndate-header = True\n"
            + "".join(f"[feed.{name}]\nurl = {address}\n" for name, address in addresses.items())
        )
        self._command = [program, "-VVV", "-c", str(home / "settings"), "-d", str(home / "seen.json"), "run"]

    def run(self) -> tuple[dict[str, list[ReadItem]], int]:
        """Look at every feed once; return its new mails by the feed's address, and how many feeds had not changed."""
        done = subprocess.run(
            self._command, capture_output=True, text=True, timeout=60, env={"HOME": str(self._home), "LANG": "C.UTF-8"}
        )
        assert done.returncode == 0, done.stderr
        assert "[ERROR]" not in done.stderr, done.stderr
        found: dict[str, list[ReadItem]] = {}
        for path in sorted((self._home / "mail" / "news" / "new").iterdir()):
            mail = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            path.unlink()
            text = mail.get_body().get_content()  # type: ignore[union-attr] # the message has one
            items = ReadItem(str(mail["X-RSS-ID"]), str(mail["Subject"]), _date(str(mail["Date"])), text)
            found.setdefault(str(mail["X-RSS-Feed"]), []).append(items)
        return found, done.stderr.count("HTTP status 304")


def _date(text: str) -> int:
    return int(parsedate_to_datetime(text).timestamp())
