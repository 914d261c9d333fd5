"""Files made by hand, and the few texts that the tests of reading share."""

from __future__ import annotations

from datetime import UTC, datetime

from feedpub.model import Page, Rejected, SourceFile
from feedpub.settings import Settings
from feedpub.stages.read import read

ARRIVED = datetime(2023, 2, 8, 1, 0, tzinfo=UTC)

SIMPLIFIED = """社区图书角昨日开张
本报讯 (记者 张三) 2月6日上午，城东社区的图书角正式开张，附近居民带来了三百多本旧书。
“孩子放学以后有地方看书了。”家住七号楼的王阿姨说，她每天都会来坐一会儿。
图书角由街道办事处与社区居委会共同建设，每周六、周日开放，志愿者负责整理图书。
"""

TRADITIONAL = """社區圖書角昨日開張
本報訊 (記者 張三) 2月6日上午，城東社區的圖書角正式開張，附近居民帶來了三百多本舊書。
「孩子放學以後有地方看書了。」家住七號樓的王阿姨說，她每天都會來坐一會兒。
圖書角由街道辦事處與社區居民委員會共同建設，每週六、週日開放，義工負責整理圖書。
"""


def source(content: bytes | str, path: str = "page.txt") -> SourceFile:
    return SourceFile(path, content.encode() if isinstance(content, str) else content, ARRIVED)


def page(content: bytes | str, path: str = "page.txt", settings: Settings | None = None) -> Page:
    """Return the page that is read; fails where the file is rejected."""
    read_page = read(source(content, path), settings or Settings())
    assert isinstance(read_page, Page), read_page
    return read_page


def rejection(content: bytes | str, path: str = "page.txt", settings: Settings | None = None) -> str:
    """Return why the file is rejected; fails where it is read."""
    rejected = read(source(content, path), settings or Settings())
    assert isinstance(rejected, Rejected), rejected
    assert rejected.path == path
    return rejected.reason
