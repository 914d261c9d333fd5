"""A kill, a full disk and a broken disk at every effect of a run: what is left, and what the next run makes of it.

A run is traced once to count its effects (`effects`). Then, for each effect and each fault, the prepared folder is laid
out again, the run is begun, strace injects the fault at that very call (`program`), what stands in the output at that
moment is looked at, the run is begun again without a fault, and everything is compared with an undisturbed run
(`picture`, `trial`). A new situation is one entry in `scenarios`.

`python -m tests.faults.crash` (or `make crash`) tries every point; tests/faults/test_crash.py tries a spread of them.
"""
