"""Public sales with their bids, and the ends of claim periods that are watched (公売・配当要求の終期)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Json

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_POINTS = {
    "case_id": "cases.case_id",
    "household_key": "households.household_key",
    "seizure_id": "seizures.seizure_id",
    "sale_id": "public_sales.sale_id",
}
_COUNTS = frozenset({"round", "best", "place", "lot"})
_YEN = frozenset({"estimate", "guarantee", "price", "yen"})
_DAYS = frozenset({"pay_by", "period_end"})
_BIDS = "('VALID', 'DEBTOR', 'OFFICIAL', 'BARRED', 'NO_GUARANTEE', 'NO_STATEMENT', 'NOT_QUALIFIED', 'BELOW')"


def upgrade() -> None:
    sales = _table(
        "public_sales",
        "sale_id",
        "number case_id household_key seizure_id round estimate guarantee noticed_on sale_on decide_on pay_by terms "
        "drafted_by verified_by decided_by by_event outcome? opened_on? best? decided_on? sold_by? priced_on? price? "
        "stopped_on? stop_ground?",
        amounts="estimate > 0 and guarantee >= 0 and round > 0",
        outcome="outcome is null or outcome in ('BID', 'NO_BID', 'CALLED_OFF')",
        opened="(outcome is null) = (opened_on is null)",
        decided="decided_on is null or best is not null",
        price="(priced_on is null) = (price is null) and (price is null or decided_on is not null)",
        ended="priced_on is null or stopped_on is null",
        ground="stop_ground is null or stop_ground in ('PAID', 'HELD', 'RELEASED', 'UNPAID', 'BARRED', 'CALLED_OFF')",
        stopped="(stopped_on is null) = (stop_ground is null)",
        people="drafted_by <> verified_by and decided_by <> drafted_by and decided_by <> verified_by",
    )
    made = {"public_sales": sales, **_others()}
    op.create_index("uq_public_sales_round", "public_sales", ["case_id", "round"], unique=True)
    op.create_index("ix_public_sales_household", "public_sales", ["household_key"], unique=False)
    op.create_index("ix_public_sales_seizure", "public_sales", ["seizure_id"], unique=False)
    op.create_index("ix_participation_periods_end", "participation_periods", ["period_end"], unique=False)
    guards.protect(op.get_bind(), dated={}, final={}, frozen=made)


def _others() -> dict[str, tuple[str, ...]]:
    bids = _table(
        "public_sale_bids",
        "sale_id place",
        "bidder postal_code address yen guarantee verdict lot?",
        amounts="yen > 0 and guarantee >= 0",
        verdict=f"verdict in {_BIDS}",
    )
    periods = _table(
        "participation_periods",
        "case_id",
        "household_key body body_case period_end alarmed_on? last_alarm_on? missed_on?",
    )
    return {"public_sale_bids": bids, "participation_periods": periods}


def _table(name: str, key: str, rest: str, **checks: str) -> tuple[str, ...]:
    """Makes a table of columns by name (`?`: empty at first) and answers their names."""
    keys, others = key.split(), [one.removesuffix("?") for one in rest.split()]
    empty = {one.removesuffix("?") for one in rest.split() if one.endswith("?")}
    columns = [sa.Column(one, _type(one), nullable=one in empty, autoincrement=False) for one in (*keys, *others)]
    points: list[Any] = [
        sa.ForeignKeyConstraint([one], [_POINTS[one]], name=op.f(f"fk_{name}_{one}"))
        for one in (*keys, *others)
        if one in _POINTS and _POINTS[one] != f"{name}.{one}"
    ]
    said = [sa.CheckConstraint(text, name=op.f(f"ck_{name}_{check}")) for check, text in checks.items()]
    op.create_table(name, *columns, *points, *said, sa.PrimaryKeyConstraint(*keys, name=op.f(f"pk_{name}")))
    return (*keys, *others)


def _type(name: str) -> Any:
    if name in _DAYS or name.endswith("_on"):
        return sa.Date()
    if name in _YEN:
        return sa.BigInteger()
    if name in _COUNTS:
        return sa.Integer()
    return Json() if name == "terms" else sa.String()


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
