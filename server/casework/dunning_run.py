"""A dunning run's dated steps (督促の工程): carried out as register changes of the run's case, each in its transaction.

What goes over all instalments (the list, the issue) is background work in slices, queued here and done by
`work_dunning_runs`. What leaves the house does so in `dunning_mail`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from server.casework import dunning_mail
from server.casework.dunning_slices import CARD, LATE_LETTER, LETTER, out, terms_of
from server.casework.services import Services
from server.domain.calendar import Calendar
from server.domain.dunning import designated_date, dun_by, duns_late_charges
from server.domain.dunning_run import ISSUE, STOPPED, WITHDRAWN, Step, check_step
from server.domain.effects import JSON
from server.domain.refusals import Refused
from server.domain.rights import work
from server.domain.values import Values
from server.store import (
    deputies,
    dunning_letters,
    dunning_lines,
    dunning_runs,
    dunning_stock,
    grants,
    jobs,
    late_charges,
    receipts,
)
from server.store.cases import Case
from server.store.connection import Connection
from server.store.dunning_runs import DUE, DunningRun
from server.store.unit_of_work import UnitOfWork

LIST_JOB, ISSUE_JOB = "dunning_list", "dunning_issue"
OWNERS = (work("receipts"), work("arrears"), work("levy"))
"""Who may be named for an instalment that is left out: officers of receipts, collection or levy."""
GROUPS = ("receipts", "levy")
Payload = Mapping[str, JSON]


def act(services: Services, uow: UnitOfWork, case: Case, kind: str, payload: Payload) -> None:
    """Carries out one act of a run's case. Raises what `check_step` raises, `dunning_run_unknown` and the act's own."""
    if kind == "open_dunning_run":
        _open(services, uow, case, payload)
        return
    run = dunning_runs.of_case(uow.conn, case.case_id)
    if run is None:
        raise Refused("dunning_run_unknown")
    _ACTS[kind](services, uow, run, payload)


def _open(services: Services, uow: UnitOfWork, case: Case, payload: Payload) -> None:
    """Raises `dunning_due_not_passed`, `dunning_due_unknown`, `dunning_run_stands`."""
    kind, day = str(payload["kind"]), uow.business_day
    due = date.fromisoformat(str(payload["due_on"])) if kind == DUE else day
    if kind == DUE and due >= day:
        raise Refused("dunning_due_not_passed", at_field="due_on", due=due.isoformat())
    if kind == DUE and not dunning_runs.due_stands(uow.conn, due):
        raise Refused("dunning_due_unknown", at_field="due_on", due=due.isoformat())
    values = services.values(uow.conn)
    by = dun_by(due, values) if kind == DUE else rest_by(uow.conn, values, day) or due
    run = dunning_runs.open_run(uow, kind, due, by, case.case_id)
    if run is None:
        raise Refused("dunning_run_stands", at_field="due_on", due=due.isoformat())
    step(uow, run, Step.OPENED, {"late": day > by})


def rest_by(conn: Connection, values: Values, day: date) -> date | None:
    """The first day by which something that stands on no list now must be dunned: what runs left out, or a late charge
    that became due behind the list of the last one. None when nothing waits.
    """
    left = dunning_lines.first_left(conn)
    late = late_charges.first_unlisted(conn, day) if duns_late_charges(values, day) else None
    return min((one for one in (left, None if late is None else dun_by(late, values)) if one), default=None)


def _list(services: Services, uow: UnitOfWork, run: DunningRun, payload: Payload) -> None:
    """入金の基準日: fixed once every channel is in up to it (published mistake PM01). Raises
    `dunning_cut_off_too_late`, `dunning_cut_off_before_due`, `dunning_receipts_missing`, `dunning_mail_unsorted`.
    """
    cut_off = date.fromisoformat(str(payload["cut_off"]))
    if cut_off >= uow.business_day:
        raise Refused("dunning_cut_off_too_late", at_field="cut_off", day=cut_off.isoformat())
    if run.kind == DUE and cut_off <= run.due_on:
        raise Refused("dunning_cut_off_before_due", at_field="cut_off", due=run.due_on.isoformat())
    marks = marks_of(uow.conn, services.values(uow.conn), uow.business_day)
    missing = {channel: mark for channel, mark in marks.items() if mark is None or mark < cut_off}
    if missing:
        told = "、".join(f"{channel} {mark.isoformat() if mark else '-'}" for channel, mark in missing.items())
        raise Refused("dunning_receipts_missing", at_field="cut_off", day=cut_off.isoformat(), missing=told)
    _refuse_unsorted(uow, services.values(uow.conn), cut_off)
    said = {channel: mark.isoformat() for channel, mark in marks.items() if mark is not None}
    dunning_runs.set_cut_off(uow, run.run_id, cut_off, said)
    step(uow, run, Step.CUT_OFF, {"cut_off": cut_off.isoformat(), "marks": said})
    _queue(uow, LIST_JOB, run)


def _refuse_unsorted(uow: UnitOfWork, values: Values, cut_off: date) -> None:
    """Letters that tell of a loss may lie in the post: up to the cut-off every envelope has become a case (PM03)."""
    left = dunning_stock.unsorted_mail(uow.conn, cut_off) if values.flag("dunning.mail_sorted", cut_off) else 0
    if left:
        raise Refused("dunning_mail_unsorted", at_field="cut_off", left=left, day=cut_off.isoformat())


def marks_of(conn: Connection, values: Values, day: date) -> dict[str, date | None]:
    """Up to which day the payments of each channel are in; None for one that never sent anything, nor said so."""
    known = {one.channel: one.day for one in receipts.high_water(conn)}
    wanted = [str(channel) for channel in values.items("dunning.channels", day)]
    return {channel: known.get(channel) for channel in wanted}


def _review(services: Services, uow: UnitOfWork, run: DunningRun, payload: Payload) -> None:
    """Everything left out has an owner and a date (M8). Raises `dunning_work_unfinished`,
    `dunning_left_out_without_owner` and what `check_assignment` raises.
    """
    _done(uow, run, Step.LISTED, LIST_JOB)
    owner = str(payload.get("owner") or "").strip() or None
    dun = date.fromisoformat(str(payload["dun_by"])) if payload.get("dun_by") else None
    check_assignment(uow, owner, dun, services.values(uow.conn))
    dunning_lines.assign(uow, dunning_lines.without_owner(uow.conn, run.run_id), owner, dun)
    refuse_unowned(uow.conn, run)
    step(uow, run, Step.REVIEWED, {})


def check_assignment(uow: UnitOfWork, owner: str | None, dun: date | None, values: Values) -> None:
    """Raises `dunning_owner_unknown`, `dunning_dun_by_invalid`."""
    day = uow.business_day
    if owner is not None and owner not in GROUPS and not _may_own(uow.conn, owner, day):
        raise Refused("dunning_owner_unknown", at_field="owner", owner=owner)
    latest = day + timedelta(days=values.integer("dunning.longest_wait_days", day))
    if dun is not None and not day < dun <= latest:
        raise Refused("dunning_dun_by_invalid", at_field="dun_by", latest=latest.isoformat())


def _may_own(conn: Connection, user_id: str, day: date) -> bool:
    return any(grant.function in OWNERS for grant in grants.grants_of(conn, user_id, day))


def refuse_unowned(conn: Connection, run: DunningRun) -> None:
    """Raises `dunning_left_out_without_owner`."""
    left = len(dunning_lines.without_owner(conn, run.run_id))
    if left:
        raise Refused("dunning_left_out_without_owner", at_field="owner", left=left)


def _check(services: Services, uow: UnitOfWork, run: DunningRun, payload: Payload) -> None:
    """The second person's own count. Raises `dunning_count_differs`, `dunning_samples_few`."""
    expected, yen = going_out(uow.conn, run)
    count, counted = int(payload["count"]), int(payload["yen"])
    if (count, counted) != (expected, yen):
        raise Refused("dunning_count_differs", at_field="count", count=count, yen=counted)
    least = min(services.values(uow.conn).integer("dunning.samples", uow.business_day), expected)
    if int(payload["samples"]) < least:
        raise Refused("dunning_samples_few", at_field="samples", least=least)
    step(uow, run, Step.CHECKED, {"count": count, "yen": yen, "samples": int(payload["samples"])})


