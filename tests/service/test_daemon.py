"""`feedpub run`: it publishes as files arrive, and neither faults nor signals leave anything half done."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import sqlite3
import stat
import urllib.request
from typing import TYPE_CHECKING
from urllib.error import HTTPError

import pytest

from tests.service.running import SETTINGS, RunningService, running

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.desk import Desk


@pytest.fixture
def desk(desk: Desk) -> Desk:
    (desk.folder / "feedpub.toml").write_text(SETTINGS, encoding="utf-8")
    return desk


@pytest.fixture
def service(desk: Desk) -> Iterator[RunningService]:
    with running(desk) as service:
        service.wait_for_event("pages published")
        yield service


def test_a_page_that_arrives_is_published_and_a_signal_ends_it_at_once(
    desk: Desk, service: RunningService, story: Callable[[str, str], str]
) -> None:
    desk.put("a.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))

    done = service.wait_for_event("pages published", pages=1)

    assert done["stories"] == 1
    assert "武进区开展义诊活动" in (desk.folder / "output/site/atom.xml").read_text(encoding="utf-8")
    code, seconds = service.stop()
    assert code == 0
    assert seconds < 10
    assert service.events("service stopped")


@pytest.mark.fault("R27")
def test_r27_a_second_service_and_a_publish_name_the_first_and_end_with_75(desk: Desk, service: RunningService) -> None:
    for command in ("run", "watch", "publish"):
        done = desk.run(command, code=75)

        assert f"process {service.process.pid}" in done.stderr


def test_an_editors_command_finds_its_turn_while_the_service_runs(
    desk: Desk, service: RunningService, story: Callable[[str, str], str]
) -> None:
    desk.put("a.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))
    service.wait_for_event("pages published", pages=1)
    (article,) = desk.json("articles")

    desk.run("fix", article["id"], "--regions", "江苏省/苏州市")

    service.wait_until(
        lambda: (desk.folder / "output/site/regions/jiangsu/suzhou/index.html").exists(), "the story under 苏州"
    )


def test_status_shows_how_the_service_is(desk: Desk, service: RunningService) -> None:
    status = desk.json("status")
    assert (status["pid"], status["ready"], status["healthy"]) == (service.process.pid, True, True)
    assert "feedpub_ready 1.0" in desk.run("status", "--metrics").stdout

    service.stop(signal.SIGKILL)

    status = desk.json("status", code=1)
    assert (status["pid"], status["healthy"]) == (None, False)
    assert status["problems"] == ["feedpub run is not running"]


@pytest.mark.fault("R17")
def test_r17_an_output_that_cannot_be_written_stops_no_page_and_heals(
    desk: Desk, service: RunningService, story: Callable[[str, str], str]
) -> None:
    output, away = desk.folder / "output", desk.folder / "away"
    output.rename(away)
    output.symlink_to("/proc/self/nowhere")  # root writes to a folder of any mode, but not there
    desk.put("a.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))

    service.wait_for_event("job failed", job="publish")
    service.wait_for_event("pages published", pages=1, documents=0)
    status = desk.json("status", code=1)
    assert (status["ready"], status["stories"]) == (False, 1)
    assert status["problems"][0].startswith("publish: ")
    output.unlink()
    away.rename(output)

    service.wait_for_event("job recovered", job="publish")
    assert "武进区开展义诊活动" in (output / "site/atom.xml").read_text(encoding="utf-8")
    service.wait_until(lambda: bool(desk.json("status", code=None)["ready"]), "ready again")


@pytest.mark.fault("R30")
def test_r30_a_state_folder_that_vanishes_is_reported_and_not_made_anew(
    desk: Desk, service: RunningService, story: Callable[[str, str], str]
) -> None:
    state, away = desk.folder / ".feedpub", desk.folder / "away"
    state.rename(away)
    desk.put("a.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))

    failed = service.wait_for_event("job failed", job="archive")
    assert "gone" in failed["reason"]
    assert not (state / "archive.db").exists()
    shutil.rmtree(state, ignore_errors=True)
    away.rename(state)

    service.wait_for_event("pages published", pages=1)
    assert len(desk.json("articles")) == 1


@pytest.mark.fault("R29")
def test_r29_an_archive_that_another_program_holds_is_waited_for(
    desk: Desk, service: RunningService, story: Callable[[str, str], str]
) -> None:
    with sqlite3.connect(desk.folder / ".feedpub/archive.db", isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        desk.put("a.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))
        service.wait_for_event("job failed")
        other.execute("ROLLBACK")

    service.wait_for_event("pages published", pages=1)


def test_a_folder_that_is_not_mounted_yet_is_waited_for(desk: Desk, story: Callable[[str, str], str]) -> None:
    (desk.folder / "seeds").rmdir()
    with running(desk) as service:
        service.wait_for_event("job failed", job="scan")
        desk.put("a.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))

        service.wait_for_event("pages published", pages=1)


def test_sighup_reads_the_settings_again_and_a_wrong_file_leaves_them_as_they_were(
    desk: Desk, service: RunningService
) -> None:
    config = desk.folder / "feedpub.toml"
    config.write_text(SETTINGS + '[site]\ntitle = "江南日报"\n', encoding="utf-8")
    service.process.send_signal(signal.SIGHUP)
    service.wait_for_event("settings read again")
    index = desk.folder / "output/site/index.html"
    service.wait_until(lambda: "江南日报" in index.read_text(encoding="utf-8"), "the new title")

    config.write_text("[site]\ncolour = 1\n", encoding="utf-8")
    service.process.send_signal(signal.SIGHUP)
    kept = service.wait_for_event("settings kept as they were")

    assert "line 2" in kept["reason"]
    assert service.stop()[0] == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.fault("R42")
def test_r42_a_signal_in_the_midst_of_the_work_ends_it_within_ten_seconds_with_nothing_half_done(
    desk: Desk, story: Callable[[str, str], str], number: int
) -> None:
    for page in range(400):
        desk.put(f"{page:03}.txt", story(f"第{page}号桥修好通车", f"城东的第{page}号桥修好通车。"))
    with running(desk, "--engine", "processes") as service:
        database = desk.folder / ".feedpub/archive.db"
        service.wait_until(lambda: _stories(database) > 5, "the first stories")
        code, seconds = service.stop(number)

    assert code == 0
    assert seconds < 10
    assert not service.events("pages published")
    assert 0 < _stories(database) < 400
    for path in (desk.folder / "output").rglob(".feedpub-new*"):
        pytest.fail(f"{path} was left")


def test_a_worker_that_does_not_come_to_an_end_is_killed_after_a_grace(desk: Desk) -> None:
    desk.put("a.txt", "江")
    desk.put("b.txt", "河")
    slow = desk.folder / "slow"
    slow.mkdir()
    (slow / "sitecustomize.py").write_text(
        "import feedpub.stages.read as read, time, pathlib\n"
        "whole = read.read\n"
        "def endless(*words):\n"
        f"    pathlib.Path({str(slow / 'begun')!r}).touch()\n"
        "    end = time.monotonic() + 300\n"
        "    while time.monotonic() < end: pass\n"
        "read.read = endless\n"
    )
    with running(desk, PYTHONPATH=str(slow)) as service:
        service.wait_until((slow / "begun").exists, "a page that never ends")
        code, seconds = service.stop()

    assert code == 0
    assert 3 < seconds < 10


def test_the_service_manager_hears_ready_alive_and_stopping(desk: Desk) -> None:
    address = str(desk.folder / "manager")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(address)
        manager.settimeout(120)
        with running(desk, NOTIFY_SOCKET=address, WATCHDOG_USEC="2000000") as service:
            heard = [manager.recv(200) for _ in range(4)]
            service.wait_for_event("pages published")
            service.stop()
            manager.setblocking(False)
            try:
                while True:
                    heard.append(manager.recv(200))
            except BlockingIOError:
                pass

    assert heard[0].startswith(b"READY=1")
    assert b"WATCHDOG=1" in heard[1:4]
    assert heard[-1] == b"STOPPING=1"


def test_metrics_and_health_are_served_on_loopback(desk: Desk) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with running(desk, FEEDPUB_MONITOR__PORT=str(port)) as service:
        service.wait_for_event("pages published")

        assert _ask(port, "/readyz") == (200, "ready\n")
        assert _ask(port, "/healthz") == (200, "alive\n")
        status, numbers = _ask(port, "/metrics")
        assert (status, "feedpub_stories 0.0" in numbers) == (200, True)
        assert _ask(port, "/etc/passwd")[0] == 404
        (desk.folder / "seeds").rmdir()
        desk.folder.joinpath("seeds").touch()
        service.wait_for_event("job failed", job="scan")
        assert _ask(port, "/readyz") == (503, "not ready: scan\n")


@pytest.mark.fault("S23")
def test_s23_no_secret_is_in_the_log(desk: Desk) -> None:
    secrets = {"FEEDPUB_ARCHIVE": "postgresql://feedpub:geheim@127.0.0.1:1/news", "FEEDPUB_LLM__KEY": "sk-geheim"}
    with running(desk, **secrets) as service:
        code = service.process.wait(120)

    said = service.file.read_text()
    assert code == 2
    assert "127.0.0.1:1" in said
    assert "geheim" not in said


@pytest.mark.fault("S28")
def test_s28_no_title_path_or_address_is_in_the_metrics(desk: Desk, story: Callable[[str, str], str]) -> None:
    desk.put("秘密.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))
    desk.put("坏.txt", b"\0\1\2")
    with running(desk) as service:
        service.wait_for_event("pages published")
        numbers = desk.run("status", "--metrics").stdout

    assert "feedpub_rejected 1.0" in numbers
    assert numbers.isascii()


@pytest.mark.fault("S24")
def test_s24_what_is_private_is_for_its_owner_alone_whatever_the_umask(desk: Desk) -> None:
    with running(desk, before=["sh", "-c", 'umask 0; exec "$@"', "sh"]) as service:
        service.wait_for_event("job done", job="backup")
        state = desk.folder / ".feedpub"
        modes = {path: stat.S_IMODE(path.lstat().st_mode) for path in (state, *state.rglob("*"))}

    assert modes[state] == 0o700
    assert not {str(path): oct(mode) for path, mode in modes.items() if path.parent == state and mode & 0o077}


def test_the_schedule_lists_what_runs_next_and_what_ran_last(desk: Desk, service: RunningService) -> None:
    service.wait_for_event("job done", job="housekeeping")

    job_statuses = {job_status["job"]: job_status for job_status in desk.json("schedule")}

    assert list(job_statuses) == ["scan", "publish", "digest", "daily", "backup", "housekeeping"]
    assert job_statuses["backup"]["last_run"]["state"] == "done"
    assert job_statuses["backup"]["next_run"].endswith("T03:30:00+08:00")
    assert job_statuses["digest"]["next_slot"] > job_statuses["digest"]["last_run"]["slot"]


@pytest.mark.fault("R24")
def test_r24_a_job_that_fails_is_on_record_and_ends_nothing(desk: Desk, story: Callable[[str, str], str]) -> None:
    (desk.folder / "nowhere").touch()
    with running(desk, settings=SETTINGS + '[backup]\nfolder = "nowhere/backups"\n') as service:
        service.wait_for_event("job failed", job="backup")
        service.wait_for_event("job done", job="housekeeping")
        desk.put("a.txt", story("武进区开展义诊活动", "武进区举办了一次义诊活动。"))
        service.wait_for_event("pages published", pages=1)

        status = desk.json("status", code=1)
        assert status["ready"]
        assert status["problems"][0].startswith("backup ")


def _ask(port: int, path: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def _stories(database: Path) -> int:
    if not database.exists() or not os.path.getsize(database):  # noqa: PTH202 - asked again and again
        return 0
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
        except sqlite3.OperationalError:
            return 0
