"""One late charge looked at (延滞金の確定の一件): fixed once its instalment is paid in full, or taken back.

Posted as LATE_FIXED and told by LT-C10 with a slip and a due date of its own. When the payment is taken back, or stands
on another day or amount, what was fixed is taken back, too, and looked at anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from server.domain.effects import JSON
from server.domain.facts import FactKey
from server.domain.late_charge import Exemption
from server.domain.late_fixing import Dunned, Fixing, Why, due_of, fixing, trace_of
from server.domain.ledger.acts import added, brought_forward, reversed_line
from server.domain.ledger.books import Claim, Posting
from server.domain.ledger.kinds import Kind
from server.domain.limitation import Act
from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import (
    claim_acts,
    dunnings,
    incidents,
    late_charges,
    late_exemptions,
    ledger,
    letters,
    levies,
    payment_slips,
)
from server.store.connection import Connection
from server.store.facts import load_facts
from server.store.households import household_revs
from server.store.late_charges import FixedLate, Looked
from server.store.ledger import Origin
from server.store.letters import NewLetter
from server.store.payment_slips import SlipLine
from server.store.prescribed import prescribed
from server.store.unit_of_work import UnitOfWork

LETTER = "late_charge/fixed"
EVENT = "night:late_charges"


@dataclass(frozen=True, slots=True)
class LateRun:
    """What a run did: instalments looked at, charges fixed with their yen, taken back, and held for a person."""

    looked_at: int = 0
    fixed: int = 0
    yen: int = 0
    taken_back: int = 0
    held: int = 0

    def plus(self, other: LateRun) -> LateRun:
        return LateRun(*(getattr(self, name) + getattr(other, name) for name in LateRun.__slots__))


def fix_late_charge(
    uow: UnitOfWork, claim_key: str, values: Values, *, by_event: str = EVENT, tell: bool = True
) -> LateRun:
    """Looks at one instalment: fixes its late charge, takes back one that does not stand any more, or does nothing.

    `tell` False: no letter, for a charge that is set off at once with its premium (充当).
    """
    claim = ledger.claims_locked(uow, [claim_key])[claim_key]
    lines = _lines(uow.conn, claim)
    before = late_charges.standing(uow.conn, [claim_key]).get(claim_key)
    exempt = late_exemptions.exemptions_of(uow.conn, [claim_key]).get(claim_key, ())
    try:
        now = fixing(claim, lines, _dunned(uow.conn, claim_key), exempt, values, uow.business_day)
        due_on = due_of(uow.business_day, values) if now.amount else None
    except Refused as refusal:
        return _held(uow, claim, lines, before, refusal)
    if before is not None and before.state != late_charges.HELD and _same(before, now):
        return LateRun(looked_at=1)
    back = _take_back(uow, before, by_event)
    if now.why is Why.OPEN or now.paid_on is None:
        return LateRun(looked_at=1, taken_back=back)
    if back:
        claim = ledger.claims(uow.conn, [claim_key])[claim_key]
        lines = _lines(uow.conn, claim)
    if now.amount and prescribed(uow.conn, [claim_key], uow.business_day, values):
        return LateRun(looked_at=1, taken_back=back)  # extinct with its premium: nothing arises from it any more
    return _record(uow, claim, lines, now, due_on, exempt, values, by_event, tell=tell).plus(LateRun(taken_back=back))


def _same(before: FixedLate, now: Fixing) -> bool:
    return (before.amount, before.paid_on) == (now.amount, now.paid_on) and now.why is not Why.OPEN


def _lines(conn: Connection, claim: Claim) -> list[Posting]:
    return [one.posting for one in ledger.lines_of(conn, claim.book) if one.posting.claim == claim.key]


def _dunned(conn: Connection, claim_key: str) -> Dunned | None:
    """The first dunning: the letter's own dates, else (books taken over) the act that the limitation knows."""
    letter = dunnings.dunnings_of(conn, [claim_key]).get(claim_key)
    if letter is not None:
        return Dunned(letter.dispatched_on, letter.designated_on)
    first = claim_acts.documents_of(conn, claim_key, Act.DUNNING)
    return Dunned(first[0][0]) if first else None


def _held(uow: UnitOfWork, claim: Claim, lines: list[Posting], before: FixedLate | None, refusal: Refused) -> LateRun:
    """Nobody is charged by a value that nobody looked at (PM07): it waits, and somebody is told."""
    if before is not None and before.state != late_charges.HELD:
        return LateRun(looked_at=1, held=1)  # what stands was right on its day
    if before is None:
        paid = max((line.value_on for line in lines if line.amounts.principal.total), default=claim.due_on)
        through = max(line.line_no for line in lines)
        looked = Looked(
            uow.new_id(), claim.key, claim.book, late_charges.HELD, refusal.code, 0, paid, through, None, {}, None
        )
        late_charges.put(uow, looked)
        uow.audit("late_charge.hold", object_kind="claim", object_key=claim.key, detail={"why": refusal.code})
    incidents.raise_incident(
        uow,
        kind="late_charge_held",
        object_kind="value",
        object_key=str(refusal.params.get("key", refusal.code)),
        summary=refusal.message_ja,
    )
    return LateRun(looked_at=1, held=1)


