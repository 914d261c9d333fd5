from feedpub.wording.letter import letter_wording


def test_one_is_not_written_like_many() -> None:
    english = letter_wording("en")

    assert (english.stories(1), english.stories(2), english.stories(5000)) == ("1 story", "2 stories", "5,000 stories")
    assert english.opening_line(1, 1, 1) == "1 story from 1 region."


def test_a_letter_that_chose_says_so() -> None:
    assert letter_wording("zh").opening_line(40, 90, 3) == "本期共 90 篇，来自 3 个地区；信中选登 40 篇，其余见网站。"


def test_what_has_no_region_is_called_in_the_letters_language() -> None:
    assert [letter_wording("en").section(path, "…") for path in ("national", "foreign", "")] == [
        "National",
        "Abroad",
        "General",
    ]
    assert letter_wording("en").section("regions/jiangsu", "江苏省") == "江苏省"
