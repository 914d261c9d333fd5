"""A language -> the words around the stories: every text of ours that a reader of the site meets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date


def site_wording(language: str) -> SiteWording:
    """Return our words in `language` ("zh", "en")."""
    return {"zh": SITE_ZH, "en": SITE_EN}[language]


@dataclass(frozen=True, slots=True)
class SiteWording:
    """The words, and how a language writes counts, dates and names."""

    lang: str
    """For the attribute `lang` of the page; stories are always `zh-CN`."""
    one_story: str
    many_stories: str
    day_format: str
    full_day_format: str
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    paper: str
    page_by_number: str
    page_by_mark: str
    methods: tuple[tuple[str, str], ...]
    other_method: str
    skip: str
    sections: str
    home: str
    where: str
    national: str
    foreign: str
    newest: str
    nothing_yet: str
    nothing_yet_hint: str
    only_newest: str
    map: str
    map_note: str
    fewer: str
    more: str
    all_regions: str
    elsewhere: str
    below: str
    subscribe: str
    subscribe_how: str
    subscribe_pick: str
    subscribe_all: str
    subscribe_here: str
    subscribe_by_mail: str
    no_mail_here: str
    subscribe_steps: tuple[str, ...]
    copy: str
    copied: str
    formats_note: str
    summaries_note: str
    province_list: str
    subscribe_tags: str
    this_is_a_feed: str
    summaries_of: str
    papers: str
    letters: str
    updated: str
    summary: str
    subject: str
    also: str
    keywords: str
    no_tags: str
    source: str
    byline: str
    photo: str
    photo_elsewhere: str
    withdrawn: str
    reason: str
    not_found: str
    not_found_hint: str

    def stories(self, count: int) -> str:
        """Write a number of stories."""
        return (self.one_story if count == 1 else self.many_stories).format(count=count)

    def day(self, day: date) -> str:
        """Write a day without its weekday."""
        return self.day_format.format(year=day.year, month=self.months[day.month - 1], day=day.day)

    def full_day(self, day: date) -> str:
        """Write a day with its weekday."""
        return self.full_day_format.format(day=self.day(day), weekday=self.weekdays[day.weekday()])

    def newspaper(self, name: str) -> str:
        """Write a newspaper's name as the language marks a title."""
        return self.paper.format(name=name.strip().removeprefix("《").removesuffix("》"))

    def page(self, number: str) -> str:
        """Write a page's number, which is a plain one ("1") or a mark ("A3")."""
        return (self.page_by_number if number.isdecimal() else self.page_by_mark).format(number=number)

    def method(self, name: str) -> str:
        """Say how a summary was made."""
        return dict(self.methods).get(name, self.other_method.format(name=name))


SITE_ZH = SiteWording(
    lang="zh-CN",
    one_story="{count} 篇",
    many_stories="{count} 篇",
    day_format="{year}年{month}月{day}日",
    full_day_format="{day} {weekday}",
    weekdays=("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日"),
    months=tuple(str(month) for month in range(1, 13)),
    paper="《{name}》",
    page_by_number="第{number}版",
    page_by_mark="{number}版",
    methods=(
        ("extract", "程序摘自原文，未改写"),
        ("lead", "取自原文开头"),
        ("llm", "由语言模型改写；数字和名称均见于原文，其余未经人工核对"),
    ),
    other_method="摘要方法：{name}",
    skip="跳到正文",
    sections="栏目",
    home="首页",
    where="当前位置",
    national="全国",
    foreign="国际",
    newest="最新稿件",
    nothing_yet="还没有稿件",
    nothing_yet_hint="把报纸版面的文本放进来源文件夹，再运行 feedpub publish。",
    only_newest="共 {total} 篇，这里列出最新 {shown} 篇。",
    map="各省稿件",
    map_note="每格一个省级行政区，颜色越浓，稿件越多。",
    fewer="少",
    more="多",
    all_regions="地区目录",
    elsewhere="不限地区",
    below="下辖地区",
    subscribe="订阅",
    subscribe_how="把下面任一地址复制到新闻阅读器，新稿件就会自己送到。三种格式内容相同；无须登记，随时可退。",
    subscribe_pick="只想看一个地方？打开该地区的页面，那里有它自己的地址。",
    subscribe_all="一次订阅所有地区（OPML）",
    subscribe_here="怎样订阅",
    subscribe_by_mail="用邮件订阅：每周一封信",
    no_mail_here="邮件订阅现在没有开放。用新闻阅读器订阅，同样是最新的稿件。",
    subscribe_steps=(
        "装一个新闻阅读器（也叫 RSS 阅读器）；手机、电脑和浏览器都有许多免费的。",
        "复制下面任一地址。",
        "在阅读器里选“添加订阅”，粘贴这个地址。",
        "以后有新稿件，它自己会送到；不想看了，在阅读器里删掉就行。",
    ),
    copy="复制",
    copied="已复制",
    formats_note="几种格式内容相同，任选一种；拿不准就用 RSS。",
    subscribe_tags="一次订阅所有关键词（OPML）",
    summaries_note="标着“摘要”的只有摘要，不含全文。",
    province_list="一次订阅{name}所有地区（OPML）",
    this_is_a_feed="这是订阅源，供新闻阅读器使用：把地址栏里的地址复制到阅读器，新稿件就会自己送到。",
    summaries_of="{}（摘要）",
    papers="报纸",
    letters="每周来信",
    updated="更新于",
    summary="摘要",
    subject="地区",
    also="亦涉及",
    keywords="关键词",
    no_tags="还没有哪个关键词有足够多的稿件。",
    source="来源",
    byline="作者",
    photo="图片",
    photo_elsewhere="照片见报纸原版",
    withdrawn="本文已撤回",
    reason="原因",
    not_found="没有这个页面",
    not_found_hint="地址可能有误，或者稿件已经移走。",
)

