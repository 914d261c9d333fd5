"""`summaries.method = "llm"`, from the settings to the page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.adapters.llm.model_server import answering, never_answers, run_model_server, sending

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.desk import Desk

SETTINGS = '[watch]\nsettle = 0\n[summaries]\nmethod = "llm"\n[llm]\nurl = "{}"\nmodel = "m"\n'
IMPATIENT = SETTINGS + "timeout = 0.3\n"
TITLE = "武进区开展义诊活动"
TEXT = "武进区举办了一次义诊活动,三十名医生为居民检查身体。" + "医生们带来了药品,也为老人讲解怎样过冬。" * 8
GOOD = "三十名医生为武进区居民检查身体，参加活动的有一百多人。"


def test_the_models_summary_is_on_the_page_with_its_method(desk: Desk, story: Callable[[str, str], str]) -> None:
    desk.put("a.txt", story(TITLE, TEXT))
    with run_model_server(answering(GOOD)) as model:
        (desk.folder / "feedpub.toml").write_text(SETTINGS.format(model.url))
        desk.run("publish", FEEDPUB_LLM__KEY="sk-secret")

    (page,) = (desk.folder / "output" / "site" / "articles").glob("*/index.html")
    assert GOOD in page.read_text()
    assert "由语言模型改写" in page.read_text()
    assert model.keys == ["Bearer sk-secret"]
    assert not any(b"sk-secret" in content for content in desk.files().values())


def test_a_model_that_does_not_answer_stops_no_publication(desk: Desk, story: Callable[[str, str], str]) -> None:
    desk.put("a.txt", story(TITLE, TEXT))
    with run_model_server(never_answers) as model:
        (desk.folder / "feedpub.toml").write_text(IMPATIENT.format(model.url))
        result = desk.json("publish")

    (page,) = (desk.folder / "output" / "site" / "articles").glob("*/index.html")
    assert "程序摘自原文" in page.read_text()
    assert "no answer within 0.3 s" in result["warnings"][0]["reason"]


def test_a_method_without_an_endpoint_is_a_wrong_setting(desk: Desk) -> None:
    (desk.folder / "feedpub.toml").write_text(SETTINGS.format(""))

    assert "llm.url" in desk.run("publish", code=2).stderr


def test_the_doctor_says_whether_it_answers_and_never_shows_the_key(desk: Desk) -> None:
    with run_model_server(sending(b"{}")) as model:
        (desk.folder / "feedpub.toml").write_text(SETTINGS.format(model.url))
        well = desk.run("doctor", FEEDPUB_LLM__KEY="sk-secret").stdout
    ill = desk.run("doctor", FEEDPUB_LLM__KEY="sk-secret").stdout

    assert "it answers" in well
    assert "no answer" in ill
    assert "sk-secret" not in well + ill


def test_the_command_asks_as_well(desk: Desk) -> None:
    record = json.dumps({"id": 1, "title": TITLE, "text": TEXT})
    with run_model_server(answering("武进区举办义诊活动，三十名医生为居民检查身体。")) as model:
        (desk.folder / "feedpub.toml").write_text(SETTINGS.format(model.url))
        row = desk.json("summarise", stdin=record)

    assert (row["summary"], row["method"]) == ("武进区举办义诊活动，三十名医生为居民检查身体。", "llm")
