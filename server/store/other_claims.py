"""Claims that are no premium (求償・返還の債権): fixed, posted to, renewed; a balance is a sum over lines.

Register changes, applied by `registers.apply_change`:

| kind | payload |
|---|---|
| `fix_other_claim` | claim_key, kind (RECOURSE, RECOVERY, FRAUD), nature, household_key, person_key, case_id, debtor, number, fixed_on, due_on, accounting_year, ends_on, yen, reason, second_user |
| `post_other_claim` | claim_key, kind (CHANGED, LATE_CHARGE, COST, RECEIPT, REVERSED, REPAID, GIVEN_UP), yen, value_on, reason, case_id, [reference, second_user] |
| `put_other_act` | act_key, case_id, against, act, on_day, document, [lasts_until] |

Yen of a line change what is open: claims, COST, REVERSED and REPAID are positive, RECEIPT and GIVEN_UP negative, CHANGED and
LATE_CHARGE are either. A claim lowered below what was paid stands below zero until the rest was paid back (REPAID).
"""  # noqa: E501 - a table is read in one line a row

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, case, func, insert, select

from server.domain.refusals import Refused
from server.store import tables as t
from server.store.marks import mark_of, marked
from server.store.rows import columns, fetch_all
from server.store.unit_of_work import UnitOfWork

DATES = frozenset({"fixed_on", "value_on", "on_day", "lasts_until", "due_on", "ends_on"})
_FIX = (
    "claim_key kind nature household_key person_key case_id debtor number fixed_on due_on accounting_year ends_on yen "
    "reason second_user"
)
_CLAIM = "claim_key kind nature household_key person_key case_id debtor number fixed_on due_on accounting_year ends_on"
FIRST = {"RECOURSE": "RECOURSE_CLAIM", "RECOVERY": "RECOVERY_CLAIM", "FRAUD": "RECOVERY_CLAIM"}
_SIGN = {"RECEIPT": -1, "GIVEN_UP": -1, "REVERSED": 1, "REPAID": 1, "COST": 1}
_MONEY = ("RECEIPT", "REVERSED", "REPAID")
_LOWERING = ("CHANGED", "LATE_CHARGE")


@dataclass(frozen=True, slots=True)
class OtherClaim:
    """A claim as it was fixed."""

    claim_key: str
    kind: str
    nature: str
    household_key: str
    person_key: str
    case_id: str
    debtor: str
    number: str
    fixed_on: date
    due_on: date
    accounting_year: int
    ends_on: date


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a claim, yen as it changes what is open."""

    claim_key: str
    line_no: int
    kind: str
    yen: int
    value_on: date
    posted_on: date
    reference: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class Act:
    """What touched the limitation of a case's claims."""

    act_key: str
    case_id: str
    against: str
    act: str
    on_day: date
    until: date | None
    document: str


def claims_of_case(conn: Connection, case_id: str) -> tuple[OtherClaim, ...]:
    """The claims that a case fixed, first to last."""
    return claims_of_cases(conn, [case_id])


def claims_of_cases(conn: Connection, case_ids: Iterable[str]) -> tuple[OtherClaim, ...]:
    """The claims that these cases fixed, first to last."""
    table = t.other_claims
    statement = select(*columns(OtherClaim, table)).where(table.c.case_id.in_(sorted(set(case_ids))))
    return fetch_all(conn, OtherClaim, statement.order_by(table.c.fixed_on, table.c.claim_key))


def claims_of_household(conn: Connection, household_key: str) -> tuple[OtherClaim, ...]:
    """The claims about members of a household, newest first."""
    table = t.other_claims
    statement = select(*columns(OtherClaim, table)).where(table.c.household_key == household_key)
    return fetch_all(conn, OtherClaim, statement.order_by(table.c.fixed_on.desc(), table.c.claim_key))


