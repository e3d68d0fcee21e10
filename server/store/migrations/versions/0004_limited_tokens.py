"""Tokens with limits of their own, the time of their last use, and the one in whose place they came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from server.store.tables.columns import Instant, Json

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # A token that stands already has all rights of its user, as before; when it was used last is not known.
    op.add_column("api_tokens", sa.Column("limits", Json(), nullable=True))
    op.add_column("api_tokens", sa.Column("last_used_at", Instant(), nullable=True))
    op.add_column("api_tokens", sa.Column("replaces", sa.String(), nullable=True))
    op.create_index("ix_api_tokens_user", "api_tokens", ["user_id"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("the store goes forward only; an earlier state is restored from a backup")
