"""Each pure stage as a command that people and benchmarks pipe: split, locate, summarise. Nothing is written."""

from __future__ import annotations

import json
import os
import sys
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedpub.adapters.inbox.scan import FIXES_SUFFIX
from feedpub.adapters.llm.rewriter import open_rewriter
from feedpub.cli import console
from feedpub.cli.options import json_option, workspace_options
from feedpub.model import Rejected, SourceFile, Summary
from feedpub.pipeline.analyse import parse_and_split
from feedpub.stages.locate import custom_names
from feedpub.stages.locate import locate as find
from feedpub.stages.split.explain import explain
from feedpub.stages.summarise import as_article, explain_extract, gist, keywords

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from feedpub.model import Article, Focus, Page
    from feedpub.ports import SummaryRewriter
    from feedpub.settings.workspace import Workspace
    from feedpub.stages.split.explain import BlockExplanation


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--why", is_flag=True, help="Say of each line what it was taken for, and why; before any fixes.")
@json_option
@workspace_options
def split(workspace: Workspace, files: tuple[Path, ...], why: bool, as_json: bool) -> None:
    """Cut pages into their items and print them in the order of the page.

    A file of fixes beside a page (A3.txt.fix.toml) is heeded, but not by --why, which tells what the page says itself.
    """
    rejected_count = 0
    for file in files:
        source = _read_source(file)
        parsed = source if isinstance(source, Rejected) else parse_and_split(source, workspace.settings)
        if isinstance(parsed, Rejected):
            rejected_count += 1
            click.echo(f"{parsed.path}: {parsed.reason}", err=True)
            continue
        page, articles, unapplied_fixes = parsed
        if why:
            _print_reasons(str(file), page, as_json)
            continue
        for article in articles:
            click.echo(_json_line(item_as_dict(str(file), article)) if as_json else format_item(article))
        for unapplied in unapplied_fixes:
            click.echo(f"{file}: {unapplied}", err=True)
    sys.exit(1 if rejected_count else 0)


def _print_reasons(file: str, page: Page, as_json: bool) -> None:
    from dataclasses import asdict

    for reason in explain(page):
        click.echo(_json_line({"page": file, **asdict(reason)}) if as_json else format_reason(reason))


def format_reason(reason: BlockExplanation) -> str:
    """Return a block as a person reads it: where the page is cut, its lines, its type, its text, and the reasons."""
    rule = f"---- {reason.kind.value}  {reason.confidence:.2f} ----\n" if reason.cut else ""
    span = "-".join(str(line) for line in sorted({reason.lines[0], reason.lines[-1]}))
    because = [f"{name} {weight:+.2f}" for name, weight in reason.features]
    if reason.joined is not None:
        because.insert(0, f"goes on from line {reason.joined} ({reason.score:+.2f})")
    block_line = f"{rule}{span:>9}  {reason.type:12}  {_clip(reason.text, 40)}"
    return f"{block_line}\n{'':25}{'; '.join(because)}" if because else block_line


def _read_source(file: Path) -> SourceFile | Rejected:
    from datetime import UTC, datetime

    fixes = file.with_name(file.name + FIXES_SUFFIX)
    try:
        fixes_content = fixes.read_bytes() if fixes.is_file() else b""
        return SourceFile(str(file), file.read_bytes(), datetime.now(UTC), fixes=fixes_content)
    except OSError as error:
        return Rejected(str(file), f"cannot be read: {error.strerror}")


def item_as_dict(page: str, article: Article) -> dict[str, Any]:
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


def format_item(article: Article) -> str:
    """Return an item as a person reads it: where it stands, what it is, and how it begins and ends."""
    span = f"{article.lines[0]}-{article.lines[-1]}" if article.lines else "-"
    head = " / ".join(part for part in (article.kicker, article.title, article.subtitle) if part) or "(no headline)"
    rows = [f"{span:>9}  {article.kind.value:8}  {article.confidence:.2f}  {head}"]
    if article.byline:
        rows.append(f"{'':31}{article.byline}")
    if article.paragraphs:
        rows.append(f"{'':31}{len(article.paragraphs)} ¶  {_clip(article.paragraphs[0], 40)}")
    return "\n".join(rows)


@click.command()
@click.option("--why", is_flag=True, help="Say of each region by which words it was found.")
@json_option
@workspace_options
def locate(workspace: Workspace, why: bool, as_json: bool) -> None:
    """Find the regions of articles: JSON Lines of {"id", "title", "text", "home"?} in, one line of regions each out.

    "home" is the paper's own region as a path: ["江苏省", "常州市"]; or name a "paper" of the settings. "date" is the
    day of its issue, 2009-05-01: which names there were then.
    """
    papers = workspace.settings.papers
    names = custom_names(workspace.settings.names.add, workspace.settings.names.exclude)

    def answer(record: dict[str, Any]) -> dict[str, Any]:
        paper = papers.get(str(record.get("paper")))
        home = _parse_path(record.get("home") or (paper and paper.home))
        focus = find(record.get("title"), record["text"], home, day=_parse_day(record.get("date")), names=names)
        return focus_as_dict(record["id"], focus) | ({"evidence": evidence_as_dicts(focus)} if why else {})

    _answer_records(answer, as_json, _format_regions)


