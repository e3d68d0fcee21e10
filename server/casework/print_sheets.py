"""Sheets handed over or kept at the counter (試算の票、台帳照会票): printed from what stands, archived as printed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, NoReturn

from server.casework.callers import Caller
from server.casework.issue_letters import print_letter
from server.casework.services import Services
from server.casework.views.dues import Due
from server.casework.views.estimate import EstimateView, seen_estimate
from server.casework.views.ledger_sheet import SheetView, sheet_of
from server.casework.views.money import DecisionLine, Payment
from server.casework.views.money_words import LINES, PARTS
from server.casework.work import run
from server.domain import wareki
from server.domain.effects import JSONObject
from server.domain.facts import FactKey
from server.domain.ledger.amounts import PRINCIPAL, Amounts
from server.domain.levy.trace_words import WORDS
from server.domain.operating import Context
from server.operators.letter_frame import sender
from server.store import letters
from server.store.facts import load_facts
from server.store.unit_of_work import UnitOfWork

ESTIMATE, ACCOUNT = "_shared/estimate", "_shared/account_sheet"
_GROSS = ("income", "asset", "per_head", "per_household")
_LESS = ("by_income", "for_children", "for_birth", "over_cap", "relieved")
_OTHERS = {
    "salary_income_yen": "給与所得",
    "pension_income_yen": "年金所得",
    "reduction_income_yen": "軽減判定所得",
    "total_income_yen": "合計所得金額",
    "transfer_deduction_yen": "譲渡の特別控除",
    "family_wages_deducted_yen": "専従者控除",
    "family_wages_received_yen": "専従者給与",
    "casualty_loss_yen": "雑損失",
    "fixed_asset_tax_yen": "固定資産税",
}
_RECORD = {"income_yen": "総所得金額等", "assessable_income_yen": "賦課標準額", "reduction_income_yen": "軽減判定所得"}


def estimate_pdf(services: Services, caller: Caller, estimate_id: str) -> tuple[str, bytes]:
    """The estimate on paper with its figures, result and trace. Raises as `views.estimate.estimate_view`."""

    def act(uow: UnitOfWork) -> JSONObject:
        view = seen_estimate(uow.conn, caller, estimate_id, uow.business_day)
        made = view.estimate
        uow.audit("estimate.print", object_kind="estimate", object_key=estimate_id, household_key=made.household_key)
        return _common(services, uow, made.office, made.number.removeprefix("試")) | _estimate(view)

    return f"{estimate_id[-12:]}.pdf", _printed(services, caller, ESTIMATE, run(services, caller, act))


def account_pdf(services: Services, caller: Caller, household_key: str, on: date | None) -> tuple[str, bytes]:
    """台帳照会票 of a household as of a day. Raises as `views.ledger_sheet.sheet_view`."""

    def act(uow: UnitOfWork) -> JSONObject:
        view = sheet_of(services, uow.conn, replace(caller, lang="ja"), household_key, on)  # paper speaks Japanese
        detail = {"on": view.on.isoformat()}
        key = household_key
        uow.audit("household.sheet", object_kind="household", object_key=key, household_key=key, detail=detail)
        return _common(services, uow, view.look.office, f"H{household_key}") | _account(view, caller)

    return f"{household_key}.pdf", _printed(services, caller, ACCOUNT, run(services, caller, act))


def _printed(services: Services, caller: Caller, letter: str, data: JSONObject) -> bytes:
    """The very bytes that are handed over, in the archive before they are."""
    made = print_letter(services, letter, data, None)
    services.archive.put(made.pdf)

    def act(uow: UnitOfWork) -> None:
        letters.archive_blob(uow, made.sha256, media_type="application/pdf", size=len(made.pdf), pages=made.pages)
        uow.audit("sheet.archive", object_kind="sheet", object_key=letter, detail={"pdf": made.sha256})

    run(services, caller, act)
    return made.pdf


def _common(services: Services, uow: UnitOfWork, office: str, code: str) -> dict[str, Any]:
    """What every letter carries; a sheet is handed over here, so it is addressed to the office itself."""
    day = uow.business_day
    known = load_facts(uow.conn, [FactKey("office", office)], on=day)
    found: Any = known.get_fact("office", office)
    addressee = {"name": found["name"], "honorific": "様", "postal": found["postal_code"]}
    context = Context(day, {}, services.values(uow.conn), known, _no_table)
    frame = {"number": None, "letter_code": code, "addressee": addressee | {"address_lines": [found["name"]]}}
    return {**sender({"office": office}, context), **frame}


def _no_table(table: str, inputs: JSONObject) -> NoReturn:  # noqa: ARG001 - the shape of a table
    raise ValueError(f"a sheet chooses nothing: {table}")


# ---- the estimate --------------------------------------------------------------------------------


def _estimate(view: EstimateView) -> dict[str, Any]:
    made = view.estimate
    subject = f"{view.look.name} 世帯 {view.look.household_key}" if view.look else made.subject
    reduction = f"法定軽減 {made.result['tenths']}割" if made.result["tenths"] else "法定軽減 なし"
    return {
        "issued_on": made.made_on.isoformat(),
        "fiscal_year": made.fiscal_year,
        "subject": subject,
        "maker": f"{view.office_name.partition(' ')[0]} {view.who}",
        "total": made.total,
        "reduction": "所得の分からない人がいるため軽減前の仮の額" if made.result["unknown"] else reduction,
        "values_mark": made.values_digest[:12].upper(),
        "lines": list(_lines(made.result["lines"])),
        "people": [*_people(made.inputs["members"]), *_people(made.inputs["same_household_seniors"], senior=True)],
        "instalments": [{"due": _due(one["due_on"]), "amount": one["amount"]} for one in made.result["instalments"]],
        "trace": [_step(one) for one in made.result["trace"]],
    }


def _due(text: str | None) -> str:
    return "随時" if text is None else wareki.to_wareki(date.fromisoformat(text))


def _lines(found: list[Mapping[str, Any]]) -> Iterator[dict[str, str]]:
    by_part = {str(one["part"]): one for one in found}
    for name in (*_GROSS, *_LESS, "rounding", "amount"):
        yen = {part: int(one.get(name, 0)) for part, one in by_part.items()}
        if any(yen.values()) or name in ("per_head", "amount"):
            sign = -1 if name in _LESS else 1
            cells = {part: _yen(yen.get(part, 0) * sign) for part in PRINCIPAL}
            label = "年額" if name == "amount" else LINES[name].ja
            yield {"label": label, **cells, "all": _yen(sum(yen.values()) * sign)}


def _yen(yen: int) -> str:
    return f"{yen:,}".replace("-", "−")


def _people(rows: list[Mapping[str, Any]], *, senior: bool = False) -> Iterator[dict[str, Any]]:
    for one in rows:
        part = "旧国保" if senior else "世帯主" if one.get("is_head") else "世帯員"
        months = "、".join(str(month) for month in one.get("months") or ()) or ("―" if senior else "1年")
        yield {
            "name": one["id"],
            "birth_date": one.get("birth_date"),
            "part": part if one.get("insured", True) or senior else "擬制世帯主",
            "months": months,
            "income": f"{one['income_yen']:,}" if one.get("income_known") else "不明",
            "others": "、".join(_others(one)) or "―",
        }


def _others(one: Mapping[str, Any]) -> Iterator[str]:
    for name, word in _OTHERS.items():
        if one.get(name) is not None:
            yield f"{word} {one[name]:,}円"
    if one.get("salary_or_pension_earner"):
        yield "給与所得者等"
    for name, word in (("separation_date", "離職"), ("maternity_date", "出産")):
        if one.get(name):
            yield f"{word} {wareki.to_wareki(date.fromisoformat(one[name]), 'short')}"
    if one.get("maternity_months"):
        yield "免除 " + "、".join(str(month) for month in one["maternity_months"]) + "月"


def _step(one: Mapping[str, Any]) -> dict[str, Any]:
    part = f"{PARTS[str(one['part'])].ja} " if one.get("part") in PARTS else ""
    record = one.get("record") or {}
    figures = [f"{word} {record[name]:,}円" for name, word in _RECORD.items() if isinstance(record.get(name), int)]
    if record.get("income_known") is False:
        figures.append("所得不明")
    rates = [str(value) for key, value in (one.get("values") or {}).items() if str(key).endswith("_rate")]
    months = one.get("months")
    if isinstance(months, list) and months:
        figures.append(f"{len(months)}か月({months[0]}月〜{months[-1]}月)")
    return {
        "step": part + WORDS[str(one["step"])][0],
        "who": one.get("person"),
        "amount": _figure(one["value"]),
        "figures": "、".join([*figures, *(f"率 {rate}" for rate in rates)]) or "―",
        "article": str(one.get("article") or "―"),
    }


def _figure(value: object) -> str:
    """A figure of the trace, one with a part of a yen to two places."""
    if value is None:
        return "―"
    if isinstance(value, int):
        return _yen(value)
    if isinstance(value, list):
        return "、".join(str(one) for one in value) or "―"
    top, _, bottom = str(value).partition("/")
    hundredths = int(top) * 100 // int(bottom or 1)
    return f"{hundredths // 100:,}.{hundredths % 100:02d}"


# ---- the ledger ----------------------------------------------------------------------------------


def _account(view: SheetView, caller: Caller) -> dict[str, Any]:
    sums = view.sums
    return {
        "as_of": view.on.isoformat(),
        "household_number": view.look.household_key,
        "head_name": view.look.name or "―",
        "maker": f"{caller.office_name.partition(' ')[0]} {caller.name}",
        "count": sum(len(one.dues) for one in view.years),
        "levied": sums.levied,
        "paid": sums.paid,
        "balance": sums.balance,
        "dues": [_due_row(one.levy_year, due) for one in view.years for due in one.dues],
        "decisions": [_decision_row(one.levy_year, line) for one in view.years for line in one.decisions],
        "payments": [_payment_row(one) for one in view.payments],
    }


def _due_row(year: int, due: Due) -> dict[str, Any]:
    at = due.position
    return {
        "year": _year(year),
        "number": f"随時{due.number}期" if due.ad_hoc else f"{due.number}期",
        "due": wareki.to_wareki(due.due_on, "short"),
        "levied": _yen(at.levied),
        "paid": _yen(at.paid),
        "balance": _yen(at.balance),
        "late": _yen(at.late_yen),
        "state": due.state_word,
        "until": _day(at.prescribes_on),
    }


def _decision_row(year: int, line: DecisionLine) -> dict[str, Any]:
    return {
        "year": _year(year),
        "revision": line.revision,
        "day": wareki.to_wareki(line.decided_on, "short"),
        "cause": line.cause,
        "before": _yen(line.before.total),
        "after": _yen(line.after.total),
        "parts": _parts(line.after),
    }


def _payment_row(one: Payment) -> dict[str, Any]:
    onto = (f"{_year(year)} {number}期 {_yen(yen)}円" for year, number, yen in one.onto)
    return {
        "day": wareki.to_wareki(one.paid_on, "short"),
        "way": one.way,
        "amount": _yen(one.amount),
        "onto": "、".join(onto) or "―",
        "file": f"{one.file} {one.record_no}行",
    }


def _parts(amounts: Amounts) -> str:
    return "、".join(f"{PARTS[name].ja} {amounts.of(name):,}" for name in PRINCIPAL if amounts.of(name)) or "―"


def _year(year: int) -> str:
    return wareki.to_wareki(date(year, 4, 1)).partition("年")[0] + "年度"


def _day(day: date | None) -> str:
    return "―" if day is None else wareki.to_wareki(day, "short")
