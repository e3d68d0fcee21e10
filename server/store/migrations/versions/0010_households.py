"""Nominal heads and former household seniors (擬制世帯主、特定同一世帯所属者)."""

from __future__ import annotations

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet stands behind this step."""
