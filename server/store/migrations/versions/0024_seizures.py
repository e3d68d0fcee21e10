"""Assets, seizures, distribution (財産・差押・配当)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Instant, Json

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

_KIND = "kind in ('DEPOSIT', 'SALARY', 'PENSION', 'INSURANCE', 'RECEIVABLE', 'TAX_REFUND', 'REAL_ESTATE', 'MOVABLE')"
_PEOPLE = "drafted_by <> verified_by and decided_by <> drafted_by and decided_by <> verified_by"
_POINTS = {
    "case_id": "cases.case_id",
    "household_key": "households.household_key",
    "person_key": "persons.person_key",
    "asset_id": "assets.asset_id",
    "seizure_id": "seizures.seizure_id",
    "participation_id": "participations.participation_id",
    "claim_key": "instalments.claim_key",
}
_DATES = frozenset(
    "asked_on due_on reminded_on answered_on as_of ended_on signed_on released_on paid_on held_on sent_on pay_on "
    "applied_on period_end filed_on".split()
)
_YEN = frozenset("value prior amount applied surplus received".split())
_COUNTS = frozenset("principal late fee cost".split())
_TYPES = {"exempt": sa.Boolean, "details": Json, "sheet": Json}
_INSTANTS = frozenset({"recorded_at", "signed_at", "served_at"})


def upgrade() -> None:
    made = {**_of_assets(), **_of_seizures(), **_of_participations()}
    guards.protect(op.get_bind(), dated={}, final={}, frozen=made)


def _of_assets() -> dict[str, tuple[str, ...]]:
    inquiries = _table(
        "asset_inquiries",
        "inquiry_id",
        "number case_id household_key person_key kind third_party postal_code address asked_on due_on reminded_on? "
        "answered_on? answer? note? by_event",
        kind=_KIND,
        answer="answer is null or answer in ('FOUND', 'NONE', 'NAMESAKE', 'REFUSED', 'NO_ANSWER')",
        answered="(answer is null) = (answered_on is null)",
    )
    assets = _table(
        "assets",
        "asset_id",
        "number household_key person_key kind third_party postal_code address detail account_tail value? prior exempt "
        "source as_of case_id by_event recorded_at ended_on? end_ground?",
        kind=_KIND,
        amounts="(value is null or value >= 0) and prior >= 0",
        ended="(ended_on is null) = (end_ground is null)",
    )
    _index("asset_inquiries", "case_id", "household_key", number=True)
    _index("assets", "household_key", number=True)
    return {"asset_inquiries": inquiries, "assets": assets}


def _of_seizures() -> dict[str, tuple[str, ...]]:
    seizures = _table(
        "seizures",
        "seizure_id",
        "number case_id household_key person_key asset_id amount? details signed_on signed_by signed_at drafted_by "
        "verified_by decided_by result? served_at? served_by? released_on? release_ground? released_by? by_event",
        result="result is null or result in ('SERVED', 'EMPTY', 'NOT_SERVED', 'NAMESAKE')",
        served="(result = 'SERVED') or served_at is null",
        released="(released_on is null) = (release_ground is null)",
        people=_PEOPLE,
    )
    amounts = "principal >= 0 and late >= 0 and fee >= 0 and cost >= 0"
    debts = _table("seizure_debts", "seizure_id claim_key", "principal late fee cost", amounts=amounts)
    deposits = _table(
        "deposits",
        "deposit_id",
        "case_id seizure_id household_key amount paid_on held_on by_event sheet? sent_on? pay_on? applied_on? applied? "
        "surplus? second_user?",
        amount="amount > 0",
        applied="applied is null or applied + surplus <= amount",
    )
    _index("seizures", "household_key", "asset_id", number=True)
    _index("seizure_debts", "claim_key")
    _index("deposits", "household_key", "seizure_id")
    return {"seizures": seizures, "seizure_debts": debts, "deposits": deposits}


def _of_participations() -> dict[str, tuple[str, ...]]:
    participations = _table(
        "participations",
        "participation_id",
        "number case_id household_key kind body body_case period_end filed_on ended_on? outcome? received? by_event",
        kind="kind in ('DELIVERY', 'PARTICIPATION', 'BANKRUPTCY')",
        outcome="outcome is null or outcome in ('PAID', 'NOTHING', 'TAKEN_OVER')",
        ended="(outcome is null) = (ended_on is null)",
    )
    debts = _table(
        "participation_debts",
        "participation_id claim_key",
        "principal late rank",
        amounts="principal >= 0 and late >= 0",
        rank="rank in ('ESTATE', 'PRIORITY', 'ORDINARY')",
    )
    _index("participations", "household_key", number=True)
    _index("participation_debts", "claim_key")
    return {"participations": participations, "participation_debts": debts}


def _table(name: str, key: str, rest: str, **checks: str) -> tuple[str, ...]:
    """Makes a table of columns by name (`?`: empty at first) and answers their names."""
    keys, others = key.split(), [one.removesuffix("?") for one in rest.split()]
    empty = {one.removesuffix("?") for one in rest.split() if one.endswith("?")}
    columns = [sa.Column(one, _type(one), nullable=one in empty) for one in (*keys, *others)]
    own = keys[0] if len(keys) == 1 else ""
    points: list[Any] = [
        sa.ForeignKeyConstraint([one], [_POINTS[one]], name=op.f(f"fk_{name}_{one}"))
        for one in (*keys, *others)
        if one in _POINTS and one != own
    ]
    said = [sa.CheckConstraint(text, name=op.f(f"ck_{name}_{check}")) for check, text in checks.items()]
    op.create_table(name, *columns, *points, *said, sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{name}")))
    return (*keys, *others)


def _type(name: str) -> Any:
    if name in _DATES:
        return sa.Date()
    if name in _INSTANTS:
        return Instant()
    if name in _YEN:
        return sa.BigInteger()
    if name in _COUNTS:
        return sa.Integer()
    return _TYPES.get(name, sa.String)()


def _index(table: str, *columns: str, number: bool = False) -> None:
    """An index for each column, named by it without its last word; `number` makes numbers unique."""
    for column in columns:
        op.create_index(f"ix_{table}_{column.rsplit('_', 1)[0]}", table, [column], unique=False)
    if number:
        op.create_index(f"uq_{table}_number", table, ["number"], unique=True)
