"""Certificates and withdrawal (資格確認書、資格喪失)."""

from __future__ import annotations

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet stands behind this step."""
