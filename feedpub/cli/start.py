"""init and preview: the first ten minutes."""

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


@click.command(short_help="Serve the site on this machine.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=None, metavar="PORT", help="Listen here instead of at 8000."
)
@with_places
def preview(places: Places, port: int | None) -> None:
    """Serve the site on this machine alone, so that a browser or a feed reader can look at it at once."""
    from feedpub.errors import NotFound
    from feedpub.settings import PREVIEW_PORT
    from feedpub.web.preview import serve

    site = places.output / "site"
    if not site.is_dir():
        raise NotFound(f"{site}: nothing has been published yet; say `feedpub publish` first")

    def ready(address: str) -> None:
        click.echo(f"Open {address}   Subscribe {address}rss.xml   All feeds {address}feeds.opml   (Ctrl-C ends it)")

    serve(site, PREVIEW_PORT if port is None else port, ready=ready)


COMMANDS = (init, preview)
