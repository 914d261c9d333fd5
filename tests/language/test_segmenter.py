from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from feedpub.language.segmenter import WordClass, frequency, is_word, segment, word_class


@given(st.text() | st.text(alphabet="图书馆开放，。12 ", max_size=700))
def test_words_joined_are_the_text_again(text: str) -> None:
    assert "".join(segment(text)) == text


def test_the_dictionary_tells_words_from_other_characters() -> None:
    assert is_word("图书馆")
    assert not is_word("书馆开")
    assert frequency("图书馆") > frequency("书馆开") == 0


def test_the_dictionary_tells_what_kind_a_word_is() -> None:
    assert [word_class(word) for word in ("召开", "服务", "常州市", "近日", "图书馆")] == [
        WordClass.VERB,
        WordClass.VERBAL_NOUN,
        WordClass.PLACE,
        WordClass.OTHER,
        None,
    ]
