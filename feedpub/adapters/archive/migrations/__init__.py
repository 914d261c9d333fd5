"""The steps from each schema of the archive to the next: step number n, `m000n_...`, leads from n - 1 to n.

A step is never changed once it was released. It describes its tables itself: `archive.tables` goes on.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.adapters.archive.migrations import (
    m0001_the_first,
    m0002_issues,
    m0003_released,
    m0004_fixed,
    m0005_votes,
    m0006_job_runs,
    m0007_volumes,
    m0008_identity,
)

if TYPE_CHECKING:
    from feedpub.adapters.database.version import MigrationStep

MIGRATIONS: tuple[MigrationStep, ...] = (
    m0001_the_first.step,
    m0002_issues.step,
    m0003_released.step,
    m0004_fixed.step,
    m0005_votes.step,
    m0006_job_runs.step,
    m0007_volumes.step,
    m0008_identity.step,
)
