"""A list of readers as a file (CSV of whatever program) -> its lines by the names of our columns; and back."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

COLUMN_ALIASES = {
    "address": "address email e-mail mail 邮箱 邮件 电子邮箱 电子邮件 邮箱地址 邮件地址 email_address",
    "regions": "regions region 地区 区域 省市 订阅地区",
    "every": "every frequency often 频率 周期 多久",
    "language": "language lang 语言",
    "source": "source 来源",
    "consent": "consent 同意 授权 同意方式",
    "standing": "standing 状态",
}
_COLUMN_OF = {name: column for column, names in COLUMN_ALIASES.items() for name in names.split()}

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "'")
"""What a spreadsheet takes for the beginning of a formula, and the quote that keeps it from doing so."""

MAX_FIELD = 100_000


class ListRow(NamedTuple):
    """A line of the list; `number` counts lines of the file from 1."""

    number: int
    cells: Mapping[str, str]


def decode_list(content: bytes) -> str:
    """Return the text of a file from Excel, WPS or anything else; raises `ValueError`."""
    has_bom = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if has_bom else ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ValueError("neither UTF-8 nor GB18030 nor UTF-16; save it as CSV in UTF-8")


def read_rows(content: bytes) -> Iterator[ListRow]:
    """Yield the lines; without a head, the first column is the address. Raises `ValueError` for what is no list."""
    text = decode_list(content).replace("\r\n", "\n").replace("\r", "\n")
    if "\0" in text:
        raise ValueError("no text; save the list as CSV in UTF-8")
    csv.field_size_limit(MAX_FIELD)
    reader = csv.reader((f"{line}\n" for line in text.split("\n")), delimiter=_delimiter(text))
    columns: list[str] | None = None
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            if not any(cells):
                continue
            if columns is None:
                columns = [_COLUMN_OF.get(cell.lower(), "") for cell in cells]
                if "address" in columns:
                    continue
                if "@" not in cells[0] and "＠" not in cells[0]:
                    raise ValueError("line 1: no column is called address, email or 邮箱; name one so")
                columns = ["address"]
            given = {name: unescape_formula(cell) for name, cell in zip(columns, cells, strict=False) if name}
            yield ListRow(reader.line_num, given)
    except csv.Error as error:
        raise ValueError(f"line {reader.line_num}: {error}; save the list as CSV") from error


def write_rows(rows: Iterable[Mapping[str, str]], columns: tuple[str, ...]) -> str:
    """Return a list as Excel opens it: with a byte order mark, and with nothing in it that could be a formula."""
    pieces = _TextBuffer()
    table = csv.DictWriter(pieces, columns, lineterminator="\r\n")
    table.writeheader()
    for row in rows:
        table.writerow({name: _escape_formula(cell) for name, cell in row.items()})
    return "\ufeff" + "".join(pieces.pieces)


class _TextBuffer:
    """What `csv` writes to."""

    def __init__(self) -> None:
        self.pieces: list[str] = []

    def write(self, piece: str) -> None:
        self.pieces.append(piece)


def unescape_formula(cell: str) -> str:
    """Return a cell without the quote that `written` put before it."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in FORMULA_STARTS and len(cell) > 1 else cell


def _escape_formula(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell


def _delimiter(text: str) -> str:
    first = text.lstrip("\r\n").partition("\n")[0]
    return max((",", ";", "\t"), key=first.count)
