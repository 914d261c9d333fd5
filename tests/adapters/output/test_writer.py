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

from feedpub.adapters.output.writer import DOCUMENTS_PER_SYNC, FolderOutputWriter
from feedpub.errors import OutputError
from feedpub.model import Document
from tests.disk import mounted_tmpfs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "output"


@pytest.fixture
def writer(out: Path) -> FolderOutputWriter:
    return FolderOutputWriter(out, out.parent / "state")


def pages(*names: str, content: str = "page") -> list[Document]:
    return [Document(name, content.encode()) for name in names]


def files(out: Path) -> set[str]:
    return {path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()}


def test_documents_lie_where_their_paths_say(writer: FolderOutputWriter, out: Path) -> None:
    assert writer.write([Document("site/a/index.html", b"one"), Document("site/rss.xml", b"two")]) == 2

    assert (out / "site/a/index.html").read_bytes() == b"one"
    assert files(out) == {"site/a/index.html", "site/rss.xml"}


def test_more_documents_than_come_to_the_disk_together_all_stand(writer: FolderOutputWriter, out: Path) -> None:
    names = [f"site/{number}/index.html" for number in range(2 * DOCUMENTS_PER_SYNC + 1)]

    assert writer.write(Document(name, name.encode()) for name in names) == len(names)

    assert {name: (out / name).read_text() for name in files(out)} == {name: name for name in names}


def test_a_second_time_nothing_is_written(writer: FolderOutputWriter, out: Path) -> None:
    writer.write(pages("a.html", "b.html"))
    before = {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in out.parent.rglob("*")}

    assert writer.write(pages("a.html", "b.html")) == 0

    assert {path: (path.stat().st_ino, path.stat().st_mtime_ns) for path in out.parent.rglob("*")} == before


def test_only_what_differs_is_written(writer: FolderOutputWriter, out: Path) -> None:
    writer.write(pages("a.html", "b.html"))
    before = (out / "b.html").stat().st_ino

    assert writer.write([*pages("a.html", content="egap"), *pages("b.html")]) == 1

    assert (out / "a.html").read_bytes() == b"egap"
    assert (out / "b.html").stat().st_ino == before


def test_a_web_server_may_read_it_all_whatever_the_umask(writer: FolderOutputWriter, out: Path) -> None:
    before = os.umask(0o077)
    try:
        writer.write(pages("site/a/b.html"))
    finally:
        os.umask(before)

    modes = [(out / name).stat().st_mode & 0o777 for name in ("site/a/b.html", "site/a", "site", ".")]
    assert modes == [0o644, 0o755, 0o755, 0o755]


def test_what_it_remembers_is_ours_alone(writer: FolderOutputWriter, out: Path) -> None:
    writer.write(pages("a.html"))
    writer.write(pages("b.html"), prune=[""])

    (manifest,) = (out.parent / "state").iterdir()
    assert manifest.stat().st_mode & 0o777 == 0o600


def test_what_is_no_longer_wanted_goes_with_the_folders_it_leaves_empty(writer: FolderOutputWriter, out: Path) -> None:
    writer.write(pages("site/a/index.html", "site/b/index.html", "outbox/letter.eml"), prune=["site"])

    assert writer.write(pages("site/b/index.html"), prune=["site"]) == 1

    assert files(out) == {"site/b/index.html", "outbox/letter.eml"}
    assert not (out / "site/a").exists()


def test_another_folder_whose_name_begins_alike_is_left_alone(writer: FolderOutputWriter, out: Path) -> None:
    writer.write(pages("site/a.html", "site-old/a.html"))

    writer.write([], prune=["site"])

    assert files(out) == {"site-old/a.html"}


def test_what_others_put_there_is_never_removed(writer: FolderOutputWriter, out: Path) -> None:
    writer.write(pages("site/a/index.html"))
    (out / "site/a/robots.txt").write_text("theirs")
    (out / "site/CNAME").write_text("theirs")

    writer.write([], prune=[""])

    assert files(out) == {"site/a/robots.txt", "site/CNAME"}


