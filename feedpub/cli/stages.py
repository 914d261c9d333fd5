"""Each pure stage as a command that people and benchmarks pipe: split, locate, summarise. Nothing is written."""

from __future__ import annotations

import json
import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedpub.cli import speak
from feedpub.cli.places import Places, json_option, with_places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from feedpub.model import Article, Focus, Page, SourceFile, Spoiled
    from feedpub.ports import Editor
    from feedpub.stages.split.why import Reason


@click.command(short_help="Cut pages into their items.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--why", is_flag=True, help="Say of each line what it was taken for, and why; before any fixes.")
@json_option
@with_places
def split(places: Places, files: tuple[Path, ...], why: bool, as_json: bool) -> None:
    """Cut pages into their items and print them in the order of the page.

    A file of fixes beside a page (A3.txt.fix.toml) is heeded, but not by --why, which tells what the page says itself.
    """
    from feedpub.model import Spoiled
    from feedpub.understanding import take_apart

    spoiled = 0
    for file in files:
        source = _open(file)
        found = source if isinstance(source, Spoiled) else take_apart(source, places.settings)
        if isinstance(found, Spoiled):
            spoiled += 1
            click.echo(f"{found.path}: {found.reason}", err=True)
            continue
        page, articles, unfit = found
        if why:
            _explain(str(file), page, as_json)
            continue
        for article in articles:
            click.echo(_line(item(str(file), article)) if as_json else outline(article))
        for words in unfit:
            click.echo(f"{file}: {words}", err=True)
    sys.exit(1 if spoiled else 0)


def _explain(file: str, page: Page, as_json: bool) -> None:
    from dataclasses import asdict

    from feedpub.stages.split.why import explain

    for reason in explain(page):
        click.echo(_line({"page": file, **asdict(reason)}) if as_json else reasoned(reason))


def reasoned(reason: Reason) -> str:
    """Return a block as a person reads it: where the page is cut, its lines, its type, its text, and the reasons."""
    rule = f"---- {reason.kind.value}  {reason.confidence:.2f} ----\n" if reason.cut else ""
    span = "-".join(str(line) for line in sorted({reason.lines[0], reason.lines[-1]}))
    because = [f"{name} {weight:+.2f}" for name, weight in reason.features]
    if reason.joined is not None:
        because.insert(0, f"goes on from line {reason.joined} ({reason.score:+.2f})")
    words = f"{rule}{span:>9}  {reason.type:12}  {_clip(reason.text, 40)}"
    return f"{words}\n{'':25}{'; '.join(because)}" if because else words


def _open(file: Path) -> SourceFile | Spoiled:
    from datetime import UTC, datetime

    from feedpub.edge.looking import FIXES
    from feedpub.model import SourceFile, Spoiled

    fixes = file.with_name(file.name + FIXES)
    try:
        beside = fixes.read_bytes() if fixes.is_file() else b""
        return SourceFile(str(file), file.read_bytes(), datetime.now(UTC), fixes=beside)
    except OSError as error:
        return Spoiled(str(file), f"cannot be read: {error.strerror}")


def item(page: str, article: Article) -> dict[str, Any]:
    """Return an item in the fixed form of `feedpub split --json`."""
    return {
        "page": page,
        "kind": article.kind.value,
        "kicker": article.kicker,
        "title": article.title,
        "subtitle": article.subtitle,
        "byline": article.byline,
        "dateline": article.dateline,
        "paragraphs": list(article.paragraphs),
        "text": article.text,
        "lines": list(article.lines),
        "confidence": round(article.confidence, 3),
        "subheads": list(article.subheads),
        "jump": article.jump,
    }


def outline(article: Article) -> str:
    """Return an item as a person reads it: where it stands, what it is, and how it begins and ends."""
    span = f"{article.lines[0]}-{article.lines[-1]}" if article.lines else "-"
    head = " / ".join(part for part in (article.kicker, article.title, article.subtitle) if part) or "(no headline)"
    rows = [f"{span:>9}  {article.kind.value:8}  {article.confidence:.2f}  {head}"]
    if article.byline:
        rows.append(f"{'':31}{article.byline}")
    if article.paragraphs:
        rows.append(f"{'':31}{len(article.paragraphs)} ¶  {_clip(article.paragraphs[0], 40)}")
    return "\n".join(rows)


@click.command(short_help="Find the regions of articles.")
@click.option("--why", is_flag=True, help="Say of each region by which words it was found.")
@json_option
@with_places
def locate(places: Places, why: bool, as_json: bool) -> None:
    """Find the regions of articles: JSON Lines of {"id", "title", "text", "home"?} in, one line of regions each out.

    "home" is the paper's own region as a path: ["江苏省", "常州市"]; or name a "paper" of the settings. "date" is the
    day of its issue, 2009-05-01: which names there were then.
    """
    from feedpub.stages.locate import locate as find
    from feedpub.stages.locate import own_names

    papers = places.settings.papers
    names = own_names(places.settings.names.add, places.settings.names.silence)

    def answer(record: dict[str, Any]) -> dict[str, Any]:
        paper = papers.get(str(record.get("paper")))
        home = _path(record.get("home") or (paper and paper.home))
        focus = find(record.get("title"), record["text"], home, day=_day(record.get("date")), names=names)
        return regions(record["id"], focus) | ({"evidence": evidence(focus)} if why else {})

    _pipe(answer, as_json, _told)


