"""doctor: what is missing or misconfigured, and what to do about it. Nothing is changed."""

from __future__ import annotations

import sys
from dataclasses import asdict
from typing import TYPE_CHECKING

import click

from feedpub.cli import console
from feedpub.cli.doctor.checks import run_checks
from feedpub.cli.doctor.findings import Level
from feedpub.cli.doctor.mail import run_mail_checks
from feedpub.cli.options import json_option, workspace_options

if TYPE_CHECKING:
    from feedpub.settings.workspace import Workspace


@click.command()
@click.option("--mail", is_flag=True, help="Look at what the letters need instead: server, DNS records, size, spam.")
@json_option
@workspace_options
def doctor(workspace: Workspace, mail: bool, as_json: bool) -> None:
    """Say what is missing or misconfigured. Ends with 2 where something cannot work, else with 0."""
    findings = list(run_mail_checks(workspace) if mail else run_checks(workspace))
    if as_json:
        console.print_json([asdict(finding) for finding in findings])
    else:
        for finding in findings:
            colour = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "red"}[finding.level]
            click.echo(f"{click.style(f'{finding.level:4}', fg=colour)}  {finding.subject:10} {finding.message}")
    sys.exit(2 if any(finding.level is Level.FAIL for finding in findings) else 0)
