"""Limitation and write-offs as files for the office's spreadsheet (時効管理・不納欠損のCSV), with count and total.

In Japanese, with a byte order mark; no protected person's name.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from server.casework.views.limitation import Instalment, Line, WrittenLine
from server.web.pages.arrears import plain_cell

_HEAD = (
    *("世帯番号", "世帯主", "年度", "期", "未納額", "時効完成日", "督促の指定期限から数えた日", "終期の理由"),
    *("理由の日", "最後の警告", "要確認", "徴収の所属", "担当", "案件"),
)
_WRITTEN_HEAD = (
    *("処理日", "世帯番号", "世帯主", "年度", "期", "会計年度", "根拠", "消滅日", "金額", "管理懈怠"),
    *("起案・照合", "決裁"),
)
_GROUNDS = {
    "PRESCRIBED": "時効の完成",
    "EXTINGUISHED_3Y": "執行停止3年の継続",
    "EXTINGUISHED_AT_ONCE": "即時消滅",
}
_NEGLECT = {"NO": "なし", "YES": "あり"}


def limitation_csv(lines: Sequence[Line]) -> bytes:
    """The list, one row an instalment."""
    rows = [list(_ending(line, one)) for line in lines for one in line.instalments]
    total = sum(one.ending.open_yen for line in lines for one in line.instalments)
    return _file(_HEAD, rows, ["計", len(rows), "", "", total])


def _ending(line: Line, one: Instalment) -> Iterator[object]:
    end = one.ending
    yield from (line.home.household_key, plain_cell(line.name or ""), one.levy_year, one.no, end.open_yen, end.ends_on)
    yield end.shown_on if end.shown_on != end.ends_on else ""
    yield from (one.why[0], one.since or "")
    yield "" if end.warned is None else f"{end.warned}月前"
    yield "要確認" if end.doubtful else ""
    yield from (line.office, plain_cell(line.owner or ""), "" if line.watch is None else line.watch[1])


def write_off_csv(lines: Sequence[WrittenLine]) -> bytes:
    """The year's write-offs, one row an instalment."""
    total = sum(one.written.yen for one in lines)
    return _file(_WRITTEN_HEAD, map(_written, lines), ["計", len(lines), *[""] * 6, total])


def _written(line: WrittenLine) -> Sequence[object]:
    one = line.written
    found, _, note = one.neglect.partition(":")
    neglect = f"{_NEGLECT.get(found, found)} {note.strip()}"
    place = (line.levy_year, line.no, one.accounting_year)
    end = (_GROUNDS[one.ground], one.extinct_on, one.yen, neglect)
    return (
        *(one.written_on, one.household_key, plain_cell(line.name or ""), *place, *end),
        *(plain_cell(line.second), plain_cell(line.by)),
    )


def _file(head: Sequence[str], rows: Iterable[Sequence[object]], foot: Sequence[object]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows([head, *rows, foot])
    return out.getvalue().encode("utf-8-sig")
