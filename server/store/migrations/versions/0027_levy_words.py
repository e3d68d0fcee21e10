"""Words that levy decisions share (賦課根拠の共通文言): what is the same in the bases of a run, once.

Decisions taken before keep their whole basis as it is; both are read. Lines of the books are found by receipt and as
not yet assessed only, so their indexes hold no others.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store import guards
from server.store.tables.columns import Instant

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "levy_words",
        sa.Column("words_hash", sa.String(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("words_hash", name=op.f("pk_levy_words")),
    )
    for column, asked in (("receipt_id", "receipt_id is not null"), ("assessment_no", "assessment_no is null")):
        name, where = f"ix_postings_{column.split('_')[0]}", sa.text(asked)
        op.drop_index(name, table_name="postings")
        op.create_index(name, "postings", [column], sqlite_where=where, postgresql_where=where)
    guards.protect(op.get_bind(), dated={}, final={"levy_words": ()}, frozen={})


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