def test_it_remembers_across_runs_and_by_output(out: Path) -> None:
    FolderOutputWriter(out, out.parent / "state").write(pages("a.html"))
    FolderOutputWriter(out.with_name("other"), out.parent / "state").write(pages("b.html"))

    FolderOutputWriter(out, out.parent / "state").write([], prune=[""])

    assert not files(out)
    assert files(out.with_name("other")) == {"b.html"}


def test_a_deleted_output_is_written_again(writer: FolderOutputWriter, out: Path) -> None:
    writer.write(pages("site/a.html"))
    shutil.rmtree(out)

    assert writer.write(pages("site/a.html")) == 1


@pytest.mark.parametrize("path", ["/etc/passwd", "../a", "a/../../b", "", "a\0b"])
def test_no_path_leads_out_of_the_output(writer: FolderOutputWriter, out: Path, path: str) -> None:
    with pytest.raises(OutputError, match="no path below"):
        writer.write([Document(path, b"")])

    assert not out.exists()


# Faults


def test_a_document_that_does_not_fit_leaves_the_old_one_whole(writer: FolderOutputWriter, out: Path) -> None:
    writer.write(pages("a.html", "b.html"))

    with largest_file(1000), pytest.raises(OutputError, match=r"b\.html: cannot be written \(File too large"):
        writer.write([*pages("a.html", content="new"), *pages("b.html", content="x" * 5000)])

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
    with mounted_tmpfs(tmp_path / "disk", "size=64k,nr_inodes=12") as place:
        yield place


def test_a_full_disk_is_named_and_left_as_it_was_and_used_again_when_there_is_room(
    small_disk: Path, tmp_path: Path
) -> None:
    writer = FolderOutputWriter(small_disk / "output", tmp_path / "state")
    writer.write(pages("a.html"))
    (small_disk / "ballast").write_bytes(b"x" * 50_000)

    with pytest.raises(OutputError, match="No space left"):
        writer.write(pages("a.html", content="y" * 30_000))

    assert (small_disk / "output/a.html").read_bytes() == b"page"
    assert files(small_disk / "output") == {"a.html"}
    (small_disk / "ballast").unlink()
    assert writer.write(pages("a.html", content="y" * 30_000)) == 1


def test_a_disk_without_room_for_another_name_is_named(small_disk: Path, tmp_path: Path) -> None:
    writer = FolderOutputWriter(small_disk / "output", tmp_path / "state")

    with pytest.raises(OutputError, match="No space left"):
        writer.write(pages(*(f"{number}.html" for number in range(20))))

    assert all((small_disk / "output" / name).read_bytes() == b"page" for name in files(small_disk / "output"))


def test_a_read_only_output_is_named(small_disk: Path, tmp_path: Path) -> None:
    writer = FolderOutputWriter(small_disk / "output", tmp_path / "state")
    writer.write(pages("a.html"))
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)

    with pytest.raises(OutputError, match="Read-only file system"):
        writer.write(pages("a.html", content="new"))

    assert (small_disk / "output/a.html").read_bytes() == b"page"


WRITER = """
import os, signal, sys
from pathlib import Path
from feedpub.adapters.output.writer import FolderOutputWriter
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
output = FolderOutputWriter(root / "output", root / "state")
output.write([Document(f"{name}.html", b"new" * 1000) for name in "abc"], prune=[""])
"""


