"""subscribers: who gets the letter, by hand: add, import, export, remove, show, suppress."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedpub.cli import speak
from feedpub.cli.places import Places, json_option, with_places

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from feedpub.edge.post.register import Register

_REGIONS = click.option(
    "--regions",
    multiple=True,
    metavar="REGION",
    help="江苏省/常州市, a code, national, foreign or all.  [default: all]",
)
_EVERY = click.option("--every", type=click.Choice(["week", "day"]), default="week", show_default=True)
_LANGUAGE = click.option("--language", type=click.Choice(["zh", "en"]), default=None, help="[default: the site's]")


@click.group(short_help="Add, import, export and remove who gets the letter.", invoke_without_command=True)
@click.pass_context
def subscribers(context: click.Context) -> None:
    """Keep the list of who gets the letter. Readers who sign up at /mail/ are on it as well.

    Nobody is added without consent. An address that left, was removed or was suppressed is refused; what stays of it
    is a hash.
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


@subscribers.command(short_help="Add one address.")
@click.argument("address")
@_REGIONS
@_EVERY
@_LANGUAGE
@click.option("--consent", required=True, metavar="WORDS", help='What they said yes to: "by telephone, 2026-11-20".')
@click.option("--lift", is_flag=True, help="Add an address that left or was suppressed: they asked for it.")
@with_places
def add(
    places: Places, address: str, regions: tuple[str, ...], every: str, language: str | None, consent: str, lift: bool
) -> None:
    """Add ADDRESS, confirmed by you: no mail asks them again."""
    from feedpub.cli.readers import entry_of
    from feedpub.edge.clock import SystemClock
    from feedpub.errors import NotFound

    cells = {"address": address, "regions": "；".join(regions), "every": every, "language": language or ""}
    entry = entry_of(cells | {"consent": consent}, places.settings.site.language, "command")
    if isinstance(entry, str):
        raise NotFound(f"{address}: {entry}")
    with _register(places) as register:
        (refused,) = register.add([entry], SystemClock().now(), lifts=lift)
    if refused:
        raise NotFound(f"{address}: {refused}")
    speak.say(f"Added {entry.address}")


@subscribers.command("import", short_help="Add the addresses of a CSV file.")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--consent", metavar="WORDS", help="What they said yes to, where no column of the file says it.")
@_REGIONS
@_EVERY
@_LANGUAGE
@click.option("--dry-run", is_flag=True, help="Only say what would be refused, and why.")
@json_option
@with_places
def import_(
    places: Places,
    file: Path,
    consent: str | None,
    regions: tuple[str, ...],
    every: str,
    language: str | None,
    dry_run: bool,
    as_json: bool,
) -> None:
    """Add the addresses of FILE, and say of each refused line why; exits with 1 where there was one.

    Columns, in any order: address (邮箱), regions (地区), every (频率), language (语言), consent (同意), source (来源).
    Several regions of a line are parted by a semicolon. The file may be of Excel or WPS: UTF-8, UTF-16 or GB18030.
    """
    from feedpub.cli.readers import import_list
    from feedpub.edge.clock import SystemClock

    defaults = {"consent": consent or "", "regions": "；".join(regions), "every": every}
    defaults |= {"language": language or places.settings.site.language}
    with _register(places) as register:
        taken, refused = import_list(register, file, defaults, SystemClock().now(), dry=dry_run)
    if as_json:
        speak.say_json({"added": taken, "refused": [{"line": number, "reason": why} for number, why in refused]})
    else:
        for number, why in refused:
            speak.warn(f"{file}: line {number}: {why}")
        done = "Would add" if dry_run else "Added"
        speak.say(f"{done} {speak.count(taken, 'subscriber')}; {speak.count(len(refused), 'line')} refused")
    sys.exit(1 if refused else 0)


@subscribers.command(short_help="Write the list as CSV.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@with_places
def export(places: Places, file: Path) -> None:
    """Write all subscribers to FILE, readable by you alone (mode 0600); "-" writes them to standard output."""
    from feedpub.cli.readers import export_list

    with _register(places) as register:
        text, count = export_list(register)
    if str(file) == "-":
        click.echo(text.removeprefix("\ufeff"), nl=False)
        return
    from feedpub.edge.disk import sync, write_whole
    from feedpub.errors import OutputError

    try:
        write_whole(file.absolute(), text.encode(), 0o600)
        sync([file.absolute().parent])
    except OSError as error:
        raise OutputError(f"{file}: cannot be written ({error.strerror}); choose another place") from error
    speak.say(f"{speak.count(count, 'subscriber')} in {file}")


@subscribers.command(short_help="Erase a subscriber.")
@click.argument("who", metavar="ADDRESS|ID")
@with_places
def remove(places: Places, who: str) -> None:
    """Erase a subscriber. What stays is a hash, so that no old list brings the address back by itself.

    They can sign up again at /mail/. Copies made before hold the address for as long as they are kept.
    """
    from feedpub.edge.clock import SystemClock

    with _register(places) as register:
        there = register.remove(_who(who), SystemClock().now())
    speak.say("Erased" if there else "Not a subscriber; nothing is sent there")


@subscribers.command(short_help="Say what is known of a subscriber, or of all.")
@click.argument("who", metavar="[ADDRESS|ID]", required=False)
@json_option
@with_places
def show(places: Places, who: str | None, as_json: bool) -> None:
    """Say what is known of an address or an id: what was chosen, the consent, what was sent; without one, how many."""
    from feedpub.cli.readers import told

    with _register(places) as register:
        if who is None:
            facts: dict[str, Any] = register.counts()
        else:
            facts = told(register.show(_who(who)))
    if as_json:
        speak.say_json(facts)
        return
    for name, value in facts.items():
        if isinstance(value, list):
            for each in value:
                speak.say(f"{name:<12} {each}")
        else:
            speak.say(f"{name:<12} {value}")
    if not facts:
        speak.say("No subscribers yet." if who is None else "Not known.")


@subscribers.command(short_help="Never write to an address again.")
@click.argument("who", metavar="ADDRESS|ID")
@click.option("--lift", is_flag=True, help="Take it back: the address may sign up or be added again.")
@with_places
def suppress(places: Places, who: str, lift: bool) -> None:
    """Let nothing be sent to an address, whatever a form or a list says; a subscriber of it is erased."""
    from feedpub.edge.clock import SystemClock
    from feedpub.errors import NotFound

    with _register(places) as register:
        if lift:
            if "@" not in who:
                raise click.UsageError("--lift wants the address: of one that is erased nothing but a hash is left")
            if not register.lift(_who(who)):
                raise NotFound(f"{who}: is not suppressed")
            speak.say("Lifted")
            return
        there = register.suppress(_who(who), SystemClock().now())
    speak.say("Suppressed, and erased" if there else "Suppressed")


def _who(text: str) -> str:
    """Return an address in the form in which it is known, or the id as it is."""
    from feedpub.errors import NotFound
    from feedpub.language.reader_address import reader_address

    if "@" not in text and "＠" not in text:
        return text.strip().lower()
    try:
        return reader_address(text)
    except ValueError as error:
        raise NotFound(f"{text}: {error}") from error


def _register(places: Places) -> AbstractContextManager[Register]:
    from contextlib import contextmanager

    from feedpub.edge.keys import open_keys
    from feedpub.edge.post.database import open_post
    from feedpub.edge.post.register import Register

    @contextmanager
    def opened() -> Iterator[Register]:
        engine = open_post(places.state, places.settings)
        try:
            yield Register(engine, open_keys(places.state))
        finally:
            engine.dispose()

    return opened()


COMMANDS = (subscribers,)
