"""init: the first minute."""

from __future__ import annotations

from importlib.resources import files

import click

from feedpub.cli.places import DEFAULT_CONFIG_FILE, Workspace, workspace_options


@click.command(short_help="Write a feedpub.toml with every setting explained.")
@click.option("--force", is_flag=True, help="Overwrite a settings file that is there.")
@workspace_options
def init(workspace: Workspace, force: bool) -> None:
    """Write a feedpub.toml in which every setting stands, explained, with its default."""
    from feedpub.errors import SettingsError

    path = workspace.config or DEFAULT_CONFIG_FILE
    if path.exists() and not force:
        raise SettingsError(f"{path}: there is one already; use --force to overwrite it")
    text = (files("feedpub") / "data" / "feedpub.toml").read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    workspace.source.mkdir(parents=True, exist_ok=True)
    click.echo(f"Wrote {path}. Put pages (.txt, .md) into {workspace.source}/ and say `feedpub publish`.")


INIT_COMMANDS = (init,)
