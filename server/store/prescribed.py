"""The guard against collecting what is extinct (時効完成後の徴収の禁止): asked before every act on a claim.

Reckoned from the acts themselves at the moment of asking, never from a list of last night: premiums of 892 households
were once collected after their limitation, because the books knew it by fiscal years (published mistake PM15).

Whoever asks for an instalment, takes it by force, sets money off against it or has it acknowledged calls
`refuse_prescribed` in the transaction of the act: pledge and deferral, seizure (signed and served), participation,
distribution, slips, late charges, and the letters that demand (tests/architecture/test_prescription_guard.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, select

from server.domain.calendar import months_after
from server.domain.limitation import Clock, clock_of, is_prescribed
from server.domain.refusals import Refused
from server.domain.values import Values
from server.store import claim_acts
from server.store import tables as t
from server.store.values import load_values

_SLICE = 500
_LEAST_MONTHS = 24  # no claim is extinct earlier, and no act shortens it (art. 110(1)); the dated value says when


def clocks_of(conn: Connection, claim_keys: Iterable[str], values: Values) -> dict[str, Clock]:
    """The clock of each of these claims, with every act and its document; unknown keys are left out."""
    found: dict[str, Clock] = {}
    wanted = sorted(set(claim_keys))
    i = t.instalments.c
    for start in range(0, len(wanted), _SLICE):
        part = wanted[start : start + _SLICE]
        acts = claim_acts.acts_on(conn, part)
        for key, due_on in conn.execute(select(i.claim_key, i.due_on).where(i.claim_key.in_(part))):
            found[key] = clock_of(due_on, acts[key], values)
    return found


def prescribed(conn: Connection, claim_keys: Iterable[str], day: date, values: Values | None = None) -> dict[str, date]:
    """Of these claims those that are extinct on `day`, each with its last day of collection.

    What was due less than two years ago costs one statement for all; `values` None reads them where they are needed.
    """
    old = _old(conn, claim_keys, day)
    if not old:
        return {}
    clocks = clocks_of(conn, old, load_values(conn) if values is None else values)
    return {
        key: clock.ends_on
        for key, clock in clocks.items()
        if clock.ends_on is not None and is_prescribed(clock.ends_on, day)
    }


def _old(conn: Connection, claim_keys: Iterable[str], day: date) -> list[str]:
    wanted, i, found = sorted(set(claim_keys)), t.instalments.c, list[str]()
    before = months_after(day, -_LEAST_MONTHS)
    for start in range(0, len(wanted), _SLICE):
        part = i.claim_key.in_(wanted[start : start + _SLICE])
        found += conn.scalars(select(i.claim_key).where(part, i.due_on <= before))
    return found


def refuse_prescribed(conn: Connection, claim_keys: Iterable[str], day: date, values: Values | None = None) -> None:
    """Raises `claim_prescribed` with the first claim that is extinct on `day`: every act on it is void."""
    gone = prescribed(conn, claim_keys, day, values)
    if gone:
        claim = min(gone)
        raise Refused("claim_prescribed", claim=claim, day=gone[claim].isoformat())
