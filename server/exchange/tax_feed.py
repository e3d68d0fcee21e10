"""Reads the tax system's incomes (税の連携、I02): one JSON object a line, UTF-8, refused whole for one wrong line.

The first line is the header; `docs/interfaces-income.md` has all fields. Nothing is put right here: what is not what
was agreed on is refused with its line and the reason in both languages.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from server.domain.calendar import fiscal_year
from server.domain.income_feed import FeedKind, IncomeFile, IncomeRow, Reported
from server.domain.levy import figures as names
from server.domain.my_number import find_in_text, valid
from server.domain.refusals import Refused

INTERFACE = "I02"
MOST_BYTES = 400_000_000
CHARSET = "UTF-8"
_MOST_YEN = 10**11
_YEARS_BACK = 2
_PERSON = re.compile("[0-9A-Z]{2,20}")
_HEADER: Mapping[str, type] = {
    "interface": str, "kind": str, "sequence_no": int, "city_code": str, "charset": str, "generated_at": str,
    "covers_from": str, "covers_to": str, "record_count": int, "levy_income_total": int, "sha256": str,
}  # fmt: skip
_ROW: Mapping[str, type] = {
    "city_code": str, "person_key": str, "income_year": int, "corrected_on": str, "reported": str, "figures": dict,
}  # fmt: skip
_WORDS: dict[str, tuple[str, str]] = {
    "empty": ("ファイルが空です", "the file is empty"),
    "size": ("ファイルが大きすぎます", "the file is too large"),
    "charset": ("文字コードがUTF-8ではありません", "the character set is not UTF-8"),
    "json": ("JSONの1行として読めません", "the line is no JSON object"),
    "truncated": ("途中で切れています(最後の行に改行がありません)", "it is cut short (the last line has no end)"),
    "missing": ("「{name}」がありません", "{name} is missing"),
    "unknown": ("取り決めにない項目「{name}」があります", "{name} was not agreed on"),
    "type": ("「{name}」の形が違います", "{name} is of the wrong kind"),
    "value": ("「{name}」の値{found}は使えません", "{name} may not be {found}"),
    "date": ("「{name}」の日付{found}がありません", "{name} is no date: {found}"),
    "future": ("「{name}」が先の日付です({found})", "{name} lies in the future: {found}"),
    "outside": ("「{name}」{found}が対象期間の外です", "{name} {found} lies outside the period"),
    "city": ("別の団体({found})のデータです", "it belongs to another body ({found})"),
    "hash": ("内容がハッシュ値と合いません", "the content is not what the hash says"),
    "count": ("件数が見出しと合いません({found}件、{expected}件のはず)", "{found} rows, the header says {expected}"),
    "total": ("合計が見出しと合いません({found}円、{expected}円のはず)", "{found} yen, the header says {expected}"),
    "levy_year": ("所得の年{found}は今年度と前2年度の賦課に使いません", "no levy of now rests on the year {found}"),
    "again": ("整理番号{found}が二度あります", "the number {found} stands twice"),
    "month": ("「{name}」{found}が請求月より後か、月をまたぎます", "{name} {found} lies behind the month or spans two"),
    "sum": ("一部負担金と給付費の計が費用の額を超えます", "what patient and insurer paid is more than the cost"),
    "twice": ("宛名番号{found}の同じ年の所得が二度あります", "the income of {found} for one year stands twice"),
    "figure": ("「{name}」が内訳と合わないか、負の値です", "{name} does not follow from its parts, or is negative"),
    "no_figures": ("申告済でないのに所得の額があります", "there are figures though nothing was declared"),
    "number": ("個人番号と読める12桁の数字があります", "it holds twelve digits that read as a My Number"),
}  # fmt: skip


def read_tax_file(content: bytes, *, city_code: str, today: date) -> IncomeFile:
    """The file, when it is whole and ours; raises `feed_file_invalid` with the line, counted from 1, and the reason."""
    if not content.strip():
        raise fault(1, "empty")
    if len(content) > MOST_BYTES:
        raise fault(1, "size")
    lines = lines_of(content)
    header = _header(next(lines)[1], city_code, today)
    body = content.partition(b"\n")[2]
    rows = tuple(_rows(lines, header, city_code, today))
    if len(rows) != header["record_count"]:
        raise fault(1, "count", found=len(rows), expected=header["record_count"])
    total = sum(row.figures.get(names.LEVY_INCOME, 0) for row in rows)
    if total != header["levy_income_total"]:
        raise fault(1, "total", found=total, expected=header["levy_income_total"])
    if hashlib.sha256(body).hexdigest() != header["sha256"]:
        raise fault(1, "hash")
    return IncomeFile(
        INTERFACE,
        FeedKind(header["kind"]),
        header["sequence_no"],
        header["generated_at"],
        header["covers_from"],
        header["covers_to"],
        rows,
    )


def fault(row: int, code: str, **params: object) -> Refused:
    """The refusal of a file for a fault in its line `row`."""
    ja, en = _WORDS[code]
    return Refused("feed_file_invalid", row=row, fault_ja=ja.format_map(params), fault_en=en.format_map(params))


def lines_of(content: bytes) -> Iterator[tuple[int, dict[str, Any]]]:
    """Each line as an object, with its number; one that holds a My Number anywhere ends it all (JSON Lines)."""
    if not content.endswith(b"\n"):
        raise fault(content.count(b"\n") + 1, "truncated")
    for number, raw in enumerate(content[:-1].split(b"\n"), 1):
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError:
            raise fault(number, "charset") from None
        if text.startswith("﻿"):
            raise fault(number, "charset")
        try:
            found = json.loads(text, object_pairs_hook=_once)
        except (ValueError, RecursionError):
            raise fault(number, "json") from None
        if not isinstance(found, dict):
            raise fault(number, "json")
        _refuse_numbers(number, {name: said for name, said in found.items() if name != "sha256"})
        yield number, found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field is given twice")
    return found


def _refuse_numbers(row: int, said: object) -> None:
    """Refuses what reads as a My Number, in a text, as a name or as a whole number; it is not repeated."""
    if isinstance(said, dict):
        for name, value in said.items():
            _refuse_numbers(row, name)
            _refuse_numbers(row, value)
    elif isinstance(said, list):
        for value in said:
            _refuse_numbers(row, value)
    elif (isinstance(said, str) and find_in_text(said)) or (isinstance(said, int) and valid(str(said))):
        raise fault(row, "number")


def _header(said: dict[str, Any], city_code: str, today: date) -> dict[str, Any]:
    if said.get("interface") != INTERFACE:
        raise fault(1, "value", name="interface", found=str(said.get("interface"))[:20])
    if str(said.get("charset")) != CHARSET:
        raise fault(1, "charset")
    require_shape(1, said, _HEADER)
    if said["city_code"] != city_code:
        raise fault(1, "city", found=said["city_code"][:20])
    if said["kind"] not in tuple(FeedKind):
        raise fault(1, "value", name="kind", found=said["kind"][:20])
    if said["sequence_no"] < 1:
        raise fault(1, "value", name="sequence_no", found=said["sequence_no"])
    made = instant_of(said["generated_at"])
    if made.date() > today:
        raise fault(1, "future", name="generated_at", found=made.date().isoformat())
    first, last = (day_of(1, name, said[name], today) for name in ("covers_from", "covers_to"))
    if first > last or last > made.date():
        raise fault(1, "outside", name="covers_to", found=last.isoformat())
    return said | {"generated_at": made, "covers_from": first, "covers_to": last}


def _rows(
    lines: Iterator[tuple[int, dict[str, Any]]], header: Mapping[str, Any], city_code: str, today: date
) -> Iterator[IncomeRow]:
    seen: set[tuple[str, int]] = set()
    for number, said in lines:
        row = _row(number, said, city_code, today)
        if not header["covers_from"] <= row.corrected_on <= header["covers_to"]:
            raise fault(number, "outside", name="corrected_on", found=row.corrected_on.isoformat())
        if (row.person_key, row.income_year) in seen:
            raise fault(number, "twice", found=row.person_key)
        seen.add((row.person_key, row.income_year))
        yield row


def _row(number: int, said: dict[str, Any], city_code: str, today: date) -> IncomeRow:
    require_shape(number, said, _ROW)
    if said["city_code"] != city_code:
        raise fault(number, "city", found=said["city_code"][:20])
    if not _PERSON.fullmatch(said["person_key"]):
        raise fault(number, "value", name="person_key", found=said["person_key"][:20])
    this_year = fiscal_year(today)
    if not this_year - _YEARS_BACK <= said["income_year"] + 1 <= this_year:
        raise fault(number, "levy_year", found=said["income_year"])
    if said["reported"] not in tuple(Reported):
        raise fault(number, "value", name="reported", found=said["reported"][:20])
    day = day_of(number, "corrected_on", said["corrected_on"], today)
    reported = Reported(said["reported"])
    found = _figures(number, said["figures"], reported)
    return IncomeRow(number, said["person_key"], said["income_year"], day, reported, found)


def _figures(number: int, said: dict[str, Any], reported: Reported) -> dict[str, int]:
    """The figures, each whole yen; both incomes must follow from their parts (純損失, 雑損失, 株式 each for itself)."""
    for name, yen in said.items():
        if not isinstance(yen, int) or isinstance(yen, bool) or abs(yen) >= _MOST_YEN:
            raise fault(number, "type", name=f"figures.{name[:40]}")
        if name not in names.NAMES:
            raise fault(number, "unknown", name=f"figures.{name[:40]}")
    if reported is not Reported.DECLARED:
        if said:
            raise fault(number, "no_figures")
        return {}
    for name in ("gross_income", names.LEVY_INCOME, names.REDUCTION_INCOME):
        if name not in said:
            raise fault(number, "missing", name=f"figures.{name}")
    wrong = names.faults(said)
    if wrong:
        raise fault(number, "figure", name=f"figures.{wrong[0]}")
    return said


def require_shape(row: int, said: Mapping[str, Any], wanted: Mapping[str, type]) -> None:
    """Refuses a line that lacks a field, has one of another type or one that was not agreed on."""
    for name, kind in wanted.items():
        if name not in said:
            raise fault(row, "missing", name=name)
        if not isinstance(said[name], kind) or isinstance(said[name], bool):
            raise fault(row, "type", name=name)
    unknown = sorted(said.keys() - wanted.keys())
    if unknown:
        raise fault(row, "unknown", name=unknown[0][:40])


def day_of(row: int, name: str, text: Any, today: date) -> date:
    """The day that a field says, written out and not in the future."""
    try:
        found = date.fromisoformat(text) if len(text) == len("2026-05-20") else None
    except ValueError:
        found = None
    if found is None:
        raise fault(row, "date", name=name, found=text[:20])
    if found > today:
        raise fault(row, "future", name=name, found=found.isoformat())
    return found


def instant_of(text: str) -> datetime:
    """The instant of the header, with its zone."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise fault(1, "date", name="generated_at", found=text[:30])
    return found
