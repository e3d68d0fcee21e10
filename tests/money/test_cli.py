"""`kokuho import` and `kokuho ledger` at the console: what they print, and that a refusal is data and status 1."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from server.cli.main import kokuho
from server.cli.output import run
from server.domain.ledger.amounts import Amounts
from server.domain.receipts import Channel, IncomingFile, IncomingReceipt, Stage
from server.exchange.bank_file import write_bank_file
from server.exchange.counter_cash import write_counter_file
from tests.money.purse import Purse

DAY = date(2026, 11, 18)


@pytest.fixture
def console(purse: Purse, monkeypatch: pytest.MonkeyPatch) -> Purse:
    """The commands work on the town."""
    purse.open_account(purse.world.household("family").key, "0000000001", [Amounts(5000, 2000, 1000, 300)] * 4)
    for module in ("receipts", "ledger"):
        monkeypatch.setattr(f"server.cli.{module}.open_installation", lambda: (None, purse.world.services))
    return purse


def said(*arguments: str) -> tuple[int, dict[str, object]]:
    done = CliRunner().invoke(kokuho, [*arguments, "--json"], standalone_mode=False)
    assert done.exception is None, done.output
    return done.return_value or 0, json.loads(done.output)


def slips(purse: Purse, *, sequence: int = 1) -> bytes:
    """A slip paid at a bank's window."""
    paid = IncomingReceipt(
        1, "x", Stage.FINAL, purse.number(purse.claim_keys[0]), 8300, DAY, DAY, Channel.BANK_SLIP, result="0"
    )
    file = IncomingFile("bank_receipts", Channel.BANK_SLIP, "0001", sequence, DAY, DAY, DAY, (paid,))
    return write_bank_file(file, "0491004001")


def test_a_banks_file_of_slips_posts_what_was_paid(console: Purse, tmp_path: Path) -> None:
    file = tmp_path / "slips.txt"
    file.write_bytes(slips(console))
    status, told = said("import", "bank_receipts", str(file), "--credited", "8300")
    assert (status, told["outcomes"], told["total"]) == (0, {"FULL": 1}, 8300)
    assert [claim.open.total for claim in console.claims().values()] == [0, 8300, 8300, 8300]
    assert said("ledger", "received")[1] == {
        "channels": [{"channel": "BANK_SLIP", "day": "2026-11-18", "senders": {"0001": "2026-11-18"}}]
    }
    assert said("ledger", "verify")[0] == 0


def test_a_counters_day_is_taken_in_without_a_bank(console: Purse, tmp_path: Path) -> None:
    number = console.number(console.claim_keys[0])
    cash = IncomingReceipt(1, "chuo-1-00000012", Stage.FINAL, number, 8300, DAY, DAY, Channel.COUNTER)
    day = IncomingFile("counter_receipts", Channel.COUNTER, "chuo-1", 1, DAY, DAY, DAY, (cash,))
    file = tmp_path / "cash.csv"
    file.write_bytes(write_counter_file(day, "491004"))
    assert said("import", "counter_receipts", str(file))[1]["outcomes"] == {"FULL": 1}


def test_the_evenings_assessment_is_printed(console: Purse) -> None:
    made = said("ledger", "assess")[1]["made"]
    assert isinstance(made, list)
    assert [(one["direction"], one["total"]) for one in made] == [("ASSESS", 33200)]


def test_a_refused_file_is_data_and_status_one(
    console: Purse, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "debit.txt"
    file.write_bytes(slips(console)[:-1])
    with pytest.raises(SystemExit) as ended:
        run(kokuho, ["import", "bank_receipts", str(file), "--credited", "8300", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert (ended.value.code, told["refusal"]["code"]) == (1, "receipt_file_invalid")
    assert "4" in told["refusal"]["message_ja"]


@pytest.mark.parametrize("interface", ["", "bank", "I99"])
def test_an_unknown_interface_is_a_wrong_call(console: Purse, tmp_path: Path, interface: str) -> None:
    file = tmp_path / "x"
    file.write_bytes(b"x")
    assert run(kokuho, ["import", interface, str(file)]) == 2
