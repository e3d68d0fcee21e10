"""Seizures for what art. 65 collects, and what is paid back of a claim that was lowered (65条の差押・過納の還付)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store import guards

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

FROZEN: dict[str, tuple[str, ...]] = {"seizure_claims": ("seizure_id", "claim_key", "principal", "late", "fee", "cost")}
WIDENED: dict[str, tuple[str, ...]] = {"other_acts": (), "other_postings": ()}


def upgrade() -> None:
    op.create_table(
        "seizure_claims",
        *(sa.Column(name, sa.String(), nullable=False) for name in ("seizure_id", "claim_key")),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("principal", "late", "fee", "cost")),
        sa.CheckConstraint(
            "principal >= 0 and late >= 0 and fee >= 0 and cost >= 0", name=op.f("ck_seizure_claims_amounts")
        ),
        sa.ForeignKeyConstraint(
            ["claim_key"], ["other_claims.claim_key"], name=op.f("fk_seizure_claims_claim_key_other_claims")
        ),
        sa.ForeignKeyConstraint(
            ["seizure_id"], ["seizures.seizure_id"], name=op.f("fk_seizure_claims_seizure_id_seizures")
        ),
        sa.PrimaryKeyConstraint("seizure_id", "claim_key", name=op.f("pk_seizure_claims")),
    )
    op.create_index("ix_seizure_claims_claim", "seizure_claims", ["claim_key"])
    _widened()
    guards.protect(op.get_bind(), dated={}, final=WIDENED if _sqlite() else {}, frozen=FROZEN)


def _widened() -> None:
    """A seizure touches limitation; costs and refunds are lines. SQLite copies the tables and loses their guards."""
    acts = (
        "'ACKNOWLEDGED', 'PART_PAID', 'NOTICE', 'DUNNING', 'DEMAND', 'TALKS', 'SUIT', 'JUDGMENT', 'SEIZURE', "
        "'SEIZURE_ENDED'"
    )
    kinds = (
        "'RECOURSE_CLAIM', 'RECOVERY_CLAIM', 'CHANGED', 'LATE_CHARGE', 'COST', 'RECEIPT', 'REVERSED', 'REPAID', "
        "'GIVEN_UP'"
    )
    for name, column, codes in (("other_acts", "act", acts), ("other_postings", "kind", kinds)):
        with op.batch_alter_table(name) as table:
            table.drop_constraint(op.f(f"ck_{name}_{column}"), type_="check")
            table.create_check_constraint(op.f(f"ck_{name}_{column}"), f"{column} in ({codes})")


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"
