"""What is seen of each block -> its role, decided for the whole page: the best path through an article's grammar.

    headline line*  byline?  lead  byline?  (paragraph | continuation | subhead)*  byline?

The weights are in `feedpub/data/splitting.json`, fitted by `scripts/fit_splitting.py`.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from feedpub.stages.split.model.labels import Role

if TYPE_CHECKING:
    from feedpub.stages.split.model.features import Features


Weights = dict[str, dict[str, float]]


def shipped_weights() -> Weights:
    """Return the weights that are shipped: role -> feature -> weight, and "->" for the steps from role to role."""
    table: Weights = _weights_file()["weights"]
    return table


def calibration() -> tuple[float, float]:
    """Return how a computed share becomes a confidence: the two numbers of a logistic curve."""
    shift, slope = _weights_file()["certainty"]
    return float(shift), float(slope)


@cache
def _weights_file() -> dict[str, Any]:
    text = (files("feedpub") / "data" / "splitting.json").read_text(encoding="utf-8")
    fitted: dict[str, Any] = json.loads(text)
    return fitted


def feature_score(features: Features, role: Role, table: Weights) -> float:
    """Return the sum of the weights of what is shown."""
    row = table.get(role.value, {})
    line = table.get("line", {}) if role in _LINE_ROLES else row
    total = 0.0
    for name, value in features.items():
        total += (line if name in _SHAPE_FEATURES else row).get(name, 0.0) * value
    return total


_LINE_ROLES = (Role.HEADLINE, Role.SUBHEAD)

_SHAPE_FEATURES = frozenset(
    ("size≤4", "size5-12", "size13-22", "size23-32", "size33-45", "size46-70", "size>70", "comma", "question", "blank")
)


def weight_row(role: Role, name: str) -> str:
    """Return where the weight stands: a headline and a subhead look alike, and length never tells them apart."""
    return "line" if role in _LINE_ROLES and name in _SHAPE_FEATURES else role.value
