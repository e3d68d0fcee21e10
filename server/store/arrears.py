"""The arrears of many households (世帯の滞納) in a constant number of statements: what hub, desk and letters read.

JSON as the fact `arrears` has it: yen, days as ISO text. What is derived from it is `server.domain.arrears`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, select

from server.domain.arrears import REMINDER, SLUG, SPOKES, WARNING
from server.domain.calendar import civil_date
from server.domain.effects import JSON
from server.domain.late_charge import Exemption
from server.domain.ledger.amounts import PRINCIPAL
from server.domain.ledger.books import Claim
from server.domain.ledger.kinds import Kind
from server.domain.limitation import ClockAct
from server.store import claim_acts, contacts, dated, ledger, receipts
from server.store import tables as t
from server.store.among import among
from server.store.dunning_lines import LATE
from server.store.dunnings import Dunning, dunnings_of
from server.store.holds import Hold, holds_of
from server.store.late_exemptions import exemptions_of

_SLICE = 500
_YEAR = timedelta(days=366)
_MATTERS = {"death": "DEATH", "welfare": "WELFARE"}
_MONEY = (str(Kind.RECEIPT), str(Kind.OFFSET_IN))


@dataclass(slots=True)
class _Found:
    """All that one slice's statements answered, by claim or household."""

    claims: Mapping[str, Claim]
    numbers: Mapping[str, tuple[int, str | None]]
    written_off: Mapping[str, int]
    paid: Mapping[str, list[list[JSON]]]
    acts: Mapping[str, Sequence[ClockAct]]
    dunnings: Mapping[str, Dunning]
    late_dunnings: Mapping[str, Dunning]
    exemptions: Mapping[str, Sequence[Exemption]]
    homes: dict[str, dict[str, JSON]] = field(default_factory=dict)


def arrears_of(conn: Connection, household_keys: Iterable[str], day: date) -> dict[str, dict[str, JSON]]:
    """The fact `arrears` of each household on the day; one that was never levied has no instalments."""
    keys = sorted(set(household_keys))
    found: dict[str, dict[str, JSON]] = {}
    for start in range(0, len(keys), _SLICE):
        found |= _slice(conn, keys[start : start + _SLICE], day)
    return found


def _slice(conn: Connection, keys: list[str], day: date) -> dict[str, dict[str, JSON]]:
    claims = ledger.claims_of_books(conn, keys)
    late = [key for key, claim in claims.items() if claim.open.late > 0]
    found = _Found(
        claims=claims,
        numbers=_numbers(conn, claims),
        written_off=_written_off(conn, claims),
        paid=_paid(conn, claims),
        acts=claim_acts.acts_on(conn, claims) if claims else {},
        dunnings=dunnings_of(conn, claims),
        late_dunnings=dunnings_of(conn, late, LATE) if late else {},
        exemptions=exemptions_of(conn, claims),
    )
    homes: dict[str, dict[str, Any]] = {
        key: {"household_key": key, "instalments": [], "in_transit": 0, "matters": []} for key in keys
    }
    for claim in claims.values():
        homes[claim.book]["instalments"].append(_instalment(claim, found))
    for one in receipts.in_transit(conn, keys):
        if one.household_key is not None:
            homes[one.household_key]["in_transit"] += one.amount
    _add_letters(conn, homes, day)
    _add_matters(conn, homes, day)
    for name, by_home in (
        ("holds", {key: [plain_hold(one) for one in many] for key, many in holds_of(conn, keys, day).items()}),
        ("spokes", _spokes(conn, keys)),
        ("contacts", contacts.recent(conn, keys, day - _YEAR)),
        ("transfer", _transfers(conn, keys, day)),
        ("running", _running(conn, keys)),
    ):
        for key, home in homes.items():
            home[name] = by_home.get(key, None if name == "transfer" else [])
    return homes


def plain_hold(hold: Hold) -> dict[str, JSON]:
    """A hold as JSON."""
    return {
        "hold_key": hold.hold_key,
        "kind": hold.kind,
        "since": hold.since.isoformat(),
        "until": None if hold.until is None else hold.until.isoformat(),
        "reason": hold.reason,
        "claim_keys": None if hold.claim_keys is None else list(hold.claim_keys),
    }


