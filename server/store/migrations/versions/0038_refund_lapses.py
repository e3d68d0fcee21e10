"""Lapse of refunds and their split among heirs (還付の時効・相続人への分割)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Json

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_KINDS = (
    "'ASSESS', 'REDUCE', 'LATE_FIXED', 'LATE_WAIVED', 'DUNNING_FEE', 'COST', 'RECEIPT', 'REALLOCATED', 'OVERPAID', "
    "'OVERPAID_BACK', 'OFFSET_OUT', 'OFFSET_IN', 'REFUND_REVENUE', 'REFUND_EXPENSE', 'REFUND_INTEREST', "
    "'REFUND_LAPSED', 'CARRY_OVER', 'WRITE_OFF', 'SUSPENSE_IN', 'SUSPENSE_OUT', 'SUSPENSE_BACK', 'DEPOSIT_HELD', "
    "'DEPOSIT_APPLIED'"
)
_STATES = "'WAITING', 'ORDERED', 'PAID', 'RETURNED', 'REFUSED', 'BACK', 'LAPSED', 'PARTED'"
_SHARE = "overpayment_key heir_no succession_key parted_from refund_key yen set_off_interest money"


def upgrade() -> None:
    """What lapsed is a kind of the ledger, a refund may be parted, and of an overpayment each heir has a line."""
    if op.get_bind().dialect.name == "sqlite":
        _respell("postings", "kind = 'REFUND_INTEREST'", "kind = 'REFUND_INTEREST' or kind = 'REFUND_LAPSED'")
        _respell("refunds", "'LAPSED')", "'LAPSED', 'PARTED')")
    else:
        for table, column, codes in (("postings", "kind", _KINDS), ("refunds", "state", _STATES)):
            op.drop_constraint(op.f(f"ck_{table}_{column}"), table, type_="check")
            op.create_check_constraint(op.f(f"ck_{table}_{column}"), table, f"{column} in ({codes})")
    with op.batch_alter_table("refund_lines") as lines:
        lines.add_column(sa.Column("heir_no", sa.Integer(), nullable=False, server_default="0"))
        lines.drop_constraint(op.f("pk_refund_lines"), type_="primary")
        lines.create_primary_key(op.f("pk_refund_lines"), ["overpayment_key", "heir_no"])
    with op.batch_alter_table("refund_lines") as lines:
        lines.alter_column("heir_no", server_default=None)
    _shares()
    _lapses()
    final = {"refund_lapses": ()} | ({"refund_lines": ()} if op.get_bind().dialect.name == "sqlite" else {})
    guards.protect(op.get_bind(), dated={}, final=final, frozen={"refund_shares": tuple(_SHARE.split())})


def _respell(table: str, old: str, new: str) -> None:
    """Lets a check allow one code more in the stored text of a table: the way that SQLite documents for changes that
    touch no row (ALTER TABLE, "other kinds of table schema changes").
    """
    bind = op.get_bind()
    text = str(bind.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).scalar_one())
    if text.count(old) != 1:
        raise RuntimeError(f"{table}: the check is not where it was")
    version = int(bind.exec_driver_sql("PRAGMA schema_version").scalar_one())
    bind.exec_driver_sql("PRAGMA writable_schema=ON")
    spelt = text.replace(old, new)
    bind.exec_driver_sql("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?", (spelt, table))
    bind.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema=OFF")


def _shares() -> None:
    op.create_table(
        "refund_shares",
        *_texts("overpayment_key succession_key parted_from"),
        sa.Column("refund_key", sa.String(), nullable=True),
        *_numbers("heir_no yen set_off_interest"),
        sa.Column("money", Json(), nullable=False),
        sa.CheckConstraint("heir_no >= 1", name=op.f("ck_refund_shares_heir_no")),
        sa.CheckConstraint(
            "yen >= 0 and set_off_interest >= 0 and yen + set_off_interest > 0", name=op.f("ck_refund_shares_yen")
        ),
        _points("refund_shares", "overpayment_key", "overpayments.overpayment_key"),
        _points("refund_shares", "succession_key", "successions.succession_key"),
        _points("refund_shares", "parted_from", "refunds.refund_key"),
        _points("refund_shares", "refund_key", "refunds.refund_key"),
        sa.PrimaryKeyConstraint("overpayment_key", "heir_no", name=op.f("pk_refund_shares")),
    )
    op.create_index("ix_refund_shares_refund", "refund_shares", ["refund_key"])
    op.create_index("ix_refund_shares_parted", "refund_shares", ["parted_from"])


def _lapses() -> None:
    op.create_table(
        "refund_lapses",
        *_texts("overpayment_key refund_key case_id"),
        *_numbers("heir_no yen line_no"),
        *(sa.Column(name, sa.Date(), nullable=False) for name in ("lapsed_on", "posted_on")),
        sa.CheckConstraint("heir_no >= 0", name=op.f("ck_refund_lapses_heir_no")),
        sa.CheckConstraint("yen > 0", name=op.f("ck_refund_lapses_yen")),
        _points("refund_lapses", "overpayment_key", "overpayments.overpayment_key"),
        _points("refund_lapses", "refund_key", "refunds.refund_key"),
        _points("refund_lapses", "case_id", "cases.case_id"),
        sa.PrimaryKeyConstraint("overpayment_key", "heir_no", name=op.f("pk_refund_lapses")),
    )
    op.create_index("ix_refund_lapses_case", "refund_lapses", ["case_id"])
    op.create_index("ix_refund_lapses_refund", "refund_lapses", ["refund_key"])


def _texts(names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names.split()]


def _numbers(names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names.split()]


def _points(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=op.f(f"fk_{table}_{column}"))
