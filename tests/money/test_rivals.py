"""Two processes at once on the same books: a levy run that goes up and down, and files of payments."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from server.store import ledger_proof
from tests.money.purse import Purse
from tests.money.rival import DOWN, PAID, UP
from tests.world import TREE, World

TURNS, MANY = 3, 12


def test_a_levy_run_and_files_of_payments_at_once_keep_every_yen(
    money: World, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    turns = MANY if request.config.getoption("--sweep") else TURNS
    purse = Purse(money)
    for number, name in enumerate(("family", "single"), 1):
        purse.open_account(money.household(name).key, f"{number:010d}", UP)
    purse.assess()
    command = [sys.executable, "-m", "tests.money.rival", money.database.url, str(tmp_path)]
    both = [subprocess.Popen([*command, side, str(turns)], cwd=TREE) for side in ("levy", "pay")]
    assert [one.wait(timeout=240) for one in both] == [0, 0]
    purse.assess()
    claims = purse.claims().values()
    levied = (UP if turns % 2 == 0 else DOWN)[0].total
    assert {claim.levied.total for claim in claims} == {levied}
    paid = turns * PAID * len(claims)
    assert sum(claim.open.total - claim.payable.total for claim in claims) == levied * len(claims) - paid
    with money.database.read() as conn:
        far = money.clock.business_day() + timedelta(days=turns + 1)
        assert ledger_proof.prove(conn, far).findings == []