def _take_back(uow: UnitOfWork, before: FixedLate | None, by_event: str) -> int:
    """Reverses what was fixed, with what was waived of it; the letter that was not posted yet is void."""
    if before is None:
        return 0
    late_charges.take_back(uow, before.late_id, by_event)
    if before.line_no is None:
        return 0
    _reverse(uow, before, Origin(by_event))
    letter = None if before.letter_id is None else letters.get_letter(uow.conn, before.letter_id)
    if letter is not None and letter.posted_on is None and letter.status != "void":
        letters.void_letter(uow, letter.letter_id, "延滞金の確定を取り消したため")
    detail: dict[str, JSON] = {"yen": before.amount}
    uow.audit("late_charge.take_back", object_kind="claim", object_key=before.claim_key, detail=detail)
    uow.bump_households(household_revs(uow.conn, [before.household_key]))
    return 1


def _reverse(uow: UnitOfWork, before: FixedLate, origin: Origin) -> None:
    kinds = (Kind.LATE_WAIVED, Kind.LATE_FIXED)
    claim = ledger.claims(uow.conn, [before.claim_key])[before.claim_key]
    mine = [line for line in _lines(uow.conn, claim) if line.kind in kinds and line.reverses is None]
    undone = {line.reverses for line in _lines(uow.conn, claim)}
    for line in sorted((one for one in mine if one.line_no not in undone), key=lambda one: kinds.index(one.kind)):
        claim = ledger.claims(uow.conn, [before.claim_key])[before.claim_key]
        ledger.write(uow, reversed_line(claim, line, uow.business_day, reason="納付の取消し・訂正"), origin)


def _record(
    uow: UnitOfWork,
    claim: Claim,
    lines: list[Posting],
    now: Fixing,
    due_on: Any,
    exempt: tuple[Exemption, ...],
    values: Values,
    by_event: str,
    *,
    tell: bool,
) -> LateRun:
    state = late_charges.FIXED if now.amount else late_charges.NONE
    line_no, through, letter_id = None, max(line.line_no for line in lines), None
    late_id = uow.new_id()
    if now.amount:
        forward, carried = brought_forward(claim, uow.business_day, values)
        made = [*carried, *added(forward, Kind.LATE_FIXED, now.amount, uow.business_day)]
        line_no = through = ledger.write(uow, made, Origin(by_event))[-1].line_no
        letter_id = _letter(uow, claim, late_id, now.amount, due_on) if tell else None
    assert now.paid_on is not None  # noqa: S101 - whoever calls has looked
    why, trace = now.why or "", trace_of(now, claim.due_on, exempt)
    said = (late_id, claim.key, claim.book, state, why, now.amount, now.paid_on, through, line_no, trace)
    late_charges.put(uow, Looked(*said, due_on, letter_id))
    if not now.amount:
        return LateRun(looked_at=1)
    detail: dict[str, JSON] = {"yen": now.amount, "paid_on": now.paid_on.isoformat()}
    uow.audit("late_charge.fix", object_kind="claim", object_key=claim.key, detail=detail)
    uow.bump_households(household_revs(uow.conn, [claim.book]))
    return LateRun(looked_at=1, fixed=1, yen=now.amount)


def _letter(uow: UnitOfWork, claim: Claim, late_id: str, yen: int, due_on: Any) -> str:
    """LT-C10 with its slip (延滞金納付書); its figures are read again when it is issued."""
    account = next(one for one in levies.accounts_of(uow.conn, claim.book) if one.account_key == claim.key[:-3])
    slip = payment_slips.issue(uow, account, [SlipLine(claim.key, "late", yen)], use_by=due_on, by_event=EVENT)
    wanted = [FactKey("household", claim.book), FactKey("protected", claim.book)]
    known = load_facts(uow.conn, wanted, on=uow.business_day)
    household: Any = known.get_fact("household", claim.book)
    payer = account.payer_key or household["head_person_key"]
    office = str(household["office"])
    keys: dict[str, JSON] = {"household_key": claim.book, "office": office, "payer_key": payer, "person_key": payer}
    keys |= {"late_id": late_id, "collection_no": slip.collection_no}
    protected = bool(known.get_fact("protected", claim.book))
    return letters.request_letter(uow, NewLetter(LETTER, office, claim.book, keys, "POST", None, payer, protected))
