"""Work of the night (夜間処理): the record of woken slices and, on PostgreSQL, the queue of the workers.

The queue's tables and functions are those of procrastinate, in the version that pyproject.toml names exactly: another
version needs a step of its own here with that package's own changes.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import sqlalchemy as sa
from alembic import op

from server.store.tables.columns import Instant, Json

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "woken_slices",
        sa.Column("slice_id", sa.String(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("due_by", Instant(), nullable=False),
        sa.Column("cases", sa.Integer(), nullable=False),
        sa.Column("alone", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("late", Json(), nullable=False),
        sa.CheckConstraint("cases >= 0 and alone >= 0 and failed >= 0", name=op.f("ck_woken_slices_counts")),
        sa.PrimaryKeyConstraint("slice_id", name=op.f("pk_woken_slices")),
    )
    op.create_index("ix_woken_slices_at", "woken_slices", ["at"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        # Many statements and no parameter: the driver's own cursor takes them as they are.
        op.get_bind().connection.cursor().execute(_queue())


def _queue() -> str:
    """The statements that make the queue, as the installed package has them."""
    package = find_spec("procrastinate")
    if package is None or package.origin is None:
        raise RuntimeError("procrastinate is not installed")
    return (Path(package.origin).parent / "sql" / "schema.sql").read_text(encoding="utf-8")
