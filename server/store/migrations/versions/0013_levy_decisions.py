"""What a levy was computed from (賦課の根拠)."""

from __future__ import annotations

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet stands behind this step."""
