"""A city that debits accounts (試験の口座振替): mandates by the registers, requests, and what the bank answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from server.casework.debit_runs import cut_run
from server.casework.import_receipts import Imported, import_receipts
from server.domain.direct_debit import Turn
from server.domain.effects import RegisterChange
from server.domain.ledger.amounts import Amounts
from server.domain.receipts import Channel, IncomingFile, IncomingReceipt, Stage
from server.exchange.bank_file import write_bank_file
from server.store import debit_requests, levies, sealed_accounts
from server.store.debit_requests import DebitRequest
from server.store.debit_runs import DebitRun
from server.store.ledger import Origin
from server.store.levies import NewInstalment
from tests.world import World

DUE = date(2027, 1, 4)
CUT = date(2026, 12, 15)
STOP_BY = date(2026, 12, 24)
BANK = "0491004001"


@dataclass
class Debits:
    """One city; `sequence` counts the bank's files, `covered` is the last day they reach."""

    world: World
    sequence: int = 0
    mandates: dict[str, str] = field(default_factory=dict)
    covered: date | None = None

    def owes(self, household: str, yen: int = 8300) -> str:
        """An instalment due after the turn of the year; its key."""
        key = self.world.household(household).key
        with self.world.uow() as uow:
            account = levies.open_account(uow, 2026, key, key)
            new = NewInstalment(7, DUE, DUE, date(2026, 6, 10))
            (one,) = levies.open_instalments(uow, account, [new])
            levies.state_levy(uow, account, {one.claim_key: Amounts(yen, 0, 0, 0)}, Origin("test"), cause="決定")
        return one.claim_key

    def agreed(self, household: str, number: str = "1234567", **more: str) -> str:
        """A mandate that the bank accepted; its key."""
        with self.world.uow() as uow:
            token = sealed_accounts.put_account(uow, self.world.services.accounts, number)
        key = f"M-{household}-{number}"
        payload = {
            "household_key": self.world.household(household).key,
            "mandate_key": key,
            "status": "ACCEPTED",
            "institution": "9801",
            "branch": "012",
            "account_kind": "1",
            "account_token": token,
            "account_tail": number[-3:],
            "holder_kana": "ｸﾜﾊﾗ ﾄｵﾙ",
            "timing": "BY_INSTALMENT",
            "channel": "COUNTER",
            "consented_on": "2026-09-01",
            "first_due_on": "2026-09-30",
            "valid_from": "2026-09-01",
        } | more
        self.world.change(RegisterChange("put_mandate", f"test/{key}", payload))
        return key

    def end(self, household: str, on: date) -> None:
        """The household withdraws its mandate."""
        payload = {"household_key": self.world.household(household).key, "on": on.isoformat(), "ground": "ASKED"}
        self.world.change(RegisterChange("end_mandate", f"test/end/{household}", payload))

    def cut(self, turn: Turn = Turn.FIRST) -> DebitRun:
        """The request for the due date."""
        return cut_run(self.world.services, self.world.caller("saeki"), DUE, turn)

    def rows(self, run: DebitRun) -> tuple[DebitRequest, ...]:
        """What a run asks for."""
        with self.world.database.read() as conn:
            return debit_requests.requests_of(conn, run.run_id)

    def results(self, run: DebitRun, codes: Mapping[str, str], **wrong: int) -> bytes:
        """The bank's file: the code of each instalment; `amount` and `number` spoil the first record."""
        receipts = []
        for no, row in enumerate((row for row in self.rows(run) if row.claim_key in codes), 1):
            code = codes[row.claim_key]
            stage = Stage.FINAL if code == "0" else Stage.NOT_PAID
            yen = wrong.get("amount", row.amount) if no == 1 else row.amount
            day = run.debit_on
            receipts.append(
                IncomingReceipt(no, str(no), stage, row.collection_no, yen, day, day, Channel.DIRECT_DEBIT, result=code)
            )
        self.sequence += 1
        first = run.debit_on if self.covered is None else self.covered + timedelta(days=1)
        file = IncomingFile(
            "bank_receipts",
            Channel.DIRECT_DEBIT,
            "9801",
            self.sequence,
            run.debit_on,
            first,
            run.debit_on,
            tuple(receipts),
        )
        return write_bank_file(file, BANK)

    def take(self, run: DebitRun, codes: Mapping[str, str], *, credited: int | None = None, **wrong: int) -> Imported:
        """The results taken in two days after the debit."""
        content = self.results(run, codes, **wrong)
        paid = [row.amount for row in self.rows(run) if codes.get(row.claim_key) == "0"]
        self.world.clock.set(run.debit_on + timedelta(days=2))
        total = sum(paid) if credited is None else credited
        caller, name = self.world.caller("saeki"), f"kekka-{self.sequence}"
        done = import_receipts(self.world.services, caller, "bank_receipts", content, name=name, credited=total)
        self.covered = run.debit_on
        return done
