"""Article, its extract -> the summary in the words of the owner's language model, or the extract where in doubt."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from feedpub.adapters.llm.cache import ResponseCache
from feedpub.adapters.llm.client import ChatClient, LlmError
from feedpub.errors import SettingsError
from feedpub.settings import LLM_KEY_VARIABLE, LLM_METHOD
from feedpub.stages.summarise.rewording import METHOD, apply_rewording, build_messages, parse_answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from feedpub.model import Article, Summary
    from feedpub.settings import Llm, Settings, Summaries

MAX_FAILURES_IN_A_ROW = 3
"""So many questions in a row without an answer, and the rest of the run asks none."""


def open_rewriter(settings: Settings, state: Path | None, environment: Mapping[str, str]) -> LlmSummaryRewriter | None:
    """Return the editor of the settings, None where they want no model; raises `SettingsError` for an unfit key.

    Without a `state` folder, it remembers nothing.
    """
    if settings.summaries.method != LLM_METHOD:
        return None
    client = ChatClient.from_settings(settings.llm, read_api_key(settings.llm, environment))
    return LlmSummaryRewriter(client, settings.llm, settings.summaries, ResponseCache(state))


def read_api_key(llm: Llm, environment: Mapping[str, str]) -> str:
    """Return the key of the endpoint, "" where it needs none; raises `SettingsError`, which never shows it."""
    key = environment.get(LLM_KEY_VARIABLE, "").strip() or (_read_key_file(Path(llm.key_file)) if llm.key_file else "")
    if not (key.isascii() and key.isprintable()) or " " in key:
        raise SettingsError(
            f"{LLM_KEY_VARIABLE if not llm.key_file else llm.key_file}: a key is one word of ASCII; mend it"
        )
    return key


def _read_key_file(file: Path) -> str:
    try:
        with file.open(encoding="utf-8") as opened:
            if os.fstat(opened.fileno()).st_mode & 0o077:
                raise SettingsError(f"llm.key_file: {file}: others may read it; say: chmod 600 {file}")
            return opened.read(10_000).strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"llm.key_file: {file}: cannot be read ({type(error).__name__}); mend that") from error


class LlmSummaryRewriter:
    """Keeps the promise of `feedpub.ports.Editor`: it never raises, and never keeps a run longer than its patience."""

    def __init__(self, client: ChatClient, llm: Llm, lengths: Summaries, cache: ResponseCache) -> None:
        self._client = client
        self._llm = llm
        self._lengths = lengths
        self._cache = cache
        self._calls_left = llm.max_calls
        self._seconds_left = llm.total_timeout
        self._failures_in_a_row = 0
        self._stop_reason = ""
        self._rejections: Counter[str] = Counter()
        self._errors: Counter[str] = Counter()
        self._skipped = 0

    def rewrite(self, article: Article, extract: Summary) -> Summary:
        """Return the summary in the model's words where they are to be trusted, and else the extract itself."""
        try:
            return self._rewrite(article, extract)
        except LlmError as error:
            self._record_error(error)
        except Exception as error:  # whatever an answer brings out, the extract stands
            self._errors[f"feedpub failed on an answer ({type(error).__name__}); please report it"] += 1
        return extract

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the owner should know of this run, a sentence each."""
        found = [f"{count} × {reason}; the extract stands" for reason, count in self._errors.items()]
        found += [f"{count} × refused what the model wrote ({rule})" for rule, count in self._rejections.items()]
        if self._skipped:
            found.append(f"{self._skipped} × not asked ({self._stop_reason}); the extract stands")
        return tuple(found)

    def close(self) -> None:
        """Let go of the file of answers."""
        self._cache.close()

    def _rewrite(self, article: Article, extract: Summary) -> Summary:
        if not extract.text:
            return extract
        lengths = self._lengths
        prompt = build_messages(article, sorted({lengths.brief, lengths.text, lengths.long}))
        digest = hashlib.sha256(json.dumps([self._client.model, prompt]).encode()).hexdigest()
        cached = self._cache.get(digest)
        if cached is None and not self._may_ask():
            return extract
        answer = cached if cached is not None else self._ask(prompt)
        summary, broken_rules = apply_rewording(article, extract, parse_answer(answer), lengths)
        if summary.method == METHOD:
            if cached is None:
                self._cache.store(digest, answer)
        else:
            self._rejections.update(broken_rules[:1])
        return summary

    def _may_ask(self) -> bool:
        if not self._stop_reason and self._calls_left <= 0:
            self._stop_reason = f"{self._llm.max_calls} calls are the most of a run"
        if not self._stop_reason and self._seconds_left <= 0:
            self._stop_reason = f"the {self._llm.total_timeout:g} s of a run are spent"
        self._skipped += bool(self._stop_reason)
        return not self._stop_reason

    def _ask(self, prompt: list[dict[str, str]]) -> str:
        self._calls_left -= 1
        started = time.monotonic()
        try:
            answer = self._client.ask(prompt, min(self._llm.timeout, self._seconds_left))
        finally:
            self._seconds_left -= time.monotonic() - started
        self._failures_in_a_row = 0
        return answer

    def _record_error(self, error: LlmError) -> None:
        self._errors[str(error)] += 1
        self._failures_in_a_row += 1
        if error.permanent or self._failures_in_a_row >= MAX_FAILURES_IN_A_ROW:
            self._stop_reason = "it does not answer"
