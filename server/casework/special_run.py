"""A request to withhold from pensions, step by step (特別徴収の依頼): opened, asked, sent, answered, begun or dropped.

Carried out as register changes of the run's case. What goes over all households (the beginning) is background work in
slices, queued here and done by `special_begin`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from server.casework.services import Services
from server.casework.special_stop import stop_household
from server.domain.calendar import months_after
from server.domain.effects import JSON
from server.domain.levy.withholding import first_of
from server.domain.refusals import Refused
from server.domain.values import Values
from server.exchange.pension_request import RequestLine, write_request
from server.store import jobs, pension_candidates, special_runs
from server.store.cases import Case
from server.store.special_runs import SpecialRow, SpecialRun
from server.store.unit_of_work import UnitOfWork

JUDGE_JOB, BEGIN_JOB = "special_judge", "special_begin"
Payload = Mapping[str, JSON]


def act(services: Services, uow: UnitOfWork, case: Case, kind: str, payload: Payload) -> None:
    """Carries out one act of a case. Raises `special_run_unknown`, `special_step_done` and the act's own."""
    if kind == "open_special":
        _open(services, uow, case, payload)
        return
    if kind == "stop_special":
        stop_household(services, uow, case, payload)
        return
    found = special_runs.of_case(uow.conn, case.case_id)
    if found is None:
        raise Refused("special_run_unknown")
    _ACTS[kind](services, uow, found, payload)
    uow.audit("special.step", object_kind="special_run", object_key=found.run_id, case_id=case.case_id)


def _open(services: Services, uow: UnitOfWork, case: Case, payload: Payload) -> None:
    """要件の判定 begins: every candidate's household is looked at in the background."""
    year, month = int(payload["levy_year"]), int(payload["first_month"])
    values, day = services.values(uow.conn), uow.business_day
    refuse_late(year, month, day, values)
    if special_runs.open_runs(uow.conn, year, month):
        raise Refused("special_run_open", year=year, month=month)
    if not pension_candidates.candidates_of(uow.conn, year):
        raise Refused("special_no_candidates", year=year)
    made = special_runs.open_run(uow, case.case_id, year, month)
    jobs.queue_job(uow.conn, JUDGE_JOB, f"{JUDGE_JOB}/{made.run_id}", {"run_id": made.run_id}, now=uow.now)
    detail = {"levy_year": year, "first_month": month}
    uow.audit("special.open", object_kind="special_run", object_key=made.run_id, case_id=case.case_id, detail=detail)


def refuse_late(levy_year: int, month: int, day: date, values: Values) -> None:
    """Raises `special_month_late` when the payers of pensions cannot be asked for this month any more."""
    least = months_after(day, values.integer("special.lead_months", day))
    if first_of(levy_year, month) < least:
        raise Refused("special_month_late", at_field="first_month", year=levy_year, month=month, day=least.isoformat())


def _request(services: Services, uow: UnitOfWork, found: SpecialRun, _: Payload) -> None:
    """依頼: what was checked by two people is what is asked for from now on. Raises `special_nothing_to_ask`."""
    asked = [one for one in special_runs.rows_of(uow.conn, found.run_id) if one.asked]
    if not asked:
        raise Refused("special_nothing_to_ask")
    content = content_of(services, uow, found, asked, uow.business_day)
    says = {
        "count": len(asked),
        "total": sum(one.total for one in asked),
        "file_hash": hashlib.sha256(content).hexdigest(),
        "requested_on": uow.business_day,
        "requested_by": uow.actor.user_id,
    }
    _once(uow, found, **says)


def _sent(_: Services, uow: UnitOfWork, found: SpecialRun, payload: Payload) -> None:
    """送付. Raises `special_sent_before` for a day before the file was made."""
    day = date.fromisoformat(str(payload["sent_on"]))
    if found.requested_on is None or day < found.requested_on:
        raise Refused("special_sent_before", at_field="sent_on", day=(found.requested_on or day).isoformat())
    _once(uow, found, sent_on=day, sent_by=uow.actor.user_id)


def _begin(_: Services, uow: UnitOfWork, found: SpecialRun, __: Payload) -> None:
    """開始: queued for all whom the payers accepted. Raises `special_errors_open` while one refused waits."""
    left = special_runs.sums(uow.conn, found.run_id).get("REJECTED", 0)
    if left:
        raise Refused("special_errors_open", count=left)
    jobs.queue_job(uow.conn, BEGIN_JOB, f"{BEGIN_JOB}/{found.run_id}", {"run_id": found.run_id}, now=uow.now)


def _finish(_: Services, uow: UnitOfWork, found: SpecialRun, __: Payload) -> None:
    """開始の完了. Raises `special_begin_unfinished`."""
    left = special_runs.sums(uow.conn, found.run_id).get("ACCEPTED", 0)
    if left:
        raise Refused("special_begin_unfinished", count=left)
    _once(uow, found, begun_on=uow.business_day)


def _give_up(_: Services, uow: UnitOfWork, found: SpecialRun, __: Payload) -> None:
    """取りやめ, while nothing was asked for."""
    if found.requested_on is not None:
        raise Refused("special_step_done")
    _once(uow, found, stopped_on=uow.business_day)


def _once(uow: UnitOfWork, found: SpecialRun, **says: Any) -> None:
    if not special_runs.mark_run(uow, found.run_id, **says):
        raise Refused("special_step_done")


def content_of(
    services: Services, uow: UnitOfWork, found: SpecialRun, asked: Sequence[SpecialRow], made_on: date
) -> bytes:
    city = services.values(uow.conn).text("city.code", made_on)
    lines = [
        RequestLine(
            one.pension_number,
            one.pension_code,
            sorted((first_of(found.levy_year, int(month)), yen) for month, yen in one.amounts.items()),
        )
        for one in asked
    ]
    return write_request(city, found.run_id, found.levy_year, made_on, lines)


_ACTS: Mapping[str, Callable[[Services, UnitOfWork, SpecialRun, Payload], None]] = {
    "request_special": _request,
    "send_special": _sent,
    "begin_special": _begin,
    "finish_special": _finish,
    "give_up_special": _give_up,
}
KINDS: frozenset[str] = frozenset({"open_special", "stop_special", *_ACTS})
"""The register changes that this room carries out."""
