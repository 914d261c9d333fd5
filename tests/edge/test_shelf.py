"""The output: whole documents, written where they differ, removed where nobody wants them."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from feedpub.edge.shelf import BATCH, Shelf
from feedpub.errors import OutputError
from feedpub.model import Document
from tests.disk import mounted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "output"


@pytest.fixture
def shelf(out: Path) -> Shelf:
    return Shelf(out, out.parent / "state")


def pages(*names: str, content: str = "page") -> list[Document]:
    return [Document(name, content.encode()) for name in names]


def files(out: Path) -> set[str]:
    return {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}


def test_documents_stand_where_their_paths_say(shelf: Shelf, out: Path) -> None:
    assert shelf.put([Document("site/a/index.html", b"one"), Document("site/rss.xml", b"two")]) == 2

    assert (out / "site/a/index.html").read_bytes() == b"one"
    assert files(out) == {"site/a/index.html", "site/rss.xml"}


def test_more_documents_than_come_to_the_disk_together_all_stand(shelf: Shelf, out: Path) -> None:
    names = [f"site/{number}/index.html" for number in range(2 * BATCH + 1)]

    assert shelf.put(Document(name, name.encode()) for name in names) == len(names)

    assert {name: (out / name).read_text() for name in files(out)} == {name: name for name in names}


def test_a_second_time_nothing_is_written(shelf: Shelf, out: Path) -> None:
    shelf.put(pages("a.html", "b.html"))
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in out.parent.rglob("*")}

    assert shelf.put(pages("a.html", "b.html")) == 0

    assert {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in out.parent.rglob("*")} == before


def test_only_what_differs_is_written(shelf: Shelf, out: Path) -> None:
    shelf.put(pages("a.html", "b.html"))
    before = (out / "b.html").stat().st_ino

    assert shelf.put([*pages("a.html", content="egap"), *pages("b.html")]) == 1

    assert (out / "a.html").read_bytes() == b"egap"
    assert (out / "b.html").stat().st_ino == before


def test_a_web_server_may_read_it_all_whatever_the_umask(shelf: Shelf, out: Path) -> None:
    before = os.umask(0o077)
    try:
        shelf.put(pages("site/a/b.html"))
    finally:
        os.umask(before)

    modes = [(out / name).stat().st_mode & 0o777 for name in ("site/a/b.html", "site/a", "site", ".")]
    assert modes == [0o644, 0o755, 0o755, 0o755]


def test_what_it_remembers_is_ours_alone(shelf: Shelf, out: Path) -> None:
    shelf.put(pages("a.html"))
    shelf.put(pages("b.html"), whole=[""])

    (manifest,) = (out.parent / "state").iterdir()
    assert manifest.stat().st_mode & 0o777 == 0o600


def test_what_is_no_longer_wanted_goes_with_the_folders_it_leaves_empty(shelf: Shelf, out: Path) -> None:
    shelf.put(pages("site/a/index.html", "site/b/index.html", "outbox/letter.eml"), whole=["site"])

    assert shelf.put(pages("site/b/index.html"), whole=["site"]) == 1

    assert files(out) == {"site/b/index.html", "outbox/letter.eml"}
    assert not (out / "site/a").exists()


def test_another_folder_whose_name_begins_alike_is_left_alone(shelf: Shelf, out: Path) -> None:
    shelf.put(pages("site/a.html", "site-old/a.html"))

    shelf.put([], whole=["site"])

    assert files(out) == {"site-old/a.html"}


def test_what_others_put_there_is_never_removed(shelf: Shelf, out: Path) -> None:
    shelf.put(pages("site/a/index.html"))
    (out / "site/a/robots.txt").write_text("theirs")
    (out / "site/CNAME").write_text("theirs")

    shelf.put([], whole=[""])

    assert files(out) == {"site/a/robots.txt", "site/CNAME"}


def test_it_remembers_across_runs_and_by_output(out: Path) -> None:
    Shelf(out, out.parent / "state").put(pages("a.html"))
    Shelf(out.with_name("other"), out.parent / "state").put(pages("b.html"))

    Shelf(out, out.parent / "state").put([], whole=[""])

    assert not files(out)
    assert files(out.with_name("other")) == {"b.html"}


def test_a_deleted_output_is_written_again(shelf: Shelf, out: Path) -> None:
    shelf.put(pages("site/a.html"))
    shutil.rmtree(out)

    assert shelf.put(pages("site/a.html")) == 1


@pytest.mark.parametrize("path", ["/etc/passwd", "../a", "a/../../b", "", "a\0b"])
def test_no_path_leads_out_of_the_output(shelf: Shelf, out: Path, path: str) -> None:
    with pytest.raises(OutputError, match="no path below"):
        shelf.put([Document(path, b"")])

    assert not out.exists()


# Faults


def test_a_document_that_does_not_fit_leaves_the_old_one_whole(shelf: Shelf, out: Path) -> None:
    shelf.put(pages("a.html", "b.html"))

    with largest_file(1000), pytest.raises(OutputError, match=r"b\.html: cannot be written \(File too large"):
        shelf.put([*pages("a.html", content="new"), *pages("b.html", content="x" * 5000)])

    assert (out / "a.html").read_bytes() == b"new"
    assert (out / "b.html").read_bytes() == b"page"
    assert files(out) == {"a.html", "b.html"}


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Yield a disk of 64 KiB and 12 files."""
    with mounted(tmp_path / "disk", "size=64k,nr_inodes=12") as place:
        yield place


