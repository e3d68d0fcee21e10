"""Arrears of a household (滞納整理): holds on collection, contacts, collectors, hand-overs."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Alone, Instant, Json

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

DATED = {
    "collection_holds": (Alone(("hold_key",)),),
    "collectors": (Alone(("household_key",)),),
    "collection_transfers": (Alone(("household_key",)),),
}
FINAL: dict[str, tuple[str, ...]] = {"collection_contacts": ()}

HOLD_KINDS = (
    "'DEFERRAL', 'CONVERSION', 'SUSPENSION', 'DECEASED', 'BANKRUPTCY', 'WELFARE', 'RETURNED_MAIL', "
    "'ADDRESS_PROTECTION', 'REASSESSMENT', 'PAYMENT_IN_TRANSIT', 'APPEAL', 'RELIEF_PENDING', 'PLEDGE', 'SEIZED', "
    "'DISPUTE'"
)


def upgrade() -> None:
    _collection_holds()
    _collection_contacts()
    _collectors()
    _collection_transfers()
    _arrears_board()
    guards.protect(op.get_bind(), dated=DATED, final=FINAL, frozen={})


def _texts(names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names.split()]


def _dated() -> list[sa.Column[Any]]:
    return [
        sa.Column("row_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("superseded_at", Instant(), nullable=True),
        *_texts("by_event household_key"),
    ]


def _in_order(name: str) -> list[Any]:
    """What every dated table about households has: its checks, its key, its household."""
    return [
        sa.CheckConstraint("superseded_at is null or superseded_at >= recorded_at", name=op.f(f"ck_{name}_instants")),
        sa.CheckConstraint("valid_to is null or valid_to > valid_from", name=op.f(f"ck_{name}_days")),
        _of_household(name),
        sa.PrimaryKeyConstraint("row_id", name=op.f(f"pk_{name}")),
    ]


def _of_household(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["household_key"], ["households.household_key"], name=op.f(f"fk_{name}_household_key")
    )


def _collection_holds() -> None:
    name = "collection_holds"
    op.create_table(
        name,
        *_dated(),
        *_texts("hold_key kind"),
        sa.Column("claim_keys", Json(), nullable=True),
        *_texts("reason set_by"),
        sa.Column("approved_by", sa.String(), nullable=True),
        sa.Column("ended_by", sa.String(), nullable=True),
        sa.Column("end_reason", sa.String(), nullable=True),
        sa.CheckConstraint(f"kind in ({HOLD_KINDS})", name=op.f(f"ck_{name}_kind")),
        sa.CheckConstraint(
            "kind not in ('RELIEF_PENDING', 'PAYMENT_IN_TRANSIT') or valid_to is not null",
            name=op.f(f"ck_{name}_until"),
        ),
        sa.CheckConstraint("reason <> ''", name=op.f(f"ck_{name}_reason")),
        *_in_order(name),
    )
    op.create_index("ix_collection_holds_household", name, ["household_key"], unique=False)


def _collection_contacts() -> None:
    name = "collection_contacts"
    op.create_table(
        name,
        *_texts("contact_id household_key"),
        sa.Column("case_id", sa.String(), nullable=True),
        *_texts("way spoken_to result"),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("promised_yen", sa.Integer(), nullable=True),
        sa.Column("call_back_on", sa.Date(), nullable=True),
        *_texts("note"),
        sa.Column("on_day", sa.Date(), nullable=False),
        *_texts("by_event by_user"),
        sa.Column("recorded_at", Instant(), nullable=False),
        *_texts("mark"),
        sa.CheckConstraint("way in ('PHONE', 'VISIT', 'COUNTER', 'LETTER', 'OTHER')", name=op.f(f"ck_{name}_way")),
        sa.CheckConstraint("spoken_to in ('HEAD', 'FAMILY', 'OTHER', 'NOBODY')", name=op.f(f"ck_{name}_spoken_to")),
        sa.CheckConstraint(
            "result in ('PROMISE', 'PAID', 'NO_ANSWER', 'WRONG_NUMBER', 'CALL_BACK', 'CONSULTS', 'REFUSES', 'OTHER')",
            name=op.f(f"ck_{name}_result"),
        ),
        sa.CheckConstraint("result <> 'PROMISE' or promised_on is not null", name=op.f(f"ck_{name}_promise")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f(f"fk_{name}_case_id")),
        _of_household(name),
        sa.PrimaryKeyConstraint("contact_id", name=op.f(f"pk_{name}")),
    )
    op.create_index("ix_collection_contacts_household", name, ["household_key", "on_day"], unique=False)
    op.create_index("ix_collection_contacts_call_back", name, ["call_back_on"], unique=False)


def _collectors() -> None:
    name = "collectors"
    op.create_table(
        name,
        *_dated(),
        *_texts("user_id"),
        sa.ForeignKeyConstraint(["user_id"], ["users.user_id"], name=op.f(f"fk_{name}_user_id")),
        *_in_order(name),
    )
    op.create_index("ix_collectors_household", name, ["household_key"], unique=False)
    op.create_index("ix_collectors_user", name, ["user_id"], unique=False)


def _collection_transfers() -> None:
    name = "collection_transfers"
    op.create_table(
        name,
        *_dated(),
        *_texts("transfer_key from_office to_office list_no"),
        sa.Column("claims", Json(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        *_texts("reason handed_by"),
        sa.Column("return_reason", sa.String(), nullable=True),
        sa.CheckConstraint("from_office <> to_office", name=op.f(f"ck_{name}_offices")),
        sa.CheckConstraint("total >= 0", name=op.f(f"ck_{name}_total")),
        sa.ForeignKeyConstraint(["from_office"], ["offices.office"], name=op.f(f"fk_{name}_from_office")),
        sa.ForeignKeyConstraint(["to_office"], ["offices.office"], name=op.f(f"fk_{name}_to_office")),
        *_in_order(name),
    )
    op.create_index("ix_collection_transfers_household", name, ["household_key"], unique=False)
    op.create_index("ix_collection_transfers_key", name, ["transfer_key"], unique=False)


def _arrears_board() -> None:
    name = "arrears_board"
    op.create_table(
        name,
        *_texts("case_id household_key step row"),
        sa.Column("open", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("oldest_due", sa.Date(), nullable=True),
        sa.Column("prescribes_on", sa.Date(), nullable=True),
        *_texts("matter hold promise"),
        sa.Column("noted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f(f"fk_{name}_case_id")),
        _of_household(name),
        sa.PrimaryKeyConstraint("case_id", name=op.f(f"pk_{name}")),
    )
    op.create_index("ix_arrears_board_household", name, ["household_key"], unique=False)
    op.create_index("ix_arrears_board_step", name, ["step", "open"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
