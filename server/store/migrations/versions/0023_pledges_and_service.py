"""Pledges, deferrals, returned letters (分納・猶予・送達)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import BIG_ID, Alone, Instant, Json

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _pledges()
    _deferrals()
    _letter_services()
    dated = {
        "pledges": (Alone(("pledge_key",)),),
        "deferrals": (Alone(("deferral_key",)),),
        "letter_services": (Alone(("letter_id",)),),
    }
    guards.protect(op.get_bind(), dated=dated, final={}, frozen={})


def _pledges() -> None:
    op.create_table(
        "pledges",
        *_texts("pledge_key household_key status signer rule ground"),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("principal", sa.Integer(), nullable=False),
        *_jsons("claims lines missed"),
        *_dated(),
        sa.CheckConstraint(
            "status in ('STANDING', 'COMPLETED', 'BROKEN', 'CHANGED', 'ENDED')", name=op.f("ck_pledges_status")
        ),
        sa.CheckConstraint("signer in ('DEBTOR', 'HEIR', 'AGENT')", name=op.f("ck_pledges_signer")),
        sa.CheckConstraint("principal > 0", name=op.f("ck_pledges_principal")),
        *_rules("pledges"),
    )
    _index("pledges", pledge_key="key", household_key="household")


def _deferrals() -> None:
    op.create_table(
        "deferrals",
        *_texts("deferral_key household_key kind status reason share security ground"),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("ex_officio", sa.Boolean(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        *_jsons("claims lines missed"),
        *_dated(),
        sa.CheckConstraint("kind in ('COLLECTION', 'CONVERSION')", name=op.f("ck_deferrals_kind")),
        sa.CheckConstraint("status in ('GRANTED', 'ENDED', 'CANCELLED')", name=op.f("ck_deferrals_status")),
        sa.CheckConstraint("share in ('FULL', 'HALF')", name=op.f("ck_deferrals_share")),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_deferrals_period")),
        *_rules("deferrals"),
    )
    _index("deferrals", deferral_key="key", household_key="household")


def _letter_services() -> None:
    op.create_table(
        "letter_services",
        *_texts("letter_id household_key letter status reason way ground"),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("returned_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Date(), nullable=True) for name in ("served_on", "posted_from", "new_due_on")),
        sa.Column("followed_by", sa.String(), nullable=True),
        *_dated(),
        sa.CheckConstraint(
            "status in ('RETURNED', 'RESENT', 'BY_HAND', 'BOARD', 'SERVED', 'DEEMED_SERVED', 'GIVEN_UP')",
            name=op.f("ck_letter_services_status"),
        ),
        sa.CheckConstraint(
            "reason in ('UNKNOWN', 'MOVED', 'KEPT', 'REFUSED', 'ABROAD', 'OTHER')",
            name=op.f("ck_letter_services_reason"),
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.letter_id"], name=op.f("fk_letter_services_letter_id")),
        *_rules("letter_services"),
    )
    _index("letter_services", letter_id="letter", household_key="household", status="status")


def _index(table: str, **columns: str) -> None:
    for column, short in columns.items():
        op.create_index(f"ix_{table}_{short}", table, [column], unique=False)


def _texts(names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names.split()]


def _jsons(names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, Json(), nullable=False) for name in names.split()]


def _dated() -> list[sa.Column[Any]]:
    return [
        sa.Column("row_id", BIG_ID, autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        sa.Column("by_event", sa.String(), nullable=False),
    ]


def _rules(table: str) -> list[Any]:
    return [
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f(f"ck_{table}_days")),
        sa.CheckConstraint("superseded_at is null or superseded_at >= recorded_at", name=op.f(f"ck_{table}_instants")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f(f"fk_{table}_household_key")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f(f"fk_{table}_case_id")),
        sa.PrimaryKeyConstraint("row_id", name=op.f(f"pk_{table}")),
    ]
