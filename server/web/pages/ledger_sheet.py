"""台帳照会票 on the screen: the registers of levies and receipts as of a day."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext

from server.casework.views.ledger_sheet import SheetView
from server.casework.views.money import YearMoney
from server.casework.views.money_words import PARTS
from server.domain.ledger.amounts import PRINCIPAL
from server.web import wording
from server.web.kit import lang
from server.web.pages.money import act, dues_sheet, head_of, payments_sheet
from server.web.pages.shared import Plain, columns
from server.web.pages.years import year_label


def sheet_context(view: SheetView) -> Plain:
    """The context of `ledger_sheet.html`."""
    key, on = view.look.household_key, view.on.isoformat()
    acts = [
        act(gettext("PDFで出す"), "F7", url_for("households.sheet_file", key=key, on=on), icon="print"),
        act(gettext("納付と賦課へ"), "Escape", url_for("households.money", key=key)),
    ]
    left = [sheet for one in view.years for sheet in (dues_sheet(one, None), _decisions(one))]
    if not left:
        left = [{"title": gettext("納付"), "kind": "empty", "what": gettext("この日までに賦課したことはありません")}]
    return head_of(view.look, gettext("台帳照会票")) | {
        "acts": acts,
        "action": url_for("households.sheet", key=key),
        "on": wording.era_day(view.on),
        "sheets_left": [*left, payments_sheet(view.payments)],
        "sheets_right": [_whole(view)],
        "keys": [("F7", gettext("PDFで出す")), ("Esc", gettext("納付と賦課へ"))],
    }


def _whole(view: SheetView) -> Plain:
    sums = view.sums
    pairs: list[Plain] = [
        {"label": gettext("いつの台帳か"), "value": wording.full_day(view.on), "strong": True},
        {"label": gettext("期別の数"), "value": wording.number(sum(len(one.dues) for one in view.years))},
        {"label": gettext("保険料の計"), "value": wording.yen(sums.levied)},
        {"label": gettext("納付済の計"), "value": wording.yen(sums.paid)},
        {"label": gettext("未納の計"), "value": wording.yen(sums.balance), "strong": True},
    ]
    return {"title": gettext("件数と合計"), "kind": "ruled", "pairs": pairs}


def _decisions(one: YearMoney) -> Plain:
    """賦課台帳 of a year: each decision by part."""
    names = (gettext("決定の日"), gettext("次"), gettext("事由"), *(PARTS[part].of(lang()) for part in PRINCIPAL))
    rows = [
        {
            "cells": [
                wording.column_day(line.decided_on),
                line.revision,
                line.cause,
                *(line.after.of(part) for part in PRINCIPAL),
                {"value": line.after.total, "num": True, "strong": True},
            ]
        }
        for line in one.decisions
    ]
    return {
        "title": gettext("賦課台帳 %(year)s", year=year_label(one.levy_year)),
        "id": f"register-{one.account_key}",
        "kind": "table",
        "count": len(rows),
        "columns": columns(*names, gettext("計 円"), num=(1, 3, 4, 5, 6, 7)),
        "rows": rows,
    }
