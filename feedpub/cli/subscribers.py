"""subscribers: who gets the letter, by hand: add, import, export, remove, show, suppress."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feedpub.adapters.system.clock import SystemClock
from feedpub.adapters.system.filesystem import atomic_write, sync
from feedpub.adapters.system.tokens import open_token_signer
from feedpub.cli import console
from feedpub.cli.options import json_option, workspace_options
from feedpub.errors import NotFound, OutputError
from feedpub.newsletter.import_export import export_subscribers, history_as_dict, import_subscribers, to_new_subscriber
from feedpub.newsletter.store.administration import SubscriberAdmin
from feedpub.newsletter.store.database import open_newsletter_database
from feedpub.text.email_address import normalise_address
from feedpub.text.terminal import format_count

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager

    from feedpub.settings.workspace import Workspace


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
@workspace_options
def add(
    workspace: Workspace,
    address: str,
    regions: tuple[str, ...],
    every: str,
    language: str | None,
    consent: str,
    lift: bool,
) -> None:
    """Add ADDRESS, confirmed by you: no mail asks them again."""
    cells = {"address": address, "regions": "；".join(regions), "every": every, "language": language or ""}
    new_subscriber = to_new_subscriber(cells | {"consent": consent}, workspace.settings.site.language, "command")
    if isinstance(new_subscriber, str):
        raise NotFound(f"{address}: {new_subscriber}")
    with _open_admin(workspace) as admin:
        (refusal_reason,) = admin.add([new_subscriber], SystemClock().now(), override_suppression=lift)
    if refusal_reason:
        raise NotFound(f"{address}: {refusal_reason}")
    console.print_line(f"Added {new_subscriber.address}")


@subscribers.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--consent", metavar="WORDS", help="What they said yes to, where no column of the file says it.")
@_REGIONS
@_EVERY
@_LANGUAGE
@click.option("--dry-run", is_flag=True, help="Only say what would be refused, and why.")
@json_option
@workspace_options
def import_(
    workspace: Workspace,
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
    defaults = {"consent": consent or "", "regions": "；".join(regions), "every": every}
    defaults |= {"language": language or workspace.settings.site.language}
    with _open_admin(workspace) as admin:
        added, refused = import_subscribers(admin, file, defaults, SystemClock().now(), dry_run=dry_run)
    if as_json:
        console.print_json(
            {"added": added, "refused": [{"line": number, "reason": reason} for number, reason in refused]}
        )
    else:
        for number, why in refused:
            console.print_warning(f"{file}: line {number}: {why}")
        verb = "Would add" if dry_run else "Added"
        console.print_line(f"{verb} {format_count(added, 'subscriber')}; {format_count(len(refused), 'line')} refused")
    sys.exit(1 if refused else 0)


@subscribers.command(short_help="Write the list as CSV.")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@workspace_options
def export(workspace: Workspace, file: Path) -> None:
    """Write all subscribers to FILE, readable by you alone (mode 0600); "-" writes them to standard output."""
    with _open_admin(workspace) as admin:
        text, count = export_subscribers(admin)
    if str(file) == "-":
        click.echo(text.removeprefix("\ufeff"), nl=False)
        return

    try:
        atomic_write(file.absolute(), text.encode(), 0o600)
        sync([file.absolute().parent])
    except OSError as error:
        raise OutputError(f"{file}: cannot be written ({error.strerror}); choose another place") from error
    console.print_line(f"{format_count(count, 'subscriber')} in {file}")


@subscribers.command(short_help="Erase a subscriber.")
@click.argument("who", metavar="ADDRESS|ID")
@workspace_options
def remove(workspace: Workspace, who: str) -> None:
    """Erase a subscriber. What stays is a hash, so that no old list brings the address back by itself.

    They can sign up again at /mail/. Copies made before hold the address for as long as they are kept.
    """
    with _open_admin(workspace) as admin:
        was_subscribed = admin.remove(_address_or_id(who), SystemClock().now())
    console.print_line("Erased" if was_subscribed else "Not a subscriber; nothing is sent there")


@subscribers.command(short_help="Say what is known of a subscriber, or of all.")
@click.argument("who", metavar="[ADDRESS|ID]", required=False)
@json_option
@workspace_options
def show(workspace: Workspace, who: str | None, as_json: bool) -> None:
    """Say what is known of an address or an id: what was chosen, the consent, what was sent; without one, how many."""
    with _open_admin(workspace) as admin:
        if who is None:
            facts: dict[str, Any] = admin.counts()
        else:
            facts = history_as_dict(admin.history_of(_address_or_id(who)))
    if as_json:
        console.print_json(facts)
        return
    for name, value in facts.items():
        if isinstance(value, list):
            for each in value:
                console.print_line(f"{name:<12} {each}")
        else:
            console.print_line(f"{name:<12} {value}")
    if not facts:
        console.print_line("No subscribers yet." if who is None else "Not known.")


@subscribers.command(short_help="Never write to an address again.")
@click.argument("who", metavar="ADDRESS|ID")
@click.option("--lift", is_flag=True, help="Take it back: the address may sign up or be added again.")
@workspace_options
def suppress(workspace: Workspace, who: str, lift: bool) -> None:
    """Let nothing be sent to an address, whatever a form or a list says; a subscriber of it is erased."""
    with _open_admin(workspace) as admin:
        if lift:
            if "@" not in who:
                raise click.UsageError("--lift wants the address: of one that is erased nothing but a hash is left")
            if not admin.unsuppress(_address_or_id(who)):
                raise NotFound(f"{who}: is not suppressed")
            console.print_line("Lifted")
            return
        was_subscribed = admin.suppress(_address_or_id(who), SystemClock().now())
    console.print_line("Suppressed, and erased" if was_subscribed else "Suppressed")


def _address_or_id(text: str) -> str:
    """Return an address in the form in which it is known, or the id as it is."""
    if "@" not in text and "＠" not in text:
        return text.strip().lower()
    try:
        return normalise_address(text)
    except ValueError as error:
        raise NotFound(f"{text}: {error}") from error


def _open_admin(workspace: Workspace) -> AbstractContextManager[SubscriberAdmin]:
    from contextlib import contextmanager

    @contextmanager
    def open_admin() -> Iterator[SubscriberAdmin]:
        engine = open_newsletter_database(workspace.state, workspace.settings)
        try:
            yield SubscriberAdmin(engine, open_token_signer(workspace.state))
        finally:
            engine.dispose()

    return open_admin()
