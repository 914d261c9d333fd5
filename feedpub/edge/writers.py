"""An open file -> whether somebody is writing it, as far as the kernel tells."""

from __future__ import annotations

import fcntl
import signal


def is_open_for_writing(descriptor: int) -> bool | None:
    """Whether another process has the file open for writing; None where the system does not tell.

    The kernel grants a lease on reading only as long as nobody can write (fcntl(2), F_SETLEASE): to the file's owner,
    and on file systems of this machine. `descriptor` must be open for reading only.
    """
    try:
        # Whoever opens the file meanwhile has us sent a signal; by default one that would end us.
        fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
        fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
    except BlockingIOError:
        return True
    except OSError:
        return None
    fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
    return False
