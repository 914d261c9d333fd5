"""post: what became of the letters of each issue; send, resend or skip; and the ways of `feedpub digest` to readers."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from feedpub.cli import speak
from feedpub.cli.places import Workspace, json_option, workspace_options

if TYPE_CHECKING:
    from feedpub.cli.mailroom import RoundReport
    from feedpub.model import DeliveryTotals


@click.command(short_help="Say what became of the letters, or send them.")
@click.option("--send", is_flag=True, help="Send what frozen issues owe now.")
@click.option("--resend", metavar="ISSUE", help="Send its uncertain letters again; whoever got one gets it twice.")
@click.option("--skip", metavar="ISSUE", help="Take its uncertain letters for failed; whoever got none gets none.")
@click.option("--bounces", is_flag=True, help="Read the mail that came back, and pause readers who are gone.")
@json_option
@workspace_options
def letters(workspace: Workspace, send: bool, resend: str | None, skip: str | None, bounces: bool, as_json: bool) -> None:
    """Say of each frozen issue what became of its letters: sent + excluded + failed + uncertain + pending.

    Uncertain is a letter that was under way when the sender or the mail server was cut off: it may have arrived.
    """
    if sum(map(bool, (send, resend, skip, bounces))) > 1:
        raise click.UsageError("--send, --resend, --skip and --bounces exclude each other")
    if resend or skip:
        resolve_uncertain(workspace, resend or skip or "", resend=bool(resend))
    elif send:
        send_and_print(workspace)
    elif bounces:
        process_and_print_bounces(workspace)
    else:
        print_totals(workspace, as_json=as_json)


def print_totals(workspace: Workspace, *, as_json: bool) -> None:
    """Print the accounts of every issue, the latest first."""
    from feedpub.cli.mailroom import open_newsletter

    with open_newsletter(workspace) as session:
        totals_by_issue = [(issue, session.deliveries.totals(issue.key)) for issue in session.deliveries.all_frozen_issues()]
    if as_json:
        speak.print_json([{"issue": issue.key, **totals_as_dict(totals)} for issue, totals in totals_by_issue])
        return
    if not totals_by_issue:
        speak.print_line("No issue was frozen yet; `feedpub digest --send` does, or the service at its hour.")
    for issue, accounts in totals_by_issue:
        speak.print_line(f"{issue.key:<12} {format_totals(accounts)}")
        if accounts.uncertain:
            speak.print_line(f"{'':12} `feedpub post --resend {issue.key}` or `feedpub post --skip {issue.key}` decides")


def process_and_print_bounces(workspace: Workspace) -> None:
    """Read what came back and say how much of what it was."""
    from feedpub.cli.returns import bounces_are_configured, process_bounces
    from feedpub.errors import SettingsError

    if not bounces_are_configured(workspace.settings):
        raise SettingsError("nobody said where mail that comes back lies; set mail.bounce_maildir or mail.bounce_imap")
    counts_by_kind = process_bounces(workspace)
    if not counts_by_kind:
        speak.print_line("Nothing came back.")
    for kind, number in sorted(counts_by_kind.items()):
        speak.print_line(f"{kind:<35} {number:,}")


def send_and_print(workspace: Workspace) -> None:
    """Send what is owed and say what came of it; exits with 1 where the mail server was in trouble."""
    from feedpub.cli.confirming import send_confirmations
    from feedpub.cli.mailroom import send_due
    from feedpub.errors import AnotherIsRunning

    if number := send_confirmations(workspace):
        speak.print_line(f"{speak.format_count(number, 'mail')} sent that ask a reader for confirmation")
    try:
        round_report = send_due(workspace)
    except AnotherIsRunning:
        speak.print_line("Another feedpub sends letters at this moment; it sends what is owed within a minute.")
        return
    print_round(round_report)
    sys.exit(1 if any(send_result.server_trouble for send_result in round_report.results.values()) else 0)


def resolve_uncertain(workspace: Workspace, issue_key: str, *, resend: bool) -> None:
    """Settle the uncertain letters of an issue as the operator says."""
    from feedpub.cli.mailroom import open_newsletter
    from feedpub.edge.clock import SystemClock
    from feedpub.edge.post.ledger import DeliveryResult
    from feedpub.model import DeliveryStatus

    now = SystemClock().now()
    status = DeliveryStatus.RETRY if resend else DeliveryStatus.FAILED
    with open_newsletter(workspace) as session:
        session.deliveries.frozen_issue(issue_key)
        uncertain = session.deliveries.with_status(DeliveryStatus.UNCERTAIN, issue_key)
        decision = "sent again" if resend else "given up"
        results = [DeliveryResult(delivery, status, f"{decision} by the operator", now) for delivery in uncertain]
        resolved = session.deliveries.resolve(results, now, due_at=now if resend else None)
        speak.print_line(f"{issue_key}: {speak.format_count(resolved, 'letter')} {'to be sent again' if resend else 'given up'}")
        speak.print_line(f"{'':12} {format_totals(session.deliveries.totals(issue_key))}")


def totals_as_dict(totals: DeliveryTotals) -> dict[str, Any]:
    """Return the accounts in the form of `feedpub post --json`."""
    return {**asdict(totals), "balanced": totals.is_balanced}


def format_totals(totals: DeliveryTotals) -> str:
    """Return the accounts as a sum."""
    parts = {name: number for name, number in asdict(totals).items() if name != "candidates"}
    total = " + ".join(f"{number} {name}" for name, number in parts.items())
    sign = "=" if totals.is_balanced else "is NOT"
    return f"{speak.format_count(totals.recipients, 'subscriber')} {sign} {total}"


def print_round(round_report: RoundReport) -> None:
    """Say what a round of sending did, issue by issue."""
    for issue_key, totals in round_report.totals.items():
        speak.print_line(f"{issue_key:<12} {format_totals(totals)}")
        if send_result := round_report.results.get(issue_key):
            if send_result.server_trouble:
                speak.print_warning(f"{issue_key:<12} {send_result.server_trouble}")
        elif round_report.expired.get(issue_key):
            speak.print_warning(f"{issue_key:<12} {speak.format_count(round_report.expired[issue_key], 'letter')} given up, too late to be sent")
    if round_report.uncertain:
        speak.print_warning(
            f"{speak.format_count(round_report.uncertain, 'letter')} of which nobody can know whether they arrived: feedpub post"
        )
    if not round_report.totals:
        speak.print_line("Nothing is owed.")


LETTER_COMMANDS = (letters,)
