"""feedpub, loaded once -> many runs of it, each in a child of its own, traced by strace from its first step on.

Starting Python and loading the dictionary takes two seconds, a child that inherits both a few milliseconds. From there
on it is the real program: `feedpub.cli.main`, with its own memory, files and exit code.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import TYPE_CHECKING, NoReturn

import feedpub
from feedpub.adapters.system.clock import SystemClock
from tests.faults.crash.effects import CALLS

if TYPE_CHECKING:
    from collections.abc import Sequence

NOW = datetime(2023, 2, 10, 12, 0, tzinfo=UTC)

RUN_TIMEOUT = 120.0
"""Seconds after which a run that does not end is taken for hung."""

FRESH_SCRIPT = """
import sys
from tests.faults.crash.program import freeze_clock
from feedpub.cli import main

freeze_clock()
sys.argv[0] = "feedpub"
main()
"""


@dataclass(frozen=True)
class FinishedRun:
    """How a run ended: its exit code (minus the signal that killed it), what it said, and the trace of its calls."""

    code: int
    output: str
    trace: str


@dataclass(frozen=True)
class Fault:
    """What strace is to do at the `nth` call of a name."""

    kind: str
    """KILL, or the name of an error."""
    call: str
    nth: int

    @property
    def option(self) -> str:
        """The words for strace."""
        what = "signal=KILL" if self.kind == "KILL" else f"error={self.kind}"
        return f"inject={self.call}:{what}:when={self.nth}"


class Program:
    """Runs commands in `folder`; what they say and their traces go to `scratch`, which is no part of it."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self._folder = folder
        self._log = scratch / "log"
        self._trace = scratch / "trace"

    def run(self, arguments: Sequence[str]) -> FinishedRun:
        """Run a command to its end."""
        return self._wait_for(self.begin(arguments), None)

    def traced(self, arguments: Sequence[str], fault: Fault | None = None, *, threads: bool = False) -> FinishedRun:
        """Run a command under strace, with a fault where one is given; the trace is that of its first thread.

        `threads` asks for all threads and processes, each line with its number.
        """
        ready, go = os.pipe()
        child = self.begin(arguments, ready)
        os.close(ready)
        command = [*self._tracer(fault), *(["-f"] if threads else []), "-p", str(child)]
        with subprocess.Popen(command, stderr=subprocess.PIPE) as tracer:
            _await_tracer(child, tracer)
            os.write(go, b"!")
            os.close(go)
            return self._wait_for(child, tracer)

    def fresh(self, arguments: Sequence[str], fault: Fault | None = None) -> FinishedRun:
        """Run a command in a Python of its own under strace, from the start of the interpreter on."""
        command = [*self._tracer(fault), sys.executable, "-c", FRESH_SCRIPT, *arguments]
        with self._log.open("wb") as log:
            done = subprocess.run(
                command, cwd=self._folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL, timeout=RUN_TIMEOUT
            )
        return FinishedRun(
            done.returncode, self._log.read_text(errors="replace"), self._trace.read_text(errors="replace")
        )

    def _tracer(self, fault: Fault | None) -> list[str]:
        self._trace.unlink(missing_ok=True)
        asked = ["strace", "-qq", "-y", "-s", "200", "-o", str(self._trace), "-e", f"trace={CALLS}"]
        return [*asked, "-e", fault.option] if fault else asked

    def begin(self, arguments: Sequence[str], ready: int | None = None, *, own_group: bool = False) -> int:
        """Start a command in a child, in a process group of its own if it is to be `alone`; return its number."""
        child = os.fork()
        if child == 0:
            if own_group:
                os.setpgid(0, 0)
            self._exec(arguments, ready)
        if own_group:
            os.setpgid(child, child)
        return child

    def _exec(self, arguments: Sequence[str], ready: int | None) -> NoReturn:
        """Be the program, in the child."""
        code = 99
        try:
            os.chdir(self._folder)
            log = os.open(self._log, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
            nothing = os.open(os.devnull, os.O_RDONLY)
            for here, there in ((nothing, 0), (log, 1), (log, 2)):
                os.dup2(here, there)
            if ready is not None:
                os.read(ready, 1)  # until the tracer is there
            code = _main(arguments)
            sys.stdout.flush()
            sys.stderr.flush()
        finally:
            os._exit(code)

    def _wait_for(self, child: int, tracer: subprocess.Popen[bytes] | None) -> FinishedRun:
        end = time.monotonic() + RUN_TIMEOUT
        while (status := os.waitpid(child, os.WNOHANG))[0] == 0:
            if time.monotonic() > end:
                os.kill(child, 9)
                raise TimeoutError(f"hung for {RUN_TIMEOUT} s: {self._log.read_text()}")
            time.sleep(0.002)
        if tracer:
            tracer.wait(RUN_TIMEOUT)
        output = self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""
        trace = self._trace.read_text(encoding="utf-8", errors="replace") if tracer else ""
        return FinishedRun(os.waitstatus_to_exitcode(status[1]), output, trace)


def _main(arguments: Sequence[str]) -> int:
    """Run the command line, and say what a shell would see."""
    from feedpub.cli import main

    sys.argv = ["feedpub", *arguments]
    sys.stdout = os.fdopen(os.dup(1), "w", encoding="utf-8")
    sys.stderr = os.fdopen(os.dup(2), "w", encoding="utf-8", buffering=1)
    try:
        main()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:  # noqa: BLE001 - the interpreter does the same
        traceback.print_exc()
        return 1
    return 0


def _await_tracer(child: int, tracer: subprocess.Popen[bytes]) -> None:
    """Wait until the child is traced; raises `RuntimeError` where strace may not."""
    end = time.monotonic() + RUN_TIMEOUT
    while b"TracerPid:\t0\n" in Path(f"/proc/{child}/status").read_bytes():
        if tracer.poll() is not None or time.monotonic() > end:
            with suppress(ProcessLookupError):
                os.kill(child, 9)
            said = tracer.stderr.read() if tracer.stderr else b""
            raise RuntimeError(f"strace could not attach: {said.decode()}")
        time.sleep(0.001)
    time.sleep(0.003)  # between taking hold and stopping the child, strace makes two calls


def warm_up(folder: Path) -> None:
    """Do one whole run in this process, so that all that a run loads is there for its children."""
    for module in walk_packages(feedpub.__path__, "feedpub."):
        with suppress(ImportError):  # of a package that is optional
            import_module(module.name)
    (folder / "seeds").mkdir(parents=True)
    (folder / "feedpub.toml").write_text('engine = "serial"\n\n[watch]\nsettle = 0\n')
    (folder / "seeds" / "page.txt").write_text("武进区修好老桥\n\n昨日,武进区城东的老桥修好通车。\n", encoding="utf-8")
    here, out, err = Path.cwd(), os.dup(1), os.dup(2)
    streams = sys.stdout, sys.stderr
    os.chdir(folder)
    try:
        with (folder / "log").open("wb") as log:
            os.dup2(log.fileno(), 1)
            os.dup2(log.fileno(), 2)
            codes = [_main([word]) for word in ("publish", "digest")]
            sys.stdout.close()
            sys.stderr.close()
    finally:
        os.chdir(here)
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.close(out)
        os.close(err)
        sys.stdout, sys.stderr = streams
    if any(codes):
        raise RuntimeError(f"an undisturbed run failed: {(folder / 'log').read_text()}")


def freeze_clock() -> None:
    """Let it be one moment for ever in this process, so that runs can be compared."""
    setattr(SystemClock, "now", lambda _clock: NOW)  # noqa: B010 - mypy forbids the plain assignment
