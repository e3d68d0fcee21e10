"""Late charges, limitation and what ends a claim unpaid (延滞金・時効・欠損)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Instant, Json

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

FINAL: dict[str, tuple[str, ...]] = {
    "late_exemptions": (),
    "claim_act_ends": (),
    "late_charges": ("taken_back_on", "taken_back_by"),
    "limitation_warnings": (),
    "suspensions": ("ended_on", "ended_as", "ended_by"),
    "write_offs": ("reversed_on", "reversed_why", "reversed_by"),
}


def upgrade() -> None:
    _late_exemptions()
    _claim_act_ends()
    _late_charges()
    _late_charges_indexes()
    _limitation_ends()
    _limitation_warnings()
    _suspensions()
    _write_offs()
    _write_offs_indexes()
    guards.protect(op.get_bind(), dated={}, final=FINAL, frozen={})


def _late_exemptions() -> None:
    op.create_table(
        "late_exemptions",
        sa.Column("exemption_key", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("claim_key", sa.String(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("share", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("by_event", sa.String(), nullable=False),
        sa.Column("by_user", sa.String(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.CheckConstraint("share in ('FULL', 'HALF')", name=op.f("ck_late_exemptions_share")),
        sa.CheckConstraint("last_day is null or last_day >= first_day", name=op.f("ck_late_exemptions_days")),
        sa.ForeignKeyConstraint(["claim_key"], ["instalments.claim_key"], name=op.f("fk_late_exemptions_claim_key")),
        sa.PrimaryKeyConstraint("exemption_key", "revision", name=op.f("pk_late_exemptions")),
    )
    op.create_index("ix_late_exemptions_claim_key", "late_exemptions", ["claim_key"], unique=False)


def _claim_act_ends() -> None:
    op.create_table(
        "claim_act_ends",
        sa.Column("act_id", sa.String(), nullable=False),
        sa.Column("until_day", sa.Date(), nullable=False),
        sa.Column("by_event", sa.String(), nullable=False),
        sa.Column("by_user", sa.String(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["claim_acts.act_id"], name=op.f("fk_claim_act_ends_act_id")),
        sa.PrimaryKeyConstraint("act_id", name=op.f("pk_claim_act_ends")),
    )


def _late_charges() -> None:
    op.create_table(
        "late_charges",
        sa.Column("late_id", sa.String(), nullable=False),
        sa.Column("claim_key", sa.String(), nullable=False),
        sa.Column("household_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("through_line", sa.Integer(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=True),
        sa.Column("trace", Json(), nullable=False),
        sa.Column("fixed_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("letter_id", sa.String(), nullable=True),
        sa.Column("taken_back_on", sa.Date(), nullable=True),
        sa.Column("taken_back_by", sa.String(), nullable=True),
        sa.Column("mark", sa.String(), nullable=False),
        sa.CheckConstraint("(state = 'FIXED') = (amount > 0)", name=op.f("ck_late_charges_amount")),
        sa.CheckConstraint("state in ('FIXED', 'NONE', 'HELD')", name=op.f("ck_late_charges_state")),
        sa.ForeignKeyConstraint(["claim_key"], ["instalments.claim_key"], name=op.f("fk_late_charges_claim_key")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_late_charges_household_key")
        ),
        sa.PrimaryKeyConstraint("late_id", name=op.f("pk_late_charges")),
    )


def _late_charges_indexes() -> None:
    op.create_index("ix_late_charges_household_key", "late_charges", ["household_key"], unique=False)
    op.create_index(
        "uq_late_charges_claim_key",
        "late_charges",
        ["claim_key"],
        unique=True,
        sqlite_where=sa.text("taken_back_on is null"),
        postgresql_where=sa.text("taken_back_on is null"),
    )


def _limitation_ends() -> None:
    op.create_table(
        "limitation_ends",
        sa.Column("claim_key", sa.String(), nullable=False),
        sa.Column("household_key", sa.String(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("shown_on", sa.Date(), nullable=True),
        sa.Column("open_yen", sa.Integer(), nullable=False),
        sa.Column("trace", Json(), nullable=False),
        sa.Column("reckoned_on", sa.Date(), nullable=False),
        sa.Column("frozen_on", sa.Date(), nullable=True),
        sa.Column("doubtful", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["claim_key"], ["instalments.claim_key"], name=op.f("fk_limitation_ends_claim_key")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_limitation_ends_household_key")
        ),
        sa.PrimaryKeyConstraint("claim_key", name=op.f("pk_limitation_ends")),
    )
    op.create_index("ix_limitation_ends_ends_on", "limitation_ends", ["ends_on"], unique=False)
    op.create_index("ix_limitation_ends_household_key", "limitation_ends", ["household_key"], unique=False)


def _limitation_warnings() -> None:
    op.create_table(
        "limitation_warnings",
        sa.Column("claim_key", sa.String(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("stage", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("household_key", sa.String(), nullable=False),
        sa.Column("warned_on", sa.Date(), nullable=False),
        sa.Column("once", sa.String(), nullable=False),
        sa.CheckConstraint("stage between 1 and 23", name=op.f("ck_limitation_warnings_stage")),
        sa.ForeignKeyConstraint(
            ["claim_key"], ["instalments.claim_key"], name=op.f("fk_limitation_warnings_claim_key")
        ),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_limitation_warnings_household_key")
        ),
        sa.PrimaryKeyConstraint("claim_key", "ends_on", "stage", name=op.f("pk_limitation_warnings")),
    )
    op.create_index("ix_limitation_warnings_household_key", "limitation_warnings", ["household_key"], unique=False)


def _suspensions() -> None:
    op.create_table(
        "suspensions",
        sa.Column("suspension_key", sa.String(), nullable=False),
        sa.Column("claim_key", sa.String(), nullable=False),
        sa.Column("household_key", sa.String(), nullable=False),
        sa.Column("reason", sa.Integer(), nullable=False),
        sa.Column("at_once", sa.Boolean(), nullable=False),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("by_event", sa.String(), nullable=False),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("ended_as", sa.String(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("mark", sa.String(), nullable=False),
        sa.CheckConstraint(
            "ended_as in ('CANCELLED', 'EXTINGUISHED', 'PRESCRIBED', 'PAID')", name=op.f("ck_suspensions_ended_as")
        ),
        sa.CheckConstraint("reason in (1, 2, 3)", name=op.f("ck_suspensions_reason")),
        sa.ForeignKeyConstraint(["claim_key"], ["instalments.claim_key"], name=op.f("fk_suspensions_claim_key")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_suspensions_household_key")
        ),
        sa.PrimaryKeyConstraint("suspension_key", "claim_key", name=op.f("pk_suspensions")),
    )
    op.create_index("ix_suspensions_household_key", "suspensions", ["household_key"], unique=False)
    op.create_index(
        "uq_suspensions_claim_key",
        "suspensions",
        ["claim_key"],
        unique=True,
        sqlite_where=sa.text("ended_on is null"),
        postgresql_where=sa.text("ended_on is null"),
    )


def _write_offs() -> None:
    op.create_table(
        "write_offs",
        sa.Column("write_off_key", sa.String(), nullable=False),
        sa.Column("claim_key", sa.String(), nullable=False),
        sa.Column("household_key", sa.String(), nullable=False),
        sa.Column("ground", sa.String(), nullable=False),
        sa.Column("extinct_on", sa.Date(), nullable=False),
        sa.Column("proof", Json(), nullable=False),
        sa.Column("neglect", sa.String(), nullable=False),
        sa.Column("yen", sa.Integer(), nullable=False),
        sa.Column("accounting_year", sa.Integer(), nullable=False),
        sa.Column("line_no", sa.Integer(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("by_event", sa.String(), nullable=False),
        sa.Column("by_user", sa.String(), nullable=False),
        sa.Column("second_user", sa.String(), nullable=False),
        sa.Column("reversed_on", sa.Date(), nullable=True),
        sa.Column("reversed_why", sa.String(), nullable=True),
        sa.Column("reversed_by", sa.String(), nullable=True),
        sa.Column("mark", sa.String(), nullable=False),
        sa.CheckConstraint(
            "ground in ('PRESCRIBED', 'EXTINGUISHED_3Y', 'EXTINGUISHED_AT_ONCE', 'INSOLVENT_CORPORATION')",
            name=op.f("ck_write_offs_ground"),
        ),
        sa.CheckConstraint("second_user <> by_user", name=op.f("ck_write_offs_two_people")),
        sa.CheckConstraint("yen > 0", name=op.f("ck_write_offs_yen")),
        sa.ForeignKeyConstraint(["claim_key"], ["instalments.claim_key"], name=op.f("fk_write_offs_claim_key")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_write_offs_household_key")
        ),
        sa.PrimaryKeyConstraint("write_off_key", name=op.f("pk_write_offs")),
    )


def _write_offs_indexes() -> None:
    op.create_index("ix_write_offs_household_key", "write_offs", ["household_key"], unique=False)
    op.create_index("ix_write_offs_written_on", "write_offs", ["written_on"], unique=False)
    op.create_index(
        "uq_write_offs_claim_key",
        "write_offs",
        ["claim_key"],
        unique=True,
        sqlite_where=sa.text("reversed_on is null"),
        postgresql_where=sa.text("reversed_on is null"),
    )
