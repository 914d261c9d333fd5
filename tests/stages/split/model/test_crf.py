from __future__ import annotations

import pytest

from feedpub.stages.split.model import confidence, crf, labels, page_style, weights
from feedpub.stages.split.model.labels import Role, State
from feedpub.stages.split.model.page_style import PageStyle

HEAD = State(Role.HEADLINE, False)
BODY = State(Role.BODY, False)
SIGNED = State(Role.BODY, True)
WEIGHTS: weights.Weights = {
    "head": {"short": 2.0},
    "lead": {"long": 2.0},
    "body": {"long": 2.0},
    "->": {"body>head": 0.5},
}
FEATURES = [{"short": 1.0}, {"long": 1.0}, {"long": 1.0}, {"short": 1.0}, {"long": 1.0}]


@pytest.mark.parametrize(
    ("before", "after", "signs"),
    [
        pytest.param(None, HEAD, False, id="a_page_begins_with_a_headline"),
        pytest.param(HEAD, State(Role.LEAD, False), False, id="text_follows_a_headline"),
        pytest.param(HEAD, State(Role.BYLINE_TOP, True), False, id="a_byline_may_stand_between"),
        pytest.param(State(Role.BYLINE_TOP, True), State(Role.LEAD, True), False, id="signed_is_signed"),
        pytest.param(BODY, SIGNED, True, id="a_credit_in_the_paragraph_signs"),
        pytest.param(SIGNED, HEAD, False, id="a_headline_ends_a_story"),
    ],
)
def test_allowed_transitions(before: State | None, after: State, signs: bool) -> None:
    assert labels.allowed_transition(before, after, signs)


@pytest.mark.parametrize(
    ("before", "after", "signs"),
    [
        pytest.param(None, BODY, False, id="a_page_does_not_begin_in_the_middle"),
        pytest.param(HEAD, State(Role.SUBHEAD, False), False, id="no_subhead_under_a_headline"),
        pytest.param(SIGNED, BODY, False, id="what_is_signed_stays_signed"),
        pytest.param(
            State(Role.SUBHEAD, False), State(Role.CONTINUATION, False), False, id="nothing_goes_on_from_a_subhead"
        ),
        pytest.param(State(Role.BYLINE_END, True), BODY, False, id="nothing_follows_the_byline_at_the_end"),
    ],
)
def test_forbidden_transitions(before: State | None, after: State, signs: bool) -> None:
    assert not labels.allowed_transition(before, after, signs)


def test_the_best_path_is_one_decision_for_the_whole_page() -> None:
    path, _ = crf.decode_page(FEATURES, WEIGHTS)

    assert [state.role for state in path] == [Role.HEADLINE, Role.LEAD, Role.BODY, Role.HEADLINE, Role.LEAD]


@pytest.mark.parametrize("sign", ["numbered", "closing", "date", "label", "clauses"])
def test_what_is_never_a_headline(sign: str) -> None:
    assert not crf.is_possible({sign: 1.0}, Role.HEADLINE)


def test_only_a_name_is_a_byline_and_a_byline_is_nothing_else() -> None:
    assert not crf.is_possible({"ends": 1.0}, Role.BYLINE_END)
    assert crf.is_possible({"byline": 1.0}, Role.BYLINE_END)
    assert not crf.is_possible({"byline": 1.0}, Role.BODY)


def test_a_pages_style_is_counted_on_its_stories() -> None:
    path = [HEAD, State(Role.LEAD, False), State(Role.BYLINE_END, True), HEAD, State(Role.LEAD, False)]
    seen = [{"heading": 1.0}, {}, {}, {}, {}]

    habits = page_style.estimate_style(path, seen)

    assert (habits.signed_share, habits.marked_headline_share) == (0.5, 0.5)


def test_probabilities_of_all_states_of_a_block_add_up_to_one() -> None:
    shares = crf.marginals(FEATURES, WEIGHTS, PageStyle())

    assert [round(sum(column.values()), 6) for column in shares.states] == [1.0] * 5
    assert [round(sum(row.values()), 4) for row in shares.transitions[1:]] == [1.0] * 4


def test_a_plain_page_is_surer_than_a_doubtful_one() -> None:
    doubtful = [{"short": 1.0}, {"long": 1.0}, {"long": 1.0}, {"short": 0.1}, {"long": 1.0}]

    (plain, _) = confidence.story_probabilities(FEATURES, WEIGHTS, PageStyle(), [0, 3])
    (unsure, _) = confidence.story_probabilities(doubtful, WEIGHTS, PageStyle(), [0, 3])

    assert unsure < plain < 1
