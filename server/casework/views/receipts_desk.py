"""The receipts desk (収納): up to which day payments are in, files, the day's money, suspense, 調定票 to be decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.import_receipts import INTERFACES, REFUSED
from server.casework.open_corrections import once_key
from server.casework.services import Services
from server.domain.refusals import Refused
from server.domain.rights import ALL, Function
from server.store import assessments, incidents, receipts, receipts_desk, users
from server.store.assessments import Assessment
from server.store.connection import Connection
from server.store.incidents import Incident
from server.store.receipts import HighWater, StoredReceipt
from server.store.receipts_desk import ChannelDay, ListedFile

DESK = (Function.RECEIPT_IMPORT, Function.RECEIPT_CORRECT, Function.ASSESSMENT_DECIDE)
"""Whoever takes money in, moves it or decides 調定票 sees the desk."""
MOST_FILES = 50
NAMED_INTERFACES = tuple(INTERFACES)


@dataclass(frozen=True, slots=True)
class DeskView:
    """The desk's first page: `refused` are the incidents of files that were refused, `suspense` count and yen."""

    day: date
    channels: tuple[HighWater, ...]
    files: tuple[ListedFile, ...]
    names: dict[str, str]
    refused: tuple[Incident, ...]
    suspense: tuple[int, int]
    undecided: int
    may_import: bool


@dataclass(frozen=True, slots=True)
class FileView:
    """One file with its receipts in their order."""

    file: ListedFile
    imported_by: str
    receipts: tuple[StoredReceipt, ...]


@dataclass(frozen=True, slots=True)
class SuspenseLine:
    """A receipt that names nobody, with the yen of it that are still in suspense and how many days it is there.

    `case` is id and number of the case that began with it, if there is one.
    """

    receipt: StoredReceipt
    yen: int
    age: int
    case: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class DayView:
    """収入日計 of a day."""

    day: date
    channels: tuple[ChannelDay, ...]


@dataclass(frozen=True, slots=True)
class AssessmentsView:
    """調定票: those nobody has decided yet and those made on `day`; `names` of people by user id."""

    day: date
    rows: tuple[Assessment, ...]
    names: dict[str, str]
    may_decide: bool
    may_make: bool
    user_id: str


def desk_view(services: Services, caller: Caller) -> DeskView:
    """The first page; raises `no_right`."""
    day = _desk(services, caller)
    with services.database.read() as conn:
        files = receipts_desk.files(conn, limit=MOST_FILES)
        left = receipts.suspense(conn)
        return DeskView(
            day=day,
            channels=receipts.high_water(conn),
            files=files,
            names=users.names_of(conn, {one.imported_by for one in files}),
            refused=tuple(one for one in incidents.open_incidents(conn, ALL) if one.kind == REFUSED),
            suspense=(len(left), sum(left.values())),
            undecided=len(assessments.undecided(conn)),
            may_import=caller.may(Function.RECEIPT_IMPORT, caller.office, day),
        )


def file_view(services: Services, caller: Caller, file_id: str) -> FileView:
    """One file; raises `no_right`, `receipt_file_unknown`."""
    _desk(services, caller)
    with services.database.read() as conn:
        file = receipts_desk.file_of(conn, file_id)
        if file is None:
            raise Refused("receipt_file_unknown")
        names = users.names_of(conn, {file.imported_by})
        return FileView(file, names.get(file.imported_by, file.imported_by), receipts.receipts_of_file(conn, file_id))


def suspense_view(services: Services, caller: Caller) -> tuple[SuspenseLine, ...]:
    """未消込・仮受一覧, the oldest payment first; raises `no_right`."""
    day = _desk(services, caller)
    with services.database.read() as conn:
        left = receipts.suspense(conn)
        found = receipts_desk.receipts_by_id(conn, left)
        begun = receipts_desk.cases_begun(conn, [once_key(one.receipt_id) for one in found])
    return tuple(
        SuspenseLine(one, left[one.receipt_id], (day - one.paid_on).days, begun.get(once_key(one.receipt_id)))
        for one in found
    )


def day_view(services: Services, caller: Caller, day: date | None) -> DayView:
    """収入日計 of `day`, of the business day without one; raises `no_right`."""
    today = _desk(services, caller)
    with services.database.read() as conn:
        return DayView(day or today, receipts_desk.channel_days(conn, day or today))


def assessments_view(services: Services, caller: Caller, day: date | None) -> AssessmentsView:
    """調定票 that wait for their decision, and those of `day`; raises `no_right`."""
    today = _desk(services, caller)
    with services.database.read() as conn:
        rows = _assessments(conn, day or today)
        named = {one.made_by for one in rows} | {one.decided_by for one in rows if one.decided_by}
        return AssessmentsView(
            day=day or today,
            rows=rows,
            names=users.names_of(conn, named),
            may_decide=caller.may(Function.ASSESSMENT_DECIDE, caller.office, today),
            may_make=caller.may(Function.RECEIPT_IMPORT, caller.office, today),
            user_id=caller.user_id,
        )


def _assessments(conn: Connection, day: date) -> tuple[Assessment, ...]:
    waiting = assessments.undecided(conn)
    known = {one.assessment_no for one in waiting}
    return waiting + tuple(one for one in assessments.of_day(conn, day) if one.assessment_no not in known)


def _desk(services: Services, caller: Caller) -> date:
    """The business day, for whoever may see the desk; raises `no_right`."""
    day = services.clock.business_day()
    if not any(caller.holds(function, day) for function in DESK):
        raise Refused("no_right", function=Function.RECEIPT_IMPORT)
    return day
