"""init: the first minute."""

from __future__ import annotations

from importlib.resources import files

import click

from feedpub.cli.places import DEFAULT_CONFIG, Places, with_places


@click.command(short_help="Write a feedpub.toml with every setting explained.")
@click.option("--force", is_flag=True, help="Overwrite a settings file that is there.")
@with_places
def init(places: Places, force: bool) -> None:
    """Write a feedpub.toml in which every setting stands, explained, with its default."""
    from feedpub.errors import SettingsError

    path = places.config or DEFAULT_CONFIG
    if path.exists() and not force:
        raise SettingsError(f"{path}: there is one already; use --force to overwrite it")
    text = (files("feedpub") / "data" / "feedpub.toml").read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    places.source.mkdir(parents=True, exist_ok=True)
    click.echo(f"Wrote {path}. Put pages (.txt, .md) into {places.source}/ and say `feedpub publish`.")


COMMANDS = (init,)
