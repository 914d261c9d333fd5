"""post: what became of the letters of each issue; send, resend or skip; and the ways of `feedpub digest` to readers."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from feedpub.cli import speak
from feedpub.cli.places import Places, json_option, with_places

if TYPE_CHECKING:
    from feedpub.cli.mailroom import Report
    from feedpub.model import Accounts


@click.command(short_help="Say what became of the letters, or send them.")
@click.option("--send", is_flag=True, help="Send what frozen issues owe now.")
@click.option("--resend", metavar="ISSUE", help="Send its uncertain letters again; whoever got one gets it twice.")
@click.option("--skip", metavar="ISSUE", help="Take its uncertain letters for failed; whoever got none gets none.")
@click.option("--bounces", is_flag=True, help="Read the mail that came back, and pause readers who are gone.")
@json_option
@with_places
def post(places: Places, send: bool, resend: str | None, skip: str | None, bounces: bool, as_json: bool) -> None:
    """Say of each frozen issue what became of its letters: sent + excluded + failed + uncertain + pending.

    Uncertain is a letter that was under way when the sender or the mail server was cut off: it may have arrived.
    """
    if sum(map(bool, (send, resend, skip, bounces))) > 1:
        raise click.UsageError("--send, --resend, --skip and --bounces exclude each other")
    if resend or skip:
        decide(places, resend or skip or "", again=bool(resend))
    elif send:
        tell_round(places)
    elif bounces:
        tell_returns(places)
    else:
        show(places, as_json=as_json)


def show(places: Places, *, as_json: bool) -> None:
    """Print the accounts of every issue, the latest first."""
    from feedpub.cli.mailroom import mailroom

    with mailroom(places) as room:
        books = [(issue, room.ledger.accounts(issue.key)) for issue in room.ledger.issues()]
    if as_json:
        speak.say_json([{"issue": issue.key, **as_dict(accounts)} for issue, accounts in books])
        return
    if not books:
        speak.say("No issue was frozen yet; `feedpub digest --send` does, or the service at its hour.")
    for issue, accounts in books:
        speak.say(f"{issue.key:<12} {in_words(accounts)}")
        if accounts.uncertain:
            speak.say(f"{'':12} `feedpub post --resend {issue.key}` or `feedpub post --skip {issue.key}` decides")


def tell_returns(places: Places) -> None:
    """Read what came back and say how much of what it was."""
    from feedpub.cli.returns import is_set, read_returns
    from feedpub.errors import SettingsError

    if not is_set(places.settings):
        raise SettingsError("nobody said where mail that comes back lies; set mail.bounce_maildir or mail.bounce_imap")
    came = read_returns(places)
    if not came:
        speak.say("Nothing came back.")
    for kind, number in sorted(came.items()):
        speak.say(f"{kind:<35} {number:,}")


def tell_round(places: Places) -> None:
    """Send what is owed and say what came of it; exits with 1 where the mail server was in trouble."""
    from feedpub.cli.confirming import send_confirmations
    from feedpub.cli.mailroom import round_of_sending
    from feedpub.errors import AnotherIsRunning

    if number := send_confirmations(places):
        speak.say(f"{speak.count(number, 'mail')} sent that ask a reader for confirmation")
    try:
        report = round_of_sending(places)
    except AnotherIsRunning:
        speak.say("Another feedpub sends letters at this moment; it sends what is owed within a minute.")
        return
    tell(report)
    sys.exit(1 if any(outcome.trouble for outcome in report.sent.values()) else 0)


def decide(places: Places, issue: str, *, again: bool) -> None:
    """Settle the uncertain letters of an issue as the operator says."""
    from feedpub.cli.mailroom import mailroom
    from feedpub.edge.clock import SystemClock
    from feedpub.edge.post.ledger import Settled
    from feedpub.model import Sending

    now = SystemClock().now()
    state = Sending.RETRY if again else Sending.FAILED
    with mailroom(places) as room:
        room.ledger.issue(issue)
        uncertain = room.ledger.in_state(Sending.UNCERTAIN, issue)
        words = "sent again" if again else "given up"
        settled = [Settled(each, state, f"{words} by the operator", now) for each in uncertain]
        moved = room.ledger.decide(settled, now, due=now if again else None)
        speak.say(f"{issue}: {speak.count(moved, 'letter')} {'to be sent again' if again else 'given up'}")
        speak.say(f"{'':12} {in_words(room.ledger.accounts(issue))}")


def as_dict(accounts: Accounts) -> dict[str, Any]:
    """Return the accounts in the form of `feedpub post --json`."""
    return {**asdict(accounts), "balanced": accounts.balanced}


def in_words(accounts: Accounts) -> str:
    """Return the accounts as a sum."""
    parts = {name: number for name, number in asdict(accounts).items() if name != "candidates"}
    total = " + ".join(f"{number} {name}" for name, number in parts.items())
    sign = "=" if accounts.balanced else "is NOT"
    return f"{speak.count(accounts.candidates, 'subscriber')} {sign} {total}"


def tell(report: Report) -> None:
    """Say what a round of sending did, issue by issue."""
    for key, accounts in report.accounts.items():
        speak.say(f"{key:<12} {in_words(accounts)}")
        if outcome := report.sent.get(key):
            if outcome.trouble:
                speak.warn(f"{key:<12} {outcome.trouble}")
        elif report.given_up.get(key):
            speak.warn(f"{key:<12} {speak.count(report.given_up[key], 'letter')} given up, too late to be sent")
    if report.uncertain:
        speak.warn(
            f"{speak.count(report.uncertain, 'letter')} of which nobody can know whether they arrived: feedpub post"
        )
    if not report.accounts:
        speak.say("Nothing is owed.")


COMMANDS = (post,)
