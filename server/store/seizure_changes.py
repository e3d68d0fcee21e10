"""Changes of assets, seizures and participations (財産・差押・交付要求の台帳異動), applied by `registers.apply_change`.

| kind | payload |
|---|---|
| `put_inquiry` | inquiry_id, number, case_id, household_key, person_key, kind, third_party, postal_code, address, asked_on, due_on |
| `remind_inquiry` | inquiry_id, household_key, reminded_on |
| `answer_inquiry` | inquiry_id, household_key, answered_on, answer, [note] |
| `put_asset` | asset_id, number, household_key, person_key, kind, third_party, postal_code, address, detail, account_tail, value, prior, exempt, source, as_of, case_id |
| `end_asset` | asset_id, household_key, ended_on, end_ground |
| `put_seizure` | seizure_id, number, case_id, household_key, person_key, asset_id, amount, details, signed_on, drafted_by, verified_by, decided_by, debts [{claim_key, principal, late, fee, cost}] |
| `serve_seizure` | seizure_id, household_key, result, served_at (instant or null) |
| `release_seizure` | seizure_id, household_key, released_on, release_ground |
| `put_participation` | participation_id, number, case_id, household_key, kind, body, body_case, period_end, filed_on, debts [{claim_key, principal, late, rank}] |
| `end_participation` | participation_id, household_key, ended_on, outcome, [received] |

A seizure served and a participation filed state themselves on the clock of each instalment, and again at their end.
"""  # noqa: E501 - a table is read in one line a row

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Table, insert, select, update

from server.domain.calendar import JAPAN
from server.domain.limitation import Act
from server.domain.refusals import Refused
from server.store import art65_debts
from server.store import tables as t
from server.store.claim_acts import end_act, put_act
from server.store.other_claims import put_act as put_other_act
from server.store.prescribed import refuse_prescribed
from server.store.unit_of_work import UnitOfWork
from server.store.values import load_values

DATES = frozenset(
    "asked_on due_on reminded_on answered_on as_of ended_on signed_on released_on period_end filed_on".split()
)


def _put(table: Table, uow: UnitOfWork, p: Mapping[str, Any], **more: Any) -> None:
    uow.conn.execute(insert(table).values({**p, **more}))


def _fill(uow: UnitOfWork, table: Table, key: str, p: Mapping[str, Any], only_if_empty: str, **more: Any) -> None:
    """Fills empty columns of one row; raises `seizure_moved` when it is not there or was filled before."""
    values = {name: value for name, value in p.items() if name not in (key, "household_key")} | more
    here = (table.c[key] == p[key], table.c.household_key == p["household_key"], table.c[only_if_empty].is_(None))
    if uow.conn.execute(update(table).where(*here).values(values)).rowcount != 1:
        raise Refused("seizure_moved", number=str(p[key]))


