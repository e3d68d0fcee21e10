"""Papers of a case (添付書類): scans taken in by content, sealed at rest, every look on record."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.numbers_in import refuse_in
from server.casework.services import Services
from server.casework.task_rights import require_sight
from server.casework.work import Remember, remembered, run
from server.domain.refusals import Refused
from server.domain.rights import Function, work
from server.printing.pdf_pages import count_pages
from server.store import cases, tasks, uploads
from server.store.cases import Case
from server.store.connection import Connection
from server.store.unit_of_work import UnitOfWork
from server.store.uploads import Document, Limits, NewDocument

KINDS = {
    "notification": "届書",
    "evidence": "証明書",
    "identity": "本人確認書類",
    "number": "番号確認書類",
    "other": "その他",
}
# Papers that show a My Number are kept in the sealed class (R-G: 個人番号が写る写し).
_TYPING = "typing"
_SEALED = frozenset({"number", "identity"})


@dataclass(frozen=True, slots=True)
class Scan:
    """A scan as it was handed in: the name of its file, what it shows (of KINDS), where the paper itself lies."""

    name: str
    content: bytes
    kind: str
    location: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A scan that was found good and lies sealed on disk, not yet on record: its hash and pages, under what limits."""

    scan: Scan
    content_hash: str
    pages: int
    limits: Limits


def attach_document(
    services: Services,
    caller: Caller,
    case_id: str,
    name: str,
    content: bytes,
    *,
    kind: str,
    location: str | None,
    remember: Remember[str] | None = None,
) -> str:
    """Takes a scan into the case and returns its id; the very same one again (a page sent twice) stays one paper.

    Raises what `store.uploads` refuses, rights, `protected_person`, `case_closed`, `not_an_option`, and
    `my_number_in_text` for a place that holds a number. The scan is judged and sealed before the transaction: a large
    one keeps nobody waiting.
    """
    scan = Scan(name, content, kind, location)
    check_particulars(scan)
    with services.database.read() as conn:
        _allowed(conn, caller, case_id, services.clock.business_day())
    judged = judge_scan(services, scan)
    return run(
        services, caller, lambda uow: remembered(remember, uow, file_scan(services, uow, caller, case_id, judged))
    )


def check_particulars(scan: Scan) -> None:
    """Raises `not_an_option` for a kind that is none, `my_number_in_text` for a place that holds a number."""
    if scan.kind not in KINDS:
        raise Refused("not_an_option", at_field="kind")
    refuse_in(scan.location, "location")


def judge_scan(services: Services, scan: Scan) -> Judged:
    """Judges a scan by its content and seals it on disk, before any transaction; raises what `store.uploads` refuses.

    What is never put on record by `file_scan` stays unreachable.
    """
    with services.database.read() as conn:
        limits = _limits(services, conn)
    _, pages = uploads.check_upload(scan.content, scan.name, count_pages, limits)
    return Judged(scan, services.uploads.put(scan.content), pages, limits)


def file_scan(services: Services, uow: UnitOfWork, caller: Caller, case_id: str, judged: Judged) -> str:
    """Puts a judged scan on record in the case, inside the caller's transaction; returns the paper's id."""
    _allowed(uow.conn, caller, case_id, uow.business_day)
    scan = judged.scan
    known = _same(uow, case_id, scan.kind, judged.content_hash)
    if known is not None:
        uow.audit("document.again", object_kind="document", object_key=known, case_id=case_id)
        return known
    title, sealed = KINDS[scan.kind], scan.kind in _SEALED
    new = NewDocument(case_id, scan.kind, title, uow.business_day, sealed, scan.location or None)
    made = uploads.add_document(
        uow,
        services.uploads,
        new,
        content=scan.content,
        name=scan.name,
        pdf_pages=lambda _: judged.pages,
        limits=judged.limits,
    )
    return made.document_id


def _allowed(conn: Connection, caller: Caller, case_id: str, day: date) -> None:
    case = cases.get_case(conn, case_id)
    if case is None:
        raise Refused("case_not_found")
    caller.require(Function.DOCUMENT_ADD, case.office, day)
    # The papers of the receipt are taken in by whoever took in the case, like the case itself (支援措置).
    if case.started_by != caller.user_id:
        require_sight(caller, case.office, case.protected, day)
    if case.status != "active":
        raise Refused("case_closed")


def _same(uow: UnitOfWork, case_id: str, kind: str, content_hash: str) -> str | None:
    """The paper of the case that has this very scan already, None without one."""
    standing = (one for one in uploads.documents_of_case(uow.conn, case_id) if one.withdrawn_at is None)
    same = (one.document_id for one in standing if (one.kind, one.content_hash) == (kind, content_hash))
    return next(same, None)


def _limits(services: Services, conn: Connection) -> Limits:
    values, day = services.values(conn), services.clock.business_day()
    return Limits(values.integer("upload.megabytes", day), values.integer("upload.pages", day))


def look_at_document(services: Services, caller: Caller, document_id: str) -> tuple[Document, bytes]:
    """The scan; the look is on record.

    Raises `document_not_found`, `protected_person`, rights; one of the sealed class is for those who work with numbers.
    """

    def act(uow: UnitOfWork) -> tuple[Document, bytes]:
        known = uploads.get_document(uow.conn, document_id)
        case = None if known is None else cases.get_case(uow.conn, known.case_id)
        if case is None:
            raise Refused("document_not_found")
        require_view(uow.conn, caller, case, uow.business_day)
        require_sight(caller, case.office, case.protected, uow.business_day)
        if known is not None and known.sealed:
            _require_numbers(caller, case.office, uow.business_day)
        return uploads.look_at_document(uow, services.uploads, document_id)

    return run(services, caller, act)


def require_view(conn: Connection, caller: Caller, case: Case, day: date) -> None:
    """Raises rights unless the caller sees the papers of the case: by right, or because he types from them now.

    The typing centre (事務センター) sees the scans of what lies on its table and of nothing else.
    """
    open_tasks = (one for one in tasks.tasks_of_case(conn, case.case_id) if one.status == "open")
    if not any(one.role == _TYPING and caller.may(work(_TYPING), one.office, day) for one in open_tasks):
        caller.require(Function.DOCUMENT_VIEW, case.office, day)


def _require_numbers(caller: Caller, office: str, day: date) -> None:
    """A scan that may show a My Number is seen by those who take numbers in or may look at them, by nobody else."""
    if not caller.may(Function.MY_NUMBER_ENTER, office, day):
        caller.require(Function.MY_NUMBER_REVEAL, office, day)
