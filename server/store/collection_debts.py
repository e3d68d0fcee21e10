"""What households owe at the second of asking (滞納の現在額): each due instalment with late charge and clock.

Read anew before every draft and at every signing; today's receipts count, also those told by 速報 alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, select

from server.domain.collection_number import read_number
from server.domain.dunning import duns_late_charges
from server.domain.late_charge import Exemption, Payment, is_claimable, late_charge_for_issue
from server.domain.ledger.books import MONEY_IN, Claim, Posting
from server.domain.ledger.position import payments_on
from server.domain.limitation import ClockAct, is_prescribed, prescribes_on
from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import claim_acts, ledger, payment_slips, receipts
from server.store import tables as t
from server.store.dunning_lines import LATE
from server.store.dunnings import Dunning, dunnings_of
from server.store.late_exemptions import exemptions_of
from server.store.payment_slips import SlipLine

PREMIUM, ART65 = "PREMIUM", "ART65"


@dataclass(frozen=True, slots=True)
class OpenDebt:
    """A due instalment: yen open by kind; `late` what is fixed and open, or else what has grown to the day.

    `late_why` why a late charge that has grown cannot be claimed (then `late` is 0). `seizure_from` by its dunning, the
    later of `after_designated` and `after_wait` (its trace, ISO). `kind` ART65 for a claim that is no instalment
    (`art65_debts`): its number is the claim's, and it names its `debtor`.
    """

    claim_key: str
    payer_key: str | None
    levy_year: int
    notice_no: str
    instalment_no: int
    due_on: date
    principal: int
    late: int
    late_grown: int
    fee: int
    cost: int
    in_transit: int
    designated_on: date | None
    dispatched_on: date | None
    after_designated: str | None
    after_wait: str | None
    seizure_from: date | None
    prescribes_on: date | None
    gone: bool
    late_why: Refused | None
    kind: str = PREMIUM
    debtor: str | None = None

    @property
    def total(self) -> int:
        """Everything of it."""
        return self.principal + self.late + self.fee + self.cost


@dataclass(frozen=True, slots=True)
class _Known:
    """What was read of all households at once, by instalment."""

    payments: Mapping[str, Sequence[Posting]]
    acts: Mapping[str, Sequence[ClockAct]]
    dunned: Mapping[str, Dunning]
    late_dunned: Mapping[str, Dunning] | None
    exempt: Mapping[str, Sequence[Exemption]]
    coming: Mapping[str, int]


def debts_of_households(
    conn: Connection, household_keys: Iterable[str], day: date, values: Values
) -> dict[str, tuple[OpenDebt, ...]]:
    """Of each household every instalment that was due before `day`, paid ones too, in order of due date.

    A few statements, whatever the number of households.
    """
    keys = sorted(set(household_keys))
    found: dict[str, list[OpenDebt]] = {key: [] for key in keys}
    claims = ledger.claims_of_books(conn, keys)
    due = {key: claim for key, claim in claims.items() if claim.due_on < day and claim.levied}
    known = _known(conn, keys, due, apart=duns_late_charges(values, day))
    for place in _places(conn, due):
        claim = due[place.claim_key]
        found[claim.book].append(_debt(place, claim, known, day, values))
    return {key: tuple(sorted(some, key=lambda one: (one.due_on, one.claim_key))) for key, some in found.items()}


def _known(conn: Connection, keys: Sequence[str], due: Mapping[str, Claim], *, apart: bool) -> _Known:
    """`apart`: late charges of paid premiums are dunned by letters of their own."""
    late = [key for key, claim in due.items() if claim.open.late > 0 and claim.open.principal.total <= 0]
    coming = receipts.in_transit(conn, keys)
    return _Known(
        payments=_payments(conn, due),
        acts=claim_acts.acts_on(conn, due),
        dunned=dunnings_of(conn, due),
        late_dunned=dunnings_of(conn, late, LATE) if apart else None,
        exempt=exemptions_of(conn, due),
        coming=_on_claims(conn, coming),
    )


def _places(conn: Connection, due: Iterable[str]) -> Sequence[Any]:
    i, a = t.instalments.c, t.levy_accounts.c
    joined = t.instalments.join(t.levy_accounts, a.account_key == i.account_key)
    columns = (i.claim_key, a.payer_key, a.levy_year, a.notice_no, i.instalment_no)
    return conn.execute(select(*columns).select_from(joined).where(i.claim_key.in_(sorted(due)))).all()


def _payments(conn: Connection, due: Iterable[str]) -> dict[str, list[Posting]]:
    """The money that came in on each instalment."""
    p = t.postings
    kinds = [str(kind) for kind in MONEY_IN]
    rows = conn.execute(
        p.select().where(p.c.claim_key.in_(sorted(due)), p.c.kind.in_(kinds)).order_by(p.c.book, p.c.line_no)
    )
    found: dict[str, list[Posting]] = {}
    for row in rows:
        found.setdefault(str(row.claim_key), []).append(ledger.posting_of(row))
    return found


def _on_claims(conn: Connection, coming: Sequence[receipts.StoredReceipt]) -> dict[str, int]:
    """The yen of payments that are on their way, on the instalments their slips name, in the order of the slip."""
    lines = payment_slips.slip_lines(conn, [one.collection_no for one in coming])
    found: dict[str, int] = {}
    for one in coming:
        number = read_number(one.collection_no)
        named = () if number is None else (SlipLine(number.claim_key, number.subject, one.amount),)
        left = one.amount
        for line in lines.get(one.collection_no) or named:
            yen = min(left, line.amount)
            left -= yen
            found[line.claim_key] = found.get(line.claim_key, 0) + yen
    return found


def _debt(place: Any, claim: Claim, known: _Known, day: date, values: Values) -> OpenDebt:
    last = prescribes_on(claim.due_on, known.acts[claim.key], values)
    dunning = _counts(claim, known)
    grown, why = _late(claim, known, day, values)
    return OpenDebt(
        claim_key=claim.key,
        payer_key=place.payer_key,
        levy_year=place.levy_year,
        notice_no=place.notice_no,
        instalment_no=place.instalment_no,
        due_on=claim.due_on,
        principal=max(claim.open.principal.total, 0),
        late=max(claim.open.late if claim.assessed.late else grown, 0),
        late_grown=0 if claim.assessed.late else grown,
        fee=max(claim.open.fee, 0),
        cost=max(claim.open.cost, 0),
        in_transit=known.coming.get(claim.key, 0),
        designated_on=None if dunning is None else dunning.designated_on,
        dispatched_on=None if dunning is None else dunning.dispatched_on,
        after_designated=None if dunning is None else dunning.trace.get("after_designated"),
        after_wait=None if dunning is None else dunning.trace.get("after_wait"),
        seizure_from=None if dunning is None else dunning.seizure_from,
        prescribes_on=last,
        gone=claim.open.total > 0 and is_prescribed(last, day),
        late_why=why,
    )


def _counts(claim: Claim, known: _Known) -> Dunning | None:
    """The dunning on which a seizure may rest: that of the late charge, once nothing but it is open."""
    if known.late_dunned is None or claim.open.principal.total > 0 or claim.open.late <= 0:
        return known.dunned.get(claim.key)
    return known.late_dunned.get(claim.key)


def _late(claim: Claim, known: _Known, day: date, values: Values) -> tuple[int, Refused | None]:
    """The late charge to `day` as it may be claimed, yen, or why it cannot be told (自治法231条の3第2項)."""
    rest, dunning = max(claim.open.principal.total, 0), known.dunned.get(claim.key)
    if not rest:
        return 0, None
    amount = claim.levied.total
    payments = [*payments_on(known.payments.get(claim.key, ()), amount - rest), Payment(day, rest)]
    dispatched = None if dunning is None else dunning.dispatched_on
    designated = None if dunning is None else dunning.designated_on
    exempt = known.exempt.get(claim.key, ())
    try:
        if not is_claimable(claim.due_on, day, dispatched, values):
            return 0, None
        found = late_charge_for_issue(
            amount, claim.due_on, payments, values, day, designated=designated, exemptions=exempt
        )
    except Refused as refusal:
        return 0, refusal
    return found.amount, None


def as_json(one: OpenDebt) -> dict[str, object]:
    """The debt as a fact."""
    said = {name: getattr(one, name) for name in OpenDebt.__slots__ if name != "late_why"}
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in said.items()}
    return plain | {"late_why": None if one.late_why is None else one.late_why.as_json()}
