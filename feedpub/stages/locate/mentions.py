"""Text -> Mentions: where it names places, what each name may mean, and how far it counts."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from feedpub.language.bylines import credit_spans
from feedpub.stages.locate.context import INHERITED_RULES, STREET_RULE, SURNAMES, context_factor
from feedpub.stages.locate.gazetteer import (
    ALIAS,
    BLOCKED,
    CUSTOM,
    EVERYDAY_WORD,
    FOREIGN,
    FULL,
    GROUP,
    LONE_STEM,
    NO_CUSTOM_NAMES,
    OLD_NAME,
    PAPER,
    SHORT,
    STEM,
    STREET,
    TOWNSHIP,
    VAGUE_NAME,
    ZONE,
    load_gazetteer,
    town_stem,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feedpub.stages.locate.gazetteer import CustomNames, Gazetteer, Sense


@dataclass(frozen=True, slots=True)
class Mention:
    """A name in a text, compounds (江苏省常州市武进区) taken as one; `codes` are all that it may mean."""

    start: int
    end: int
    name: str
    codes: tuple[str, ...]
    kind: str
    factor: float = 1.0
    rule: str = ""
    is_compound: bool = False
    """Whether it stands right after its parent, which leaves no doubt about what it means."""


def find_mentions(text: str, custom: CustomNames = NO_CUSTOM_NAMES) -> list[Mention]:
    """Return the mentions of places in the order of the text; those of streets and brands have the factor 0."""
    gazetteer = load_gazetteer(custom)
    silent_spans = list(credit_spans(text))
    found: list[Mention] = []
    for start, end, senses in gazetteer.find(text):
        if senses[0].kind == BLOCKED:
            silent_spans.append((start, end))
        elif not any(span_start <= start < span_end for span_start, span_end in silent_spans):
            found.append(_make_mention(text, start, end, senses, gazetteer))
    derived = [
        *_townships_of_stations(text, found, gazetteer),
        *_subdistricts_of_streets(text, found, gazetteer),
        *_township_stems(text, found, silent_spans),
    ]
    found += [mention for mention in derived if mention.name not in custom.silence]
    compounds = _join_compounds(text, sorted(found, key=lambda one: one.start), gazetteer)
    kept = [
        one for one in compounds if one.kind != EVERYDAY_WORD or (one.is_compound and _WORD_ENDS.match(text, one.end))
    ]
    return without_persons(text, _without_namesakes([_prefer_province(one) for one in kept]))


_WORD_ENDS = re.compile(r"[：:，。、；”\s\d]|$|(?:交|民|特|消)警|警方|检察|法院")
"""What may follow an everyday word (青海共和7月24日电) that is to mean the division of its name."""

_KIND_ORDER = (
    CUSTOM,
    FULL,
    ALIAS,
    SHORT,
    LONE_STEM,
    ZONE,
    OLD_NAME,
    TOWNSHIP,
    STEM,
    VAGUE_NAME,
    EVERYDAY_WORD,
    STREET,
    GROUP,
    PAPER,
    FOREIGN,
)


def _make_mention(text: str, start: int, end: int, senses: Sequence[Sense], gazetteer: Gazetteer) -> Mention:
    kinds = {sense.kind for sense in senses}
    kind = GROUP if GROUP in kinds else min(kinds, key=_KIND_ORDER.index)
    if kind == FULL:
        senses = [sense for sense in senses if sense.kind in (FULL, OLD_NAME)]
    codes = tuple(dict.fromkeys(sense.code for sense in senses if sense.code))
    name = text[start:end]
    is_short = kind in (SHORT, STEM, LONE_STEM, ALIAS, EVERYDAY_WORD) or (
        kind == CUSTOM and name[-1] not in _RANK_WORDS
    )
    context = context_factor(text, start, end, is_short=is_short)
    if (
        kind in (STEM, EVERYDAY_WORD)
        and _begins_headline(text, start, end)
        and (cities := [code for code in codes if code.endswith("00")])
    ):
        return Mention(start, end, name, tuple(cities), SHORT, context.factor, context.rule)
    if kind in (LONE_STEM, STEM) and _is_part_of_word(text, start, end, gazetteer):
        return Mention(start, end, name, codes, STEM, context.factor, context.rule or PART_OF_WORD)
    may_be_word = kind == STEM and not context.rule and not _stands_free(text, start, end)
    return Mention(start, end, name, codes, kind, context.factor, MAY_BE_WORD if may_be_word else context.rule)


_RANK_WORDS = frozenset("省市区县旗州盟镇乡道")


def _begins_headline(text: str, start: int, end: int) -> bool:
    """Whether a name begins a headline that it is the subject of: 黄山：…."""
    return text[end : end + 1] in ("：", ":") and (start == 0 or text[start - 1] in " \n　】")


def _stands_free(text: str, start: int, end: int) -> bool:
    """Whether a name that may be a word stands as places stand: after a mark or 在, or before police and offices."""
    return bool(_FREE_BEFORE.search(text[max(0, start - 2) : start]) or _FREE_AFTER.match(text, end))


_FREE_BEFORE = re.compile(r"(?:^|[，。、；：！？“”（）()\s\d日在从到赴由自和与])$")
_FREE_AFTER = re.compile(
    r"警方|民警|公安|交警|消防|法院|检察|海关|总工会|[市县区镇乡州城]|各界|境内|全市|全县|全区|地区"
)
MAY_BE_WORD = "may be a word"
PART_OF_WORD = "part of a word"


def _is_part_of_word(text: str, start: int, end: int, gazetteer: Gazetteer) -> bool:
    if start == 0 or text[start - 1] in "\n　 ":
        return False
    before, after = gazetteer.stem_neighbours.get(text[start:end], ("", ""))
    return (start > 0 and text[start - 1] in before) or (end < len(text) and text[end] in after)


def _prefer_province(mention: Mention) -> Mention:
    """Take 河北 for the province, not for 天津's district, unless it stands right after its city."""
    if mention.is_compound or mention.kind != SHORT or not any(code.endswith("0000") for code in mention.codes):
        return mention
    return replace(mention, codes=tuple(code for code in mention.codes if code.endswith("00")))


