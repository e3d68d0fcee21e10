"""What is wrong with a file of receipts (受入れられない理由): the row and the reason in both languages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from server.domain.refusals import Refused

_WORDS: dict[str, tuple[str, str]] = {
    "empty": ("ファイルが空です", "the file is empty"),
    "truncated": ("途中で切れています", "it is cut short"),
    "charset": ("使えない文字があります", "it holds characters that the format does not know"),
    "kind": ("データ区分「{found}」の場所が違います", 'record kind "{found}" stands in the wrong place'),
    "code": ("「{name}」が{found}です({expected}のはずです)", "{name} is {found}, not {expected}"),
    "digits": ("「{name}」が数字ではありません", "{name} is not a number"),
    "date": ("「{name}」の日付{found}がありません", "{name} is no date: {found}"),
    "future": ("「{name}」が先の日付です({found})", "{name} lies in the future: {found}"),
    "outside": ("「{name}」{found}が対象期間の外です", "{name} {found} lies outside the period"),
    "amount": ("金額が1円以上ではありません", "the amount is not at least one yen"),
    "count": (
        "件数が見出しと合いません({found}件、{expected}件のはず)",
        "the count is {found}, the file says {expected}",
    ),
    "total": (
        "合計が見出しと合いません({found}円、{expected}円のはず)",
        "the total is {found} yen, the file says {expected}",
    ),
    "city": ("別の団体({found})のデータです", "it belongs to another body ({found})"),
    "barcode": ("バーコードの番号が正しくありません", "the bar code's number is not valid"),
    "barcode_amount": ("バーコードの金額{expected}円と違います", "the bar code says {expected} yen"),
    "gap": ("領収証書番号{expected}がありません", "receipt form {expected} is missing"),
    "twice": ("番号{found}が二度あります", "number {found} stands twice"),
    "cash": ("現金{found}円と合計{expected}円が合いません", "the cash is {found} yen, the receipts {expected}"),
}


@dataclass(frozen=True, slots=True)
class Expected:
    """What a reader holds the file against: our code with the sender, and today."""

    city_code: str
    today: date


def fault(row: int, code: str, **params: object) -> Refused:
    """The refusal of a file for a fault in record `row` (counted from 1)."""
    ja, en = _WORDS[code]
    return Refused("receipt_file_invalid", row=row, fault_ja=ja.format_map(params), fault_en=en.format_map(params))


def digits(row: int, name: str, text: str) -> int:
    """The whole number that a field of digits says."""
    if not (text.isascii() and text.isdigit()):
        raise fault(row, "digits", name=name)
    return int(text)


def day(row: int, name: str, text: str, *, today: date) -> date:
    """The day `YYYYMMDD` of a field, which has come."""
    digits(row, name, text)
    try:
        found = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError as wrong:
        raise fault(row, "date", name=name, found=text) from wrong
    if found > today:
        raise fault(row, "future", name=name, found=found.isoformat())
    return found


def within(row: int, name: str, found: date, first: date, last: date) -> date:
    """The day, when it lies in the period of the file."""
    if not first <= found <= last:
        raise fault(row, "outside", name=name, found=found.isoformat())
    return found


def same(row: int, name: str, found: object, expected: object) -> None:
    """Refuses what must be the very same."""
    if found != expected:
        raise fault(row, "code", name=name, found=found, expected=expected)


def totals(row: int, found: tuple[int, int], expected: tuple[int, int]) -> None:
    """Refuses a count or total that differs from the file's own."""
    for code, counted, said in zip(("count", "total"), found, expected, strict=True):
        if counted != said:
            raise fault(row, code, found=counted, expected=said)
