"""What a head sees of arrears (所属長の滞納の状況): how many households stand at which step, and what nears a limit.

Figures alone: no name, no number. The collectors' own lists are theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from server.casework.services import Services
from server.casework.views.arrears import RETURNED
from server.domain.rights import Scope
from server.store import arrears_board
from server.store.arrears_board import Wanted
from server.store.connection import Connection


@dataclass(frozen=True, slots=True)
class ArrearsState:
    """Running cases: `steps` by next step, `yen` owed together; then how many near limitation within `days`, broke
    their promise, cannot be reached by post.
    """

    total: int
    yen: int
    steps: Mapping[str, int]
    days: int
    near: int
    broken: int
    returned: int


def arrears_state(services: Services, conn: Connection, scope: Scope, day: date) -> ArrearsState | None:
    """The state within the scope, None where nobody is in arrears; six statements whatever the city's size."""
    total, yen = arrears_board.count(conn, scope, Wanted(), day)
    if not total:
        return None
    days = services.values(conn).integer("arrears.prescription_days", day)

    def many(wanted: Wanted) -> int:
        return arrears_board.count(conn, scope, wanted, day)[0]

    return ArrearsState(
        total=total,
        yen=yen,
        steps=arrears_board.by_step(conn, scope),
        days=days,
        near=many(Wanted(prescribes_by=day + timedelta(days=days))),
        broken=many(Wanted(promise="BROKEN")),
        returned=many(Wanted(matters=RETURNED)),
    )
