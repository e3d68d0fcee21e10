"""Dunning (督促): what became of a letter that came back, and late charges that are dunned."""

from __future__ import annotations

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing yet."""
