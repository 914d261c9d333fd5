from __future__ import annotations

import re

from feedpub.text.slugs import tag_name, tag_path


def test_the_folder_of_a_keyword_is_ascii_and_the_same_for_ever() -> None:
    assert tag_path("图书角") == "tags/0bac6dc9f3c7f6a8"
    assert all(re.fullmatch("tags/[a-z0-9-]+", tag_path(word)) for word in ("5G", "../..", "", "咖啡 café"))


def test_words_that_sound_alike_have_folders_of_their_own() -> None:
    assert len({tag_path(word) for word in ("公式", "公事", "工事", "C++", "c++")}) == 5


def test_one_word_in_two_encodings_of_unicode_is_one_keyword() -> None:
    assert tag_name("cafe\u0301") == tag_name("caf\u00e9")
    assert tag_path("cafe\u0301") == tag_path("caf\u00e9")
