"""Blocks -> the groups of them that are no news: adverts, notices, mastheads, contents lists, credits of the desk.

What gives them away is what every paper prints in them: telephone numbers, prices, the words for notices, the date with
its weekday, editors' names after `责任编辑`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from feedpub.language import bylines

if TYPE_CHECKING:
    from feedpub.stages.split.layout import Block


REPORTING_WORDS = re.compile(
    r"\d|近日|日前|昨|今[天日年晚]|记者|表示|[说称]|指出|举行|召开|开展|发布|介绍|获悉|了解|报道|他|她|我们|[一二三四五六七八九十]月|会议|活动|调查|警方|本报|比赛"
)

EXHORTING_WORDS = re.compile(
    "必须|坚持|坚定不移|弘扬|树立|共建|共享|从我做起|人人|让我们|为什么|践行|牢记|倡导|共创|珍惜|爱护|节约|关爱|携手|文明|新风|传承"
)

APPEAL_WORDS = re.compile(
    "从.{1,4}做起|节约用[水电]|节约粮食|爱护.{2,4}|请勿|人人有责|你我同行|与我同行|光盘行动|公益|讲文明|树新风|远离毒品|珍爱生命"
)


# Blocks -> the groups of them that are no news: adverts, notices, mastheads, contents lists, credits of the desk.
#
# What gives them away is what every paper prints in them: telephone numbers, prices, the words for notices, the date
# with its weekday, editors' names after `责任编辑`.


NOTICE_TITLE = re.compile(
    r"(?:本版|今日|本期|今天|明日|本报|本周|内容|版面)?(?:导读|要目|看点|目录|提要|热线|新闻热线|服务热线|声明|遗失声明|公告|启事|"
    r"通告|通知|更正|更正启事|致歉|讣告|招聘|招聘启事|招聘信息|拍卖公告|招标公告|征稿启事|征文启事|征稿|天气|天气预报|气象|"
    r"分类广告|广告|公益广告|扫码关注|关注我们|社会主义核心价值观|便民信息|便民热线|开奖公告|订阅|减资公告|清算公告|注销公告|"
    r"寻人启事|寻物启事|认领启事)[：:]?$"
)
_WEATHER = re.compile(r".{2,10}(?:天气预报|今日天气)$")
LAW_CHAPTER = re.compile(r"第[一二三四五六七八九十\d]{1,3}[章节编篇]")
NOTICE_HEADING = re.compile(
    r".{0,24}(?:开奖公告|公益广告|拍卖公告|招标公告|招聘启事|征稿启事|征文启事|获奖作品|开始订阅|欢迎订阅|火热销售中?|隆重开盘|"
    r"诚聘英才)[啦！!。]*$"
)
_CONTACT = re.compile(
    r"(?:电话|热线|专线|传真|邮箱|网址|地址|邮编|联系人|邮购|订价|定价|零售价|邮发代号|刊号|编辑部|发行部|广告部|责任编辑|责编|"
    r"版式|美编|校对|组版|主编|视觉|签发|值班|编辑|印刷|出版|投稿|客服|微信公众号|编审|总编辑|承印)\s*[：:／/]"
)
EDITORIAL_STAFF = re.compile(
    r"(?:责任编辑|责编|版式|美编|校对|组版|主编|视觉|签发|值班总编|本版编辑|编辑|实习编辑|值班主任|制图|美术编辑)"
    r"\s*[：:／/ ]\s*[\u4e00-\u9fff]{2,4}"
)
_PHONE = re.compile(r"(?<!\d)(?:0\d{2,3}[-—－ ]?\d{7,8}|[48]00[-—]?\d{3,4}[-—]?\d{3,4}|1[3-9]\d{9}|\d{7,8})(?!\d)")
_MAIL = re.compile(r"[\w.]+@[\w.]+\.\w+|www\.\w+\.\w+", re.ASCII)
ISSUE_NUMBER = re.compile(
    r"^(?:总?第\s*\d{1,6}\s*期|国内统一|邮发代号|.{0,8}刊号|全年订价|全年定价|今日\d{1,3}版|零售价)"
)
DATE_LINE = re.compile(
    r"^(?=.{6,46}$)(?:[A-Z]?\d{1,3}版?|第[A-Z]?\d{1,3}版[：:]?)?\s*[\u4e00-\u9fff]{0,8}\s*(?:公元)?"
    r"(?:\d{4}|[二一〇○零九八七六五四三]{4})年\s*[\d一二三四五六七八九十]{1,3}月\s*[\d一二三四五六七八九十]{1,3}日"
    r"(?:\s*星期.|\s*周.|\s*农历|\s*第\d+期|\s*$)"
)
PAGE_NAME = re.compile(r"^(?:[A-Z]\d{1,2}|第?[A-Z]?\d{1,2}版)[：:\s]?\s*[\u4e00-\u9fff·]{2,8}$")
_LUNAR = re.compile(
    r"^(?:农历|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年)[^，。]{2,12}$|^星期[一二三四五六日天]$"
)
_PHRASE_TEXT = (
    "声明作废 特此公告 特此声明 特此通知 特此启事 公开拍卖 竞买人 来稿请寄 投稿邮箱 请债权人 债权人自 "
    "申请注销 申请减资 减少注册资本 火热销售 贵宾专线 建筑面积约 均价 起价 诚邀加盟 红色球号码 蓝色球号码 "
    "降水概率 紫外线 本报发行 现面向社会公开招聘 面向社会公开招聘 有意者 应聘者 注册资本由 统一社会信用代码 "
    "营业执照正本 本报谨此致歉 特此更正 谨致歉意 公益广告 期间发行 欢迎订阅 登报作废 长期面向读者 竞买保证金 "
    "售楼 开始订阅 全年订价 样板间 敬请垂询 敬请关注"
)
NOTICE_PHRASES = tuple(_PHRASE_TEXT.split())
_WEATHER_LINE = re.compile(
    r"^(?:白天|夜间|今天|明天|今晚|多云|晴|阴|小雨|中雨|大雨|雷阵雨|风向|风力|温度|气温|最高|最低|降水|湿度|相对湿度)[^。]{0,40}$"
)
_CORRECTION = re.compile(r"本报[^。]{0,30}(?:刊发|刊登)[^。]{0,60}应为")
PAGE_REFERENCE = re.compile(
    r"[（(](?:详见|见|全文见)?[^（）()]{0,4}\d{1,2}版[^（）()]{0,4}[）)]$|[…·.]{3,}\s*[A-Z]?\d{1,2}版?$|\s[A-Z]\d{1,2}版?$"
)
WORD_LIST = re.compile(r"[\u4e00-\u9fff]{2}(?:[ 、·][\u4e00-\u9fff]{2}){2,5}$")


MAX_NOTICE_LINE = 60


def is_notice_title(block: Block) -> bool:
    """Whether a line is the heading of a notice or a list: `遗失声明`, `本版导读`, `今日天气`."""
    line = block.normalised.strip("【】[]［］■●◆ ")
    if len(line) > 30:
        return False
    return bool(NOTICE_TITLE.match(line) or (len(line) <= 14 and _WEATHER.match(line)) or NOTICE_HEADING.match(line))


def notice_strength(block: Block) -> int:
    """Return how many signs of an advert or of page furniture a block shows."""
    return sum(weight for _, weight in notice_evidence(block))


def notice_evidence(block: Block) -> list[tuple[str, int]]:
    """Return the signs of an advert or of page furniture that a block shows, and how much each counts."""
    line = block.normalised
    beginning = line[:400]
    found = [
        ("words of notices", sum(phrase in beginning for phrase in NOTICE_PHRASES)),
        ("a correction", 2 * bool(_CORRECTION.search(beginning))),
        ("an address of the web or of mail", int(bool(_MAIL.search(beginning)))),
    ]
    if len(line) > MAX_NOTICE_LINE:
        return _nonzero(
            [*found, ("whom to call", int(bool(_PHONE.search(beginning)) and bool(_CONTACT.search(beginning))))]
        )
    if len(line) <= 46 and EDITORIAL_STAFF.search(line) and not bylines.is_byline(block.text):
        found.append(("the desk's names", 2))
    elif not block.ends_sentence and _CONTACT.search(line):
        found.append(("whom to call", 1))
    return _nonzero(
        [
            *found,
            ("a telephone number", int(bool(_PHONE.search(line)))),
            ("the paper's number", 2 * bool(ISSUE_NUMBER.match(line))),
            ("the date of the page", 2 * (bool(DATE_LINE.match(line)) + bool(_LUNAR.match(line)))),
            ("the page's name", int(bool(PAGE_NAME.match(line)))),
            ("a list", int(bool(block.is_bullet and len(line) <= 12))),
            ("the weather", int(bool(not block.ends_sentence and _WEATHER_LINE.match(line)))),
        ]
    )


def _nonzero(found: list[tuple[str, int]]) -> list[tuple[str, int]]:
    return [(name, weight) for name, weight in found if weight]


def without_page_reference(block: Block) -> str:
    """Return a line without its page number and blanks, as it comes again where its story stands."""
    return PAGE_REFERENCE.sub("", block.normalised).replace(" ", "")
