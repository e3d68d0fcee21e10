"""The proof of custody money (歳入歳出外現金の検証): every yen taken in is held still, applied, or given to others.

Local Autonomy Act art. 235-4: it is no revenue until it is distributed (National Tax Collection Act arts. 128, 129).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from server.domain.ledger.books import SUSPENSE, Posting
from server.domain.ledger.kinds import Kind
from server.domain.ledger.proof import Finding

_MARK = "deposit "
_COLUMNS = ("principal", "late", "fee", "cost")


@dataclass(frozen=True, slots=True)
class DepositRow:
    """Money in custody as its register has it; yen. `applied` None while it is held; `received` what our receipt of it
    says, None without one."""

    deposit_id: str
    amount: int
    sheet: Mapping[str, Any] | None
    applied: int | None
    surplus: int | None
    received: int | None


def note_of(deposit_id: str) -> str:
    """The reason by which a line of the books names the deposit it belongs to."""
    return f"{_MARK}{deposit_id}"


def prove_custody(rows: Iterable[DepositRow], lines: Iterable[Posting]) -> Iterator[Finding]:
    """Each deposit against its lines and its sheet, and the lines of deposits that no register knows."""
    held: dict[str, int] = {}
    paid: dict[str, int] = {}
    for line in lines:
        into = {Kind.DEPOSIT_HELD: held, Kind.DEPOSIT_APPLIED: paid}.get(line.kind)
        if into is not None:
            key = line.reason.removeprefix(_MARK)
            into[key] = into.get(key, 0) + line.yen
    known = set()
    for row in rows:
        known.add(row.deposit_id)
        yield from _deposit(row, held.get(row.deposit_id, 0), paid.get(row.deposit_id, 0))
    for key in sorted((held.keys() | paid.keys()) - known):
        yield Finding("deposit_unknown", f"deposits {key}", SUSPENSE, f"{held.get(key, 0)} / {paid.get(key, 0)}")


def _deposit(row: DepositRow, held: int, paid: int) -> Iterator[Finding]:
    name = f"deposits {row.deposit_id}"
    if held != row.amount:
        yield Finding("deposit_not_held", name, SUSPENSE, str(held), str(row.amount))
    out = 0 if row.applied is None else row.amount
    if paid != out:
        yield Finding("deposit_not_paid_out", name, SUSPENSE, str(paid), str(out))
    if row.applied is None:
        if row.received:
            yield Finding("deposit_not_applied", name, SUSPENSE, str(row.received), "0")
        return
    ours, others, surplus = _spread(row.sheet or {})
    if ours + others + surplus != row.amount:
        yield Finding("deposit_yen_lost", name, SUSPENSE, str(ours + others + surplus), str(row.amount))
    if (ours, surplus) != (row.applied, row.surplus):
        yield Finding("deposit_sheet_differs", name, SUSPENSE, f"{row.applied} / {row.surplus}", f"{ours} / {surplus}")
    if (row.received or 0) != ours:
        yield Finding("deposit_not_applied", name, SUSPENSE, str(row.received or 0), str(ours))


def _spread(sheet: Mapping[str, Any]) -> tuple[int, int, int]:
    """Of a sheet: what is ours with the costs, what others get, what the debtor gets; yen."""
    own: Any = sheet.get("own", ())
    shares: Any = sheet.get("shares", ())
    ours = int(sheet.get("cost", 0)) + sum(int(one[name]) for one in own for name in _COLUMNS)
    return ours, sum(int(one["yen"]) for one in shares), int(sheet.get("surplus", 0))
