"""doctor: what is missing or misconfigured, and what to do about it. Nothing is changed."""

from __future__ import annotations

import os
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from feedpub import plugins
from feedpub.adapters.archive.read_access import open_archive_for_reading
from feedpub.adapters.llm.client import ChatClient, LlmError
from feedpub.adapters.llm.rewriter import read_api_key
from feedpub.adapters.system.filesystem import free_space, nearest_existing
from feedpub.adapters.templates import open_templates
from feedpub.backup.verify import check_databases
from feedpub.cli.doctor.findings import Finding, Level
from feedpub.errors import FeedpubError, SettingsError
from feedpub.service.bootstrap import validate_settings
from feedpub.settings import LLM_METHOD

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from feedpub.settings.workspace import Workspace


MIN_FREE_BYTES = 200_000_000
"""Bytes that should be free where the archive and the output are: some 20,000 pages with their feeds."""

LLM_PROBE_TIMEOUT = 5.0
"""Seconds for which the endpoint of a language model may keep its doctor waiting."""

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def run_checks(workspace: Workspace) -> Iterator[Finding]:
    """Yield every finding; a wrong settings file ends the list, because the rest depends on it."""
    yield _python()
    try:
        workspace.settings  # noqa: B018 - asked for its error
    except SettingsError as error:
        yield Finding("settings", Level.FAIL, str(error))
        return
    settings_file = workspace.config or Path("feedpub.toml")
    file_exists = settings_file.exists()
    yield Finding(
        "settings",
        Level.OK,
        str(settings_file) if file_exists else "none, so every default (feedpub init writes a file)",
    )
    for check in (_source, _output, _state, _disk, _archive, _templates, _address, _engine, _plugins, _papers, _llm):
        yield check(workspace)


def _python() -> Finding:
    return Finding("python", Level.OK, f"{sys.version.split()[0]} at {sys.executable}")


def _source(workspace: Workspace) -> Finding:
    folder = workspace.source
    if not folder.is_dir():
        return Finding("source", Level.FAIL, f"{folder}: there is no such folder; make it, or give --source")
    if not os.access(folder, os.R_OK | os.X_OK):
        return Finding("source", Level.FAIL, f"{folder}: may not be read; mend its permissions")
    return Finding("source", Level.OK, f"{folder}")


def _output(workspace: Workspace) -> Finding:
    return _writable("output", workspace.output)


def _state(workspace: Workspace) -> Finding:
    finding = _writable("state", workspace.state)
    if finding.level is Level.OK and workspace.state.exists() and workspace.state.stat().st_mode & 0o077:
        return Finding(
            "state", Level.WARN, f"{workspace.state}: others may read it; say: chmod -R go= {workspace.state}"
        )
    if _is_within(workspace.state, workspace.output):
        return Finding(
            "state", Level.FAIL, f"{workspace.state}: lies in the output, which is public; give another --state"
        )
    return finding


def _is_within(inner: Path, outer: Path) -> bool:
    return inner.resolve().is_relative_to(outer.resolve())


def _writable(subject: str, folder: Path) -> Finding:
    nearest_folder = nearest_existing(folder)
    if not os.access(nearest_folder, os.W_OK | os.X_OK):
        return Finding(subject, Level.FAIL, f"{folder}: may not be written; mend the permissions of {nearest_folder}")
    return Finding(subject, Level.OK, f"{folder}" if folder.exists() else f"{folder} (will be made)")


def _disk(workspace: Workspace) -> Finding:
    free = free_space(workspace.output, workspace.state)
    message = f"{free // 1_000_000:,} MB free"
    return Finding(
        "disk",
        Level.OK if free > MIN_FREE_BYTES else Level.WARN,
        message if free > MIN_FREE_BYTES else f"only {message}; make room",
    )


def _archive(workspace: Workspace) -> Finding:

    def inspect_archive() -> str:
        check_databases(workspace.state, workspace.settings)
        with open_archive_for_reading(workspace) as archive:
            return f"{sum(1 for _ in archive.stories()):,} stories"

    if not workspace.settings.archive and not workspace.state.exists():
        return Finding("archive", Level.OK, "none yet (the first `feedpub publish` makes it)")
    return _attempt("archive", inspect_archive)


def _templates(workspace: Workspace) -> Finding:

    def inspect_templates() -> str:
        open_templates(workspace.settings)
        return workspace.settings.templates or "ours"

    return _attempt("templates", inspect_templates)


def _address(workspace: Workspace) -> Finding:
    url = workspace.settings.base_url
    if not url:
        message = "base_url is not set: links work on this machine only; set it in feedpub.toml before others subscribe"
        return Finding("address", Level.WARN, message)
    if url.startswith("http://"):
        return Finding("address", Level.WARN, f"{url}: not encrypted; prefer https://")
    return Finding("address", Level.OK, url)


def _engine(workspace: Workspace) -> Finding:
    name = workspace.settings.engine
    if name == "dask" and find_spec("distributed") is None:
        return Finding("engine", Level.FAIL, "dask is not installed; say: pip install 'feedpub[dask]'")
    return Finding("engine", Level.OK, name)


def _plugins(workspace: Workspace) -> Finding:

    def inspect_plugins() -> str:
        for group in ("read", "summarise"):
            for name in plugins.names(group):
                plugins.load(group, name)
        plugins.load("summarise", workspace.settings.summaries.without_llm.method)
        return f"read {', '.join(plugins.names('read'))}; summarise {', '.join(plugins.names('summarise'))}"

    return _attempt("plugins", inspect_plugins)


def _papers(workspace: Workspace) -> Finding:

    def inspect_papers() -> str:
        validate_settings(workspace.settings)
        names = ", ".join(workspace.settings.papers)
        return names or "none in [papers]: where each is at home is learnt from its pages; feedpub papers lists it"

    return _attempt("papers", inspect_papers)


def _llm(workspace: Workspace) -> Finding:
    """Say where summaries are worded anew, and whether anybody answers there; the key is not shown."""
    llm = workspace.settings.llm
    if workspace.settings.summaries.method != LLM_METHOD:
        return Finding("llm", Level.OK, "not used: summaries are taken from the stories' own words")
    try:
        key = read_api_key(llm, os.environ)
        status = ChatClient.from_settings(llm, key).probe(LLM_PROBE_TIMEOUT)
    except SettingsError as error:
        return Finding("llm", Level.FAIL, str(error))
    except LlmError as error:
        return Finding("llm", Level.WARN, f"{llm.url}: {error}; until it answers, summaries are extracts")
    endpoint = f"{llm.model} at {llm.url}, {'with' if key else 'without'} a key"
    if status in (401, 403):
        return Finding("llm", Level.WARN, f"{endpoint}: it answered {status}; set FEEDPUB_LLM__KEY or llm.key_file")
    if key and llm.url.startswith("http://") and urlsplit(llm.url).hostname not in LOOPBACK:
        return Finding("llm", Level.WARN, f"{endpoint}: the key travels unencrypted; use https://")
    return Finding("llm", Level.OK, f"{endpoint}: it answers")


def _attempt(subject: str, inspect: Callable[[], str]) -> Finding:
    try:
        return Finding(subject, Level.OK, inspect())
    except (FeedpubError, ImportError, AttributeError, OSError) as error:
        return Finding(subject, Level.FAIL, str(error))
