"""Messages -> what a language model answers, over the chat completions of any OpenAI-compatible endpoint.

The form is that of the API reference of OpenAI (POST /chat/completions; choices[0].message.content, finish_reason).
"""

from __future__ import annotations

import json
import threading
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from feedpub.adapters.system.http import close_after
from feedpub.errors import FeedpubError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.settings import Llm

MAX_ANSWER_BYTES = 1_000_000
"""Bytes of an answer; a summary has a few hundred."""

PERMANENT_STATUSES = frozenset({400, 401, 402, 403, 404, 405, 429})
"""Answers after which the next question will fare no better: a wrong key, a wrong model, no money, too many calls."""


class LlmError(FeedpubError):
    """The endpoint gave no answer that can be used; `hopeless` where it will give none to the next question."""

    def __init__(self, message: str, *, permanent: bool = False) -> None:
        super().__init__(message)
        self.permanent = permanent


@dataclass(frozen=True)
class ChatClient:
    """Where a model is asked; the key is shown to nobody but the endpoint."""

    url: str
    model: str
    key: str = field(default="", repr=False)

    @classmethod
    def from_settings(cls, llm: Llm, key: str) -> ChatClient:
        """Return the endpoint of the settings."""
        return cls(llm.url.rstrip("/"), llm.model, key)

    def ask(self, messages: Sequence[dict[str, str]], timeout: float) -> str:
        """Return the answer to a conversation, whole, within `timeout` seconds; raises `Unanswered`."""
        request = {"model": self.model, "messages": list(messages), "temperature": 0, "stream": False}
        status, body = self._send("POST", "/chat/completions", json.dumps(request).encode(), timeout)
        if status != 200:
            raise LlmError(f"it answered {status}", permanent=status in PERMANENT_STATUSES)
        return _answer_of(body)

    def probe(self, timeout: float) -> int:
        """Return the status with which it lists its models; raises `Unanswered` where nobody answers at all."""
        return self._send("GET", "/models", None, timeout)[0]

    def _send(self, method: str, path: str, body: bytes | None, timeout: float) -> tuple[int, bytes]:
        parts = urlsplit(self.url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=timeout)
        headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "feedpub"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        timed_out = threading.Event()
        try:
            connection.connect()
            with close_after(connection.sock, timeout, timed_out):
                connection.request(method, parts.path + path, body, headers)
                response = connection.getresponse()
                content = response.read(MAX_ANSWER_BYTES + 1)
        except (OSError, HTTPException, ValueError) as error:
            if timed_out.is_set() or isinstance(error, TimeoutError):
                raise LlmError(f"no answer within {timeout:g} s", permanent=True) from error
            unreachable = isinstance(error, OSError) and not isinstance(error, ConnectionResetError)
            raise LlmError(f"no answer ({type(error).__name__})", permanent=unreachable) from error
        finally:
            connection.close()
        if timed_out.is_set():
            raise LlmError(f"no answer within {timeout:g} s", permanent=True)
        if len(content) > MAX_ANSWER_BYTES:
            raise LlmError(f"an answer of more than {MAX_ANSWER_BYTES:,} bytes")
        return response.status, content


def _answer_of(body: bytes) -> str:
    try:
        choice: Any = json.loads(body)["choices"][0]
        content = choice["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        raise LlmError("its answer is not the JSON of a chat completion") from error
    if not isinstance(content, str) or not content.strip():
        raise LlmError("its answer is empty")
    if choice.get("finish_reason") == "length":
        raise LlmError("its answer is cut off")
    return content
