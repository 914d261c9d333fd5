"""The steps from each schema of the post to the next, as in `feedpub.adapters.archive.migrations`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.newsletter.store.migrations import m0001_the_first, m0002_sign_ups

if TYPE_CHECKING:
    from feedpub.adapters.database.version import MigrationStep

STEPS: tuple[MigrationStep, ...] = (m0001_the_first.step, m0002_sign_ups.step)