def going_out(conn: Connection, run: DunningRun) -> tuple[int, int]:
    """How many instalments of the run are to be dunned, and their yen."""
    some = [one for one in dunning_lines.sums(conn, run.run_id) if one.verdict == ISSUE and one.pulled is None]
    return sum(one.lines for one in some), sum(one.yen for one in some)


def _release(services: Services, uow: UnitOfWork, run: DunningRun, payload: Payload) -> None:
    """決裁: one decision and one draft for all letters; the dates they print. Raises `dunning_appeal_unresolved`,
    `dunning_dispatch_invalid`, `dunning_designated_before_due`.
    """
    values, day = services.values(uow.conn), uow.business_day
    _refuse_without_appeal(services, values, day)
    dispatch = date.fromisoformat(str(payload["dispatch_on"]))
    if dispatch < day or not Calendar(values).is_open(dispatch):
        raise Refused("dunning_dispatch_invalid", at_field="dispatch_on", day=dispatch.isoformat())
    designated = designated_date(dispatch, run.due_on if run.kind == DUE else dispatch, values)
    dunning_runs.set_dates(uow, run.run_id, dispatch, designated)
    count, yen = going_out(uow.conn, run)
    detail = {name: payload[name] for name in ("draft_no", "shape")}
    absent = deputies.principal_of(uow.conn, str(run.case_id), "decide", uow.actor.user_id)
    detail |= {} if absent is None else {"deputy_for": absent}
    days = {"dispatch_on": dispatch.isoformat(), "designated_on": designated.isoformat(), "late": dispatch > run.dun_by}
    step(uow, run, Step.DECIDED, detail | days | {"count": count, "yen": yen})
    _queue(uow, ISSUE_JOB, run)