def _instalment(claim: Claim, found: _Found) -> dict[str, JSON]:
    principal = sum(claim.open.of(column) for column in PRINCIPAL)
    late = found.late_dunnings.get(claim.key) if principal <= 0 else None
    dunning = late or found.dunnings.get(claim.key)
    return {
        "claim_key": claim.key,
        "levy_year": claim.levy_year,
        "no": found.numbers[claim.key][0],
        "payer_key": found.numbers[claim.key][1],
        "due_on": claim.due_on.isoformat(),
        "levied": claim.levied.total,
        "open": principal,
        "extras": claim.open.total - principal,
        "late_dunned": late is not None,
        "overpaid": claim.payable.total,
        "written_off": found.written_off.get(claim.key, 0),
        "dunned_on": None if dunning is None else dunning.dispatched_on.isoformat(),
        "designated_on": None if dunning is None else dunning.designated_on.isoformat(),
        "seizure_from": _iso(None if dunning is None else dunning.seizure_from),
        "acts": [_act(one) for one in found.acts.get(claim.key, ())],
        "paid": found.paid.get(claim.key, []),
        "exemptions": [
            [one.first.isoformat(), one.last.isoformat(), one.share < 1] for one in found.exemptions.get(claim.key, ())
        ],
    }


def _act(one: ClockAct) -> list[JSON]:
    return [str(one.act), one.on.isoformat(), _iso(one.until), one.document, _iso(one.known_on), _iso(one.shown)]


def _numbers(conn: Connection, claim_keys: Iterable[str]) -> dict[str, tuple[int, str | None]]:
    """The number of each instalment (期) and who owes it (納付義務者)."""
    i, a = t.instalments.c, t.levy_accounts.c
    joined = t.instalments.join(t.levy_accounts, a.account_key == i.account_key)
    found: dict[str, tuple[int, str | None]] = {}
    for part in _slices(claim_keys):
        statement = (
            select(i.claim_key, i.instalment_no, a.payer_key).select_from(joined).where(among(i.claim_key, part))
        )
        found |= {row[0]: (row[1], row[2]) for row in conn.execute(statement)}
    return found


def _written_off(conn: Connection, claim_keys: Iterable[str]) -> dict[str, int]:
    p = t.postings.c
    total = sum((p[column] for column in PRINCIPAL[1:]), p[PRINCIPAL[0]])
    found: dict[str, int] = {}
    for part in _slices(claim_keys):
        here = (among(p.claim_key, part), p.kind == str(Kind.WRITE_OFF))
        statement = select(p.claim_key, func.sum(total)).where(*here).group_by(p.claim_key)
        found |= {row[0]: int(row[1]) for row in conn.execute(statement)}
    return found


def _paid(conn: Connection, claim_keys: Iterable[str]) -> dict[str, list[list[JSON]]]:
    """What was paid on the principal by day (領収日); what was taken back is not among it."""
    p = t.postings.c
    total = sum((p[column] for column in PRINCIPAL[1:]), p[PRINCIPAL[0]])
    found: dict[str, list[list[JSON]]] = {}
    for part in _slices(claim_keys):
        here = (among(p.claim_key, part), p.kind.in_(_MONEY))
        statement: Select[*tuple[Any, ...]] = (
            select(p.claim_key, p.value_on, func.sum(total)).where(*here).group_by(p.claim_key, p.value_on)
        )
        rows: Iterable[Any] = conn.execute(statement.order_by(p.claim_key, p.value_on))
        for claim, on, yen in rows:
            if yen:
                found.setdefault(claim, []).append([on.isoformat(), int(yen)])
    return found


def _spokes(conn: Connection, keys: list[str]) -> dict[str, list[dict[str, JSON]]]:
    """The cases of the procedures that the hub begins, oldest first; `closed_on` None while one runs."""
    c = t.cases.c
    statement = (
        select(c.household_key, c.case_id, c.number, c.slug, c.status, c.outcome, c.started_at, c.closed_at)
        .where(among(c.household_key, keys), c.slug.in_(SPOKES))
        .order_by(c.started_at, c.case_id)
    )
    found: dict[str, list[dict[str, JSON]]] = {}
    for row in conn.execute(statement):
        one = {
            "case_id": row.case_id,
            "number": row.number,
            "slug": row.slug,
            "runs": row.status == "active",
            "outcome": row.outcome,
            "started_on": civil_date(row.started_at).isoformat(),
            "closed_on": None if row.closed_at is None else civil_date(row.closed_at).isoformat(),
        }
        found.setdefault(row.household_key, []).append(one)
    return found