SITE_EN = SiteWording(
    lang="en",
    one_story="{count} story",
    many_stories="{count} stories",
    day_format="{day} {month} {year}",
    full_day_format="{weekday}, {day}",
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    paper="{name}",
    page_by_number="page {number}",
    page_by_mark="page {number}",
    methods=(
        ("extract", "sentences chosen by a program, not reworded"),
        ("lead", "the opening of the story"),
        ("llm", "worded by a language model; its numbers and names stand in the story, the rest nobody has checked"),
    ),
    other_method="made by: {name}",
    skip="Skip to the text",
    sections="Sections",
    home="Home",
    where="You are here",
    national="National",
    foreign="Abroad",
    newest="Newest stories",
    nothing_yet="No stories yet",
    nothing_yet_hint="Put the text of a newspaper page into the source folder and run feedpub publish.",
    only_newest="The newest {shown} of {total} stories.",
    map="Stories by province",
    map_note="One tile for each province; the stronger its colour, the more stories.",
    fewer="fewer",
    more="more",
    all_regions="All regions",
    elsewhere="Everywhere",
    below="Places within",
    subscribe="Subscribe",
    subscribe_how=(
        "Copy one of these addresses into a news reader, and new stories will come to you. "
        "All three say the same; there is nothing to sign up for, and you can leave whenever you like."
    ),
    subscribe_pick="Only one place? Its own page has its own addresses.",
    subscribe_all="Subscribe to all regions at once (OPML)",
    subscribe_here="How to subscribe",
    subscribe_by_mail="By mail: one letter a week",
    no_mail_here="There is no sign-up by mail just now. A feed reader brings the same stories.",
    subscribe_steps=(
        "Get a news reader, also called an RSS reader; there are many free ones for phones, computers and browsers.",
        "Copy one of the addresses below.",
        "In the reader, choose “add a subscription” and paste the address.",
        "New stories will come by themselves. When you have had enough, remove the subscription in the reader.",
    ),
    copy="Copy",
    copied="Copied",
    formats_note="All formats say the same; take any of them, and RSS if you are not sure.",
    subscribe_tags="Subscribe to all keywords at once (OPML)",
    summaries_note="Those marked “summaries” leave the full texts out.",
    province_list="Subscribe to all regions of {name} at once (OPML)",
    this_is_a_feed="This is a feed for news readers: copy its address into one, and new stories come by themselves.",
    summaries_of="{} (summaries)",
    papers="Newspapers",
    letters="Weekly letters",
    updated="Updated",
    summary="Summary",
    subject="Region",
    also="Also about",
    keywords="Keywords",
    no_tags="No keyword has enough stories yet.",
    source="Source",
    byline="By",
    photo="Photo",
    photo_elsewhere="The photograph is in the printed paper",
    withdrawn="This story was withdrawn",
    reason="Reason",
    not_found="There is no such page",
    not_found_hint="The address may be wrong, or the story has moved.",
)
