"""A language -> the words of the pages below /mail/, and of the mail that asks for confirmation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from feedpub.errors import NotFound
from feedpub.model import ALL_REGIONS
from feedpub.regions import by_code

if TYPE_CHECKING:
    from feedpub.model import Preferences


def signup_wording(language: str) -> SignupWording:
    """Return our words in `language` ("zh", "en")."""
    return {"zh": SIGNUP_ZH, "en": SIGNUP_EN}[language]


@dataclass(frozen=True, slots=True)
class SignupWording:
    """The words; `{site}` is the site's title."""

    title: str
    intro: str
    address: str
    address_hint: str
    leave_empty: str
    regions: str
    regions_hint: str
    everything: str
    national: str
    foreign: str
    inside: str
    picked: str
    how_often: str
    weekly: str
    daily: str
    letter_language: str
    sign_up: str
    privacy: str
    other_language: str
    change_title: str
    change_intro: str
    change: str
    changed: str
    sent: str
    sent_more: tuple[str, ...]
    confirm_title: str
    confirm_intro: str
    confirm: str
    confirmed: str
    confirmed_more: str
    leave_title: str
    leave_intro: str
    leave: str
    left: str
    left_more: str
    dead: str
    dead_more: str
    again: str
    to_change: str
    to_leave: str
    failed: str
    failed_more: str
    refused: str
    refused_more: str
    wrong_address: str
    no_region: str
    wrong_choice: str
    too_old: str
    mail_subject: str
    mail_asked: str
    mail_known: str
    mail_choice: str
    mail_do: str
    mail_life: str
    mail_not_you: str
    and_more: str


SIGNUP_ZH = SignupWording(
    title="用邮件订阅",
    intro="选好地区，留下邮箱：每周一早上收到一封信，只有您选的地区，每篇一次。不用注册，没有密码，随时一键退订。",
    address="邮箱",
    address_hint="我们先发一封确认信；在信里确认以后才算订阅。",
    leave_empty="请不要填这一栏",
    regions="地区",
    regions_hint="选一个省，就包括它所有的市、县；也可以展开，只选其中几个。可以选好几个省的。",
    everything="全部地区（含全国、国际）",
    national="全国",
    foreign="国际",
    inside="选市、县",
    picked="已选：",
    how_often="多久一封",
    weekly="每周一封",
    daily="每天一封",
    letter_language="信和页面的语言",
    sign_up="订阅",
    privacy="邮箱只用来发这封信，不给任何人，也不跟踪阅读。没有确认的，七天后删除。",
    other_language="English",
    change_title="更改订阅",
    change_intro="改好以后按“保存”，下一封信就按新的来。",
    change="保存",
    changed="已保存，下一封信就按新的来。",
    sent="请查看您的邮箱",
    sent_more=(
        "如果这个邮箱可以订阅，几分钟内会收到一封确认信；按信里的链接确认，就订好了。",
        "没有收到？看看垃圾邮件箱。同一个邮箱一天只发一封确认信。",
    ),
    confirm_title="确认订阅",
    confirm_intro="请按下面的按钮，确认要收到 {site} 的信：",
    confirm="确认订阅",
    confirmed="订阅成功",
    confirmed_more="下一期就会寄给您。每封信的末尾都有更改和退订的链接。",
    leave_title="退订",
    leave_intro="不想再收到 {site} 的信？按下面的按钮，马上停发，邮箱也随即删除。",
    leave="退订",
    left="已经退订",
    left_more="不会再有信寄给您，您的邮箱已经删除。以后想看，随时可以重新订阅。",
    dead="这个链接已经失效",
    dead_more="它可能已过七天，没有复制完整，或者已经退订。可以重新订阅。",
    again="重新订阅",
    to_change="更改订阅的地区",
    to_leave="退订",
    failed="暂时不行",
    failed_more="我们这边出了点问题，什么也没有改变。请过几分钟再试。",
    refused="没有办成",
    refused_more="请求不是从本站的页面发出的。请打开本站的订阅页再试。",
    wrong_address="这不是可用的邮箱地址，请写成 name@example.org 的样子。",
    no_region="请至少选一个地区。",
    wrong_choice="有一项选择不认识，请重新选一次。",
    too_old="这一页打开得太久，或者提交得太快。请再按一次“订阅”。",
    mail_subject="请确认订阅：{site}",
    mail_asked="有人（应该是您）用这个邮箱订阅了 {site} 的信。",
    mail_known="您已经在订阅 {site} 的信，刚才有人（应该是您）为这个邮箱重新选了地区。确认以后，就按新的来。",
    mail_choice="选的是",
    mail_do="请打开下面的链接，按“确认订阅”：",
    mail_life="链接七天内有效。",
    mail_not_you="不是您？不用理会这封信：不确认就不会再有信，您的邮箱七天后删除。",
    and_more="等 {count} 个地区",
)