def open_claims(conn: Connection, kinds: Iterable[str]) -> tuple[OtherClaim, ...]:
    """The claims of these kinds with something open, the first to lapse first."""
    table, p = t.other_claims, t.other_postings.c
    still = select(p.claim_key).group_by(p.claim_key).having(func.sum(p.yen) > 0)
    statement = select(*columns(OtherClaim, table)).where(table.c.kind.in_(sorted(kinds)), table.c.claim_key.in_(still))
    return fetch_all(conn, OtherClaim, statement.order_by(table.c.ends_on, table.c.claim_key))


DISTRIBUTED = "distribution/"
"""How the receipt of a seizure's money begins: then the deposit, then the claim."""


def distributed(conn: Connection) -> dict[str, int]:
    """Yen that claims received of the money of seizures (配当), by deposit."""
    p, found = t.other_postings.c, dict[str, int]()
    here = select(p.reference, p.yen).where(p.kind == "RECEIPT", p.reference.startswith(DISTRIBUTED))
    for reference, yen in conn.execute(here).all():
        deposit = str(reference).removeprefix(DISTRIBUTED).partition("/")[0]
        found[deposit] = found.get(deposit, 0) - int(str(yen))
    return found


def overpaid(conn: Connection) -> tuple[tuple[OtherClaim, int, int], ...]:
    """The claims below zero: each with the yen that are to be paid back and the number of its last line."""
    table, p = t.other_claims, t.other_postings.c
    below = select(p.claim_key, func.sum(p.yen), func.max(p.line_no)).group_by(p.claim_key).having(func.sum(p.yen) < 0)
    found = {str(key): (-int(yen), int(last)) for key, yen, last in conn.execute(below)}
    statement = select(*columns(OtherClaim, table)).where(table.c.claim_key.in_(sorted(found)))
    return tuple((one, *found[one.claim_key]) for one in fetch_all(conn, OtherClaim, statement))


def lines_of(conn: Connection, claim_keys: Iterable[str]) -> dict[str, tuple[Line, ...]]:
    """The lines of each claim in order."""
    table, found = t.other_postings, dict[str, tuple[Line, ...]]()
    statement = select(*columns(Line, table)).where(table.c.claim_key.in_(sorted(set(claim_keys))))
    for one in fetch_all(conn, Line, statement.order_by(table.c.claim_key, table.c.line_no)):
        found[one.claim_key] = (*found.get(one.claim_key, ()), one)
    return found


def acts_of_cases(conn: Connection, case_ids: Iterable[str]) -> tuple[Act, ...]:
    """What touched the limitation of these cases' claims, by day."""
    table = t.other_acts
    statement = select(*columns(Act, table)).where(table.c.case_id.in_(sorted(set(case_ids))))
    return fetch_all(conn, Act, statement.order_by(table.c.on_day, table.c.act_key))


def prove(conn: Connection) -> Iterator[tuple[str, str]]:
    """What does not agree: (claim, fault) of a claim of less than nothing, of more paid back than came in, without its
    first line, or changed behind the program.

    For `kokuho ledger verify`; nothing when all agrees.
    """
    table = t.other_postings
    came = func.sum(case((table.c.kind.in_(_MONEY), table.c.yen), else_=0))
    sums = select(table.c.claim_key, func.sum(table.c.yen), came, func.min(table.c.line_no)).group_by(table.c.claim_key)
    seen = {}
    for claim, yen, money, first in conn.execute(sums).all():
        seen[claim] = first
        if int(str(yen)) < int(str(money)) or int(str(money)) > 0:
            yield str(claim), "other_claim_negative"
    for claim in conn.scalars(select(t.other_claims.c.claim_key)):
        if seen.get(claim) != 1:
            yield claim, "other_claim_without_line"
    for marked_table in (t.other_claims, t.other_postings, t.other_acts):
        for row in conn.execute(marked_table.select()):
            said = row._asdict()
            if said["mark"] != mark_of(marked_table, said):
                yield str(said.get("claim_key") or said["act_key"]), "other_row_changed"


