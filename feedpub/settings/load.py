"""Text of feedpub.toml, then the environment -> Settings, or the line that is wrong."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfoNotFoundError

import msgspec

from feedpub.errors import NotFound, SettingsError
from feedpub.regions import find
from feedpub.settings.schema import LLM_METHOD, Group, Names, Settings

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "FEEDPUB_"
LLM_KEY_VARIABLE = "FEEDPUB_LLM__KEY"
"""The variable with the key of the model's endpoint; it is no setting, since settings travel and may be shown."""
MAIL_PASSWORD_VARIABLE = "FEEDPUB_MAIL__PASSWORD"  # noqa: S105 - the name of a variable, not what it holds
"""The variable with the mail server's password; no setting either."""
BOUNCE_PASSWORD_VARIABLE = "FEEDPUB_MAIL__BOUNCE_PASSWORD"  # noqa: S105 - the name of a variable, not what it holds
"""The variable with the password of the mailbox that bounces lie in; no setting either."""
MIN_NAME_LENGTH = 2
"""One character is in too many words to be a place's name."""


def parse_settings(text: str, environment: Mapping[str, str], file_name: str = "feedpub.toml") -> Settings:
    """Return the settings of a file's text under those of the environment; raises `SettingsError` with the line."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        fault = str(error).replace("at end of document", f"at line {len(text.splitlines())}, the last")
        raise SettingsError(
            f"{file_name}: not TOML: {fault}; mend that, or start afresh with `feedpub init`"
        ) from error
    for key, value in environment.items():
        if key.startswith(PREFIX) and key not in {LLM_KEY_VARIABLE, MAIL_PASSWORD_VARIABLE, BOUNCE_PASSWORD_VARIABLE}:
            _set_nested(tree, key.removeprefix(PREFIX).lower().split("__"), value)
    try:
        settings = msgspec.convert(tree, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(_describe_error(str(error), text, file_name)) from error
    _check(settings, text, file_name)
    return settings


def _set_nested(tree: dict[str, Any], keys: list[str], value: str) -> None:
    for depth, key in enumerate(keys[:-1], 1):
        below: Any = tree.setdefault(key, {})
        if not isinstance(below, dict):
            section = PREFIX + "__".join(keys[:depth]).upper()
            raise SettingsError(
                f"environment: {section} is a value, and a section in {PREFIX}{'__'.join(keys).upper()}"
            )
        tree = below
    tree[keys[-1]] = value


def _describe_error(message: str, text: str, file_name: str) -> str:
    """Put the line of the file before a validator's message, such as "Expected `int` - at `$.feeds.items`"."""
    what, _, place = message.partition(" - at ")
    key = place.strip("`").rsplit(".", 1)[-1]
    if "unknown field" in what:
        key = what.rsplit("`", 2)[1]
        what = f"there is no setting {key!r}"
    section = place.strip("`").removeprefix("$.") or "top level"
    return f"{_location_of(key, text, file_name)}: {what} ({section}); see `feedpub init`"


def _location_of(key: str, text: str, file_name: str) -> str:
    for number, line in enumerate(text.splitlines(), 1):
        if line.partition("=")[0].strip().strip("\"'") == key or line.strip() == f"[{key}]":
            return f"{file_name}: line {number}"
    return f"{file_name} or environment: {key}"


def _check(settings: Settings, text: str, file_name: str) -> None:
    try:
        settings.timezone  # noqa: B018 - asked for its error
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError(
            f"{_location_of('zone', text, file_name)}: no time zone {settings.zone!r}; use one like Asia/Shanghai"
        ) from error
    if settings.base_url and not settings.base_url.startswith(("http://", "https://")):
        raise SettingsError(
            f"{_location_of('base_url', text, file_name)}: {settings.base_url!r} must begin with http:// or https://"
        )
    if not settings.base_url.isascii():
        raise SettingsError(
            f"{_location_of('base_url', text, file_name)}: write {settings.base_url!r} in ASCII (xn--…)"
        )
    for hub in settings.feeds.hubs:
        if not re.fullmatch(r"https?://[!-.0-?A-~]+(?:/[!-~]*)?", hub):
            raise SettingsError(
                f"{_location_of('hubs', text, file_name)}: write a hub like https://hub.example/, not {hub!r}"
            )
    _check_encoding(settings.pages.encoding, _location_of("encoding", text, file_name))
    _check_llm(settings, text, file_name)
    _check_slugs(settings, text, file_name)
    for key, group in settings.groups.items():
        _check_group(key, group, _location_of(f"groups.{key}", text, file_name))
    _check_names(settings.names, text, file_name)


def _check_llm(settings: Settings, text: str, file_name: str) -> None:
    url = settings.llm.url
    if url and not re.fullmatch(r"https?://[!-.0-?A-~]+(?:/[!->A-~]*)?", url):  # no name and password in it, no query
        raise SettingsError(f"{_location_of('url', text, file_name)}: write llm.url like http://127.0.0.1:11434/v1")
    if settings.summaries.method == LLM_METHOD and not (url and settings.llm.model):
        location = _location_of("method", text, file_name)
        raise SettingsError(f'{location}: method "llm" needs llm.url and llm.model; set both under [llm]')


def _check_slugs(settings: Settings, text: str, file_name: str) -> None:
    taken: dict[str, str] = {}
    for paper, choices in settings.papers.items():
        location = _location_of_quoted(paper, text, file_name)
        if choices.slug and not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,79}", choices.slug):
            raise SettingsError(f"{location}: slug {choices.slug!r} names a folder; write it in a-z, 0-9 and -")
        if choices.slug and taken.setdefault(choices.slug, paper) != paper:
            raise SettingsError(
                f"{location}: {taken[choices.slug]} has the slug {choices.slug!r} already; choose another"
            )


def _check_group(key: str, group: Group, location: str) -> None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", key):
        raise SettingsError(f"{location}: a group's key {key!r} names its folder; write it in a-z, 0-9 and -")
    for region in group.regions:
        try:
            find(region)
        except NotFound as error:
            raise SettingsError(f"{location}: {error}") from error


def _check_names(names: Names, text: str, file_name: str) -> None:
    for word in (*names.add, *names.exclude):
        location = _location_of_quoted(word, text, file_name)
        if len(word) < MIN_NAME_LENGTH or word != word.strip():
            raise SettingsError(f"{location}: write the name {word!r} with two characters or more, without spaces")
        if word in names.add and word in names.exclude:
            raise SettingsError(f"{location}: {word!r} is both added and silenced; choose one")
    for word, region in names.add.items():
        try:
            find(region)
        except NotFound as error:
            raise SettingsError(f"{_location_of_quoted(word, text, file_name)}: {word!r}: {error}") from error


def _location_of_quoted(quoted: str, text: str, file_name: str) -> str:
    """Say where a word stands as a whole: in quotes or as a key."""
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(rf"""(?<![^\s"'{{,\[]){re.escape(quoted)}(?![^\s"'=,\]])""", line):
            return f"{file_name}: line {number}"
    return _location_of("names", text, file_name)


def _check_encoding(encoding: str, location: str) -> None:
    if encoding.lower() == "auto":
        return
    try:
        "".encode(encoding)
    except (LookupError, ValueError) as error:
        raise SettingsError(
            f"{location}: no encoding {encoding!r}; use auto, utf-8, gb18030, big5 or utf-16"
        ) from error
