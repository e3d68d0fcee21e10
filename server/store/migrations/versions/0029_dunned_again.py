"""Dunning (督促): what became of a letter that came back, and late charges (延滞金) that are dunned.

A line says what it asks for (`subject`), and from when on its letter counts as never served (`unserved_on`); then the
instalment may get another one. Where a returned letter was served otherwise stands in a table of its own: the two
columns that were kept for it on the line were never filled.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Instant, Json

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

_GONE = ("served_on", "designated_anew")
_LINE = (
    "run_id claim_key household_key payer_key office due_on open_yen verdict reason relief protected turns owner "
    "dun_by slice_no letter_id collection_no asked_yen handed_over_on pulled pulled_at again_in dispatched_on "
    "designated_on seizure_trace content_hash ended ended_on subject unserved_on"
)
FROZEN = {"dunning_lines": tuple(_LINE.split())}
_LIVE = "letter_id is not null and pulled is null and unserved_on is null"


def upgrade() -> None:
    _unguard()
    for name in _GONE:
        op.drop_column("dunning_lines", name)
    op.add_column("dunning_lines", sa.Column("subject", sa.String(), server_default="principal", nullable=False))
    op.add_column("dunning_lines", sa.Column("unserved_on", sa.Date(), nullable=True))
    op.drop_index("uq_dunning_lines_claim", table_name="dunning_lines")
    where = sa.text(_LIVE)
    columns = ["claim_key", "subject"]
    op.create_index(
        "uq_dunning_lines_claim", "dunning_lines", columns, unique=True, sqlite_where=where, postgresql_where=where
    )
    _services()
    guards.protect(op.get_bind(), dated={}, final={"dunning_services": ()}, frozen=FROZEN)


def _unguard() -> None:
    """The guard of the lines names its columns: it is put on anew."""
    name = f"{guards.FROZEN}_dunning_lines"
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"DROP FUNCTION {name}() CASCADE")
        return
    op.execute(f"DROP TRIGGER {name}_update")
    op.execute(f"DROP TRIGGER {name}_delete")


def _services() -> None:
    op.create_table(
        "dunning_services",
        sa.Column("run_id", sa.String(), nullable=False),
        sa.Column("claim_key", sa.String(), nullable=False),
        sa.Column("service_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("letter_id", sa.String(), nullable=False),
        sa.Column("case_id", sa.String(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("designated_on", sa.Date(), nullable=True),
        sa.Column("seizure_trace", Json(), nullable=True),
        sa.Column("by_event", sa.String(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.CheckConstraint("outcome in ('BACK', 'SERVED', 'FAILED')", name=op.f("ck_dunning_services_outcome")),
        sa.CheckConstraint(
            "(outcome = 'SERVED') = "
            "(served_on is not null and designated_on is not null and seizure_trace is not null)",
            name=op.f("ck_dunning_services_days"),
        ),
        sa.CheckConstraint(
            "designated_on is null or designated_on > served_on", name=op.f("ck_dunning_services_designated")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.case_id"], name=op.f("fk_dunning_services_case_id")),
        sa.ForeignKeyConstraint(["letter_id"], ["letters.letter_id"], name=op.f("fk_dunning_services_letter_id")),
        sa.ForeignKeyConstraint(
            ["run_id", "claim_key"],
            ["dunning_lines.run_id", "dunning_lines.claim_key"],
            name="fk_dunning_services_line",
        ),
        sa.PrimaryKeyConstraint("run_id", "claim_key", "service_no", name=op.f("pk_dunning_services")),
    )
    op.create_index("ix_dunning_services_claim", "dunning_services", ["claim_key"])


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
