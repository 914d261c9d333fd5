"""doctor: what is missing or misconfigured, and what to do about it. Nothing is changed."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict, dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from feedpub.cli import speak
from feedpub.cli.places import Places, json_option, with_places
from feedpub.edge.room import free_bytes, nearest
from feedpub.errors import FeedpubError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOM = 200_000_000
"""Bytes that should be free where the archive and the output are: some 20,000 pages with their feeds."""

PROBE = 5.0
"""Seconds for which the endpoint of a language model may keep its doctor waiting."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class Level(StrEnum):
    """How bad it is: a `warn` works but should be looked at, a `fail` does not work."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """What was looked at, how it is, and what to do."""

    what: str
    level: Level
    words: str


@click.command()
@click.option("--mail", is_flag=True, help="Look at what the letters need instead: server, DNS records, size, spam.")
@json_option
@with_places
def doctor(places: Places, mail: bool, as_json: bool) -> None:
    """Say what is missing or misconfigured. Ends with 2 where something cannot work, else with 0."""
    if mail:
        from feedpub.cli.doctor_mail import examine_mail

        findings = list(examine_mail(places))
    else:
        findings = list(examine(places))
    if as_json:
        speak.say_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            colour = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "red"}[finding.level]
            click.echo(f"{click.style(f'{finding.level:4}', fg=colour)}  {finding.what:10} {finding.words}")
    sys.exit(2 if any(finding.level is Level.FAIL for finding in findings) else 0)


def examine(places: Places) -> Iterator[Finding]:
    """Yield every finding; a wrong settings file ends the list, because the rest depends on it."""
    yield _python()
    try:
        places.settings  # noqa: B018 - asked for its error
    except SettingsError as error:
        yield Finding("settings", Level.FAIL, str(error))
        return
    named = places.config or Path("feedpub.toml")
    there = named.exists()
    yield Finding("settings", Level.OK, str(named) if there else "none, so every default (feedpub init writes a file)")
    for check in (_source, _output, _state, _room, _archive, _templates, _address, _engine, _plugins, _papers, _llm):
        yield check(places)


def _python() -> Finding:
    return Finding("python", Level.OK, f"{sys.version.split()[0]} at {sys.executable}")


def _source(places: Places) -> Finding:
    folder = places.source
    if not folder.is_dir():
        return Finding("source", Level.FAIL, f"{folder}: there is no such folder; make it, or give --source")
    if not os.access(folder, os.R_OK | os.X_OK):
        return Finding("source", Level.FAIL, f"{folder}: may not be read; mend its permissions")
    return Finding("source", Level.OK, f"{folder}")


def _output(places: Places) -> Finding:
    return _writable("output", places.output)


def _state(places: Places) -> Finding:
    finding = _writable("state", places.state)
    if finding.level is Level.OK and places.state.exists() and places.state.stat().st_mode & 0o077:
        return Finding("state", Level.WARN, f"{places.state}: others may read it; say: chmod -R go= {places.state}")
    if _is_within(places.state, places.output):
        return Finding(
            "state", Level.FAIL, f"{places.state}: lies in the output, which is public; give another --state"
        )
    return finding


def _is_within(inner: Path, outer: Path) -> bool:
    return inner.resolve().is_relative_to(outer.resolve())


def _writable(what: str, folder: Path) -> Finding:
    near = nearest(folder)
    if not os.access(near, os.W_OK | os.X_OK):
        return Finding(what, Level.FAIL, f"{folder}: may not be written; mend the permissions of {near}")
    return Finding(what, Level.OK, f"{folder}" if folder.exists() else f"{folder} (will be made)")


def _room(places: Places) -> Finding:
    free = free_bytes(places.output, places.state)
    words = f"{free // 1_000_000:,} MB free"
    return Finding(
        "disk", Level.OK if free > ROOM else Level.WARN, words if free > ROOM else f"only {words}; make room"
    )


def _archive(places: Places) -> Finding:
    from feedpub.cli.world import library
    from feedpub.edge.checking import check_databases

    def look() -> str:
        check_databases(places.state, places.settings)
        with library(places) as archive:
            return f"{sum(1 for _ in archive.stories()):,} stories"

    if not places.settings.archive and not places.state.exists():
        return Finding("archive", Level.OK, "none yet (the first `feedpub publish` makes it)")
    return _attempt("archive", look)


def _templates(places: Places) -> Finding:
    from feedpub.cli.world import open_templates

    def look() -> str:
        open_templates(places.settings)
        return places.settings.templates or "ours"

    return _attempt("templates", look)


def _address(places: Places) -> Finding:
    url = places.settings.base_url
    if not url:
        words = "base_url is not set: links work on this machine only; set it in feedpub.toml before others subscribe"
        return Finding("address", Level.WARN, words)
    if url.startswith("http://"):
        return Finding("address", Level.WARN, f"{url}: not encrypted; prefer https://")
    return Finding("address", Level.OK, url)


def _engine(places: Places) -> Finding:
    name = places.settings.engine
    if name == "dask" and find_spec("distributed") is None:
        return Finding("engine", Level.FAIL, "dask is not installed; say: pip install 'feedpub[dask]'")
    return Finding("engine", Level.OK, name)


def _plugins(places: Places) -> Finding:
    from feedpub import plugins

    def look() -> str:
        for group in ("read", "summarise"):
            for name in plugins.names(group):
                plugins.load(group, name)
        plugins.load("summarise", places.settings.summaries.pure.method)
        return f"read {', '.join(plugins.names('read'))}; summarise {', '.join(plugins.names('summarise'))}"

    return _attempt("plugins", look)


def _papers(places: Places) -> Finding:
    from feedpub.cli.world import check

    def look() -> str:
        check(places.settings)
        names = ", ".join(places.settings.papers)
        return names or "none in [papers]: where each is at home is learnt from its pages; feedpub papers lists it"

    return _attempt("papers", look)


def _llm(places: Places) -> Finding:
    """Say where summaries are worded anew, and whether anybody answers there; the key is not shown."""
    from feedpub.edge.endpoint import Endpoint, Unanswered
    from feedpub.edge.llm import key_of
    from feedpub.settings import LLM

    llm = places.settings.llm
    if places.settings.summaries.method != LLM:
        return Finding("llm", Level.OK, "not used: summaries are taken from the stories' own words")
    try:
        key = key_of(llm, os.environ)
        status = Endpoint.of(llm, key).probe(PROBE)
    except SettingsError as error:
        return Finding("llm", Level.FAIL, str(error))
    except Unanswered as error:
        return Finding("llm", Level.WARN, f"{llm.url}: {error}; until it answers, summaries are extracts")
    told = f"{llm.model} at {llm.url}, {'with' if key else 'without'} a key"
    if status in (401, 403):
        return Finding("llm", Level.WARN, f"{told}: it answered {status}; set FEEDPUB_LLM__KEY or llm.key_file")
    if key and llm.url.startswith("http://") and urlsplit(llm.url).hostname not in LOOPBACK:
        return Finding("llm", Level.WARN, f"{told}: the key travels unencrypted; use https://")
    return Finding("llm", Level.OK, f"{told}: it answers")


def _attempt(what: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(what, Level.OK, look())
    except (FeedpubError, ImportError, AttributeError, OSError) as error:
        return Finding(what, Level.FAIL, str(error))


COMMANDS = (doctor,)
