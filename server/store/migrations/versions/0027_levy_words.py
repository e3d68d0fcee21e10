"""Words that levy decisions share (賦課根拠の共通文言): what is the same in the bases of a run, once.

Decisions taken before keep their whole basis as it is; both are read. Lines of the books are found by receipt and as
not yet assessed only, so their indexes hold no others. Two checks with long lists are spelt so that SQLite need not
build the list anew for each of a run's million rows; what they allow stays the same.
"""

from __future__ import annotations

import re
from functools import partial

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
    if op.get_bind().dialect.name == "sqlite":
        for table, columns in (("instalments", ("standing",)), ("postings", ("kind", "standing"))):
            _check_without_lists(table, columns)
    for column, asked in (("receipt_id", "receipt_id is not null"), ("assessment_no", "assessment_no is null")):
        name, where = f"ix_postings_{column.split('_')[0]}", sa.text(asked)
        op.drop_index(name, table_name="postings")
        op.create_index(name, "postings", [column], sqlite_where=where, postgresql_where=where)
    guards.protect(op.get_bind(), dated={}, final={"levy_words": ()}, frozen={})


def _check_without_lists(table: str, columns: tuple[str, ...]) -> None:
    """Spells `column in (…)` as equations in the stored text of a table: the way that SQLite documents for changes
    that touch no row (ALTER TABLE, "other kinds of table schema changes").
    """
    bind = op.get_bind()
    text = str(bind.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (table,)).scalar_one())
    for column in columns:
        text, found = re.subn(rf"\b{column} in \(([^()]*)\)", partial(_equations, column), text)
        if found != 1:
            raise RuntimeError(f"{table}: the check of {column} is not where it was")
    version = int(bind.exec_driver_sql("PRAGMA schema_version").scalar_one())
    bind.exec_driver_sql("PRAGMA writable_schema=ON")
    bind.exec_driver_sql("UPDATE sqlite_master SET sql = ? WHERE type = 'table' AND name = ?", (text, table))
    bind.exec_driver_sql(f"PRAGMA schema_version={version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema=OFF")


def _equations(column: str, found: re.Match[str]) -> str:
    return " or ".join(f"{column} = {code.strip()}" for code in found[1].split(","))


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
