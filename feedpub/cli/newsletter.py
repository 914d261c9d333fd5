"""digest, letters: the letter of a week, and what became of the letters of each issue."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from feedpub.adapters.archive.read_access import open_archive_for_reading
from feedpub.adapters.system.clock import SystemClock
from feedpub.adapters.templates import open_templates
from feedpub.cli import console
from feedpub.cli.options import json_option, workspace_options
from feedpub.errors import AnotherIsRunning, SettingsError
from feedpub.model import DeliveryStatus
from feedpub.newsletter.bounces.processing import bounces_are_configured, process_bounces
from feedpub.newsletter.confirmation import send_confirmations
from feedpub.newsletter.delivery import send_due
from feedpub.newsletter.frozen_issues import freeze_period
from feedpub.newsletter.sample import send_sample
from feedpub.newsletter.session import open_newsletter
from feedpub.newsletter.store.deliveries import DeliveryResult
from feedpub.pipeline.digest import publish_digest as run
from feedpub.pipeline.digest import resolve_week, sample_letter
from feedpub.regions import find
from feedpub.service.bootstrap import open_for_writing
from feedpub.stages.calendar.weeks import parse_week
from feedpub.text.terminal import format_count

if TYPE_CHECKING:
    from feedpub.model import DeliveryTotals
    from feedpub.newsletter.delivery import RoundReport
    from feedpub.settings.workspace import Workspace
    from feedpub.stages.calendar.weeks import Period


@click.command()
@click.option("--week", metavar="YYYY-Www", help="The ISO week, such as 2023-W06.  [default: that of the newest story]")
@click.option("--last-run", is_flag=True, help="Instead of a week: what the last run that brought something brought.")
@click.option("--regions", multiple=True, metavar="REGION", help="Only these: 江苏省/常州市, a unique name, or a code.")
@click.option("--preview", is_flag=True, help="Print the letter's text; nothing is written or sent.")
@click.option("--test", metavar="ADDRESS", help="Send the letter to this address alone; nothing is frozen.")
@click.option("--send", is_flag=True, help="Freeze the issue and send it to its subscribers, once.")
@json_option
@workspace_options
def digest(
    workspace: Workspace,
    week: str | None,
    last_run: bool,
    regions: tuple[str, ...],
    preview: bool,
    test: str | None,
    send: bool,
    as_json: bool,
) -> None:
    """Write the week's letter as HTML, text and .eml to output/outbox/, and as a page of the site."""
    if week and last_run:
        raise click.UsageError("--week and --last-run exclude each other")
    if sum(map(bool, (preview, test, send))) > 1 or ((preview or test or send) and (last_run or regions)):
        raise click.UsageError("--preview, --test and --send go alone, or with --week")
    try:
        period = parse_week(week) if week else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--week") from error
    if preview or test or send:
        send_or_preview(workspace, period, preview=preview, test=test)
        return
    chosen_regions = tuple(find(name) for group in regions for name in group.split(",") if name.strip())
    with open_for_writing(workspace) as adapters:
        issue, written = run(adapters, workspace.settings, period, last_run=last_run, regions=chosen_regions)
    if as_json:
        console.print_json(
            {"issue": issue.key, "stories": len(issue.stories), "total": issue.total, "documents": written}
        )
    elif not issue.stories:
        console.print_line(f"{issue.title} {issue.key}: no stories, so no letter")
    else:
        stories = format_count(len(issue.stories), "story", "stories")
        console.print_line(f"{issue.title} {issue.key}: {stories} in {format_count(len(issue.sections), 'region')}")
        console.print_line(f"Letter     {workspace.output / 'outbox' / issue.key}.html  .txt  .eml")


def send_or_preview(workspace: Workspace, week: Period | None, *, preview: bool, test: str | None) -> None:
    """Show a week's letter, send it to one address, or freeze it and send it to all who are to get it."""
    now = SystemClock().now()
    if preview:
        with open_archive_for_reading(workspace) as archive:
            letter = sample_letter(archive, workspace.settings, open_templates(workspace.settings), now, week)
        click.echo(letter.text)
    elif test:
        with open_archive_for_reading(workspace) as archive:
            period = resolve_week(archive, workspace.settings, now, week)
        console.print_line(f"{period.key}: {test}: {send_sample(workspace, period, test)}")
    else:
        with open_for_writing(workspace) as adapters:
            period = resolve_week(adapters.archive, workspace.settings, now, week)
            issue, _ = run(adapters, workspace.settings, period)
            if not issue.stories:
                console.print_line(f"{period.key}: no stories, so no letter")
            elif not freeze_period(workspace, adapters.archive, period, now, now):
                console.print_line(f"{period.key}: frozen before; who was to get it then gets what is still owed")
        send_and_print(workspace)


# digest, letters: the letter of a week, and what became of the letters of each issue.