MIN_STREETS = 2


def _without_namesakes(found: list[Mention]) -> list[Mention]:
    """Silence a bare name that the text uses for streets, such as 太原 where 太原街 and 太原南街 are the matter."""
    streets = Counter(mention.name for mention in found if mention.rule == STREET_RULE)
    streets.update(one.name[:-1] for one in found if one.kind == STREET and one.name[:-1] in streets)
    certain = {one.name[: len(name)] for one in found if one.is_compound or one.kind == FULL for name in streets}
    namesakes = {words for words, count in streets.items() if count >= MIN_STREETS and words not in certain}
    return [replace(one, factor=0.0, rule="namesake") if one.name in namesakes else one for one in found]


_STATION = re.compile(
    r"派出所|司法所|卫生院|供电所|中心校|人民法庭|税务所|财政所|综合执法队|党工委|街办|街总工会|镇政府|乡政府|办事处"
)
_MAX_STEM = 5


def _townships_of_stations(text: str, found: Sequence[Mention], gazetteer: Gazetteer) -> Iterator[Mention]:
    """Yield the townships that only their police station or health centre names: 马驹桥派出所."""
    taken = {mention.end for mention in found}
    for match in _STATION.finditer(text):
        end = match.start()
        if end in taken:
            continue
        for length in range(_MAX_STEM, 1, -1):
            stem = text[max(0, end - length) : end]
            if codes := gazetteer.town_stems.get(stem):
                yield Mention(end - length, end, stem, codes, TOWNSHIP, 0.7, "station of a township")
                break


_ROAD = re.compile(r"[东南西北中]?([路街])")


