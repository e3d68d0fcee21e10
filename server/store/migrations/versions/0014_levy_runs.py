"""Levy runs (賦課の一括処理): the run of a month, its dated steps, its slices and its households."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Instant, Json

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

FINAL: dict[str, tuple[str, ...]] = {
    "levy_runs": (),
    "levy_run_rows": ("result", "held_because", "slice_no", "total_posted", "fingerprint"),
    "levy_run_slices": (),
    "levy_run_steps": (),
}
_TRIALS = "('READY', 'BLOCKED', 'NEXT_MONTH')"
_RESULTS = "('POSTED', 'NO_CHANGE', 'BARRED', 'BLOCKED', 'NEXT_MONTH')"
_STEPS = "('CUT_OFF', 'TRIAL', 'RELEASED', 'POSTED', 'ASSESSED', 'DECIDED', 'NOTICES', 'MAILED', 'CLOSED', 'STOPPED')"


def upgrade() -> None:
    _runs()
    _rows()
    _slices()
    _steps()
    guards.protect(op.get_bind(), dated={}, final=FINAL, frozen={})


def _runs() -> None:
    op.create_table(
        "levy_runs",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("levy_year", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("cut_off", Instant(), nullable=False),
        sa.Column("notice_on", sa.Date(), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("opened_at", Instant(), nullable=False),
        sa.CheckConstraint("kind in ('FIRST', 'MONTHLY')", name=op.f("ck_levy_runs_kind")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_levy_runs_case_id")),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_levy_runs")),
        sa.UniqueConstraint("levy_year", "kind", "month", "case_id", name="uq_levy_runs_month"),
    )
    op.create_index("ix_levy_runs_case", "levy_runs", ["case_id"], unique=False)
    op.create_index("ix_levy_runs_month", "levy_runs", ["month"], unique=False)


def _rows() -> None:
    op.create_table(
        "levy_run_rows",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("household_key", sa.String(), nullable=False),
        sa.Column("trial", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("outlier", sa.Boolean(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("total_before", sa.Integer(), nullable=False),
        sa.Column("total_after", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(), nullable=True),
        sa.Column("held_because", sa.String(), nullable=True),
        sa.Column("slice_no", sa.Integer(), nullable=True),
        sa.Column("total_posted", sa.Integer(), nullable=True),
        sa.Column("fingerprint", sa.String(), nullable=True),
        sa.CheckConstraint(f"trial in {_TRIALS}", name=op.f("ck_levy_run_rows_trial")),
        sa.CheckConstraint(f"result is null or result in {_RESULTS}", name=op.f("ck_levy_run_rows_result")),
        sa.ForeignKeyConstraint(["run_id"], ["levy_runs.run_id"], name=op.f("fk_levy_run_rows_run_id")),
        sa.ForeignKeyConstraint(
            ["household_key"], ["households.household_key"], name=op.f("fk_levy_run_rows_household_key")
        ),
        sa.PrimaryKeyConstraint("run_id", "household_key", name=op.f("pk_levy_run_rows")),
    )
    by_result = ["run_id", "result", "trial", "household_key"]
    op.create_index("ix_levy_run_rows_result", "levy_run_rows", by_result, unique=False)
    op.create_index("ix_levy_run_rows_slice", "levy_run_rows", ["run_id", "slice_no"], unique=False)
    op.create_index("ix_levy_run_rows_household", "levy_run_rows", ["household_key"], unique=False)


def _slices() -> None:
    op.create_table(
        "levy_run_slices",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("slice_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("households", sa.Integer(), nullable=False),
        sa.Column("levies", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("posted_by", sa.String(), nullable=False),
        sa.Column("posted_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["levy_runs.run_id"], name=op.f("fk_levy_run_slices_run_id")),
        sa.PrimaryKeyConstraint("run_id", "slice_no", name=op.f("pk_levy_run_slices")),
    )


def _steps() -> None:
    op.create_table(
        "levy_run_steps",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("done_at", Instant(), nullable=False),
        sa.Column("by_user", sa.String(), nullable=False),
        sa.Column("detail", Json(), nullable=False),
        sa.CheckConstraint(f"step in {_STEPS}", name=op.f("ck_levy_run_steps_step")),
        sa.ForeignKeyConstraint(["run_id"], ["levy_runs.run_id"], name=op.f("fk_levy_run_steps_run_id")),
        sa.PrimaryKeyConstraint("run_id", "step", name=op.f("pk_levy_run_steps")),
    )


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
