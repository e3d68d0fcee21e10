"""Money of recourse entrusted, and paid benefits (委託求償の入金)."""

from __future__ import annotations

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
