"""What art. 65 collects as a debt that can be seized for (国保法65条の徴収金の滞納): read at the second of asking.

It stands beside the premium's instalments in what a household owes, with its own dunning, late charge and limitation
(国民健康保険法79条の2、110条、地方自治法231条の3第3項). A provider's is not among them: he is another debtor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from server.domain.benefits.late_charge import grown_on
from server.domain.dunning import SeizureFrom, seizure_possible_from
from server.domain.late_charge import Payment
from server.domain.recourse.limits import CivilAct, Touched, renewed
from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import other_claims
from server.store import tables as t
from server.store.among import among
from server.store.collection_debts import ART65, OpenDebt
from server.store.other_claims import Act, Line, OtherClaim
from server.store.rows import columns, fetch_all

PERIOD = "fraud_prescription"
_PAID = ("RECEIPT", "REVERSED")
_PRINCIPAL = ("RECOVERY_CLAIM", "CHANGED")


def debts_of(conn: Connection, household_keys: Iterable[str], day: date, values: Values) -> tuple[OpenDebt, ...]:
    """Of these households every claim of art. 65 that was due before `day`, paid ones too; one statement for none."""
    table = t.other_claims
    here = (among(table.c.household_key, sorted(set(household_keys))), table.c.kind == "FRAUD", table.c.due_on < day)
    found = fetch_all(conn, OtherClaim, select(*columns(OtherClaim, table)).where(*here).order_by(table.c.claim_key))
    if not found:
        return ()
    lines = other_claims.lines_of(conn, (one.claim_key for one in found))
    acts = other_claims.acts_of_cases(conn, (one.case_id for one in found))
    return tuple(
        _debt(one, lines[one.claim_key], [act for act in acts if act.case_id == one.case_id], day, values)
        for one in found
    )


def named(conn: Connection, claim_keys: Iterable[str]) -> dict[str, OtherClaim]:
    """Those of these claims that art. 65 collects, by key; instalments are left out."""
    table = t.other_claims
    here = table.c.claim_key.in_(sorted(set(claim_keys)))
    return {one.claim_key: one for one in fetch_all(conn, OtherClaim, select(*columns(OtherClaim, table)).where(here))}


def refuse_gone(conn: Connection, claim_keys: Iterable[str], day: date, values: Values) -> None:
    """Raises `claim_prescribed` for a claim of art. 65 whose two years are over on `day`."""
    found = named(conn, claim_keys)
    acts = other_claims.acts_of_cases(conn, (one.case_id for one in found.values())) if found else ()
    for one in found.values():
        end = ends_on(one, [act for act in acts if act.case_id == one.case_id], values)
        if day > end:
            raise Refused("claim_prescribed", claim=one.claim_key, day=end.isoformat())


def ends_on(one: OtherClaim, acts: Sequence[Act], values: Values) -> date:
    """The last day on which it can be collected, by what touched its limitation."""
    touched = [Touched(CivilAct(act.act), act.on_day, act.until) for act in acts]
    return renewed(one.ends_on, values.period(PERIOD, one.fixed_on), touched, values)


def _debt(one: OtherClaim, lines: Sequence[Line], acts: Sequence[Act], day: date, values: Values) -> OpenDebt:
    yen = _sums(lines)
    rest, still = max(yen["principal"] - yen["paid"], 0), sum(line.yen for line in lines)
    late = max(still - rest, 0) if yen["late"] else 0
    first = next((act for act in acts if act.act == "DUNNING"), None)
    grown, why = _grown(one, lines, rest, first, day, values) if rest and not yen["late"] else (0, None)
    end = ends_on(one, acts, values)
    return OpenDebt(
        claim_key=one.claim_key,
        payer_key=one.person_key,
        levy_year=one.accounting_year,
        notice_no=one.number,
        instalment_no=int(one.number.rpartition("-")[2]),
        due_on=one.due_on,
        principal=rest,
        late=late or grown,
        late_grown=grown,
        fee=0,
        cost=0,
        in_transit=0,
        **_dunned(first, values),
        prescribes_on=None if end == date.max else end,
        gone=still > 0 and day > end,
        late_why=why,
        kind=ART65,
        debtor=one.debtor,
    )


def _dunned(first: Act | None, values: Values) -> dict[str, Any]:
    """The first dunning, and the days behind which may be seized, with their trace."""
    possible = _possible(first, values)
    said = {} if possible is None else possible.as_json()
    return {
        "designated_on": None if first is None else first.until,
        "dispatched_on": None if first is None else first.on_day,
        "after_designated": said.get("after_designated"),
        "after_wait": said.get("after_wait"),
        "seizure_from": None if possible is None else possible.day,
    }


def _possible(first: Act | None, values: Values) -> SeizureFrom | None:
    if first is None or first.until is None:
        return None
    return seizure_possible_from(first.on_day, first.until, values)


def _sums(lines: Sequence[Line]) -> Mapping[str, int]:
    kinds = {"principal": _PRINCIPAL, "late": ("LATE_CHARGE",)}
    found = {name: sum(one.yen for one in lines if one.kind in some) for name, some in kinds.items()}
    return found | {"paid": -sum(one.yen for one in lines if one.kind in _PAID)}


def _grown(
    one: OtherClaim, lines: Sequence[Line], rest: int, first: Act | None, day: date, values: Values
) -> tuple[int, Refused | None]:
    """The late charge to `day` as if the rest were paid on it, or why it cannot be told."""
    paid = [Payment(line.value_on, -line.yen) for line in lines if line.kind in _PAID]
    principal = sum(line.yen for line in lines if line.kind in _PRINCIPAL)
    dispatched, designated = (None, None) if first is None else (first.on_day, first.until)
    try:
        charge = grown_on(principal, one.due_on, [*paid, Payment(day, rest)], day, dispatched, designated, values)
    except Refused as refusal:
        return 0, refusal
    return charge, None
