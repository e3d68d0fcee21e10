"""One of two processes that work on the same books at once: `python -m tests.money.rival URL FOLDER SIDE TURNS`.

`levy` decides the accounts in bulk, up and down; `pay` takes files in. Both try again when the other was faster.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from server.domain.ledger.amounts import Amounts
from server.domain.refusals import Refused
from server.store import levies
from server.store.database import Database
from server.store.errors import Stale
from tests.money.purse import Purse
from tests.world import opened

UP, DOWN = [Amounts(9000, 3000, 1000, 300)] * 4, [Amounts(2000, 700, 0, 100)] * 4
PAID = 2_500
_TRIES = 50


def main(url: str, folder: str, side: str, turns: int) -> None:
    """All turns of one side."""
    database = Database(url, durable=False)
    world = opened(database, Path(folder))
    purse = Purse(world, sequence=0)
    with database.read() as conn:
        for name in ("family", "single"):
            purse.accounts += levies.accounts_of(conn, world.household(name).key)
    for turn in range(turns):
        if side == "levy":
            again(lambda turn=turn: purse.levy_in_bulk(purse.accounts, UP if turn % 2 else DOWN))  # type: ignore[misc]
        else:
            again(lambda: purse.pay([(purse.number(key), PAID) for key in purse.claim_keys]))
    database.dispose()


def again(act: Callable[[], object]) -> None:
    """Until nobody else was faster."""
    for _ in range(_TRIES):
        try:
            act()
        except Stale:
            continue
        except Refused as refusal:
            if refusal.code != "too_busy":
                raise
            continue
        return
    raise RuntimeError("somebody else was always faster")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
