"""Lapse of refunds and their split among heirs (還付の時効・相続人への分割)."""

from __future__ import annotations

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
