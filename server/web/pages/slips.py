"""Payment slips printed again (納付書再発行): the table to tick, and what was printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext, lazy_gettext

from server.casework.views.slips import SlipRow, SlipsView
from server.domain.wareki import to_wareki
from server.store.collection_ways import Way
from server.web import wording
from server.web.pages.shared import Plain

WAYS = {
    Way.DEBIT: lazy_gettext("口座振替"),
    Way.SPECIAL: lazy_gettext("特別徴収"),
    Way.SLIP: lazy_gettext("納付書"),
    Way.MIXED: lazy_gettext("特別徴収と普通徴収"),
}
SUBJECTS = {"principal": lazy_gettext("保険料"), "late": lazy_gettext("延滞金")}


def slips_context(view: SlipsView, typed: Mapping[str, str], wrong: Mapping[str, str]) -> Plain:
    """The context of `slips.html`; `typed["tick"]` holds the ticked lines."""
    ticked = set(typed.get("tick", "").split())
    return {
        **_head(view),
        "rows": [_row(row, ticked, typed, wrong) for row in view.rows],
        "sheets": typed.get("sheets") or "one",
        "use_by": typed.get("use_by") or to_wareki(view.use_by, "short"),
        "use_by_says": wording.full_day(view.use_by_latest),
        "page_key": typed.get("page", ""),
        "action": url_for("slips.issue", key=view.household_key),
        "wrong": dict(wrong),
    }


def done_context(view: SlipsView, printed: Sequence[str]) -> Plain:
    """The context of `slips_done.html`: the very papers, to be printed at once."""
    files = [url_for("slips.file", key=view.household_key, letter_id=one) for one in printed]
    again = {"label": gettext("ほかの期別を出す"), "url": url_for("slips.show", key=view.household_key), "key": "F6"}
    back = {
        "label": gettext("世帯へ"),
        "url": url_for("households.show", key=view.household_key),
        "look": "go",
        "key": "F8",
    }
    return {**_head(view), "files": files, "acts": [again, back]}


def _head(view: SlipsView) -> dict[str, Any]:
    return {
        "name": gettext("%(name)s 世帯", name=view.name),
        "number": view.household_key,
        "way": str(WAYS[view.way]),
        "back_url": url_for("households.show", key=view.household_key),
        "warnings": [{"kind": "guard", "tag": gettext("支援措置"), "text": ""}] if view.protected else [],
    }


def _row(row: SlipRow, ticked: set[str], typed: Mapping[str, str], wrong: Mapping[str, str]) -> Plain:
    one = row.payable
    name = f"{one.claim_key}.{one.subject}"
    return {
        "name": name,
        "ticked": name in ticked and row.barred is None,
        "label": gettext("%(year)s %(no)s期", year=_year(row.levy_year), no=row.instalment_no),
        "subject": str(SUBJECTS[one.subject]),
        "due": wording.era_day(one.due_on),
        "open": one.open,
        "amount": typed.get(f"amount-{name}") or f"{one.open:,}",
        "barred": _barred(row),
        "slip": _slip(row),
        "wrong": wrong.get(name),
    }


def _year(year: int) -> str:
    return str(gettext("%(year)s年度", year=year))


def _barred(row: SlipRow) -> str | None:
    if row.barred == "slip_being_debited" and row.debit_on is not None:
        return str(gettext("%(day)sに口座振替", day=wording.short_day(row.debit_on)))
    if row.barred == "slip_prescribed" and row.payable.prescribed_after is not None:
        return str(gettext("時効完成 %(day)s", day=wording.era_day(row.payable.prescribed_after)))
    return None


def _slip(row: SlipRow) -> str:
    if row.in_transit:
        return str(gettext("納付の速報あり(入金確認待ち)"))
    if row.slip is None:
        return ""
    said = {"yen": wording.number(row.slip.amount), "day": wording.short_day(row.slip.use_by)}
    return str(gettext("%(yen)s円 %(day)sまで", **said))
