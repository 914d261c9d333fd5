from __future__ import annotations

from typing import TYPE_CHECKING

from feedpub.model import FeedRef
from feedpub.stages.render.site.index import region_branches
from tests.stories import CHANGZHOU, GUANGDONG, JIANGSU, SUZHOU, WUJIN

if TYPE_CHECKING:
    from feedpub.model import Region
    from feedpub.stages.render.site.index import Branch


def ref(region: Region) -> FeedRef:
    return FeedRef(f"regions/{region.slug}", region.name, 1, region)


def names(branches: list[Branch]) -> list[object]:
    """Return the tree as nested lists: a name, then what is below it."""
    found: list[object] = []
    for branch in branches:
        found.append(branch.ref.name)
        if branch.children:
            found.append(names(branch.children))
    return found


def test_counties_lie_in_cities_and_cities_in_provinces_by_their_codes() -> None:
    refs = [ref(region) for region in (WUJIN, GUANGDONG, SUZHOU, CHANGZHOU, JIANGSU)]

    assert names(region_branches(refs)) == ["江苏省", ["常州市", ["武进区"], "苏州市"], "广东省"]


def test_a_region_hangs_on_the_nearest_that_is_there() -> None:
    assert names(region_branches([ref(WUJIN), ref(JIANGSU)])) == ["江苏省", ["武进区"]]
    assert names(region_branches([ref(WUJIN)])) == ["武进区"]


def test_what_has_no_region_is_not_in_the_tree() -> None:
    assert region_branches([FeedRef("national", "全国", 1)]) == []
