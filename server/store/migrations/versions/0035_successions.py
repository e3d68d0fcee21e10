"""Successors of a dead payer (納付義務の承継)."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from server.store import guards

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_WHOLE = frozenset({"heir_no", "representative", "share_of", "share_in", "answers_up_to", "yen"})
_DAYS = frozenset({"died_on", "decided_on"})
_POINTS = {
    "household_key": "households.household_key",
    "case_id": "cases.case_id",
    "claim_key": "instalments.claim_key",
}


def upgrade() -> None:
    _table(
        "successions",
        "succession_key",
        "household_key case_id dead_key died_on state decided_on representative? represented_by? by_event",
        {},
        state="state in ('TRANSFERRED', 'NO_HEIR')",
        represented_by="represented_by is null or represented_by in ('FILED', 'DESIGNATED', 'ALONE')",
        representative="(state = 'TRANSFERRED') = (representative is not null)"
        " and (representative is null) = (represented_by is null)",
    )
    of = {"succession_key": "successions.succession_key"}
    _table(
        "succession_heirs",
        "succession_key heir_no",
        "name postal_code address kin acceptance share_of share_in answers_up_to?",
        of,
        share="share_of > 0 and share_in >= share_of",
    )
    _table(
        "succession_parts",
        "succession_key heir_no claim_key kind",
        "yen",
        of,
        kind="kind in ('DEBT', 'CREDIT')",
        yen="yen >= 0",
    )
    op.create_index("ix_successions_household", "successions", ["household_key"], unique=False)
    op.create_index("uq_successions_dead", "successions", ["household_key", "dead_key"], unique=True)
    op.create_index("ix_succession_parts_claim", "succession_parts", ["claim_key"], unique=False)
    made = ("successions", "succession_heirs", "succession_parts")
    guards.protect(op.get_bind(), dated={}, final=dict.fromkeys(made, ()), frozen={})


def downgrade() -> None:
    for name in ("succession_parts", "succession_heirs", "successions"):
        op.drop_table(name)


def _table(name: str, key: str, columns: str, points: dict[str, str], **checks: str) -> None:
    names = [*key.split(), *columns.split()]
    made: list[Any] = [sa.Column(one.rstrip("?"), _type(one.rstrip("?")), nullable=one.endswith("?")) for one in names]
    for at in (one.rstrip("?") for one in names):
        to = {**_POINTS, **points}.get(at)
        if to:
            made.append(sa.ForeignKeyConstraint([at], [to], name=op.f(f"fk_{name}_{at}")))
    made += [sa.CheckConstraint(text, name=op.f(f"ck_{name}_{what}")) for what, text in checks.items()]
    op.create_table(name, *made, sa.PrimaryKeyConstraint(*key.split(), name=op.f(f"pk_{name}")))


def _type(name: str) -> Any:
    return sa.Integer() if name in _WHOLE else sa.Date() if name in _DAYS else sa.String()
