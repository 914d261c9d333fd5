"""Each stage as a command in a pipe: the fixed forms that measurement depends on."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from tests.desk import Desk

ITEM = {
    "page",
    "kind",
    "kicker",
    "title",
    "subtitle",
    "byline",
    "dateline",
    "paragraphs",
    "text",
    "lines",
    "confidence",
}


def rows(text: str) -> list[Any]:
    return [json.loads(line) for line in text.splitlines()]


def test_split_prints_the_items_of_a_page_in_order(desk: Desk, seeds: Path) -> None:
    page = str(min(seeds.glob("*.txt")))

    items = rows(desk.run("split", page, "--json").stdout)

    assert all(item.keys() >= ITEM for item in items)
    assert all(item["page"] == page for item in items)
    assert [item["lines"][0] for item in items] == sorted(item["lines"][0] for item in items)
    assert all(item["text"] == "\n".join(item["paragraphs"]) for item in items)
    assert {item["kind"] for item in items} <= {"article", "caption", "ad", "fragment"}
    assert all(0 <= item["confidence"] <= 1 for item in items)


def test_split_writes_nothing(desk: Desk, seeds: Path) -> None:
    desk.run("split", *(str(page) for page in seeds.glob("*.txt")), "--json")

    assert desk.files() == {}


def test_split_names_a_bad_page_and_goes_on(desk: Desk, seeds: Path) -> None:
    desk.put("empty.txt", b"")

    done = desk.run("split", "seeds/empty.txt", "seeds/none.txt", str(next(seeds.glob("*.txt"))), "--json", code=1)

    assert "seeds/empty.txt" in done.stderr
    assert "seeds/none.txt" in done.stderr
    assert rows(done.stdout)


def test_split_without_json_reads_well(desk: Desk, seeds: Path) -> None:
    done = desk.run("split", str(min(seeds.glob("*.txt"))))

    assert "article" in done.stdout
    assert "记者" in done.stdout


def test_split_says_why(desk: Desk, seeds: Path) -> None:
    page = str(min(seeds.glob("*.txt")))

    reasons = rows(desk.run("split", "--why", "--json", page).stdout)
    printed = desk.run("split", "--why", page).stdout

    items = rows(desk.run("split", "--json", page).stdout)
    lines = [line for reason in reasons for line in reason["lines"]]
    assert sorted(lines) == sorted(line for item in items for line in item["lines"])
    assert sum(reason["cut"] for reason in reasons) == len(items)
    assert "headline" in printed
    assert "----" in printed


def test_locate_answers_every_record_with_paths_and_codes(desk: Desk) -> None:
    record = {"id": 7, "title": "武进区召开座谈会", "text": "近日,江苏省常州市武进区召开座谈会。"}

    (row,) = rows(desk.run("locate", "--json", stdin=json.dumps(record)).stdout)

    assert row["id"] == 7
    assert row["regions"] == [["江苏省", "常州市", "武进区"]]
    assert row["codes"] == ["320412"]
    assert (row["national"], row["foreign"]) == (False, False)


def test_locate_takes_the_home_of_the_paper_into_account(desk: Desk) -> None:
    record = {"id": "a", "title": "鼓楼区举办书市", "text": "近日,鼓楼区举办书市,市民踊跃参加。"}
    homes = (["江苏省", "徐州市"], "福建省/福州市")

    lines = "\n".join(json.dumps({**record, "home": home}) for home in homes)

    answers = rows(desk.run("locate", "--json", stdin=lines).stdout)
    assert [row["regions"][0] for row in answers] == [["江苏省", "徐州市", "鼓楼区"], ["福建省", "福州市", "鼓楼区"]]


def test_locate_knows_the_home_of_a_paper_from_the_settings(desk: Desk) -> None:
    (desk.folder / "feedpub.toml").write_text('[papers."某某日报"]\nhome = "江苏省/徐州市"\n')
    record = {"id": "a", "paper": "某某日报", "title": "鼓楼区举办书市", "text": "近日,鼓楼区举办书市。"}

    (row,) = rows(desk.run("locate", "--json", stdin=json.dumps(record)).stdout)

    assert row["regions"][0] == ["江苏省", "徐州市", "鼓楼区"]


def test_summarise_keeps_to_the_characters_allowed(desk: Desk) -> None:
    text = "近日,武进区图书馆新馆开放,藏书三十万册。" + "新馆每天开放十二小时,读者可以凭身份证借书。" * 20
    record = {"id": "a", "title": "武进区图书馆新馆开放", "text": text}

    for chars in (40, 80):
        (row,) = rows(desk.run("summarise", "--json", "--chars", str(chars), stdin=json.dumps(record)).stdout)

        assert row["id"] == "a"
        assert 0 < len("".join(row["summary"].split())) <= chars
        assert isinstance(row["keywords"], list)


def test_a_bad_record_is_named_by_its_line_and_the_others_are_answered(desk: Desk) -> None:
    lines = ['{"id": 1, "text": "近日,武进区召开会议。"}', "not json", "[]", '{"id": 2}', ""]

    done = desk.run("locate", "--json", stdin="\n".join(lines), code=1)

    assert [row["id"] for row in rows(done.stdout)] == [1]
    assert all(f"line {number}" in done.stderr for number in (2, 3, 4))


def test_locate_says_why(desk: Desk) -> None:
    record = json.dumps({"id": 7, "title": "武进区召开座谈会", "text": "近日,武进区召开座谈会。"})

    (row,) = rows(desk.run("locate", "--why", "--json", stdin=record).stdout)

    (why,) = row["evidence"]
    assert why["region"][-1] == "武进区"
    assert {"words", "offset", "rule"} == why["evidence"][0].keys()
    assert "武进" in desk.run("locate", "--why", stdin=record).stdout


def test_summarise_says_why(desk: Desk) -> None:
    text = "近日,武进区图书馆新馆开放,藏书三十万册。此外,新馆每天开放十二小时。读者问:周末开放吗?"
    record = json.dumps({"id": 7, "title": "书香满城", "text": text})

    (row,) = rows(desk.run("summarise", "--why", "--json", "--chars", "24", stdin=record).stdout)
    printed = desk.run("summarise", "--why", "--chars", "24", stdin=record).stdout

    chosen = [each["text"] for each in row["why"] if each["chosen"]]
    assert "".join(chosen) == row["summary"]
    assert ["question"] in [each["rules"] for each in row["why"]]
    assert f"+ chosen\t{chosen[0]}" in printed
    assert "- question" in printed
