"""What the owner may choose: feedpub.toml, then the environment (`FEEDPUB_BASE_URL`, `FEEDPUB_FEEDS__ITEMS`)."""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Annotated, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from feedpub.errors import NotFound, SettingsError
from feedpub.regions import named

if TYPE_CHECKING:
    from collections.abc import Mapping

PREVIEW_PORT = 8000
PREFIX = "FEEDPUB_"
LLM = "llm"
"""The method of summaries that asks a model."""
LLM_KEY = "FEEDPUB_LLM__KEY"
"""The variable with the key of the model's endpoint; it is no setting, since settings travel and may be shown."""
SHORTEST_NAME = 2
"""One character is in too many words to be a place's name."""
LETTER_TITLES = {"zh": "一周要闻", "en": "The Week in News"}

Count = Annotated[int, msgspec.Meta(ge=1)]


class Site(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the pages speak."""

    title: str = "feedpub"
    language: Literal["zh", "en"] = "zh"
    owner: str = ""
    """Who publishes: shown at the foot of every page and letter."""
    email: str = ""


class Feeds(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a feed document holds."""

    items: Count = 30
    tag_stories: Count = 3
    """So many stories give a keyword a page and feeds of its own."""


class Pages(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is taken for granted of a page."""

    hour: Annotated[int, msgspec.Meta(ge=0, le=23)] = 6
    """The hour of publication of a page that gives only its date."""
    hold_below: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.0
    """Stories of which the splitting is less sure wait for an editor (`feedpub held`, `feedpub release`)."""
    encoding: str = "auto"
    largest: Count = 20_000_000
    """Bytes; a larger file is refused before it is read."""


class Summaries(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How long a summary may be, in characters without white space."""

    method: str = "extract"
    brief: Count = 40
    """For the mail program's preview and long lists."""
    text: Count = 80
    """For feeds, lists of stories and the letter."""
    long: Count = 120
    """For the head of the article's own page."""

    @property
    def pure(self) -> Summaries:
        """The same for the pure stage: what a model rewords, and what stands where it may not, is the extract."""
        return msgspec.structs.replace(self, method="extract") if self.method == LLM else self


class Llm(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The language model of `summaries.method = "llm"`, behind any OpenAI-compatible endpoint.

    Its key is no setting: it comes from the environment (`FEEDPUB_LLM__KEY`) or from `key_file`, and goes nowhere else.
    """

    url: str = ""
    """What stands before /chat/completions: "http://127.0.0.1:11434/v1"."""
    model: str = ""
    key_file: str = ""
    """A file that nobody but its owner may read (mode 0600)."""
    timeout: Annotated[float, msgspec.Meta(gt=0)] = 120.0
    """Seconds for one answer."""
    calls: Annotated[int, msgspec.Meta(ge=0)] = 50
    """The most questions of one run."""
    patience: Annotated[float, msgspec.Meta(gt=0)] = 600.0
    """Seconds of one run that may be spent waiting for answers."""


class Digest(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The weekly letter."""

    title: str = ""
    """Without one, the language's own."""
    sender: str = "digest@localhost"
    stories_per_region: Count = 12
    weekday: Annotated[int, msgspec.Meta(ge=1, le=7)] = 1
    """ISO weekday on which the letter of the week before goes out; 1 is Monday."""
    hour: Annotated[int, msgspec.Meta(ge=0, le=23)] = 8


class Watch(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the folder is watched."""

    seconds: Count = 5
    """Between two looks at the folder."""
    settle: Annotated[float, msgspec.Meta(ge=0)] = 2.0
    """Seconds for which a file must keep still before it is taken."""


class Paper(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A newspaper by its name."""

    home: str = ""
    """Its own region, as a path: "江苏省/常州市"."""


class Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the owner says of the names of places; it holds for the pages that are read from then on."""

    add: dict[str, str] = {}
    """A name -> what it means, as a path, a unique name or a code: "龙城" = "江苏省/常州市"."""
    silence: tuple[str, ...] = ()
    """Words that mean no place where exactly they stand."""


class Group(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A region of the owner's own that gathers others, with its feeds; its key is the name of its folder."""

    name: str
    regions: tuple[str, ...]
    """Each as a path, a unique name or a code: "江苏省/苏州市"."""


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All choices, each with a default that works."""

    base_url: str = ""
    """The public address of `output/site`; without it, that of the local preview."""
    zone: str = "Asia/Shanghai"
    engine: Literal["serial", "processes", "dask"] = "serial"
    scheduler: str = ""
    """The address of a Dask scheduler; without it, a local cluster is started."""
    archive: str = ""
    """A database URL; without it, SQLite in the state folder."""
    templates: str = ""
    """The owner's own templates, looked up before ours."""
    site: Site = Site()
    feeds: Feeds = Feeds()
    pages: Pages = Pages()
    summaries: Summaries = Summaries()
    llm: Llm = Llm()
    digest: Digest = Digest()
    watch: Watch = Watch()
    papers: dict[str, Paper] = {}
    groups: dict[str, Group] = {}
    names: Names = Names()

    @property
    def root_url(self) -> str:
        """The address of the site, with a slash at its end."""
        return (self.base_url or f"http://127.0.0.1:{PREVIEW_PORT}").rstrip("/") + "/"

    @property
    def letter_title(self) -> str:
        """The title of the weekly letter."""
        return self.digest.title or LETTER_TITLES[self.site.language]

    @property
    def timezone(self) -> ZoneInfo:
        """The zone in which days and weeks are counted."""
        return ZoneInfo(self.zone)


def parse(text: str, environment: Mapping[str, str], name: str = "feedpub.toml") -> Settings:
    """Return the settings of a file's text under those of the environment; raises `SettingsError` with the line."""
    try:
        tree = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        fault = str(error).replace("at end of document", f"at line {len(text.splitlines())}, the last")
        raise SettingsError(f"{name}: not TOML: {fault}; mend that, or start afresh with `feedpub init`") from error
    for key, value in environment.items():
        if key.startswith(PREFIX) and key != LLM_KEY:
            _put(tree, key.removeprefix(PREFIX).lower().split("__"), value)
    try:
        settings = msgspec.convert(tree, Settings, strict=False)
    except msgspec.ValidationError as error:
        raise SettingsError(_explain(str(error), text, name)) from error
    _check(settings, text, name)
    return settings


def _put(tree: dict[str, Any], keys: list[str], value: str) -> None:
    for key in keys[:-1]:
        tree = tree.setdefault(key, {})
    tree[keys[-1]] = value


def _explain(message: str, text: str, name: str) -> str:
    """Put the line of the file before a validator's message, such as "Expected `int` - at `$.feeds.items`"."""
    what, _, place = message.partition(" - at ")
    key = place.strip("`").rsplit(".", 1)[-1]
    if "unknown field" in what:
        key = what.rsplit("`", 2)[1]
        what = f"there is no setting {key!r}"
    return (
        f"{_where(key, text, name)}: {what} ({place.strip('`').removeprefix('$.') or 'top level'}); see `feedpub init`"
    )


def _where(key: str, text: str, name: str) -> str:
    for number, line in enumerate(text.splitlines(), 1):
        if line.partition("=")[0].strip().strip("\"'") == key or line.strip() == f"[{key}]":
            return f"{name}: line {number}"
    return f"{name} or environment: {key}"


def _check(settings: Settings, text: str, name: str) -> None:
    try:
        settings.timezone  # noqa: B018 - asked for its error
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise SettingsError(
            f"{_where('zone', text, name)}: no time zone {settings.zone!r}; use one like Asia/Shanghai"
        ) from error
    if settings.base_url and not settings.base_url.startswith(("http://", "https://")):
        raise SettingsError(
            f"{_where('base_url', text, name)}: {settings.base_url!r} must begin with http:// or https://"
        )
    if not settings.base_url.isascii():
        raise SettingsError(f"{_where('base_url', text, name)}: write {settings.base_url!r} in ASCII (xn--…)")
    _check_encoding(settings.pages.encoding, _where("encoding", text, name))
    _check_llm(settings, text, name)
    for key, group in settings.groups.items():
        _check_group(key, group, _where(f"groups.{key}", text, name))
    _check_names(settings.names, text, name)


def _check_llm(settings: Settings, text: str, name: str) -> None:
    url = settings.llm.url
    if url and not re.fullmatch(r"https?://[!-.0-?A-~]+(?:/[!->A-~]*)?", url):  # no name and password in it, no query
        raise SettingsError(f"{_where('url', text, name)}: write llm.url like http://127.0.0.1:11434/v1")
    if settings.summaries.method == LLM and not (url and settings.llm.model):
        where = _where("method", text, name)
        raise SettingsError(f'{where}: method "llm" needs llm.url and llm.model; set both under [llm]')


def _check_group(key: str, group: Group, where: str) -> None:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", key):
        raise SettingsError(f"{where}: a group's key {key!r} names its folder; write it in a-z, 0-9 and -")
    for region in group.regions:
        try:
            named(region)
        except NotFound as error:
            raise SettingsError(f"{where}: {error}") from error


def _check_names(names: Names, text: str, name: str) -> None:
    for word in (*names.add, *names.silence):
        where = _where_quoted(word, text, name)
        if len(word) < SHORTEST_NAME or word != word.strip():
            raise SettingsError(f"{where}: write the name {word!r} with two characters or more, without spaces")
        if word in names.add and word in names.silence:
            raise SettingsError(f"{where}: {word!r} is both added and silenced; choose one")
    for word, region in names.add.items():
        try:
            named(region)
        except NotFound as error:
            raise SettingsError(f"{_where_quoted(word, text, name)}: {word!r}: {error}") from error


def _where_quoted(word: str, text: str, name: str) -> str:
    """Say where a word stands as a whole: in quotes or as a key."""
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(rf"""(?<![^\s"'{{,\[]){re.escape(word)}(?![^\s"'=,\]])""", line):
            return f"{name}: line {number}"
    return _where("names", text, name)


def _check_encoding(encoding: str, where: str) -> None:
    if encoding.lower() == "auto":
        return
    try:
        "".encode(encoding)
    except (LookupError, ValueError) as error:
        raise SettingsError(f"{where}: no encoding {encoding!r}; use auto, utf-8, gb18030, big5 or utf-16") from error
