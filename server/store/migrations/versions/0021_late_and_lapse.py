"""Late charges, limitation and what ends a claim unpaid (延滞金・時効・欠損)."""

from __future__ import annotations

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet stands behind this step."""
