"""Dunning runs (督促): the run of a due date, its lines, its dated steps, its slices."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Instant, Json

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

FINAL: dict[str, tuple[str, ...]] = {"dunning_steps": (), "dunning_slices": ()}
FROZEN = {
    "dunning_runs": (
        "run_id",
        "case_id",
        "kind",
        "due_on",
        "dun_by",
        "opened_by",
        "opened_at",
        "cut_off",
        "marks",
        "dispatch_on",
        "designated_on",
    ),
    "dunning_lines": (
        "run_id",
        "claim_key",
        "household_key",
        "payer_key",
        "office",
        "due_on",
        "open_yen",
        "verdict",
        "reason",
        "relief",
        "protected",
        "turns",
        "owner",
        "dun_by",
        "slice_no",
        "letter_id",
        "collection_no",
        "asked_yen",
        "handed_over_on",
        "pulled",
        "pulled_at",
        "again_in",
        "dispatched_on",
        "designated_on",
        "seizure_trace",
        "content_hash",
        "served_on",
        "designated_anew",
        "ended",
        "ended_on",
    ),
}
_STEPS = (
    "OPENED",
    "CUT_OFF",
    "LISTED",
    "REVIEWED",
    "CHECKED",
    "DECIDED",
    "ISSUED",
    "HANDED_OVER",
    "POSTED",
    "CLOSED",
    "STOPPED",
)


def upgrade() -> None:
    _runs()
    _lines()
    _slices()
    _steps()
    guards.protect(op.get_bind(), dated={}, final=FINAL, frozen=FROZEN)


def _runs() -> None:
    op.create_table(
        "dunning_runs",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("dun_by", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.Column("cut_off", sa.Date(), nullable=True),
        sa.Column("marks", Json(), nullable=True),
        sa.Column("dispatch_on", sa.Date(), nullable=True),
        sa.Column("designated_on", sa.Date(), nullable=True),
        sa.CheckConstraint("kind in ('DUE', 'REST')", name=op.f("ck_dunning_runs_kind")),
        sa.CheckConstraint("designated_on is null or designated_on > dispatch_on", name=op.f("ck_dunning_runs_days")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_dunning_runs_case_id")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_dunning_runs")),
        sa.UniqueConstraint("kind", "due_on", name="uq_dunning_runs_due"),
    )
    op.create_index("ix_dunning_runs_case", "dunning_runs", ["case_id"], unique=False)


def _lines() -> None:
    op.create_table(
        "dunning_lines",
        *_line_columns(),
        *_letter_columns(),
        sa.CheckConstraint(
            "ended is null or ended in ('PAID', 'ARREARS', 'SERVICE_FAILED')", name=op.f("ck_dunning_lines_ended")
        ),
        sa.CheckConstraint(
            "pulled_at is null or pulled_at in ('ISSUE', 'HAND_OVER', 'PRINTER')",
            name=op.f("ck_dunning_lines_pulled_at"),
        ),
        sa.CheckConstraint("verdict in ('ISSUE', 'NO_LETTER', 'LEFT_OUT')", name=op.f("ck_dunning_lines_verdict")),
        sa.CheckConstraint("dispatched_on is null or pulled is null", name=op.f("ck_dunning_lines_posted")),
        sa.ForeignKeyConstraint(["again_in"], ["dunning_runs.run_id"], name=op.f("fk_dunning_lines_again_in")),
        sa.ForeignKeyConstraint(["claim_key"], ["instalments.claim_key"], name=op.f("fk_dunning_lines_claim_key")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_dunning_lines_household_key")
        ),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.letter_id"], name=op.f("fk_dunning_lines_letter_id")),
        sa.ForeignKeyConstraint(["run_id"], ["dunning_runs.run_id"], name=op.f("fk_dunning_lines_run_id")),
        sa.PrimaryKeyConstraint("run_id", "claim_key", name=op.f("pk_dunning_lines")),
    )
    _line_indexes()


def _line_indexes() -> None:
    op.create_index(
        "ix_dunning_lines_designated",
        "dunning_lines",
        ["designated_on"],
        unique=False,
        sqlite_where=sa.text("dispatched_on is not null and ended is null"),
        postgresql_where=sa.text("dispatched_on is not null and ended is null"),
    )
    op.create_index("ix_dunning_lines_household", "dunning_lines", ["household_key"], unique=False)
    op.create_index(
        "ix_dunning_lines_left",
        "dunning_lines",
        ["dun_by"],
        unique=False,
        sqlite_where=sa.text("again_in is null and letter_id is null"),
        postgresql_where=sa.text("again_in is null and letter_id is null"),
    )
    op.create_index("ix_dunning_lines_letter", "dunning_lines", ["letter_id"], unique=False)
    op.create_index("ix_dunning_lines_verdict", "dunning_lines", ["run_id", "verdict", "reason"], unique=False)
    op.create_index(
        "uq_dunning_lines_claim",
        "dunning_lines",
        ["claim_key"],
        unique=True,
        sqlite_where=sa.text("letter_id is not null and pulled is null"),
        postgresql_where=sa.text("letter_id is not null and pulled is null"),
    )


def _line_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("claim_key", sa.String(), nullable=False),
        sa.Column("household_key", sa.String(), nullable=False),
        sa.Column("payer_key", sa.String(), nullable=True),
        sa.Column("office", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("open_yen", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("relief", sa.Boolean(), nullable=False),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(), nullable=True),
        sa.Column("dun_by", sa.Date(), nullable=True),
    ]


def _letter_columns() -> list[sa.Column[Any]]:
    return [
        sa.Column("slice_no", sa.Integer(), nullable=True),
        sa.Column("letter_id", sa.String(), nullable=True),
        sa.Column("collection_no", sa.String(), nullable=True),
        sa.Column("asked_yen", sa.Integer(), nullable=True),
        sa.Column("handed_over_on", sa.Date(), nullable=True),
        sa.Column("pulled", sa.String(), nullable=True),
        sa.Column("pulled_at", sa.String(), nullable=True),
        sa.Column("again_in", sa.String(), nullable=True),
        sa.Column("dispatched_on", sa.Date(), nullable=True),
        sa.Column("designated_on", sa.Date(), nullable=True),
        sa.Column("seizure_trace", Json(), nullable=True),
        sa.Column("content_hash", sa.String(), nullable=True),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("designated_anew", sa.Date(), nullable=True),
        sa.Column("ended", sa.String(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
    ]


def _slices() -> None:
    op.create_table(
        "dunning_slices",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("slice_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("letters", sa.Integer(), nullable=False),
        sa.Column("yen", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("issued_by", sa.String(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["dunning_runs.run_id"], name=op.f("fk_dunning_slices_run_id")),
        sa.PrimaryKeyConstraint("run_id", "slice_no", name=op.f("pk_dunning_slices")),
    )


def _steps() -> None:
    op.create_table(
        "dunning_steps",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("done_at", Instant(), nullable=False),
        sa.Column("by_user", sa.String(), nullable=False),
        sa.Column("detail", Json(), nullable=False),
        sa.CheckConstraint(
            f"step in {_STEPS}",
            name=op.f("ck_dunning_steps_step"),
        ),
        sa.ForeignKeyConstraint(["run_id"], ["dunning_runs.run_id"], name=op.f("fk_dunning_steps_run_id")),
        sa.PrimaryKeyConstraint("run_id", "step", name=op.f("pk_dunning_steps")),
    )
