"""What is killed: the commands of feedpub that write, each on a small folder made ready for it.

A new situation is one more `Scenario` in SCENARIOS: `prepare` makes the folder ready (it may run commands), `words` is
the command that is then disturbed, and said again afterwards. Pages are few and tiny, because every effect is tried.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import create_engine

from feedpub.adapters.archive.migrations import MIGRATIONS
from feedpub.adapters.database.version import write_version

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    Run = Callable[..., object]

OLD = 1_675_900_000
"""When all pages were written; they are complete, and their stories get their seconds from it."""

SETTINGS = 'engine = "serial"\n\n[watch]\nsettle = 0\n\n[summaries]\nmethod = "lead"\n'

BRIDGE = "武进区修好老桥\n\n昨日,武进区城东的老桥修好通车。过桥的时间比从前短了一半。\n"
BOOKS = "社区图书角开张\n\n近日,社区里的图书角开张了。居民们带来了家里的旧书,每周六开放。\n"
SNOW = "山上落了第一场雪\n\n昨天夜里,山上落了今年的第一场雪。上山的路从早晨起封闭。\n"
TEA = "溧阳市新茶上市\n\n本报讯 近日,溧阳市的新茶上市了。茶农们每天清早上山采茶。\n"
CHOIR = "宜兴市合唱节开幕\n\n昨晚,宜兴市的合唱节开幕。三十支队伍将唱到星期天。\n"

PAGES = {
    "2023-02-07_A1.txt": f"{BRIDGE}\n{TEA}",
    "2023-02-07_A2.txt": BOOKS,
    "2023-02-08_A1.txt": SNOW,
}

LATER = {
    "2023-02-07_A1.txt": BRIDGE.replace("短了一半", "短了三分之一"),  # one story reworded, the other one gone
    "2023-02-08_A1.txt": SNOW,
    "2023-02-08_A2.txt": CHOIR,
}


@dataclass(frozen=True)
class Scenario:
    """A command and the folder for which it is ready."""

    name: str
    arguments: tuple[str, ...]
    prepare: Callable[[Path, Run], None]
    """Gets the folder, with settings and nothing else, and what runs a command there."""
    fresh: bool = False
    """Whether a whole new Python is disturbed, instead of a child that has everything loaded (`program`)."""
    slow: bool = False
    """Whether a run takes seconds, so that a sample has few points of it."""
    every: int = 1
    """Of how many effects one is tried."""


def lay_out(folder: Path, pages: Mapping[str, str]) -> None:
    """Leave these pages and no others in the watched folder, written long ago."""
    seeds = folder / "seeds"
    seeds.mkdir(exist_ok=True)
    for path in seeds.iterdir():
        if path.name not in pages:
            path.unlink()
    for name, text in pages.items():
        if not (seeds / name).exists() or (seeds / name).read_text(encoding="utf-8") != text:
            (seeds / name).write_text(text, encoding="utf-8")
            os.utime(seeds / name, (OLD, OLD))


def _first(folder: Path, run: Run) -> None:
    lay_out(folder, PAGES)


def _published(folder: Path, run: Run) -> None:
    lay_out(folder, PAGES)
    run("publish")


def _edited(folder: Path, run: Run) -> None:
    _published(folder, run)
    run("digest")
    lay_out(folder, LATER)


def _with_digest(folder: Path, run: Run) -> None:
    _published(folder, run)
    run("digest")
    lay_out(folder, PAGES | {"2023-02-08_A2.txt": CHOIR})
    run("publish")


def _with_schema_one(folder: Path, run: Run) -> None:
    _published(folder, run)
    downgrade_archive(folder / ".feedpub" / "archive.db", 1)
    lay_out(folder, PAGES | {"2023-02-08_A2.txt": CHOIR})


def _with_a_model(folder: Path, run: Run) -> None:
    """A language model at an address where nobody answers: the run goes on without it."""
    lay_out(folder, {"2023-02-07_A2.txt": BOOKS})
    settings = SETTINGS.replace('"lead"', '"llm"') + '\n[llm]\nurl = "http://127.0.0.1:9/v1"\nmodel = "m"\n'
    (folder / "feedpub.toml").write_text(settings)


def _pool(folder: Path, run: Run) -> None:
    """As most people run it: pages are worked on in other processes, which have to notice that they are alone."""
    _edited(folder, run)
    (folder / "feedpub.toml").write_text(SETTINGS.replace('"serial"', '"processes"'))


def _damaged(folder: Path, run: Run) -> None:
    _with_digest(folder, run)
    site = folder / "output" / "site"
    shutil.rmtree(site / "regions")
    (site / "rss.xml").write_bytes((site / "atom.xml").read_bytes())


def _backed_up(folder: Path, run: Run) -> None:
    _published(folder, run)
    run("backup", "copy.tar.gz")
    lay_out(folder, LATER)
    run("publish")


SCENARIOS = (
    Scenario("first", ("publish",), _first),
    Scenario("edit", ("publish",), _edited),
    Scenario("digest", ("digest",), _with_digest),
    Scenario("migrate", ("publish",), _with_schema_one),
    Scenario("model", ("publish",), _with_a_model),
    Scenario("rebuild", ("rebuild",), _damaged),
    Scenario("backup", ("backup",), _with_digest),
    Scenario("restore", ("restore", "copy.tar.gz"), _backed_up),
    Scenario("pool", ("publish",), _pool, slow=True, every=20),
    Scenario("afresh", ("publish",), _edited, slow=True, fresh=True, every=20),
)


def downgrade_archive(path: Path, version: int) -> None:
    """Put in the place of an archive one of schema `number` with the same contents, as far as that schema has them."""
    old = path.with_name("old.db")
    engine = create_engine(f"sqlite:///{old}")
    with engine.begin() as new:
        for step in MIGRATIONS[:version]:
            step(new)
        write_version(new, version)
    engine.dispose()
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("ATTACH ? AS newer", (str(path),))
        (mark,) = connection.execute("PRAGMA newer.application_id").fetchone()
        connection.execute(f"PRAGMA application_id = {mark:d}")
        for (table,) in connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
            _copy(connection, table)
    old.replace(path)


def _copy(connection: sqlite3.Connection, table: str) -> None:
    columns = _columns(connection, "main", table)
    if columns <= _columns(connection, "newer", table):
        listed = ", ".join(f'"{column}"' for column in sorted(columns))
        connection.execute(f'DELETE FROM main."{table}"')
        connection.execute(f'INSERT INTO main."{table}" ({listed}) SELECT {listed} FROM newer."{table}"')


def _columns(connection: sqlite3.Connection, schema: str, table: str) -> set[str]:
    return {row[1] for row in connection.execute(f'PRAGMA {schema}.table_info("{table}")')}