def _refuse_without_appeal(services: Services, values: Values, day: date) -> None:
    """M5: a letter whose appeal notice is not settled cannot be released."""
    wanted = values.text("dunning.appeal_notice", day) if values.has("dunning.appeal_notice", day) else ""
    settled = all(values.has(key, day) and values.text(key, day) for key in ("city.appeal_body", "city.appeal_address"))
    printed = {services.letters[letter].on(day).head.appeal_notice for letter in (CARD, LETTER, LATE_LETTER)}
    if not settled or printed != {wanted}:
        raise Refused("dunning_appeal_unresolved")


def _stop(services: Services, uow: UnitOfWork, run: DunningRun, payload: Payload) -> None:
    """取りやめ at any time before the posting: what was to be dunned comes back in a later run, letters are void."""
    if Step.POSTED in dunning_runs.steps_of(uow.conn, run.run_id):
        raise Refused("dunning_step_done", step="発送")
    terms = terms_of(services, uow.conn, run)
    waiting = [out(terms, line.claim_key, STOPPED) for line in dunning_lines.to_issue(uow.conn, run.run_id)]
    dunning_lines.pull(uow, run.run_id, "ISSUE", waiting)
    for door, lines in (
        ("HAND_OVER", dunning_lines.in_house(uow.conn, run.run_id)),
        ("PRINTER", dunning_lines.at_printer(uow.conn, run.run_id)),
    ):
        dunning_letters.void(uow, [str(line.letter_id) for line in lines], "督促処理の取りやめ")
        dunning_lines.pull(uow, run.run_id, door, [out(terms, line.claim_key, WITHDRAWN) for line in lines])
    unowned = dunning_lines.without_owner(uow.conn, run.run_id)
    dunning_lines.assign(
        uow,
        unowned,
        terms.reviewer,
        terms.day + timedelta(days=terms.values.integer("dunning.left_out_days", terms.day)),
    )
    step(uow, run, Step.STOPPED, {"reason": payload["reason"]})


def _close(uow: UnitOfWork, run: DunningRun) -> None:
    """The run cannot be closed while something left out has no owner or no date (M8)."""
    refuse_unowned(uow.conn, run)
    step(uow, run, Step.CLOSED, {})


def _mail(services: Services, uow: UnitOfWork, run: DunningRun, payload: Payload) -> None:
    dunning_mail.post(services, uow, run, payload)
    _close(uow, run)


def _hand_over(services: Services, uow: UnitOfWork, run: DunningRun, _: Payload) -> None:
    _done(uow, run, Step.ISSUED, ISSUE_JOB)
    dunning_mail.hand_over(services, uow, run)


def _pull(services: Services, uow: UnitOfWork, run: DunningRun, _: Payload) -> None:
    dunning_mail.pull(services, uow, run)


def _done(uow: UnitOfWork, run: DunningRun, needed: Step, job_kind: str) -> None:
    """Raises `dunning_work_unfinished` while the background work that a step needs is not done."""
    if needed in dunning_runs.steps_of(uow.conn, run.run_id):
        return
    job = jobs.get_job_by_key(uow.conn, f"{job_kind}/{run.run_id}")
    raise Refused("dunning_work_unfinished", left=0 if job is None else max(job.total - job.done, 0))


def step(uow: UnitOfWork, run: DunningRun, which: Step, detail: Mapping[str, Any]) -> None:
    """Dates a step of the chain. Raises what `check_step` raises."""
    check_step(which, dunning_runs.steps_of(uow.conn, run.run_id))
    dunning_runs.put_step(uow, run.run_id, which, detail)
    told = {"step": which} | {key: detail[key] for key in ("count", "yen", "cut_off") if key in detail}
    uow.audit("dunning.step", object_kind="dunning_run", object_key=run.run_id, case_id=run.case_id, detail=told)


def _queue(uow: UnitOfWork, kind: str, run: DunningRun) -> None:
    jobs.queue_job(uow.conn, kind, f"{kind}/{run.run_id}", {"run_id": run.run_id}, now=uow.now)


_ACTS: Mapping[str, Callable[[Services, UnitOfWork, DunningRun, Payload], None]] = {
    "list_dunning_run": _list,
    "review_dunning_run": _review,
    "check_dunning_run": _check,
    "release_dunning_run": _release,
    "hand_over_dunning_run": _hand_over,
    "pull_dunning_run": _pull,
    "mail_dunning_run": _mail,
    "stop_dunning_run": _stop,
}
KINDS: frozenset[str] = frozenset({"open_dunning_run", *_ACTS})
"""The register changes that this room carries out."""
