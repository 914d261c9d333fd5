"""digest: the letter of a week, or of what the last run brought, into output/outbox and onto the site."""

from __future__ import annotations

import click

from feedpub.cli import speak
from feedpub.cli.places import Places, json_option, with_places


@click.command(short_help="Write the letter of a week.")
@click.option("--week", metavar="YYYY-Www", help="The ISO week, such as 2023-W06.  [default: that of the newest story]")
@click.option("--last-run", is_flag=True, help="Instead of a week: what the last run that brought something brought.")
@click.option("--regions", multiple=True, metavar="REGION", help="Only these: 江苏省/常州市, a unique name, or a code.")
@json_option
@with_places
def digest(places: Places, week: str | None, last_run: bool, regions: tuple[str, ...], as_json: bool) -> None:
    """Write the week's letter as HTML, text and .eml to output/outbox/, and as a page of the site."""
    from feedpub.cli.world import edges
    from feedpub.pipeline import digest as run
    from feedpub.regions import named
    from feedpub.stages.weeks import parse_week

    if week and last_run:
        raise click.UsageError("--week and --last-run exclude each other")
    try:
        span = parse_week(week) if week else None
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--week") from error
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


COMMANDS = (digest,)
