"""A week's letters to 10,000 subscribers with 500 different wishes -> a sink on this machine, beside the plain way.

    .venv/bin/python -m benchmarks.digest [--subscribers 10000] [--wishes 500] [--stories 2000] [--connections 4]

The plain way makes and signs each mail from its beginning, with EmailMessage and dkimpy (both in the development
environment). It is timed on fifty mails in the same run; that it would still have to render and to send them is not
held against it.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import random
import resource
import tempfile
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from time import perf_counter, process_time
from typing import TYPE_CHECKING, Any

import dkim
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy import insert

from feedpub.adapters.system.clock import SystemClock
from feedpub.adapters.templates import open_templates
from feedpub.model import (
    AnalysedArticle,
    Delivery,
    DeliveryStatus,
    Focus,
    Frequency,
    FrozenIssue,
    RegionMatch,
    RegionRole,
    Summary,
)
from feedpub.newsletter import delivery, frozen_issues, session
from feedpub.newsletter.message import MessageBuilder
from feedpub.newsletter.store.tables import subscribers
from feedpub.newsletter.transport.dkim_key import load_dkim_signer
from feedpub.regions import all_regions
from feedpub.settings import Mail, Settings
from feedpub.settings.workspace import Workspace
from feedpub.testing.builders import article, story
from tests.model.archive import FakeArchive

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from multiprocessing.sharedctypes import Synchronized

    from feedpub.model import Region, Story
    from feedpub.ports import ArchiveReader

WORDS = "社区图书角开张居民带来旧书老桥修好通车山上落雪果园丰收学生种树医生下乡工人竞赛夜校开课河水变清"
FIRST, LAST = date(2026, 11, 16), date(2026, 11, 22)
MAILS = 50


class WeekArchive(FakeArchive):
    """The stories of a week, as the press asks for them."""

    def __init__(self, stories: Sequence[Story]) -> None:
        super().__init__()
        self._by_guid = {each.guid: each for each in stories}
        self.guids = tuple(self._by_guid)

    def revision(self) -> int:
        """Return the same number always: nothing changes while letters are sent."""
        return 1

    def stories_by_guid(self, guids: Sequence[str]) -> Mapping[str, Story]:
        """Return the stories of these guids."""
        return {guid: self._by_guid[guid] for guid in guids}


def main(words: Sequence[str] | None = None) -> None:
    """Send, and print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("subscribers", 10_000), ("wishes", 500), ("stories", 2_000), ("connections", 4)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args(words)
    chance = random.Random(47)
    port, taken = _start_smtp_sink()
    with tempfile.TemporaryDirectory() as folder:
        settings = _settings(Path(folder), port, options.connections)
        places = _workspace(Path(folder), settings)
        week = WeekArchive(_stories(chance, options.stories))
        with session.open_newsletter(places) as room:
            _sign_up(room, _random_preferences(chance, options.wishes), options.subscribers)
            issue = FrozenIssue("2026-W47", Frequency.WEEK, "", FIRST, LAST, SystemClock().now(), week.guids)
            frozen_issues.freeze_issue(room, issue, SystemClock().now())
            wall, cpu = perf_counter(), process_time()
            done = delivery.run_send_round(room, week, open_templates(settings), SystemClock())
            wall, cpu = perf_counter() - wall, process_time() - cpu
            print(f"{options.subscribers} subscribers, {options.wishes} wishes, {options.stories} stories")
            print(f"sent        {wall:7.1f} s wall, {cpu:6.1f} s CPU, {options.subscribers / wall:6.0f} letters/s")
            print(f"taken       {taken.value} by the sink; {done.totals['2026-W47']}")
            _compare_with_plain_way(room, issue, week, settings, cpu / options.subscribers)
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:7.0f} MiB")


def _compare_with_plain_way(
    room: session.NewsletterSession, issue: FrozenIssue, week: ArchiveReader, settings: Settings, in_all: float
) -> None:
    """Print what a mail costs, made our way and the plain way, both from a letter that is rendered."""
    seal, now = load_dkim_signer(settings), SystemClock().now()
    press = MessageBuilder(issue, week, room.subscribers, settings, open_templates(settings), room.keys, seal, now)
    readers = room.subscribers.active_subscribers(Frequency.WEEK)
    letters = (Delivery(issue.key, each, DeliveryStatus.SENDING, f"<{each.id}@paper.example>") for each in readers)
    letter, parcel = next((each, found) for each in letters if not isinstance(found := press.build(each), str))
    start = process_time()
    for _ in range(MAILS):
        press.build(letter)
    ours = (process_time() - start) / MAILS
    message = message_from_bytes(parcel.content, policy=SMTP)
    parts = [message.get_body((kind,)) for kind in ("plain", "html")]
    text, html = (part.get_content() if part else "" for part in parts)
    key = Path(settings.mail.dkim_key).read_bytes()
    start = process_time()
    for number in range(MAILS):
        _build_plainly(text, html, f"reader{number}@mail.example", key)
    plainly = (process_time() - start) / MAILS
    print(f"a mail      {ours * 1000:7.2f} ms CPU filled and signed; rendered and sent as well {in_all * 1000:.2f}")
    print(f"plain way   {plainly * 1000:7.2f} ms CPU, EmailMessage and dkimpy: {plainly / ours:.0f} times as much")