def test_a_full_disk_is_named_and_left_as_it_was_and_used_again_when_there_is_room(
    small_disk: Path, tmp_path: Path
) -> None:
    shelf = Shelf(small_disk / "output", tmp_path / "state")
    shelf.put(pages("a.html"))
    (small_disk / "ballast").write_bytes(b"x" * 50_000)

    with pytest.raises(OutputError, match="No space left"):
        shelf.put(pages("a.html", content="y" * 30_000))

    assert (small_disk / "output/a.html").read_bytes() == b"page"
    assert files(small_disk / "output") == {"a.html"}
    (small_disk / "ballast").unlink()
    assert shelf.put(pages("a.html", content="y" * 30_000)) == 1


def test_a_disk_without_room_for_another_name_is_named(small_disk: Path, tmp_path: Path) -> None:
    shelf = Shelf(small_disk / "output", tmp_path / "state")

    with pytest.raises(OutputError, match="No space left"):
        shelf.put(pages(*(f"{number}.html" for number in range(20))))

    assert all((small_disk / "output" / name).read_bytes() == b"page" for name in files(small_disk / "output"))


def test_a_read_only_output_is_named(small_disk: Path, tmp_path: Path) -> None:
    shelf = Shelf(small_disk / "output", tmp_path / "state")
    shelf.put(pages("a.html"))
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)

    with pytest.raises(OutputError, match="Read-only file system"):
        shelf.put(pages("a.html", content="new"))

    assert (small_disk / "output/a.html").read_bytes() == b"page"


WRITER = """
import os, signal, sys
from pathlib import Path
from feedpub.edge import disk, shelf
from feedpub.model import Document

call, turn = sys.argv[2], int(sys.argv[3])
whole, calls = getattr(os, call), 0

def deadly(*words, **more):
    global calls
    calls += 1
    if calls == turn:
        os.kill(os.getpid(), signal.SIGKILL)
    return whole(*words, **more)

setattr(os, call, deadly)
root = Path(sys.argv[1])
here = shelf.Shelf(root / "output", root / "state")
here.put([Document(f"{name}.html", b"new" * 1000) for name in "abc"], whole=[""])
"""