def _add_letters(conn: Connection, homes: dict[str, dict[str, Any]], day: date) -> None:
    """Reminders and warnings of the last two years, and letters that came back in the last year."""
    c = t.letters.c
    for home in homes.values():
        home |= {"letters": [], "returned": []}
    ours = c.letter.in_((REMINDER, WARNING))
    statement = (
        select(c.household_key, c.letter_id, c.letter, c.request_keys, c.status, c.requested_at, c.posted_on)
        .add_columns(c.returned_on, c.return_reason)
        .where(among(c.household_key, sorted(homes)), ours | (c.returned_on >= day - _YEAR), c.status != "void")
        .order_by(c.requested_at, c.letter_id)
    )
    for row in conn.execute(statement):
        if row.letter in (REMINDER, WARNING):
            homes[row.household_key]["letters"].append(_letter(row))
        if row.returned_on is not None:
            back = {"letter_id": row.letter_id, "letter": row.letter, "on": row.returned_on.isoformat()}
            homes[row.household_key]["returned"].append(back | {"reason": row.return_reason})


def _letter(row: Any) -> dict[str, JSON]:
    return {
        "letter_id": row.letter_id,
        "letter": row.letter,
        "grade": row.request_keys.get("grade"),
        "asked_on": civil_date(row.requested_at).isoformat(),
        "posted_on": _iso(row.posted_on),
        "returned_on": _iso(row.returned_on),
    }


def _add_matters(conn: Connection, homes: dict[str, dict[str, Any]], day: date) -> None:
    """Deaths of who owes and the beginning of public assistance in the last two years, as the registers have them."""
    e, a = t.eligibilities.c, t.levy_accounts.c
    payers = select(a.payer_key).where(a.household_key == e.household_key).exists()
    owes = select(a.account_key).where(a.household_key == e.household_key, a.payer_key == e.person_key).exists()
    statement = (
        select(e.household_key, e.person_key, e.lost_by, e.valid_to)
        .where(among(e.household_key, sorted(homes)), dated.current(t.eligibilities))
        .where(e.lost_by.in_(sorted(_MATTERS)), e.valid_to >= day - 2 * _YEAR)
        .where((e.lost_by != "death") | owes | ~payers)
        .order_by(e.household_key, e.valid_to, e.person_key)
    )
    for row in conn.execute(statement):
        one = {"kind": _MATTERS[row.lost_by], "person_key": row.person_key, "on": row.valid_to.isoformat()}
        homes[row.household_key]["matters"].append(one)


def _running(conn: Connection, keys: list[str]) -> dict[str, list[JSON]]:
    """The running cases of arrears of each household: one, but for a moment in which a second is refused."""
    c = t.cases.c
    here = (among(c.household_key, keys), c.slug == SLUG, c.status == "active")
    found: dict[str, list[JSON]] = {}
    for household, case_id in conn.execute(select(c.household_key, c.case_id).where(*here).order_by(c.case_id)):
        found.setdefault(str(household), []).append(case_id)
    return found


def _transfers(conn: Connection, keys: list[str], day: date) -> dict[str, dict[str, JSON]]:
    c = t.collection_transfers.c
    statement = select(c.household_key, c.transfer_key, c.from_office, c.to_office, c.list_no, c.valid_from).where(
        among(c.household_key, keys), dated.asked(t.collection_transfers, day, None)
    )
    return {
        row.household_key: {
            "transfer_key": row.transfer_key,
            "from_office": row.from_office,
            "to_office": row.to_office,
            "list_no": row.list_no,
            "since": row.valid_from.isoformat(),
        }
        for row in conn.execute(statement)
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _slices(keys: Iterable[str]) -> list[list[str]]:
    wanted = sorted(set(keys))
    return [wanted[start : start + _SLICE] for start in range(0, len(wanted), _SLICE)]
