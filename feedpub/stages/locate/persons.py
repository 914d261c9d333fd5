"""Mentions -> the same, without the persons that bear a place's name: 村民吴江, 快递员陈仓.

News introduces a person by what he does, and calls him by the bare name from then on.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from feedpub.stages.locate.context import SURNAMES
from feedpub.stages.locate.gazetteer import FULL, LONE_STEM, SHORT, STEM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feedpub.stages.locate.mentions import Mention

PERSON = "person"

_PERSON_ROLE = re.compile(
    r"(?:(?<!人)员|(?<!人)师|[村居市牧渔农]民|民警|交警|辅警|特警|职工|[焊钳电车女民卫瓦木技铆]工|医生|护士|司机|师傅|学生|同学|小哥|[选歌旗]手|律师|法官"
    r"|检察官|作家|画家|导演|战士|劳模|老人|大爷|大妈|奶奶|爷爷|儿子|女儿|妻子|丈夫|母亲|父亲|主任|经理|书记|主席|站长|校长|院长|厂长|班长|队长|店主|老板"
    r"|姑娘|小伙|先生|女士|志愿者|创始人|负责人|传承人)[“\s]?$"
)
_SEVERAL_PERSONS = re.compile(
    r"(?:(?:[二两三四五六七八九十百千万几数余多\d][名位个]|们|广大|全体|部分|不少|众多)[^，。；]{0,6}|[等])$"
)
_PLACE_SUFFIX = re.compile(r"[省市县区州镇乡站港湖行段籍等、]")


def without_persons(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """Silence the names that are a person's: where they are introduced, and everywhere if no full name is near."""
    introduced = {mention.start for mention in mentions if _is_introduced(text, mention)}
    full_names = [one.name for one in mentions if one.is_compound or one.kind == FULL]
    introduced_names = {one.name for one in mentions if one.start in introduced}
    persons = {name for name in introduced_names if not any(name in full_name for full_name in full_names)}
    return [replace(one, factor=0.0, rule=PERSON) if one.start in introduced or one.name in persons else one for one in mentions]


def _is_introduced(text: str, mention: Mention) -> bool:
    is_short = mention.kind in (SHORT, STEM, LONE_STEM) and not mention.is_compound and len(mention.name) == 2
    if not is_short or mention.name[0] not in SURNAMES or _PLACE_SUFFIX.match(text, mention.end):
        return False
    role = _PERSON_ROLE.search(text, max(0, mention.start - 5), mention.start)
    return role is not None and not _SEVERAL_PERSONS.search(text[max(0, role.start() - 12) : role.start()])