@pytest.mark.parametrize("call", ["open", "fsync", "fchmod", "replace"])
@pytest.mark.parametrize("turn", [1, 2, 3])
def test_a_kill_at_any_moment_leaves_whole_documents_and_the_next_run_ends_the_work(
    writer: FolderOutputWriter, out: Path, call: str, turn: int
) -> None:
    writer.write(pages("a.html", "b.html", "old.html"))

    killed = subprocess.run([sys.executable, "-c", WRITER, str(out.parent), call, str(turn)], capture_output=True)

    assert killed.returncode == -signal.SIGKILL, killed.stderr
    for path in out.glob("*.html"):
        assert path.read_bytes() in {b"page", b"new" * 1000}
    FolderOutputWriter(out, out.parent / "state").write([Document(f"{name}.html", b"new" * 1000) for name in "ab"], prune=[""])
    assert files(out) == {"a.html", "b.html"}


# Compressed forms


def reversed_as_br(document: Document) -> dict[str, Callable[[bytes], bytes] | None]:
    """Give a document one form, its bytes in reverse, and never another."""
    return {f"{document.path}.br": lambda content: content[::-1], f"{document.path}.gz": None}


@pytest.fixture
def writer_with_encodings(out: Path) -> FolderOutputWriter:
    return FolderOutputWriter(out, out.parent / "state", reversed_as_br)


def test_encodings_lie_beside_their_document_and_are_not_counted(writer_with_encodings: FolderOutputWriter, out: Path) -> None:
    assert writer_with_encodings.write(pages("site/a.html"), prune=["site"]) == 1

    assert files(out) == {"site/a.html", "site/a.html.br"}
    assert (out / "site/a.html.br").read_bytes() == b"egap"


def test_encodings_change_with_their_document_and_only_then(writer_with_encodings: FolderOutputWriter, out: Path) -> None:
    writer_with_encodings.write(pages("a.html"))
    before = (out / "a.html.br").stat().st_ino

    writer_with_encodings.write(pages("a.html"))
    same = (out / "a.html.br").stat().st_ino
    writer_with_encodings.write(pages("a.html", content="new"))

    assert same == before
    assert (out / "a.html.br").read_bytes() == b"wen"


def test_encodings_go_with_their_document(writer_with_encodings: FolderOutputWriter, out: Path) -> None:
    writer_with_encodings.write(pages("site/a/b.html"), prune=["site"])

    assert writer_with_encodings.write([], prune=["site"]) == 1

    assert not files(out)
    assert not (out / "site").exists()


@pytest.mark.parametrize("fault", ["missing", "older"])
def test_an_encoding_that_a_killed_run_left_behind_is_made_again(writer_with_encodings: FolderOutputWriter, out: Path, fault: str) -> None:
    writer_with_encodings.write(pages("a.html"))
    encoded = out / "a.html.br"
    if fault == "missing":
        encoded.unlink()
    else:
        encoded.write_bytes(b"of yesterday")
        os.utime(encoded, ns=(0, (out / "a.html").stat().st_mtime_ns - 1))

    assert writer_with_encodings.write(pages("a.html")) == 0

    assert encoded.read_bytes() == b"egap"


def test_encodings_that_are_no_longer_wanted_go_also_in_folders_that_are_not_pruned(writer_with_encodings: FolderOutputWriter, out: Path) -> None:
    writer_with_encodings.write(pages("a.html"))

    FolderOutputWriter(out, out.parent / "state", lambda document: {f"{document.path}.br": None}).write(pages("a.html"))

    assert files(out) == {"a.html"}


def test_a_foreign_file_that_is_named_like_an_encoding_is_left_alone(writer_with_encodings: FolderOutputWriter, out: Path) -> None:
    writer_with_encodings.write(pages("a.html"))
    (out / "a.html.gz").write_bytes(b"theirs")

    writer_with_encodings.write(pages("a.html"))
    writer_with_encodings.write([], prune=[""])

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
        FolderOutputWriter(out, out.parent / "state", forms).write(broken())

    assert [name.partition("_")[0] for name in seen] == ["forms"]
    assert (out / "site/rss.xml").read_bytes() + (out / "site/rss.xml.gz").read_bytes() == b"feeddeef"
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("forms")]
