from __future__ import annotations

from feedpub.stages.split import form, slogans

SIGNED_STORY = ["新馆昨日开放", "昨天，图书馆新馆迎来第一批读者。 记者 王小明"]
SLOGAN = ["弘扬雷锋精神 树立时代新风", "必须坚持为人民服务，让人人都有书读，共建共享书香城市。"]


def test_a_slogan_between_signed_stories_is_taken_out_with_its_headline() -> None:
    blocks = form.parse_blocks([*SIGNED_STORY, *SLOGAN, *SIGNED_STORY])

    assert slogans.slogan_groups(blocks, ()) == [(2, 3)]


def test_an_exhorting_paragraph_within_a_story_stays() -> None:
    blocks = form.parse_blocks(["新馆昨日开放", "昨天，新馆开放了。", SLOGAN[1], "馆长说，新馆欢迎大家。"])

    assert slogans.slogan_groups(blocks, ()) == []