def _fix(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `other_claim_empty` for a claim of nothing, or one due before it was fixed."""
    if p["yen"] <= 0 or p["due_on"] < p["fixed_on"]:
        raise Refused("other_claim_empty")
    uow.conn.execute(insert(t.other_claims).values(marked(t.other_claims, {name: p[name] for name in _CLAIM.split()})))
    first = {"claim_key": p["claim_key"], "kind": FIRST[p["kind"]], "yen": p["yen"], "value_on": p["fixed_on"]}
    _add(uow, {**first, "reason": p["reason"], "case_id": p["case_id"], "second_user": p["second_user"]}, 1, event)


def _post(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `other_claim_unknown`, `other_receipt_twice`, `other_claim_overpaid` where more is taken off than is open,
    `other_posting_sign`.
    """
    standing = lines_of(uow.conn, [p["claim_key"]]).get(p["claim_key"], ())
    if not standing:
        raise Refused("other_claim_unknown", claim=p["claim_key"])
    if p["yen"] == 0 or p["yen"] * _SIGN.get(p["kind"], p["yen"]) < 0:
        raise Refused("other_posting_sign", at_field="yen")
    reference = p.get("reference")
    if reference and _stands(uow.conn, reference):
        raise Refused("other_receipt_twice", at_field="reference", reference=reference)
    still = sum(one.yen for one in standing)
    if still + p["yen"] < 0 and (p["kind"] not in _LOWERING or not _came_in(standing, -still - p["yen"])):
        raise Refused("other_claim_overpaid", at_field="yen", open=still)
    if p["kind"] == "REPAID" and p["yen"] > -still:
        raise Refused("other_repaid_differs", at_field="yen", yen=max(-still, 0))
    _add(uow, p, max(one.line_no for one in standing) + 1, event)


def _came_in(standing: Iterable[Line], below: int) -> bool:
    """Whether so many yen below zero were paid once: only what came in can be too much."""
    return below <= -sum(one.yen for one in standing if one.kind in _MONEY)


def _stands(conn: Connection, reference: str) -> bool:
    table = t.other_postings.c
    return conn.execute(select(table.line_no).where(table.reference == reference)).first() is not None


def _add(uow: UnitOfWork, p: Mapping[str, Any], line_no: int, event: str) -> None:
    row = {name: p[name] for name in ("claim_key", "kind", "yen", "value_on", "reason", "case_id")} | {
        "line_no": line_no,
        "posted_on": uow.business_day,
        "reference": p.get("reference"),
        "second_user": p.get("second_user"),
        "by_event": event,
        "by_user": uow.actor.user_id,
        "recorded_at": uow.now,
    }
    uow.conn.execute(insert(t.other_postings).values(marked(t.other_postings, row)))


def post(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """A line of a claim in the caller's transaction, as `post_other_claim` makes it; refuses as that does."""
    _post(uow, p, event)


def _act(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:  # noqa: ARG001 - the shape of a change
    put_act(uow, p)


def put_act(uow: UnitOfWork, p: Mapping[str, Any]) -> None:
    """What touched the limitation of a case's claims, in the caller's transaction."""
    row = {name: p[name] for name in ("act_key", "case_id", "against", "act", "on_day", "document")}
    row |= {"until": p.get("lasts_until"), "by_user": uow.actor.user_id, "recorded_at": uow.now}
    uow.conn.execute(insert(t.other_acts).values(marked(t.other_acts, row)))


KINDS: dict[str, tuple[str, str, Callable[[UnitOfWork, Mapping[str, Any], str], None]]] = {
    "fix_other_claim": (_FIX, "", _fix),
    "post_other_claim": ("claim_key kind yen value_on reason case_id", "reference second_user", _post),
    "put_other_act": ("act_key case_id against act on_day document", "lasts_until", _act),
}
"""For each kind its required and optional fields and what it does."""