SIGNUP_EN = SignupWording(
    title="The letter by mail",
    intro=(
        "Choose regions and leave your address: one letter each Monday morning, with these regions alone and each story"
        " once. No account, no password; one click ends it."
    ),
    address="Mail address",
    address_hint="First we send you a mail; you are a subscriber once you confirm there.",
    leave_empty="Leave this field empty",
    regions="Regions",
    regions_hint=(
        "A province stands for all cities and counties in it. Or open it and choose some of these, in as many provinces"
        " as you like."
    ),
    everything="Everything, national and foreign news included",
    national="National news",
    foreign="Foreign news",
    inside="Cities and counties",
    picked="Chosen:",
    how_often="How often",
    weekly="Once a week",
    daily="Every day",
    letter_language="Language of the letter and of these pages",
    sign_up="Sign up",
    privacy=(
        "The address is used for this letter alone, is given to nobody, and nothing is tracked. What is not confirmed"
        " is deleted after seven days."
    ),
    other_language="中文",
    change_title="Change your subscription",
    change_intro="Choose and press “Save”; the next letter follows it.",
    change="Save",
    changed="Saved. The next letter follows it.",
    sent="Please look into your mailbox",
    sent_more=(
        "If this address can subscribe, a mail is there within minutes; follow its link and confirm, and you are done.",
        "Nothing there? Look among the junk mail. We send one such mail a day to an address.",
    ),
    confirm_title="Confirm your subscription",
    confirm_intro="Press the button to confirm that you want the letter of {site}:",
    confirm="Confirm",
    confirmed="You are subscribed",
    confirmed_more="The next letter goes to you. At the end of each are links to change your choice and to leave.",
    leave_title="Unsubscribe",
    leave_intro="No more letters of {site}? Press the button: they end at once, and your address is deleted.",
    leave="Unsubscribe",
    left="You have unsubscribed",
    left_more="No more letters are sent to you, and your address is deleted. You can sign up again at any time.",
    dead="This link is not good any more",
    dead_more="It may be older than seven days, not copied whole, or of somebody who has left. You can sign up again.",
    again="Sign up again",
    to_change="Change your regions",
    to_leave="Unsubscribe",
    failed="Not just now",
    failed_more="Something is wrong on our side, and nothing was changed. Please try again in some minutes.",
    refused="That did not work",
    refused_more="The request did not come from a page of this site. Please open the sign-up here and try again.",
    wrong_address="This is no mail address that we can write to; write name@example.org.",
    no_region="Choose one region at least.",
    wrong_choice="One of the choices is unknown; please choose again.",
    too_old="This page was open for too long, or was sent too fast. Please press “Sign up” once more.",
    mail_subject="Please confirm: {site}",
    mail_asked="Somebody, probably you, asked for the letter of {site} with this address.",
    mail_known=(
        "You get the letter of {site} already. Somebody, probably you, now chose other regions for this address. Once"
        " you confirm, they hold."
    ),
    mail_choice="What was chosen",
    mail_do="Open this link and press “Confirm”:",
    mail_life="The link is good for seven days.",
    mail_not_you="Not you? Do nothing: without that no more mail comes, and your address is deleted after seven days.",
    and_more="and more, {count} regions in all",
)


def region_names(preferences: Preferences) -> tuple[str, ...]:
    """Return what a wish asks for in its language, a name each; a code that the table has lost is left out."""
    texts = signup_wording(preferences.language)
    fixed_names = {ALL_REGIONS: texts.everything, "national": texts.national, "foreign": texts.foreign}
    return tuple(name for code in preferences.region_codes if (name := fixed_names.get(code) or _region_name(code)))


def _region_name(code: str) -> str:
    try:
        return "".join(by_code(code).path)
    except NotFound:
        return ""