def regions(name: Any, focus: Focus) -> dict[str, Any]:
    """Return a focus in the fixed form of `feedpub locate --json`."""
    return {
        "id": name,
        "regions": [list(located.region.path) for located in focus.regions],
        "codes": [located.region.code for located in focus.regions],
        "national": focus.national,
        "foreign": focus.foreign,
        "confidence": [round(located.confidence, 3) for located in focus.regions],
    }


def evidence(focus: Focus) -> list[dict[str, Any]]:
    """Return why each region is one of a focus."""
    return [
        {
            "region": list(located.region.path),
            "role": located.role.value,
            "confidence": round(located.confidence, 3),
            "evidence": [{"words": e.words, "offset": e.offset, "rule": e.rule} for e in located.evidence],
        }
        for located in focus.regions
    ]


def _told(row: dict[str, Any]) -> str:
    lines = [f"{row['id']}\t{_names(row)}"]
    for why in row.get("evidence", ()):
        words = "; ".join(f"{e['words']!r} at {e['offset']} ({e['rule']})" for e in why["evidence"])
        lines.append(f"\t{'/'.join(why['region'])}  {why['role']} {why['confidence']:.2f}  {words}")
    return "\n".join(lines)


@click.command(short_help="Summarise articles and name their keywords.")
@click.option(
    "--chars",
    type=click.IntRange(min=1),
    default=80,
    metavar="N",
    show_default="80",
    help="Longest summary, in characters.",
)
@click.option("--why", is_flag=True, help="Say of each beginning of a sentence whether it was taken, and if not, why.")
@json_option
@with_places
def summarise(places: Places, chars: int, why: bool, as_json: bool) -> None:
    """Summarise articles: JSON Lines of {"id", "title", "text"} in, {"id", "summary", "keywords"} out."""
    from msgspec import structs

    from feedpub.edge.llm import open_editor
    from feedpub.stages.summarise import gist, keywords

    settings = places.settings
    lengths = structs.replace(settings.summaries, brief=chars, text=chars, long=chars)
    editor = open_editor(structs.replace(settings, summaries=lengths), None, os.environ)

    def answer(record: dict[str, Any]) -> dict[str, Any]:
        title, text = record.get("title"), record["text"]
        extract = gist(title, text, chars, settings.summaries.pure.method)
        row = {"id": record["id"], "summary": extract, "keywords": list(keywords(title, text))}
        if editor:
            row |= reworded(editor, title, text, extract)
        return row | ({"why": verdicts(title, text, chars)} if why else {})

    try:
        _pipe(answer, as_json, _gist_told)
    finally:
        for note in editor.notes if editor else ():
            click.echo(f"[llm]: {note}", err=True)


def reworded(editor: Editor, title: str | None, text: str, extract: str) -> dict[str, Any]:
    """Return the summary as the owner's language model words it, and whose words it is in."""
    from feedpub.model import Summary
    from feedpub.stages.summarise import as_article

    found = editor.edit(as_article(title, text), Summary(extract, ()))
    return {"summary": found.text, "method": found.method}


def verdicts(title: str | None, text: str, chars: int) -> list[dict[str, Any]]:
    """Return what the method `extract` made of every beginning of a sentence, in the order of the article."""
    from feedpub.stages.summarise import as_article, why

    found = why(as_article(title, text), chars)
    return [{"text": each.text, "chosen": each.chosen, "rules": list(each.rules)} for each in found]


def _gist_told(row: dict[str, Any]) -> str:
    lines = [f"{row['id']}\t{row['summary']}\t{' '.join(row['keywords'])}"]
    for each in row.get("why", ()):
        became = "chosen" if each["chosen"] else "; ".join(each["rules"]) or "others tell more"
        lines.append(f"\t{'+' if each['chosen'] else '-'} {became}\t{each['text']}")
    return "\n".join(lines)


def _pipe(answer: Callable[[dict[str, Any]], dict[str, Any]], as_json: bool, plain: Callable[[Any], str]) -> None:
    """Answer every record of standard input; a bad line is named, left out, and makes the exit code 1."""
    wrong = 0
    for number, record in _records():
        fault = _fault(record)
        if fault:
            wrong += 1
            click.echo(f'standard input: line {number}: {fault}; expected {{"id", "title", "text"}}', err=True)
            continue
        row = answer(record)
        click.echo(_line(row) if as_json else plain(row))
    sys.exit(1 if wrong else 0)


def _records() -> Iterator[tuple[int, Any]]:
    stream = TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except ValueError:
            yield number, None


def _fault(record: Any) -> str | None:
    """Say what is wrong with a record, if anything is."""
    if not isinstance(record, dict):
        return "this is no JSON object"
    if "id" not in record or not isinstance(record.get("text"), str):
        return 'the key "id" or the text of "text" is missing'
    if not isinstance(record.get("title"), str | None):
        return '"title" is no text'
    return None


def _path(home: object) -> tuple[str, ...]:
    """Accept a path as a list or as "江苏省/常州市"."""
    if isinstance(home, str):
        return tuple(part for part in home.split("/") if part)
    return tuple(str(part) for part in home or ()) if isinstance(home, (list, tuple, type(None))) else ()


def _day(said: object) -> date | None:
    """Accept a day as ISO 8601 writes it; what is none counts as unknown."""
    from datetime import date

    try:
        return date.fromisoformat(str(said)[:10])
    except ValueError:
        return None


def _names(row: dict[str, Any]) -> str:
    flags = [word for word in ("national", "foreign") if row[word]]
    return "  ".join(["/".join(path) for path in row["regions"]] + flags) or "-"


def _line(row: dict[str, Any]) -> str:
    return speak.to_json(row)


def _clip(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"


COMMANDS = (split, locate, summarise)