def _subdistricts_of_streets(text: str, found: Sequence[Mention], gazetteer: Gazetteer) -> Iterator[Mention]:
    """Yield the subdistricts that bear the name of a street: 太原南街 lies in or near 太原街街道."""
    for mention in found:
        match = _ROAD.match(text, mention.end) if mention.rule == STREET_RULE else None
        if match and (codes := gazetteer.town_stems.get(mention.name + match[1])):
            yield Mention(mention.start, match.end(), text[mention.start : match.end()], codes, STREET)


def _township_stems(text: str, found: Sequence[Mention], silent_spans: Sequence[tuple[int, int]]) -> Iterator[Mention]:
    """Yield where a township that has its full name elsewhere is called by its stem alone."""
    taken = [*silent_spans, *((mention.start, mention.end) for mention in found)]
    stems = {town_stem(one.name): one for one in found if one.kind == TOWNSHIP and not one.rule}
    for stem, town in stems.items():
        if len(stem) < 2:
            continue
        start = text.find(stem)
        while start >= 0:
            end = start + len(stem)
            if not any(span_start < end and start < span_end for span_start, span_end in taken):
                yield replace(town, start=start, end=end, name=stem, factor=0.6, rule="stem of a township")
            start = text.find(stem, end)


_BETWEEN_COMPOUND = re.compile(r"[\s·]?|[省市]")


def _join_compounds(text: str, found: Sequence[Mention], gazetteer: Gazetteer) -> Iterator[Mention]:
    """Join a division with what follows right after it and lies in it."""
    last: Mention | None = None
    for mention in found:
        if last and last.end <= mention.start and (joined := _join_pair(text, last, mention, gazetteer)):
            last = joined
        elif not (last and _is_namesake_township(last, mention)):
            if last:
                yield last
            last = mention
    if last:
        yield last


def _is_namesake_township(above: Mention, town: Mention) -> bool:
    """Whether a township stands right after a county that the table does not give it to: then it is a namesake."""
    is_county = above.kind in (FULL, OLD_NAME) and not above.codes[0].endswith("00")
    return town.kind == TOWNSHIP and town.start == above.end and is_county


def _join_pair(text: str, above: Mention, below: Mention, gazetteer: Gazetteer) -> Mention | None:
    if not _BETWEEN_COMPOUND.fullmatch(text[above.end : below.start]) or 0.0 in (above.factor, below.factor):
        return None
    if {above.kind, below.kind} & {GROUP, PAPER, FOREIGN}:
        return None
    is_township = below.kind in (TOWNSHIP, STREET)
    inside = tuple(
        code
        for code in below.codes
        if any(ancestor in gazetteer.ancestors[code] and (ancestor != code or is_township) for ancestor in above.codes)
    )
    if not inside:
        return None
    factor = min(below.factor, above.factor if above.rule in INHERITED_RULES else below.factor)
    rule = below.rule or (above.rule if factor < below.factor else "")
    name = text[above.start : below.end]
    return replace(below, start=above.start, name=name, codes=inside, factor=factor, rule=rule, is_compound=True)


# Mentions -> the same, without the persons that bear a place's name: 村民吴江, 快递员陈仓.
#
# News introduces a person by what he does, and calls him by the bare name from then on.


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
    return [
        replace(one, factor=0.0, rule=PERSON) if one.start in introduced or one.name in persons else one
        for one in mentions
    ]


def _is_introduced(text: str, mention: Mention) -> bool:
    is_short = mention.kind in (SHORT, STEM, LONE_STEM) and not mention.is_compound and len(mention.name) == 2
    if not is_short or mention.name[0] not in SURNAMES or _PLACE_SUFFIX.match(text, mention.end):
        return False
    role = _PERSON_ROLE.search(text, max(0, mention.start - 5), mention.start)
    return role is not None and not _SEVERAL_PERSONS.search(text[max(0, role.start() - 12) : role.start()])