def _put_inquiry(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    _put(t.asset_inquiries, uow, p, by_event=event)


def _remind(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:  # noqa: ARG001 - the shape of a change
    _fill(uow, t.asset_inquiries, "inquiry_id", p, "reminded_on")


def _answer(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:  # noqa: ARG001 - the shape of a change
    _fill(uow, t.asset_inquiries, "inquiry_id", p, "answer")


def _put_asset(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    _put(t.assets, uow, p, by_event=event, recorded_at=uow.now)


def _end_asset(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:  # noqa: ARG001 - the shape of a change
    _fill(uow, t.assets, "asset_id", p, "ended_on")


def _put_seizure(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    """Raises `seizure_same_person` unless drafter, verifier and approver are three people, `seizure_no_debt`,
    `claim_prescribed`."""
    if len({p["drafted_by"], p["verified_by"], p["decided_by"]}) != len(("draft", "check", "decide")):
        raise Refused("seizure_same_person")
    if not p["debts"]:
        raise Refused("seizure_no_debt")
    _refuse_gone(uow, [debt["claim_key"] for debt in p["debts"]], uow.business_day)
    row = {name: value for name, value in p.items() if name != "debts"}
    _put(t.seizures, uow, row, by_event=event, signed_by=uow.actor.user_id, signed_at=uow.now)
    debts = [{**debt, "seizure_id": p["seizure_id"]} for debt in p["debts"]]
    other = art65_debts.named(uow.conn, (debt["claim_key"] for debt in debts))
    for table, is_other in ((t.seizure_debts, False), (t.seizure_claims, True)):
        rows = [debt for debt in debts if (debt["claim_key"] in other) is is_other]
        if rows:
            uow.conn.execute(insert(table), rows)


def _refuse_gone(uow: UnitOfWork, claims: Sequence[str], day: date) -> None:
    """Raises `claim_prescribed` for an instalment, and for what art. 65 collects."""
    refuse_prescribed(uow.conn, claims, day)
    art65_debts.refuse_gone(uow.conn, claims, day, load_values(uow.conn))


def _serve(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:  # noqa: ARG001 - the shape of a change
    """Raises `seizure_served_in_future`, and `claim_prescribed`: nothing is seized that is extinct at its service."""
    served = None if p["served_at"] is None else datetime.fromisoformat(p["served_at"])
    if served is not None:
        if served > datetime.combine(uow.business_day, uow.now.astimezone(JAPAN).time(), JAPAN):
            raise Refused("seizure_served_in_future", at_field="served_minute")
        _refuse_gone(uow, _seized_for(uow, p["seizure_id"]), _day(served))
    _fill(uow, t.seizures, "seizure_id", {**p, "served_at": served}, "result", served_by=uow.actor.user_id)
    if served is not None:
        _state(uow, f"seizure:{p['seizure_id']}", _claims(uow, t.seizure_debts, p["seizure_id"]), _day(served))
        _touch(uow, p["seizure_id"], "SEIZURE", _day(served))


def _release(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:  # noqa: ARG001 - the shape of a change
    _fill(uow, t.seizures, "seizure_id", p, "released_on", released_by=uow.actor.user_id)
    table = t.seizures.c
    served = uow.conn.execute(select(table.served_at).where(table.seizure_id == p["seizure_id"])).scalar_one()
    if served is not None:
        _end(uow, f"seizure:{p['seizure_id']}", p["released_on"])
        _touch(uow, p["seizure_id"], "SEIZURE_ENDED", p["released_on"])


def _touch(uow: UnitOfWork, seizure_id: str, act: str, on: date) -> None:
    """What art. 65 collects keeps its own acts, one for each case whose claims are seized for (民法148条)."""
    found = art65_debts.named(uow.conn, _claims(uow, t.seizure_claims, seizure_id)).values()
    number = uow.conn.execute(select(t.seizures.c.number).where(t.seizures.c.seizure_id == seizure_id)).scalar_one()
    for case_id in sorted({one.case_id for one in found}):
        said = {"act_key": f"{case_id}/{seizure_id}/{act}", "case_id": case_id, "against": "DEBTOR", "act": act}
        put_other_act(uow, {**said, "on_day": on, "document": f"差押 {number}"})


def _seized_for(uow: UnitOfWork, seizure_id: str) -> list[str]:
    return [key for table in (t.seizure_debts, t.seizure_claims) for key in _claims(uow, table, seizure_id)]


def _put_participation(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:
    refuse_prescribed(uow.conn, [debt["claim_key"] for debt in p["debts"]], p["filed_on"])
    row = {name: value for name, value in p.items() if name != "debts"}
    _put(t.participations, uow, row, by_event=event)
    debts = [{**debt, "participation_id": p["participation_id"]} for debt in p["debts"]]
    uow.conn.execute(insert(t.participation_debts), debts)
    claims = [debt["claim_key"] for debt in p["debts"]]
    _state(uow, f"participation:{p['participation_id']}", claims, p["filed_on"])


def _end_participation(uow: UnitOfWork, p: Mapping[str, Any], event: str) -> None:  # noqa: ARG001 - shape of a change
    _fill(uow, t.participations, "participation_id", p, "outcome")
    _end(uow, f"participation:{p['participation_id']}", p["ended_on"])


def _claims(uow: UnitOfWork, table: Table, key: str) -> list[str]:
    own = table.primary_key.columns[0]
    return list(uow.conn.scalars(select(table.c.claim_key).where(own == key).order_by(table.c.claim_key)))


def _state(uow: UnitOfWork, event: str, claims: Iterable[str], on: date) -> None:
    for claim in claims:
        put_act(uow, claim, Act.SEIZURE, on, by_event=event)


def _end(uow: UnitOfWork, event: str, until: date) -> None:
    """What the seizure or participation stated on its instalments ends on `until`."""
    acts = t.claim_acts.c
    for act_id in uow.conn.scalars(select(acts.act_id).where(acts.by_event == event).order_by(acts.act_id)).all():
        end_act(uow, act_id, until, by_event=event)


def _day(at: datetime) -> date:
    return at.astimezone(JAPAN).date()


Apply = Callable[[UnitOfWork, Mapping[str, Any], str], None]
_INQUIRY = "inquiry_id number case_id household_key person_key kind third_party postal_code address asked_on due_on"
_ASSET = (
    "asset_id number household_key person_key kind third_party postal_code address detail account_tail value prior "
    "exempt source as_of case_id"
)
_SEIZURE = (
    "seizure_id number case_id household_key person_key asset_id amount details signed_on drafted_by verified_by "
    "decided_by debts"
)
_PARTICIPATION = "participation_id number case_id household_key kind body body_case period_end filed_on debts"

KINDS: dict[str, tuple[str, str, Apply]] = {
    "put_inquiry": (_INQUIRY, "", _put_inquiry),
    "remind_inquiry": ("inquiry_id household_key reminded_on", "", _remind),
    "answer_inquiry": ("inquiry_id household_key answered_on answer", "note", _answer),
    "put_asset": (_ASSET, "", _put_asset),
    "end_asset": ("asset_id household_key ended_on end_ground", "", _end_asset),
    "put_seizure": (_SEIZURE, "", _put_seizure),
    "serve_seizure": ("seizure_id household_key result served_at", "", _serve),
    "release_seizure": ("seizure_id household_key released_on release_ground", "", _release),
    "put_participation": (_PARTICIPATION, "", _put_participation),
    "end_participation": ("participation_id household_key ended_on outcome", "received", _end_participation),
}
"""For each kind its required and optional fields and what it does."""
