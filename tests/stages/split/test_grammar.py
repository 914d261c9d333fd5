from __future__ import annotations

import pytest

from feedpub.stages.split import certainty, grammar
from feedpub.stages.split.grammar import Habits, Role, State

HEAD = State(Role.HEAD, False)
BODY = State(Role.BODY, False)
SIGNED = State(Role.BODY, True)
WEIGHTS: grammar.Weights = {
    "head": {"short": 2.0},
    "lead": {"long": 2.0},
    "body": {"long": 2.0},
    "->": {"body>head": 0.5},
}
SEEN = [{"short": 1.0}, {"long": 1.0}, {"long": 1.0}, {"short": 1.0}, {"long": 1.0}]


@pytest.mark.parametrize(
    ("before", "after", "signs"),
    [
        pytest.param(None, HEAD, False, id="a_page_begins_with_a_headline"),
        pytest.param(HEAD, State(Role.LEAD, False), False, id="text_follows_a_headline"),
        pytest.param(HEAD, State(Role.TOP, True), False, id="a_byline_may_stand_between"),
        pytest.param(State(Role.TOP, True), State(Role.LEAD, True), False, id="signed_is_signed"),
        pytest.param(BODY, SIGNED, True, id="a_credit_in_the_paragraph_signs"),
        pytest.param(SIGNED, HEAD, False, id="a_headline_ends_a_story"),
    ],
)
def test_the_grammar_allows(before: State | None, after: State, signs: bool) -> None:
    assert grammar.follows(before, after, signs)


@pytest.mark.parametrize(
    ("before", "after", "signs"),
    [
        pytest.param(None, BODY, False, id="a_page_does_not_begin_in_the_middle"),
        pytest.param(HEAD, State(Role.SUB, False), False, id="no_subhead_under_a_headline"),
        pytest.param(SIGNED, BODY, False, id="what_is_signed_stays_signed"),
        pytest.param(State(Role.SUB, False), State(Role.REST, False), False, id="nothing_goes_on_from_a_subhead"),
        pytest.param(State(Role.END, True), BODY, False, id="nothing_follows_the_byline_at_the_end"),
    ],
)
def test_the_grammar_forbids(before: State | None, after: State, signs: bool) -> None:
    assert not grammar.follows(before, after, signs)


def test_the_best_path_is_one_decision_for_the_whole_page() -> None:
    path, _ = grammar.decide(SEEN, WEIGHTS)

    assert [state.role for state in path] == [Role.HEAD, Role.LEAD, Role.BODY, Role.HEAD, Role.LEAD]


@pytest.mark.parametrize("sign", ["numbered", "closing", "date", "label", "clauses"])
def test_what_is_never_a_headline(sign: str) -> None:
    assert not grammar.possible({sign: 1.0}, Role.HEAD)


def test_only_a_name_is_a_byline_and_a_byline_is_nothing_else() -> None:
    assert not grammar.possible({"ends": 1.0}, Role.END)
    assert grammar.possible({"byline": 1.0}, Role.END)
    assert not grammar.possible({"byline": 1.0}, Role.BODY)


def test_a_page_s_habits_are_counted_on_its_stories() -> None:
    path = [HEAD, State(Role.LEAD, False), State(Role.END, True), HEAD, State(Role.LEAD, False)]
    seen = [{"heading": 1.0}, {}, {}, {}, {}]

    habits = grammar.habits_of(path, seen)

    assert (habits.signs, habits.heads) == (0.5, 0.5)


def test_probabilities_of_all_states_of_a_block_add_up_to_one() -> None:
    shares = certainty.odds(SEEN, WEIGHTS, Habits())

    assert [round(sum(column.values()), 6) for column in shares.states] == [1.0] * 5
    assert [round(sum(row.values()), 4) for row in shares.steps[1:]] == [1.0] * 4


def test_a_plain_page_is_surer_than_a_doubtful_one() -> None:
    doubtful = [{"short": 1.0}, {"long": 1.0}, {"long": 1.0}, {"short": 0.1}, {"long": 1.0}]

    (plain, _) = certainty.of_stories(SEEN, WEIGHTS, Habits(), [0, 3])
    (unsure, _) = certainty.of_stories(doubtful, WEIGHTS, Habits(), [0, 3])

    assert unsure < plain < 1
