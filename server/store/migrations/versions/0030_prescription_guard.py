"""Write-offs (不納欠損): heads of household owe premiums, so the ground of an insolvent corporation goes."""

from __future__ import annotations

from alembic import op

from server.store import guards

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

_GROUNDS = "ground in ('PRESCRIBED', 'EXTINGUISHED_3Y', 'EXTINGUISHED_AT_ONCE')"


def upgrade() -> None:
    """SQLite copies the table for it and loses what guards its rows, which is put back."""
    with op.batch_alter_table("write_offs") as table:
        table.drop_constraint(op.f("ck_write_offs_ground"), type_="check")
        table.create_check_constraint(op.f("ck_write_offs_ground"), _GROUNDS)
    if op.get_bind().dialect.name == "sqlite":
        final = {"write_offs": ("reversed_on", "reversed_why", "reversed_by")}
        guards.protect(op.get_bind(), dated={}, final=final, frozen={})
