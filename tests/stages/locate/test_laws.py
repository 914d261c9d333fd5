"""What holds for every text."""

import random

import pytest

from feedpub import regions
from feedpub.model import RegionRole
from feedpub.stages.locate import locate

SCRAPS = """
    ， 。 、 和 与 ： 近日 记者从 获悉 在 召开会议 全国 我国 各地 我市 我区 区委
    来自 开往 曾任 银行 大学 路 街道 警方 等地 携手 合作 美国 粤港澳 京津冀
    （记者 新华社北京2月3日电 简历 派出所 市民 「 ABC 2023年 總工會
"""
WORDS = [*SCRAPS.split(), "\n", " "]
NAMES = [
    name for region in regions.all_regions()[::7] for name in (region.name, region.short_name, "".join(region.path))
]


@pytest.mark.parametrize("seed", range(150))
def test_any_heap_of_names_gets_a_sound_focus(seed: int) -> None:
    dice = random.Random(seed)
    text = "".join(dice.choice(dice.choice((WORDS, NAMES))) for _ in range(dice.randrange(1, 60)))
    title = text[: dice.randrange(0, 20)] or None
    home = dice.choice(((), ("江苏省", "常州市"), ("西藏自治区",), ("上海市", "金山区")))

    focus = locate(title, text, home)

    paths = [one.region.path for one in focus.regions]
    printed = f"{title}\n{text}" if title else text
    assert len(set(paths)) == len(paths)
    assert [one.role for one in focus.regions] == [RegionRole.PRIMARY, *[RegionRole.ALSO] * (len(paths) - 1)][
        : len(paths)
    ]
    assert not (focus.foreign and (focus.regions or focus.national))
    assert all(0 <= one.confidence <= 1 for one in focus.regions)
    assert all(
        printed[piece.offset : piece.offset + len(piece.text)] == piece.text
        for one in focus.regions
        for piece in one.evidence
    )


def test_late_places_in_several_provinces_are_no_country() -> None:
    late = "大家都说好。" * 40 + "杭州、成都和西安的居民这样说。杭州人、成都人和西安人都来了，杭州、成都、西安。"

    assert all(one.region.code for one in locate(None, late).regions)


@pytest.mark.parametrize("text", ["", "\n", "。", "常" * 50_000, "省市区县" * 3_000, "\x00\ud7ff𠮷"])
def test_odd_texts_are_survived(text: str) -> None:
    assert locate(text, text).regions == ()


def test_every_county_is_located_by_its_full_name_after_its_parents() -> None:
    """A county of a new table that something blocks or takes for another fails here by name."""
    lost = []
    for region in regions.all_regions():
        above = regions.parent(region)
        focus = locate(None, f"近日，{above.name if above else ''}{region.name}召开会议。")
        if [one.region for one in focus.regions] != [region]:
            lost.append("/".join(region.path))

    assert lost == []
