"""The receipt (受付票): the number in the hand before the paper leaves it; archived like every paper of ours."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from server.casework import case_answers
from server.casework.callers import Caller
from server.casework.issue_letters import build, print_letter
from server.casework.services import Services
from server.casework.views import words
from server.casework.views.seeing import require_sight
from server.casework.work import run
from server.domain.calendar import JAPAN
from server.domain.effects import JSON, JSONObject
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.printing.render import Rendered
from server.store import cases, letters, procedures, users
from server.store.cases import Case
from server.store.connection import Connection
from server.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the receipt says; `at` is when the case was started, `contact` whom to ask, `decide_by` the day by which it
    is decided, where the procedure's receipt promises one.
    """

    case_id: str
    number: str
    procedure: str
    received_on: date
    at: datetime
    office: str
    clerk: str
    papers: tuple[str, ...]
    contact: str
    has_pdf: bool
    decide_by: date | None = None


def receipt_of(services: Services, caller: Caller, case_id: str) -> Receipt:
    """The receipt as a page; raises `case_not_found`, rights, `protected_person`."""

    def act(uow: UnitOfWork) -> Receipt:
        case = _allowed(uow, caller, case_id)
        uow.audit("receipt.view", object_kind="case", object_key=case_id, case_id=case_id)
        return _receipt(services, uow.conn, caller, case)

    return run(services, caller, act)


def receipt_pdf(services: Services, caller: Caller, case_id: str) -> tuple[str, bytes]:
    """Name of the file and PDF of the receipt.

    Raises as `receipt_of`, `letter_unknown` for a procedure without one, and what its letter refuses.
    """

    def act(uow: UnitOfWork) -> tuple[str, JSONObject]:
        case = _allowed(uow, caller, case_id)
        name = f"{case.slug}/receipt"
        if name not in services.letters:
            raise Refused("letter_unknown", letter=name)
        services.letters_now(uow.conn)
        data = build(services, uow.conn, name, _keys(uow.conn, case))
        uow.audit("receipt.print", object_kind="case", object_key=case_id, case_id=case_id)
        return name, {**data, "number": None, "letter_code": case.number}

    letter, data = run(services, caller, act)
    made = print_letter(services, letter, data, None)
    _archive(services, caller, case_id, made)
    return f"{case_id[-12:]}.pdf", made.pdf


def _archive(services: Services, caller: Caller, case_id: str, made: Rendered) -> None:
    """Keeps the very bytes that are handed over, before they are."""
    services.archive.put(made.pdf)

    def act(uow: UnitOfWork) -> None:
        letters.archive_blob(uow, made.sha256, media_type="application/pdf", size=len(made.pdf), pages=made.pages)
        uow.audit(
            "receipt.archive", object_kind="case", object_key=case_id, case_id=case_id, detail={"pdf": made.sha256}
        )

    run(services, caller, act)


def _allowed(uow: UnitOfWork, caller: Caller, case_id: str) -> Case:
    case = cases.get_case(uow.conn, case_id)
    if case is None:
        raise Refused("case_not_found")
    caller.require(Function.CASE_START, case.office, uow.business_day)
    # Whoever took the case in hands the receipt out on that day, also for a household he may not look into (支援措置).
    taken_in = (case.started_by, case.started_at.astimezone(JAPAN).date())
    if taken_in != (caller.user_id, uow.now.astimezone(JAPAN).date()):
        require_sight(caller, case.office, case.protected, uow.business_day)
    return case


def _receipt(services: Services, conn: Connection, caller: Caller, case: Case) -> Receipt:
    values, day = services.values(conn), services.clock.business_day()
    version = procedures.get_version(conn, case.procedure_hash)
    key = f"office.{case.office}"
    contact = f"{values.text(f'{key}.name', day)} {values.text(f'{key}.phone', day)} {values.text(f'{key}.hours', day)}"
    papers = (case_answers.of_element(conn, case.case_id, "start") or {}).get("documents") or []
    return Receipt(
        case_id=case.case_id,
        number=case.number,
        procedure=version.title if version and caller.lang == "ja" else words.say(words.PROCEDURES, case.slug, "en"),
        received_on=case.received_on,
        at=case.started_at,
        office=values.text(f"{key}.name", day),
        clerk=users.names_of(conn, {case.started_by}).get(case.started_by, case.started_by),
        papers=tuple(words.say(words.PAPERS, str(paper), caller.lang) for paper in papers),
        contact=contact,
        has_pdf=f"{case.slug}/receipt" in services.letters,
        decide_by=_decide_by(services, conn, case),
    )


def _decide_by(services: Services, conn: Connection, case: Case) -> date | None:
    letter = services.letters.get(f"{case.slug}/receipt")
    if letter is None or "decide_by" not in letter.latest.head.slots:
        return None
    due = (case_answers.of_element(conn, case.case_id, "look") or {}).get("due_on")
    return None if due is None else date.fromisoformat(str(due))


def _persons(entered: Mapping[str, JSON]) -> int | None:
    """How many persons the entry names; None before it."""
    return len(entered.get("members") or entered.get("lost_members") or []) or None


def _keys(conn: Connection, case: Case) -> dict[str, JSON]:
    """The keys of the receipt's letter, from what was answered so far."""
    data = case_answers.all_data(conn, case.case_id)
    start, requested = data.get("start") or {}, data.get("request_documents") or {}
    return {
        "case_number": case.number,
        "received_on": case.received_on.isoformat(),
        "received_at": f"{case.started_at.astimezone(JAPAN):%H:%M}",
        "head_name": start.get("head_name") or case.subject_name,
        "persons": _persons(data.get("enter") or {}),
        "papers": list(start.get("documents") or []),
        "missing": list((data.get("precheck") or {}).get("missing_documents") or []) if requested else [],
        "due_on": requested.get("due_on"),
        "office": case.office,
    }