def _build_plainly(text: str, html: str, recipient: str, key: bytes) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "digest@paper.example", recipient, "一周要闻"
    message["Message-ID"], message["Date"] = f"<{recipient}>", datetime.now(UTC)
    message.set_content(text, cte="base64")
    message.add_alternative(html, subtype="html", cte="base64")
    mail = message.as_bytes()
    signed: bytes = dkim.sign(mail, b"s1", b"paper.example", key, canonicalize=(b"relaxed", b"simple"))
    return signed + mail


def _stories(chance: random.Random, many: int) -> list[Story]:
    counties = [region for region in all_regions() if len(region.path) >= 2]
    made = []
    for number in range(many):
        region = chance.choice(counties)
        headline = "".join(chance.choices(WORDS, k=14))
        text, brief = ("".join(chance.choices(WORDS, k=length)) + "。" for length in (78, 38))
        summary = Summary(text, (), brief=brief)
        told = AnalysedArticle(
            article(headline), Focus((RegionMatch(region, RegionRole.PRIMARY, 0.9),)), summary, headline
        )
        moment = datetime(2026, 11, 16, 6, tzinfo=UTC) + timedelta(seconds=number * 200)
        made.append(story(told, moment, guid=f"urn:uuid:{number}", id=f"{number:016x}", paper="江南日报"))
    return made


def _random_preferences(chance: random.Random, many: int) -> list[list[str]]:
    places: list[Region] = list(all_regions())
    provinces = [region for region in places if len(region.path) == 1]
    found: set[tuple[str, ...]] = set()
    while len(found) < many:
        some = chance.sample(provinces, chance.randint(1, 3)) + chance.sample(places, chance.randint(0, 3))
        found.add(tuple(sorted({region.code for region in some})))
    return [list(each) for each in sorted(found)]


def _sign_up(room: session.NewsletterSession, wishes: Sequence[list[str]], many: int) -> None:
    rows = [
        {
            "id": f"{number:016x}",
            "address": f"reader{number}@mail{number % 50}.example",
            "hash": f"{number}",
            "regions": json.dumps(wishes[number % len(wishes)]),
            "every": "week",
            "language": "zh",
            "standing": "active",
            "source": "import",
            "consent": "",
            "asked": 0,
            "changed": 0,
            "bounces": 0.0,
        }
        for number in range(many)
    ]
    with room.deliveries.begin_write() as connection:
        connection.execute(insert(subscribers), rows)


def _settings(folder: Path, port: int, connections: int) -> Settings:
    key = rsa.generate_private_key(65537, 2048)
    path = folder / "dkim.pem"
    path.touch(0o600)
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()))
    mail = Mail(
        server=f"127.0.0.1:{port}",
        security="none",
        max_connections=connections,
        dkim_selector="s1",
        dkim_key=str(path),
    )
    return Settings(base_url="https://paper.example", mail=mail)


def _workspace(folder: Path, settings: Settings) -> Workspace:
    places = Workspace(folder / "seeds", folder / "output", folder / "state", None)
    object.__setattr__(places, "settings", settings)
    return places


def _start_smtp_sink() -> tuple[int, Synchronized[int]]:
    """Start a server that takes every mail, in a process of its own."""
    context = multiprocessing.get_context("spawn")
    port, taken = context.Value("i", 0), context.Value("i", 0)
    context.Process(target=_serve, args=(port, taken), daemon=True).start()
    while not port.value:
        pass
    return port.value, taken


def _serve(port: Any, taken: Any) -> None:
    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 sink\r\n")
        while words := await reader.readline():
            verb = words[:4].upper()
            if verb == b"DATA":
                writer.write(b"354 go on\r\n")
                await reader.readuntil(b"\r\n.\r\n")
                taken.value += 1
            writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
            if verb == b"QUIT":
                break
        writer.close()

    async def serve() -> None:
        server = await asyncio.start_server(talk, "127.0.0.1", 0, limit=10_000_000)
        port.value = server.sockets[0].getsockname()[1]
        await server.serve_forever()

    asyncio.run(serve())


if __name__ == "__main__":
    main()
