"""digest: the letter of a week, or of what the last run brought, into output/outbox and onto the site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from feedpub.cli import speak
from feedpub.cli.places import Workspace, json_option, workspace_options

if TYPE_CHECKING:
    from feedpub.stages.weeks import Period


@click.command(short_help="Write the letter of a week.")
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
    from feedpub.cli.world import open_for_writing
    from feedpub.pipeline import publish_digest as run
    from feedpub.regions import find
    from feedpub.stages.weeks import parse_week

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
        speak.print_json({"issue": issue.key, "stories": len(issue.stories), "total": issue.total, "documents": written})
    elif not issue.stories:
        speak.print_line(f"{issue.title} {issue.key}: no stories, so no letter")
    else:
        stories = speak.format_count(len(issue.stories), "story", "stories")
        speak.print_line(f"{issue.title} {issue.key}: {stories} in {speak.format_count(len(issue.sections), 'region')}")
        speak.print_line(f"Letter     {workspace.output / 'outbox' / issue.key}.html  .txt  .eml")


def send_or_preview(workspace: Workspace, week: Period | None, *, preview: bool, test: str | None) -> None:
    """Show a week's letter, send it to one address, or freeze it and send it to all who are to get it."""
    from feedpub.cli.mailroom import freeze_period, send_sample
    from feedpub.cli.post import send_and_print
    from feedpub.cli.world import open_for_writing, open_archive_for_reading, open_templates
    from feedpub.edge.clock import SystemClock
    from feedpub.issuing import sample_letter, resolve_week
    from feedpub.pipeline import publish_digest as run

    now = SystemClock().now()
    if preview:
        with open_archive_for_reading(workspace) as archive:
            letter = sample_letter(archive, workspace.settings, open_templates(workspace.settings), now, week)
        click.echo(letter.text)
    elif test:
        with open_archive_for_reading(workspace) as archive:
            period = resolve_week(archive, workspace.settings, now, week)
        speak.print_line(f"{period.key}: {test}: {send_sample(workspace, period, test)}")
    else:
        with open_for_writing(workspace) as adapters:
            period = resolve_week(adapters.archive, workspace.settings, now, week)
            issue, _ = run(adapters, workspace.settings, period)
            if not issue.stories:
                speak.print_line(f"{period.key}: no stories, so no letter")
            elif not freeze_period(workspace, adapters.archive, period, now, now):
                speak.print_line(f"{period.key}: frozen before; who was to get it then gets what is still owed")
        send_and_print(workspace)


COMMANDS = (digest,)
