"""The inbox asks one table by one index; pages set aside, undoing and acts on many get their places."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store.tables.columns import Instant, Json

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_OF_CASE = "UPDATE tasks SET {0} = (SELECT {0} FROM cases WHERE cases.case_id = tasks.case_id)"
_WAITS = """properties LIKE '%"waiting":"_%' AND properties NOT LIKE '%"waiting":""%'"""
_COPIES = (
    *(_OF_CASE.format(name) for name in ("number", "slug", "kana_key", "received_on")),
    "UPDATE tasks SET due_key = due_on WHERE due_on IS NOT NULL",
    f"UPDATE tasks SET waiting = true WHERE {_WAITS}",  # noqa: S608 - our own words
)
"""What stands in the rows that are there already."""


def upgrade() -> None:
    _desk()
    _inbox()


def _desk() -> None:
    op.create_table(
        "bulk_runs",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("act", sa.String(), nullable=False),
        sa.Column("detail", Json(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("run_id", name=op.f("pk_bulk_runs")),
    )
    op.create_index("ix_bulk_runs_user", "bulk_runs", ["user_id", "started_at"], unique=False)
    op.create_table(
        "set_asides",
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("draft_key", sa.String(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "draft_key", name=op.f("pk_set_asides")),
    )
    op.create_table(
        "bulk_items",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("refusal", Json(), nullable=True),
        sa.Column("at", Instant(), nullable=True),
        sa.CheckConstraint("state in ('waiting', 'done', 'refused')", name=op.f("ck_bulk_items_state")),
        sa.ForeignKeyConstraint(["run_id"], ["bulk_runs.run_id"], name=op.f("fk_bulk_items_run_id")),
        sa.PrimaryKeyConstraint("run_id", "position", name=op.f("pk_bulk_items")),
    )
    op.create_table(
        "undo_points",
        sa.Column("case_id", sa.String(), nullable=False),
        sa.Column("task_id", sa.String(), nullable=False),
        sa.Column("user_id", sa.String(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("step_no", sa.Integer(), nullable=False),
        sa.Column("state", sa.LargeBinary(), nullable=False),
        sa.Column("next_due_at", Instant(), nullable=True),
        sa.Column("subscriptions", Json(), nullable=False),
        sa.Column("opened", Json(), nullable=False),
        sa.Column("interrupted", Json(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_undo_points_case_id")),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.task_id"], name=op.f("fk_undo_points_task_id")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_undo_points")),
    )
    op.create_index("ix_undo_points_user", "undo_points", ["user_id", "at"], unique=False)


def _inbox() -> None:
    op.add_column("notes", sa.Column("call_back_on", sa.Date(), nullable=True))
    op.add_column("notes", sa.Column("called_back_at", Instant(), nullable=True))
    to_call = sa.text("call_back_on is not null and called_back_at is null")
    op.create_index(
        "ix_notes_call_back",
        "notes",
        ["by_user", "call_back_on"],
        unique=False,
        sqlite_where=to_call,
        postgresql_where=to_call,
    )
    op.create_index(
        "ix_cases_protected",
        "cases",
        ["case_id", "office"],
        unique=False,
        sqlite_where=sa.text("protected = 1"),
        postgresql_where=sa.text("protected"),
    )
    op.add_column("tasks", sa.Column("number", sa.String(), server_default="", nullable=False))
    op.add_column("tasks", sa.Column("slug", sa.String(), server_default="", nullable=False))
    op.add_column("tasks", sa.Column("kana_key", sa.String(), server_default="", nullable=False))
    op.add_column("tasks", sa.Column("received_on", sa.Date(), server_default="9999-12-31", nullable=False))
    op.add_column("tasks", sa.Column("due_key", sa.Date(), server_default="9999-12-31", nullable=False))
    op.add_column("tasks", sa.Column("waiting", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("tasks", sa.Column("follow_up_reason", sa.String(), nullable=True))
    op.add_column("tasks", sa.Column("follow_up_by", sa.String(), nullable=True))
    for statement in _COPIES:
        op.execute(statement)
    op.drop_index(op.f("ix_tasks_open_role"), table_name="tasks", sqlite_where=sa.text("status = 'open'"))
    op.drop_index(op.f("ix_tasks_open_mine"), table_name="tasks", sqlite_where=sa.text("status = 'open'"))
    op.create_index(
        "ix_tasks_open_mine",
        "tasks",
        ["claimed_by", "due_key", "opened_at", "task_id"],
        unique=False,
        sqlite_where=sa.text("status = 'open'"),
        postgresql_where=sa.text("status = 'open'"),
    )
    filtered = (
        "role",
        "claimed_by",
        "returned",
        "waiting",
        "follow_up_on",
        "received_on",
        "kana_key",
        "number",
        "case_id",
    )
    in_order = ("due_key", "opened_at", "task_id", "office", "slug", "element", "name", *filtered, "status")
    by_step = ("office", "slug", "element", "name", "due_key", "task_id", *filtered, "status")
    for name, columns in (("ix_tasks_inbox", in_order), ("ix_tasks_steps", by_step)):
        is_open = sa.text("status = 'open'")
        op.create_index(name, "tasks", list(columns), unique=False, sqlite_where=is_open, postgresql_where=is_open)


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
