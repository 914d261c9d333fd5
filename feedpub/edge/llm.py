"""Article, its extract -> the summary in the words of the owner's language model, or the extract where in doubt."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.edge.answers import Answers
from feedpub.edge.endpoint import Endpoint, Unanswered
from feedpub.errors import SettingsError
from feedpub.settings import LLM, LLM_KEY
from feedpub.stages.summarise.prompt import messages, proposals
from feedpub.stages.summarise.reworded import METHOD, reworded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.model import Article, Summary
    from feedpub.settings import Llm, Settings, Summaries

FAILURES = 3
"""So many questions in a row without an answer, and the rest of the run asks none."""


def open_editor(settings: Settings, state: Path | None, environment: Mapping[str, str]) -> Editor | None:
    """Return the editor of the settings, None where they want no model; raises `SettingsError` for an unfit key.

    Without a `state` folder, it remembers nothing.
    """
    if settings.summaries.method != LLM:
        return None
    endpoint = Endpoint.of(settings.llm, key_of(settings.llm, environment))
    return Editor(endpoint, settings.llm, settings.summaries, Answers(state))


def key_of(llm: Llm, environment: Mapping[str, str]) -> str:
    """Return the key of the endpoint, "" where it needs none; raises `SettingsError`, which never shows it."""
    key = environment.get(LLM_KEY, "").strip() or (_read_key(Path(llm.key_file)) if llm.key_file else "")
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise SettingsError(f"{LLM_KEY if not llm.key_file else llm.key_file}: a key is one word of ASCII; mend it")
    return key


def _read_key(file: Path) -> str:
    try:
        with file.open(encoding="utf-8") as opened:
            if os.fstat(opened.fileno()).st_mode & 0o077:
                raise SettingsError(f"llm.key_file: {file}: others may read it; say: chmod 600 {file}")
            return opened.read(10_000).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"llm.key_file: {file}: cannot be read ({type(error).__name__}); mend that") from error


class Editor:
    """Keeps the promise of `feedpub.ports.Editor`: it never raises, and never keeps a run longer than its patience."""

    def __init__(self, endpoint: Endpoint, llm: Llm, lengths: Summaries, answers: Answers) -> None:
        self._endpoint = endpoint
        self._llm = llm
        self._lengths = lengths
        self._answers = answers
        self._calls = llm.calls
        self._patience = llm.patience
        self._in_a_row = 0
        self._over = ""
        self._refused: Counter[str] = Counter()
        self._unanswered: Counter[str] = Counter()
        self._skipped = 0

    def edit(self, article: Article, extract: Summary) -> Summary:
        """Return the summary in the model's words where they are to be trusted, and else the extract itself."""
        try:
            return self._edit(article, extract)
        except Unanswered as error:
            self._fail(error)
        except Exception as error:  # whatever an answer brings out, the extract stands
            self._unanswered[f"feedpub failed on an answer ({type(error).__name__}); please report it"] += 1
        return extract

    @property
    def notes(self) -> tuple[str, ...]:
        """What the owner should know of this run, a sentence each."""
        found = [f"{count} × {why}; the extract stands" for why, count in self._unanswered.items()]
        found += [f"{count} × refused what the model wrote ({rule})" for rule, count in self._refused.items()]
        if self._skipped:
            found.append(f"{self._skipped} × not asked ({self._over}); the extract stands")
        return tuple(found)

    def close(self) -> None:
        """Let go of the file of answers."""
        self._answers.close()

    def _edit(self, article: Article, extract: Summary) -> Summary:
        if not extract.text:
            return extract
        lengths = self._lengths
        told = messages(article, sorted({lengths.brief, lengths.text, lengths.long}))
        digest = hashlib.sha256(json.dumps([self._endpoint.model, told]).encode()).hexdigest()
        held = self._answers.get(digest)
        if held is None and not self._may_ask():
            return extract
        answer = held if held is not None else self._ask(told)
        summary, broken = reworded(article, extract, proposals(answer), lengths)
        if summary.method == METHOD:
            if held is None:
                self._answers.keep(digest, answer)
        else:
            self._refused.update(broken[:1])
        return summary

    def _may_ask(self) -> bool:
        if not self._over and self._calls <= 0:
            self._over = f"{self._llm.calls} calls are the most of a run"
        if not self._over and self._patience <= 0:
            self._over = f"the {self._llm.patience:g} s of a run are spent"
        self._skipped += bool(self._over)
        return not self._over

    def _ask(self, told: list[dict[str, str]]) -> str:
        self._calls -= 1
        begun = time.monotonic()
        try:
            answer = self._endpoint.ask(told, min(self._llm.timeout, self._patience))
        finally:
            self._patience -= time.monotonic() - begun
        self._in_a_row = 0
        return answer

    def _fail(self, error: Unanswered) -> None:
        self._unanswered[str(error)] += 1
        self._in_a_row += 1
        if error.hopeless or self._in_a_row >= FAILURES:
            self._over = "it does not answer"
