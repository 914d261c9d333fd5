"""papers: the newspapers of the archive, and where each is at home."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from feedpub.cli import speak
from feedpub.cli.places import Workspace, json_option, workspace_options

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from feedpub.model import PaperCoverage
    from feedpub.settings import Settings


@click.command(short_help="List the newspapers and where each is at home.")
@json_option
@workspace_options
def papers(workspace: Workspace, as_json: bool) -> None:
    """List the newspapers, how many pages of each were read, and where each is at home.

    A home is from the settings, or learnt from the paper's own pages.
    """
    from feedpub.cli.world import open_archive_for_reading

    with open_archive_for_reading(workspace) as archive:
        rows = known_papers(archive.paper_coverage(), workspace.settings)
    if as_json:
        speak.print_json(rows)
        return
    speak.print_table(
        ("paper", "pages", "home", "whence"),
        [(r["paper"], str(r["pages"]), "/".join(r["home"]) or "-", r["whence"]) for r in rows],
    )


def known_papers(coverages: Sequence[PaperCoverage], settings: Settings) -> list[dict[str, Any]]:
    """Return a row for each paper that was read or that the settings name."""
    from feedpub.regions import find
    from feedpub.stages.locate import homes_from_votes

    coverage_by_paper = {coverage.paper: coverage for coverage in coverages}
    learnt_homes = homes_from_votes(coverages)
    configured_homes = {name: find(paper.home).path for name, paper in settings.papers.items() if paper.home}
    return [
        {
            "paper": name,
            "pages": coverage_by_paper[name].pages if name in coverage_by_paper else 0,
            "stories": sum(coverage_by_paper[name].votes.values()) if name in coverage_by_paper else 0,
            "home": list(configured_homes.get(name) or learnt_homes.get(name, ())),
            "whence": _home_source(name, configured_homes, learnt_homes),
        }
        for name in sorted({*coverage_by_paper, *settings.papers})
    ]


def _home_source(name: str, configured_homes: Mapping[str, object], learnt_homes: Mapping[str, object]) -> str:
    return "settings" if name in configured_homes else "learnt" if name in learnt_homes else "none"


PAPER_COMMANDS = (papers,)
