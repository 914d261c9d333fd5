"""Words -> whether they can be a newspaper's title, by how titles end."""

from __future__ import annotations

import re

_PAPER_NAME = re.compile(r"[\u4e00-\u9fff]{2,12}(?:报|報|电讯|電訊|周末|週末)")
# What ends in the same character and is news, not a newspaper. 文汇报 is the one title that ends like a report (汇报).
_NOT_A_PAPER = re.compile(
    r".*(?:海|通|预|預|公|情|喜|捷|简|簡|举|舉|申|上|呈|填|谎|謊|误|誤|播|年|季|财|財|战|戰|警|电|電|回|黑板|墙|牆|手抄|(?<!文)[汇匯])[报報]"
)


def is_paper_name(text: str) -> bool:
    """Whether `words`, alone, can be the name of a paper."""
    return bool(_PAPER_NAME.fullmatch(text)) and not _NOT_A_PAPER.fullmatch(text)
