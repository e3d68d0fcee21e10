"""The money of a household on the screen (世帯の納付と賦課): instalments, what came in, each decision."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from flask import url_for
from flask_babel import gettext

from server.casework.views.dues import Due, Sums
from server.casework.views.household_head import Look
from server.casework.views.money import DecisionLine, MoneyView, Payment, YearMoney
from server.casework.views.money_words import SHAPES
from server.domain.late_charge import Span
from server.web import wording
from server.web.pages.dunning import dunned_sheets
from server.web.pages.open_matters import open_sheet
from server.web.pages.shared import Plain, columns, last_note, warnings_of
from server.web.pages.years import year_label

_HUNDREDTHS = 100


def head_of(look: Look, what: str) -> Plain:
    """The head that all pages about a household share; `what` names the page."""
    return {
        "household": {
            "name": gettext("%(name)s 世帯", name=look.name),
            "number": look.household_key,
            "place": f"{look.office_name.partition(' ')[0].removesuffix('役所')} {look.town}",
        },
        "what": what,
        "warnings": warnings_of(look.bands),
        "note": last_note(look.notes),
    }


def act(label: str, shortcut: str | None, url: str, **more: str) -> Plain:
    """An act in the head that leads to another page."""
    return {"label": label, "key": shortcut, "url": url, **more}


def slips_act(key: str, *, may: bool) -> list[Plain]:
    """納付書を再発行, for who may."""
    return [act(gettext("納付書を再発行"), "F7", url_for("slips.show", key=key), icon="print")] if may else []


def money_context(view: MoneyView) -> Plain:
    """The context of `household.html` for the money of a household."""
    key = view.look.household_key
    acts = [
        *slips_act(key, may=view.may_print_slips),
        act(gettext("台帳照会票"), "F4", url_for("households.sheet", key=key)),
        act(gettext("試算"), "F9", url_for("estimates.ask", household_key=key, year=view.year)),
        act(gettext("世帯へ"), "Escape", url_for("households.show", key=key)),
    ]
    left = [sheet for one in view.of_year() for sheet in (dues_sheet(one, view.through), *_late(one))]
    if not left:
        left = [{"title": gettext("納付"), "kind": "empty", "what": _nothing(view)}]
    return head_of(view.look, gettext("納付と賦課")) | {
        "acts": acts,
        "sheets_left": [*left, payments_sheet(view.payments)],
        "sheets_right": [
            _whole(view),
            *open_sheet(view.open),
            *dunned_sheets(view.dunned),
            *_decisions(view),
            _years(view),
        ],
        "keys": [("F4", gettext("台帳照会票")), ("F9", gettext("試算")), ("Esc", gettext("世帯へ"))],
    }


def _nothing(view: MoneyView) -> str:
    if not view.years:
        return str(gettext("賦課したことはありません"))
    return str(gettext("%(year)sの賦課はありません", year=year_label(view.year)))


def dues_sheet(one: YearMoney, through: date | None) -> Plain:
    """The instalments of a levy with their sums."""
    names = (gettext("期別"), gettext("納期限"), gettext("保険料 円"), gettext("納付済 円"), gettext("未納 円"))
    more = (gettext("延滞金 円"), gettext("状態"), gettext("直近の入金"), gettext("時効"))
    until = gettext("入金の反映 %(day)sまで", day=wording.short_day(through)) if through else ""
    total = gettext("年額 %(amount)s", amount=wording.yen(one.sums.levied))
    return {
        "title": gettext("納付 %(year)s", year=year_label(one.levy_year)),
        "id": f"dues-{one.account_key}",
        "kind": "table",
        "soft": "・".join(part for part in (total, until) if part),
        "end": gettext("通知書番号 %(number)s", number=one.notice_no),
        "columns": columns(*names, *more, num=(2, 3, 4, 5)),
        "rows": [{"cells": due_cells(due)} for due in one.dues],
        "foot": _foot(one.sums),
    }


def due_cells(due: Due) -> list[object]:
    """One instalment as cells: number, due date, premium, paid, open, late charge, state, last payment, limitation."""
    at = due.position
    late: object = at.late_yen
    if at.late_why is not None:
        late = {"value": gettext("計算できない"), "num": True}
    elif at.late_yen and not at.late_claimable:
        late = {"value": at.late_yen, "num": True, "soft": gettext("督促前")}
    last: object = ""
    if due.last_paid:
        last = {"value": wording.column_day(due.last_paid), "soft": due.last_way, "whole": True}
    balance: object = {"value": at.balance, "num": True, "strong": True} if at.balance else 0
    return [
        {"value": number_of(due), "soft": due.standing_word or None, "whole": True},
        wording.column_day(due.due_on),
        at.levied,
        at.paid,
        balance,
        late,
        {"state": {"shape": SHAPES[str(at.state)], "word": due.state_word}, "soft": _beside(due)},
        last,
        wording.column_day(at.prescribes_on) if at.prescribes_on else "",
    ]


def number_of(due: Due) -> str:
    """1期, 随時1期."""
    if due.ad_hoc:
        return str(gettext("随時%(number)s期", number=due.number))
    return str(gettext("%(number)s期", number=due.number))


def _beside(due: Due) -> str | None:
    """What stands beside the state: money on its way, an overpayment, what was put on top."""
    at = due.position
    said = []
    if due.in_transit:
        said.append(gettext("速報 %(amount)s", amount=wording.yen(due.in_transit)))
    if at.overpaid:
        said.append(wording.yen(at.overpaid))
    if at.extra:
        said.append(gettext("加算 %(amount)s", amount=wording.yen(at.extra)))
    return "・".join(said) or None


def _foot(sums: Sums) -> list[object]:
    amounts = (sums.levied, sums.paid, sums.balance, sums.late)
    return [gettext("計"), " ", *({"value": one, "num": True, "strong": True} for one in amounts), " ", " ", " "]


def _late(one: YearMoney) -> Iterator[Plain]:
    """How the late charges to today come about: days, rate and base of each span."""
    rows = [
        {"cells": _span(due, span)}
        for due in one.dues
        if due.position.balance and due.position.late is not None
        for span in due.position.late.spans
    ]
    if rows:
        names = (gettext("期別"), gettext("期間"), gettext("日数"), gettext("割合"), gettext("元の額 円"))
        yield {
            "title": gettext("延滞金の計算 今日まで"),
            "id": f"late-{one.account_key}",
            "kind": "table",
            "columns": columns(*names, gettext("延滞金 円"), gettext("根拠"), num=(2, 3, 4, 5)),
            "rows": rows,
            "note": gettext("期ごとに合計してから端数を切り捨てます。納付の日まで延びます。"),
        }


def _span(due: Due, span: Span) -> list[object]:
    exact = int(span.exact * _HUNDREDTHS)
    return [
        number_of(due),
        f"{wording.column_day(span.first)}〜{wording.column_day(span.last)}",
        span.days,
        percent(span.rate),
        span.base,
        f"{exact // _HUNDREDTHS:,}.{exact % _HUNDREDTHS:02d}",
        span.article,
    ]


def percent(rate: Decimal) -> str:
    """2.8%, without idle zeros."""
    text = f"{rate * 100:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text) + "%"


def payments_sheet(payments: Sequence[Payment]) -> Plain:
    """What came in, newest first."""
    if not payments:
        return {"title": gettext("入金"), "kind": "empty", "what": gettext("入金はまだありません")}
    names = (gettext("納付の日"), gettext("方法"), gettext("金額 円"), gettext("充てた期"), gettext("結果"))
    return {
        "title": gettext("入金"),
        "kind": "table",
        "count": len(payments),
        "columns": columns(*names, gettext("収納の日"), gettext("ファイルと行"), num=(2,)),
        "rows": [{"cells": _payment(one)} for one in payments],
    }


def _payment(one: Payment) -> list[object]:
    several = len(one.onto) > 1
    stands = [
        f"{year_label(year)} {gettext('%(number)s期', number=number)}" + (f" {wording.yen(yen)}" if several else "")
        for year, number, yen in one.onto
    ]
    if one.suspense:
        stands.append(gettext("仮受 %(amount)s", amount=wording.yen(one.suspense)))
    return [
        wording.column_day(one.paid_on),
        one.way,
        one.amount,
        "、".join(stands),
        one.outcome_word,
        wording.column_day(one.settled_on),
        {"value": gettext("%(file)s %(row)s行", file=one.file, row=one.record_no)},
    ]


def _whole(view: MoneyView) -> Plain:
    """The household as a whole, all years together."""
    sums = view.sums
    pairs: list[Plain] = [
        {"label": gettext("未納の計"), "value": wording.yen(sums.balance), "strong": True},
        {"label": gettext("納期限を過ぎた分"), "value": wording.yen(sums.overdue)},
        {"label": gettext("延滞金 今日まで"), "value": wording.yen(sums.late)},
        {"label": gettext("過誤納"), "value": wording.yen(sums.overpaid)},
        {"label": gettext("仮受"), "value": wording.yen(view.suspense)},
        {"label": gettext("入金確認待ち"), "value": wording.yen(view.in_transit)},
    ]
    return {"title": gettext("全年度"), "kind": "ruled", "pairs": pairs}


def _decisions(view: MoneyView) -> Iterator[Plain]:
    """賦課決定 of the year, newest first: each leads to its grounds."""
    for one in view.of_year():
        items = [_decision(line, view.look.household_key) for line in one.decisions]
        title = gettext("賦課決定")
        yield {"title": title, "kind": "links", "id": f"levies-{one.account_key}", "count": len(items), "items": items}


def _decision(line: DecisionLine, key: str) -> Plain:
    before, after = wording.yen(line.before.total), wording.yen(line.after.total)
    change = gettext("%(before)sから%(after)sへ", before=before, after=after) if line.revision > 1 else after
    return {
        "label": gettext("%(day)s %(cause)s", day=wording.column_day(line.decided_on), cause=line.cause),
        "url": url_for("households.levy", key=key, levy_id=line.levy_id),
        "line": "・".join((change, line.who)),
        "end": gettext("第%(n)s次", n=line.revision),
    }


def _years(view: MoneyView) -> Plain:
    """Every year with a levy: what is open of it."""
    if not view.years:
        return {"title": gettext("年度"), "kind": "empty", "what": _nothing(view)}
    items = [
        {
            "label": year_label(one.levy_year),
            "url": url_for("households.money", key=view.look.household_key, year=one.levy_year),
            "line": gettext("保険料 %(levied)s・納付済 %(paid)s", **_said(one.sums)),
            "state": _year_state(one),
        }
        for one in view.years
    ]
    return {"title": gettext("年度"), "kind": "links", "count": len(items), "items": items}


def _said(sums: Sums) -> dict[str, str]:
    return {"levied": wording.yen(sums.levied), "paid": wording.yen(sums.paid)}


def _year_state(one: YearMoney) -> Plain:
    if not one.sums.balance:
        return {"shape": "done", "word": gettext("未納なし")}
    shape = "late" if one.sums.overdue else "open"
    return {"shape": shape, "word": gettext("未納 %(amount)s", amount=wording.yen(one.sums.balance))}
