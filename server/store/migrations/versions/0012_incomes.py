"""Incomes, declarations and reliefs of the levy (所得、申告、軽減)."""

from __future__ import annotations

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet stands behind this step."""
