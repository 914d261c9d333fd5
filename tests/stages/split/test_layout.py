from __future__ import annotations

from feedpub.stages.split import layout

COLUMN = [
    "昨天上午新馆迎来第一批读者大家",
    "排队进门，馆长站在门口欢迎他们",
    "，并且送上纪念书签。",
    "阅览室共有三百个座位，周末全天",
    "开放，读者可以自己借书和还书，",
    "不用排队。",
    "馆里还有为孩子准备的一间屋子，",
    "地上铺着软垫，书架只有一米高，",
    "孩子们自己就能拿到书。",
]


def test_lines_broken_at_one_width_are_paragraphs_again() -> None:
    found = layout.parse_blocks(COLUMN)

    assert [block.line_numbers for block in found] == [(1, 2, 3), (4, 5, 6), (7, 8, 9)]
    assert found[1].text.endswith("读者可以自己借书和还书，不用排队。")


def test_a_line_a_paragraph_stays_a_line_a_paragraph() -> None:
    lines = ["新馆开放", "昨天，新馆开放了。", "馆长致辞。", "", "大家都很高兴，因为等了三年。"]

    assert [block.text for block in layout.parse_blocks(lines)] == [line for line in lines if line]


def test_marks_of_markdown_are_taken_off_and_remembered() -> None:
    heading, bullet, rule = layout.parse_blocks(["## 新馆开放", "", "- 阅览室", "----"])

    assert (heading.text, heading.heading_level) == ("新馆开放", 2)
    assert (bullet.text, bullet.is_bullet, bullet.blank_lines) == ("阅览室", True, 1)
    assert rule.text == ""


def test_a_headline_in_a_wrapped_column_stays_apart() -> None:
    found = layout.parse_blocks([*COLUMN, "某县开会", *COLUMN])

    assert found[3].text == "某县开会"


def test_the_first_line_of_a_paragraph_is_as_wide_as_the_column_with_its_indent() -> None:
    lines = [
        "\u3000\u3000昨天上午新馆迎来第一批读者",
        "排队进门的有老人也有孩子馆长说",
        "新馆藏书一百万册。",
        "\u3000\u3000阅览室共有三百个座位读者可",
        "以自己借书和还书不用再排长队等",
        "候馆里还有为孩子准备的一间屋子",
        "地上铺着软垫。",
        "\u3000\u3000书架只有一米高孩子们自己就",
        "能拿到书也能坐在地上读。",
    ]

    assert [block.line_numbers for block in layout.parse_blocks(lines)] == [(1, 2, 3), (4, 5, 6, 7), (8, 9)]
