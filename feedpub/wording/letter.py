"""A language -> the words around the stories of a letter."""

from __future__ import annotations

from dataclasses import dataclass


def letter_wording(language: str) -> LetterWording:
    """Return the words of `language` ("zh", "en")."""
    return {"zh": LETTER_ZH, "en": LETTER_EN}[language]


@dataclass(frozen=True, slots=True)
class LetterWording:
    """The words, and how a language writes counts and names. Braces are filled here, never by a story."""

    lang: str
    """For the attribute `lang`; the stories are always `zh-CN`."""
    paper: str
    one: str
    many: str
    opening: str
    opening_selected: str
    one_region: str
    many_regions: str
    all_form: str
    browser: str
    map: str
    map_note: str
    contents: str
    elsewhere: str
    elsewhere_note: str
    reason: str
    unsubscribe_by_mail: str
    unsubscribe_word: str
    change_link: str
    unsubscribe_link: str
    site: str
    letters: str
    colon: str
    without_region: tuple[tuple[str, str], ...]

    def stories(self, count: int) -> str:
        """Write a number of stories."""
        return (self.one if count == 1 else self.many).format(count=f"{count:,}" if self.lang == "en" else count)

    def regions(self, count: int) -> str:
        """Write a number of regions."""
        return (self.one_region if count == 1 else self.many_regions).format(count=count)

    def newspaper(self, name: str) -> str:
        """Write a newspaper's name as the language marks a title."""
        return self.paper.format(name=name.removeprefix("《").removesuffix("》"))

    def all(self, count: int) -> str:
        """Say that the rest is on the site."""
        return self.all_form.format(stories=self.stories(count))

    def opening_line(self, shown: int, total: int, regions: int) -> str:
        """Say how much is in the letter, and how much there is where that is more."""
        form = self.opening if shown == total else self.opening_selected
        regions_named = self.regions(regions) if regions else ""
        return form.format(shown=self.stories(shown), total=self.stories(total), regions=regions_named).strip()

    def section(self, path: str, name: str) -> str:
        """Name a section: regions by their own names, the others, known by their paths, in the letter's language."""
        return dict(self.without_region).get(path, name)


LETTER_ZH = LetterWording(
    lang="zh-CN",
    paper="《{name}》",
    one="{count} 篇",
    many="{count} 篇",
    opening="本期 {total}{regions}。",
    opening_selected="本期共 {total}{regions}；信中选登 {shown}，其余见网站。",
    one_region="，来自 {count} 个地区",
    many_regions="，来自 {count} 个地区",
    all_form="全部 {stories}见网站",
    browser="在浏览器中阅读",
    map="各省稿件",
    map_note="颜色越浓，稿件越多",
    contents="本期地区",
    elsewhere="另有稿件的地区",
    elsewhere_note="以下地区的稿件请到网站阅读。",
    reason="您收到这封信，是因为您在“{site}”订阅了“{title}”。信中没有图片，也不记录您是否打开。",
    unsubscribe_by_mail="不想再收到，请写信到 {address}，注明“{word}”。",
    unsubscribe_word="退订",
    change_link="更改地区或周期",
    unsubscribe_link="退订",
    site="网站首页",
    letters="往期来信",
    colon="：",
    without_region=(("national", "全国"), ("foreign", "国际"), ("", "综合")),
)

# No curly quotation marks here: where only a Chinese font is at hand, it sets them as wide as a character.
LETTER_EN = LetterWording(
    lang="en",
    paper="{name}",
    one="{count} story",
    many="{count} stories",
    opening="{total}{regions}.",
    opening_selected="{total}{regions}. This letter carries {shown}; the rest is on the site.",
    one_region=" from {count} region",
    many_regions=" from {count} regions",
    all_form="All {stories} on the site",
    browser="Read in your browser",
    map="Stories by province",
    map_note="The stronger the colour, the more stories",
    contents="In this letter",
    elsewhere="Also in the news",
    elsewhere_note="The stories of these regions are on the site.",
    reason=(
        "You get this letter because you signed up for {title} at {site}. "
        "It holds no images, and nobody is told whether you opened it."
    ),
    unsubscribe_by_mail='To stop it, write to {address} with the word "{word}".',
    unsubscribe_word="unsubscribe",
    change_link="Change your regions",
    unsubscribe_link="Unsubscribe",
    site="The site",
    letters="Earlier letters",
    colon=": ",
    without_region=(("national", "National"), ("foreign", "Abroad"), ("", "General")),
)