def focus_as_dict(record_id: Any, focus: Focus) -> dict[str, Any]:
    """Return a focus in the fixed form of `feedpub locate --json`."""
    return {
        "id": record_id,
        "regions": [list(region_match.region.path) for region_match in focus.regions],
        "codes": [located.region.code for located in focus.regions],
        "national": focus.national,
        "foreign": focus.foreign,
        "confidence": [round(located.confidence, 3) for located in focus.regions],
    }


def evidence_as_dicts(focus: Focus) -> list[dict[str, Any]]:
    """Return why each region is one of a focus."""
    return [
        {
            "region": list(region_match.region.path),
            "role": region_match.role.value,
            "confidence": round(region_match.confidence, 3),
            "evidence": [{"words": e.text, "offset": e.offset, "rule": e.rule} for e in region_match.evidence],
        }
        for region_match in focus.regions
    ]


def _format_regions(row: dict[str, Any]) -> str:
    lines = [f"{row['id']}\t{_region_names(row)}"]
    for region_evidence in row.get("evidence", ()):
        evidence_text = "; ".join(f"{e['words']!r} at {e['offset']} ({e['rule']})" for e in region_evidence["evidence"])
        path, role = "/".join(region_evidence["region"]), region_evidence["role"]
        lines.append(f"\t{path}  {role} {region_evidence['confidence']:.2f}  {evidence_text}")
    return "\n".join(lines)


@click.command()
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
@workspace_options
def summarise(workspace: Workspace, chars: int, why: bool, as_json: bool) -> None:
    """Summarise articles: JSON Lines of {"id", "title", "text"} in, {"id", "summary", "keywords"} out."""
    from msgspec import structs

    settings = workspace.settings
    lengths = structs.replace(settings.summaries, brief=chars, text=chars, long=chars)
    rewriter = open_rewriter(structs.replace(settings, summaries=lengths), None, os.environ)

    def answer(record: dict[str, Any]) -> dict[str, Any]:
        title, text = record.get("title"), record["text"]
        extracted = gist(title, text, chars, settings.summaries.without_llm.method)
        row = {"id": record["id"], "summary": extracted, "keywords": list(keywords(title, text))}
        if rewriter:
            row |= reword(rewriter, title, text, extracted)
        return row | ({"why": sentence_reasons(title, text, chars)} if why else {})

    try:
        _answer_records(answer, as_json, _format_summary)
    finally:
        for note in rewriter.warnings if rewriter else ():
            click.echo(f"[llm]: {note}", err=True)


def reword(rewriter: SummaryRewriter, title: str | None, text: str, extract: str) -> dict[str, Any]:
    """Return the summary as the owner's language model words it, and whose words it is in."""
    summary = rewriter.rewrite(as_article(title, text), Summary(extract, ()))
    return {"summary": summary.text, "method": summary.method}


def sentence_reasons(title: str | None, text: str, chars: int) -> list[dict[str, Any]]:
    """Return what the method `extract` made of every beginning of a sentence, in the order of the article."""
    sentences = explain_extract(as_article(title, text), chars)
    return [{"text": each.text, "chosen": each.chosen, "rules": list(each.rules)} for each in sentences]


def _format_summary(row: dict[str, Any]) -> str:
    lines = [f"{row['id']}\t{row['summary']}\t{' '.join(row['keywords'])}"]
    for sentence in row.get("why", ()):
        result = "chosen" if sentence["chosen"] else "; ".join(sentence["rules"]) or "others tell more"
        lines.append(f"\t{'+' if sentence['chosen'] else '-'} {result}\t{sentence['text']}")
    return "\n".join(lines)


def _answer_records(
    answer: Callable[[dict[str, Any]], dict[str, Any]], as_json: bool, format_row: Callable[[Any], str]
) -> None:
    """Answer every record of standard input; a bad line is named, left out, and makes the exit code 1."""
    bad_records = 0
    for number, record in _read_records():
        fault = _record_fault(record)
        if fault:
            bad_records += 1
            click.echo(f'standard input: line {number}: {fault}; expected {{"id", "title", "text"}}', err=True)
            continue
        row = answer(record)
        click.echo(_json_line(row) if as_json else format_row(row))
    sys.exit(1 if bad_records else 0)


def _read_records() -> Iterator[tuple[int, Any]]:
    stream = TextIOWrapper(sys.stdin.buffer, encoding="utf-8", errors="replace")
    for number, line in enumerate(stream, 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except ValueError:
            yield number, None


def _record_fault(record: Any) -> str | None:
    """Say what is wrong with a record, if anything is."""
    if not isinstance(record, dict):
        return "this is no JSON object"
    if "id" not in record or not isinstance(record.get("text"), str):
        return 'the key "id" or the text of "text" is missing'
    if not isinstance(record.get("title"), str | None):
        return '"title" is no text'
    return None


def _parse_path(home: object) -> tuple[str, ...]:
    """Accept a path as a list or as "江苏省/常州市"."""
    if isinstance(home, str):
        return tuple(part for part in home.split("/") if part)
    return tuple(str(part) for part in home or ()) if isinstance(home, (list, tuple, type(None))) else ()


def _parse_day(text: object) -> date | None:
    """Accept a day as ISO 8601 writes it; what is none counts as unknown."""
    from datetime import date

    try:
        return date.fromisoformat(str(text)[:10])
    except ValueError:
        return None


def _region_names(row: dict[str, Any]) -> str:
    flags = [word for word in ("national", "foreign") if row[word]]
    return "  ".join(["/".join(path) for path in row["regions"]] + flags) or "-"


def _json_line(row: dict[str, Any]) -> str:
    return console.to_json(row)


def _clip(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
