"""digest: the letter of a week, or of what the last run brought, into output/outbox and onto the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from feedpub.cli import speak
from feedpub.cli.places import Places, json_option, with_places

if TYPE_CHECKING:
    from feedpub.stages.weeks import Span


@click.command(short_help="Write the letter of a week.")
@click.option("--week", metavar="YYYY-Www", help="The ISO week, such as 2023-W06.  [default: that of the newest story]")
@click.option("--last-run", is_flag=True, help="Instead of a week: what the last run that brought something brought.")
@click.option("--regions", multiple=True, metavar="REGION", help="Only these: 江苏省/常州市, a unique name, or a code.")
@click.option("--preview", is_flag=True, help="Print the letter's text; nothing is written or sent.")
@click.option("--test", metavar="ADDRESS", help="Send the letter to this address alone; nothing is frozen.")
@click.option("--send", is_flag=True, help="Freeze the issue and send it to its subscribers, once.")
@json_option
@with_places
def digest(
    places: Places,
    week: str | None,
    last_run: bool,
    regions: tuple[str, ...],
    preview: bool,
    test: str | None,
    send: bool,
    as_json: bool,
) -> None:
    """Write the week's letter as HTML, text and .eml to output/outbox/, and as a page of the site."""
    from feedpub.cli.world import edges
    from feedpub.pipeline import digest as run
    from feedpub.regions import named
    from feedpub.stages.weeks import parse_week

    if week and last_run:
        raise click.UsageError("--week and --last-run exclude each other")
    if sum(map(bool, (preview, test, send))) > 1 or ((preview or test or send) and (last_run or regions)):
        raise click.UsageError("--preview, --test and --send go alone, or with --week")
    try:
        span = parse_week(week) if week else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--week") from error
    if preview or test or send:
        to_readers(places, span, preview=preview, test=test)
        return
    chosen = tuple(named(name) for group in regions for name in group.split(",") if name.strip())
    with edges(places) as world:
        issue, written = run(world, places.settings, span, last_run=last_run, regions=chosen)
    if as_json:
        speak.say_json({"issue": issue.key, "stories": len(issue.stories), "total": issue.total, "documents": written})
    elif not issue.stories:
        speak.say(f"{issue.title} {issue.key}: no stories, so no letter")
    else:
        stories = speak.count(len(issue.stories), "story", "stories")
        speak.say(f"{issue.title} {issue.key}: {stories} in {speak.count(len(issue.sections), 'region')}")
        speak.say(f"Letter     {places.output / 'outbox' / issue.key}.html  .txt  .eml")


def to_readers(places: Places, week: Span | None, *, preview: bool, test: str | None) -> None:
    """Show a week's letter, send it to one address, or freeze it and send it to all who are to get it."""
    from feedpub.cli.mailroom import freeze_span, send_sample
    from feedpub.cli.post import tell_round
    from feedpub.cli.world import edges, library, open_templates
    from feedpub.edge.clock import SystemClock
    from feedpub.issuing import sample, week_meant
    from feedpub.pipeline import digest as run

    now = SystemClock().now()
    if preview:
        with library(places) as archive:
            letter = sample(archive, places.settings, open_templates(places.settings), now, week)
        click.echo(letter.text)
    elif test:
        with library(places) as archive:
            span = week_meant(archive, places.settings, now, week)
        speak.say(f"{span.key}: {test}: {send_sample(places, span, test)}")
    else:
        with edges(places) as world:
            span = week_meant(world.archive, places.settings, now, week)
            issue, _ = run(world, places.settings, span)
            if not issue.stories:
                speak.say(f"{span.key}: no stories, so no letter")
            elif not freeze_span(places, world.archive, span, now, now):
                speak.say(f"{span.key}: frozen before; who was to get it then gets what is still owed")
        tell_round(places)


COMMANDS = (digest,)