@click.command()
@click.option("--send", is_flag=True, help="Send what frozen issues owe now.")
@click.option("--resend", metavar="ISSUE", help="Send its uncertain letters again; whoever got one gets it twice.")
@click.option("--skip", metavar="ISSUE", help="Take its uncertain letters for failed; whoever got none gets none.")
@click.option("--bounces", is_flag=True, help="Read the mail that came back, and pause readers who are gone.")
@json_option
@workspace_options
def letters(
    workspace: Workspace, send: bool, resend: str | None, skip: str | None, bounces: bool, as_json: bool
) -> None:
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
    with open_newsletter(workspace) as session:
        totals_by_issue = [
            (issue, session.deliveries.totals(issue.key)) for issue in session.deliveries.all_frozen_issues()
        ]
    if as_json:
        console.print_json([{"issue": issue.key, **totals_as_dict(totals)} for issue, totals in totals_by_issue])
        return
    if not totals_by_issue:
        console.print_line("No issue was frozen yet; `feedpub digest --send` does, or the service at its hour.")
    for issue, accounts in totals_by_issue:
        console.print_line(f"{issue.key:<12} {format_totals(accounts)}")
        if accounts.uncertain:
            console.print_line(
                f"{'':12} `feedpub letters --resend {issue.key}` or `feedpub letters --skip {issue.key}` decides"
            )


def process_and_print_bounces(workspace: Workspace) -> None:
    """Read what came back and say how much of what it was."""
    if not bounces_are_configured(workspace.settings):
        raise SettingsError("nobody said where mail that comes back lies; set mail.bounce_maildir or mail.bounce_imap")
    counts_by_kind = process_bounces(workspace)
    if not counts_by_kind:
        console.print_line("Nothing came back.")
    for kind, number in sorted(counts_by_kind.items()):
        console.print_line(f"{kind:<35} {number:,}")


def send_and_print(workspace: Workspace) -> None:
    """Send what is owed and say what came of it; exits with 1 where the mail server was in trouble."""
    if number := send_confirmations(workspace):
        console.print_line(f"{format_count(number, 'mail')} sent that ask a reader for confirmation")
    try:
        round_report = send_due(workspace)
    except AnotherIsRunning:
        console.print_line("Another feedpub sends letters at this moment; it sends what is owed within a minute.")
        return
    print_round(round_report)
    sys.exit(1 if any(send_result.server_trouble for send_result in round_report.results.values()) else 0)


def resolve_uncertain(workspace: Workspace, issue_key: str, *, resend: bool) -> None:
    """Settle the uncertain letters of an issue as the operator says."""
    now = SystemClock().now()
    status = DeliveryStatus.RETRY if resend else DeliveryStatus.FAILED
    with open_newsletter(workspace) as session:
        session.deliveries.frozen_issue(issue_key)
        uncertain = session.deliveries.with_status(DeliveryStatus.UNCERTAIN, issue_key)
        decision = "sent again" if resend else "given up"
        results = [DeliveryResult(delivery, status, f"{decision} by the operator", now) for delivery in uncertain]
        resolved = session.deliveries.resolve(results, now, due_at=now if resend else None)
        console.print_line(
            f"{issue_key}: {format_count(resolved, 'letter')} {'to be sent again' if resend else 'given up'}"
        )
        console.print_line(f"{'':12} {format_totals(session.deliveries.totals(issue_key))}")


def totals_as_dict(totals: DeliveryTotals) -> dict[str, Any]:
    """Return the accounts in the form of `feedpub letters --json`."""
    return {**asdict(totals), "is_balanced": totals.is_balanced}


def format_totals(totals: DeliveryTotals) -> str:
    """Return the accounts as a sum."""
    parts = {name: number for name, number in asdict(totals).items() if name != "candidates"}
    total = " + ".join(f"{number} {name}" for name, number in parts.items())
    sign = "=" if totals.is_balanced else "is NOT"
    return f"{format_count(totals.recipients, 'subscriber')} {sign} {total}"


def print_round(round_report: RoundReport) -> None:
    """Say what a round of sending did, issue by issue."""
    for issue_key, totals in round_report.totals.items():
        console.print_line(f"{issue_key:<12} {format_totals(totals)}")
        if send_result := round_report.results.get(issue_key):
            if send_result.server_trouble:
                console.print_warning(f"{issue_key:<12} {send_result.server_trouble}")
        elif round_report.expired.get(issue_key):
            expired = format_count(round_report.expired[issue_key], "letter")
            console.print_warning(f"{issue_key:<12} {expired} given up, too late to be sent")
    if round_report.uncertain:
        uncertain = format_count(round_report.uncertain, "letter")
        console.print_warning(f"{uncertain} of which nobody can know whether they arrived: feedpub letters")
    if not round_report.totals:
        console.print_line("Nothing is owed.")
