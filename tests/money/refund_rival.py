"""One of two processes at one refund desk: `python -m tests.money.refund_rival URL FOLDER SEED TURNS`.

Each does its own random acts at whatever stands there; it answers with the yen that came in by it and stayed, and how
many acts went through.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from random import Random

from server.store.database import Database
from tests.money.refund_desk import NOTICE, Joined, RefundDesk, meanwhile
from tests.procedures.outside import Api
from tests.world import opened

_WHOLE = 400_000


def main(url: str, folder: str, seed: int, turns: int) -> None:
    """All turns of one side."""
    database = Database(url, durable=False)
    world = opened(database, Path(folder))
    desk = RefundDesk(world, Joined(Api(world), notice=NOTICE))
    random, done = Random(seed), 0
    for _ in range(turns):
        done += meanwhile(lambda: act(desk, random))
    database.dispose()
    sys.stdout.write(json.dumps({"received": desk.received, "done": done}))


def act(desk: RefundDesk, random: Random) -> None:
    """One act, the steps of cases most often."""
    which = random.randrange(12)
    if which < 6:
        desk.step(random.randrange(9), random.choice((0, 0, 0, 0, 1, 2)))
    elif which < 8:
        desk.pay(random.randrange(4), random.randint(1, _WHOLE), random.randrange(3))
    elif which == 8:
        desk.undo(random.randrange(99))
    elif which == 9:
        desk.payer.levy(*(random.randint(0, _WHOLE) for _ in range(4)))
    elif which == 10:
        desk.found()
    else:
        _transfer(desk, random)


def _transfer(desk: RefundDesk, random: Random) -> None:
    if random.random() < 0.5:
        desk.cut()
    else:
        desk.answered(random.choice("01"))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