@pytest.mark.parametrize("call", ["open", "fsync", "fchmod", "replace"])
@pytest.mark.parametrize("turn", [1, 2, 3])
def test_a_kill_at_any_moment_leaves_whole_documents_and_the_next_run_ends_the_work(
    shelf: Shelf, out: Path, call: str, turn: int
) -> None:
    shelf.put(pages("a.html", "b.html", "old.html"))

    killed = subprocess.run([sys.executable, "-c", WRITER, str(out.parent), call, str(turn)], capture_output=True)

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    for path in out.glob("*.html"):
        assert path.read_bytes() in {b"page", b"new" * 1000}
    Shelf(out, out.parent / "state").put([Document(f"{name}.html", b"new" * 1000) for name in "ab"], whole=[""])
    assert files(out) == {"a.html", "b.html"}


# Compressed forms


def as_forms(document: Document) -> dict[str, Callable[[bytes], bytes] | None]:
    """Give a document one form, its bytes in reverse, and never another."""
    return {f"{document.path}.br": lambda content: content[::-1], f"{document.path}.gz": None}


@pytest.fixture
def forming(out: Path) -> Shelf:
    return Shelf(out, out.parent / "state", as_forms)


def test_forms_stand_beside_their_document_and_are_not_counted(forming: Shelf, out: Path) -> None:
    assert forming.put(pages("site/a.html"), whole=["site"]) == 1

    assert files(out) == {"site/a.html", "site/a.html.br"}
    assert (out / "site/a.html.br").read_bytes() == b"egap"


def test_forms_change_with_their_document_and_only_then(forming: Shelf, out: Path) -> None:
    forming.put(pages("a.html"))
    before = (out / "a.html.br").stat().st_ino

    forming.put(pages("a.html"))
    same = (out / "a.html.br").stat().st_ino
    forming.put(pages("a.html", content="new"))

    assert same == before
    assert (out / "a.html.br").read_bytes() == b"wen"


def test_forms_go_with_their_document(forming: Shelf, out: Path) -> None:
    forming.put(pages("site/a/b.html"), whole=["site"])

    assert forming.put([], whole=["site"]) == 1

    assert not files(out)
    assert not (out / "site").exists()


@pytest.mark.parametrize("fault", ["missing", "older"])
def test_a_form_that_a_killed_run_left_behind_is_made_again(forming: Shelf, out: Path, fault: str) -> None:
    forming.put(pages("a.html"))
    form = out / "a.html.br"
    if fault == "missing":
        form.unlink()
    else:
        form.write_bytes(b"of yesterday")
        os.utime(form, ns=(0, (out / "a.html").stat().st_mtime_ns - 1))

    assert forming.put(pages("a.html")) == 0

    assert form.read_bytes() == b"egap"


def test_forms_that_are_no_longer_wanted_go_also_where_nobody_lists_the_folder(forming: Shelf, out: Path) -> None:
    forming.put(pages("a.html"))

    Shelf(out, out.parent / "state", lambda document: {f"{document.path}.br": None}).put(pages("a.html"))

    assert files(out) == {"a.html"}


def test_a_file_of_somebody_else_that_is_named_like_a_form_is_left_alone(forming: Shelf, out: Path) -> None:
    forming.put(pages("a.html"))
    (out / "a.html.gz").write_bytes(b"theirs")

    forming.put(pages("a.html"))
    forming.put([], whole=[""])

    assert files(out) == {"a.html.gz"}


def test_a_run_that_is_broken_off_has_stored_what_came_before_and_leaves_no_thread_behind(out: Path) -> None:
    seen: list[str] = []

    def forms(document: Document) -> dict[str, Callable[[bytes], bytes] | None]:
        def form(content: bytes) -> bytes:
            seen.append(threading.current_thread().name)
            return content[::-1]

        return {f"{document.path}.gz": form}

    def broken() -> Iterator[Document]:
        yield Document("site/rss.xml", b"feed")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Shelf(out, out.parent / "state", forms).put(broken())

    assert [name.partition("_")[0] for name in seen] == ["forms"]
    assert (out / "site/rss.xml").read_bytes() + (out / "site/rss.xml.gz").read_bytes() == b"feeddeef"
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("forms")]
