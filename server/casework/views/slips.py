"""What a household can be given slips for (納付書再発行の画面): what is open, and earlier slips."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.household_of_case import household_fact, is_protected
from server.casework.match_receipts import asked_of_number
from server.casework.services import Services
from server.casework.task_rights import require_sight
from server.casework.work import run
from server.domain.ledger.books import Claim
from server.domain.limitation import prescribes_on
from server.domain.payment_slip import Payable, latest_use, usual_use
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.domain.values import Values
from server.store import claim_acts, debit_requests, ledger, payment_slips, receipts
from server.store.collection_ways import Way, way_of
from server.store.connection import Connection
from server.store.payment_slips import StandingSlip
from server.store.unit_of_work import UnitOfWork

SUBJECTS = ("principal", "late")


@dataclass(frozen=True, slots=True)
class SlipRow:
    """One thing a slip may ask for; `barred` says by a refusal's code why it may not, `slip` what stands for it now.

    `in_transit`: a store told of a payment that is not confirmed yet (速報); a second slip may bring a second payment.
    """

    payable: Payable
    levy_year: int
    instalment_no: int
    barred: str | None
    debit_on: date | None
    slip: StandingSlip | None
    in_transit: bool = False


@dataclass(frozen=True, slots=True)
class SlipsView:
    """The page: rows by year and instalment, the days proposed and allowed, how the household pays."""

    household_key: str
    name: str
    office: str
    protected: bool
    way: Way
    rows: Sequence[SlipRow]
    use_by: date
    use_by_latest: date
    today: date


def slips_view(services: Services, caller: Caller, household_key: str) -> SlipsView:
    """The page for a household; the look is on record.

    Raises `household_not_found`, `no_right`, `out_of_scope` (another office's clerk), `protected_person`.
    """

    def act(uow: UnitOfWork) -> SlipsView:
        household = allowed(uow.conn, caller, household_key, uow.business_day)
        values = services.values(uow.conn)
        rows = slip_rows(uow.conn, household_key, values, uow.business_day)
        open_ones = [row.payable for row in rows if row.barred is None]
        uow.audit("slip.view", object_kind="household", object_key=household_key, household_key=household_key)
        return SlipsView(
            household_key=household_key,
            name=_head(household),
            office=str(household["office"]),
            protected=is_protected(uow.conn, household_key, uow.business_day),
            way=way_of(uow.conn, [household_key], uow.business_day)[household_key],
            rows=rows,
            use_by=usual_use(open_ones, uow.business_day, values),
            use_by_latest=latest_use((), uow.business_day, values),
            today=uow.business_day,
        )

    return run(services, caller, act)


def allowed(conn: Connection, caller: Caller, household_key: str, day: date) -> Mapping[str, object]:
    """The household, when the caller may print slips for it; raises as `slips_view`."""
    household = household_fact(conn, household_key, day)
    if household is None:
        raise Refused("household_not_found")
    office = str(household["office"])
    caller.require(Function.SLIP_ISSUE, office, day)
    require_sight(caller, office, is_protected(conn, household_key, day), day)
    return household


def slip_rows(conn: Connection, household_key: str, values: Values, day: date) -> tuple[SlipRow, ...]:
    """Every instalment of the household with something open, and whether a slip may ask for it."""
    claims = {key: claim for key, claim in ledger.claims_of_books(conn, [household_key]).items() if claim.open}
    debits = debit_requests.under_way(conn, claims)
    standing = payment_slips.standing_slips(conn, claims)
    payables = payables_of(conn, claims, values)
    told = {one.collection_no for one in receipts.in_transit(conn, [household_key])}
    transit = {key for number in told for key in asked_of_number(conn, number)}
    return tuple(
        SlipRow(
            payable=one,
            levy_year=claims[one.claim_key].levy_year,
            instalment_no=int(one.claim_key[-2:]),
            barred=_barred(one, day, debits),
            debit_on=debits.get(one.claim_key),
            slip=standing.get((one.claim_key, one.subject)),
            in_transit=one.claim_key in transit,
        )
        for one in payables
        if one.open > 0
    )


def payables_of(conn: Connection, claims: Mapping[str, Claim], values: Values) -> tuple[Payable, ...]:
    """Premium and late charge of each claim, with the last day on which it can be collected."""
    acts = claim_acts.acts_on(conn, claims)
    found = []
    for key, claim in claims.items():
        last = prescribes_on(claim.due_on, acts[key], values)
        for subject, yen in zip(SUBJECTS, (claim.open.principal.total, claim.open.late), strict=True):
            found.append(Payable(key, subject, yen, claim.due_on, last))
    return tuple(found)


def _barred(payable: Payable, day: date, debits: Mapping[str, date]) -> str | None:
    if payable.prescribed_after is not None and day > payable.prescribed_after:
        return "slip_prescribed"
    return "slip_being_debited" if payable.claim_key in debits else None


def _head(household: Mapping[str, object]) -> str:
    members = household["members"]
    assert isinstance(members, list)  # noqa: S101 - the shape of the fact
    return next((str(one["name"]) for one in members if one["person_key"] == household["head_person_key"]), "")
