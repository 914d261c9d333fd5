"""The steps from each schema of the post to the next, as in `feedpub.edge.migrations`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.edge.post.migrations import m0001_the_first, m0002_sign_ups

if TYPE_CHECKING:
    from feedpub.edge.schema_number import MigrationStep

STEPS: tuple[MigrationStep, ...] = (m0001_the_first.step, m0002_sign_ups.step)
