"""Money acts over a real database, with an account kept beside it in plain sums (財布): what came, went and is owed.

The purse knows nothing of parts, kinds or postings. After every act it and `kokuho ledger verify` must both agree.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from server.casework.correct_receipt import correct_receipt
from server.casework.import_receipts import Imported, import_receipts
from server.casework.move_receipt import hand_over_receipt
from server.domain.collection_number import CollectionNumber, read_number
from server.domain.ledger.acts import added, brought_forward, offset, refunded, reversed_line, written_off
from server.domain.ledger.amounts import Amounts
from server.domain.ledger.books import Claim, Posting
from server.domain.ledger.kinds import Kind
from server.domain.ledger.rules import Rules
from server.domain.receipts import Channel, IncomingFile, IncomingReceipt, Stage
from server.exchange.store_file import write_store_file
from server.store import assessments, ledger, ledger_proof, levies, levies_bulk, payment_slips, receipts
from server.store.households import household_revs
from server.store.ledger import Origin
from server.store.levies import LevyAccount, NewInstalment
from server.store.levies_bulk import BulkLevy
from server.store.payment_slips import SlipLine
from tests.shipped_values import shipped_values
from tests.world import World

CONSIGNOR = "491004"
UNKNOWN = str(CollectionNumber(2026, "9999999999", 1))
DUE = (date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31), date(2026, 9, 30))


@dataclass
class Purse:
    """Levies of some households, and the yen that an honest cashier would count."""

    world: World
    accounts: list[LevyAccount] = field(default_factory=list)
    levied: Counter[str] = field(default_factory=Counter)
    charged: Counter[str] = field(default_factory=Counter)
    cash: int = 0
    given_back: int = 0
    lost: int = 0
    sequence: int = 0
    reference: int = 0
    slips: list[str] = field(default_factory=list)

    @property
    def claim_keys(self) -> list[str]:
        """Every instalment there is."""
        return self.claims_of(self.accounts)

    def claims_of(self, accounts: Sequence[LevyAccount]) -> list[str]:
        """The instalments of some accounts."""
        return [f"{account.account_key}-{no:02d}" for account in accounts for no in range(1, len(DUE) + 1)]

    def claims(self) -> dict[str, Claim]:
        """The claims as the ledger has them."""
        with self.world.database.read() as conn:
            return ledger.claims(conn, self.claim_keys)

    def open_account(self, household: str, notice_no: str, parts: list[Amounts]) -> LevyAccount:
        """A levy of 2026 with its instalments."""
        with self.world.uow() as uow:
            account = levies.open_account(uow, 2026, notice_no, household)
            notice = date(2026, 6, 10)
            levies.open_instalments(
                uow, account, [NewInstalment(no, day, day, notice) for no, day in enumerate(DUE, 1)]
            )
        self.accounts.append(account)
        self.levy(account, parts)
        return account

    def levy(self, account: LevyAccount, parts: list[Amounts]) -> None:
        """A decision, the first or a later one."""
        on = {f"{account.account_key}-{no:02d}": amounts for no, amounts in enumerate(parts, 1)}
        with self.world.uow() as uow:
            levies.state_levy(uow, account, on, Origin("test"), cause="決定")
        self.levied.update({key: amounts.total - self.levied[key] for key, amounts in on.items()})

    def levy_in_bulk(self, accounts: Sequence[LevyAccount], parts: list[Amounts]) -> None:
        """The same decision on several accounts as a levy run takes it: in one slice."""
        households = [account.household_key for account in accounts]
        with self.world.uow() as uow:
            revs = household_revs(uow.conn, households)
            decisions = [BulkLevy(account, False, (), dict(enumerate(parts, 1)), "月例更正") for account in accounts]
            levies_bulk.post(uow, decisions, revs, Origin("levy_run:test"))
        for account in accounts:
            on = {f"{account.account_key}-{no:02d}": amounts for no, amounts in enumerate(parts, 1)}
            self.levied.update({key: amounts.total - self.levied[key] for key, amounts in on.items()})

    def reissue(self, account: LevyAccount, asked: list[tuple[str, int]]) -> str:
        """A slip over some instalments of an account; the older ones for them are superseded. Its number."""
        lines = [SlipLine(key, "principal", amount) for key, amount in asked]
        with self.world.uow() as uow:
            use_by = uow.business_day + timedelta(days=30)
            made = payment_slips.issue(uow, account, lines, use_by=use_by, by_event="test")
        self.slips.append(made.collection_no)
        return made.collection_no

    def hand_over(self, receipt_id: str) -> None:
        """What is in suspense of a receipt leaves for another account of the city."""
        with self.world.uow() as uow:
            yen = ledger.suspense_of(uow.conn, receipt_id)
            hand_over_receipt(uow, receipt_id, "okamura", "一般会計のもの")
        self.given_back += yen

    def file(self, payments: list[tuple[str, int]], *, stage: Stage = Stage.FINAL) -> IncomingFile:
        """The next file of the agency: payments of today by collection number."""
        today = self.world.clock.business_day()
        incoming = []
        for record, (number, yen) in enumerate(payments, 1):
            self.reference += 1
            incoming.append(
                IncomingReceipt(record, f"{self.reference:016d}", stage, number, yen, today, today, Channel.CVS)
            )
        self.sequence += 1
        first = self._first_day(today)
        return IncomingFile(
            "store_receipts", Channel.CVS, "000123", self.sequence, today, first, today, tuple(incoming)
        )

    def pay(self, payments: list[tuple[str, int]]) -> Imported:
        """Payments taken in as the agency's file of the next day, after the evening's 調定票."""
        self.assess()
        self.world.clock.set(self.world.clock.business_day() + timedelta(days=1))
        file = self.file(payments)
        done = import_receipts(
            self.world.services,
            self.world.caller("saeki"),
            "store_receipts",
            write_store_file(file, CONSIGNOR),
            name=f"file-{self.sequence}",
            credited=file.total,
        )
        self.cash += file.total
        return done

    def number(self, claim_key: str) -> str:
        """What the slip of an instalment says."""
        year, notice, instalment = claim_key.split("-")
        made = str(CollectionNumber(int(year), notice, int(instalment)))
        assert read_number(made) is not None
        return made

    def correct(self, receipt_id: str, claim_key: str) -> None:
        """A receipt moved to an instalment, by two people."""
        correct_receipt(
            self.world.services,
            self.world.caller("saeki"),
            receipt_id,
            claim_key,
            proposed_by="okamura",
            reason="期別の誤り",
        )

    def late(self, claim_key: str, yen: int, *, waive: bool = False) -> None:
        """A late charge fixed or waived."""
        self._post(claim_key, lambda claim, day: added(claim, Kind.LATE_WAIVED if waive else Kind.LATE_FIXED, yen, day))
        self.charged[claim_key] += -yen if waive else yen

    def undo_late(self, claim_key: str) -> bool:
        """The newest late charge taken back; False when there is none."""
        book = self.claims()[claim_key].book
        with self.world.database.read() as conn:
            lines = [
                line.posting
                for line in ledger.lines_of(conn, book)
                if line.posting.claim == claim_key
                and line.posting.kind is Kind.LATE_FIXED
                and line.posting.reverses is None
                and ledger.reversed_by(conn, book, line.posting.line_no) is None
            ]
        if not lines:
            return False
        last = lines[-1]
        self._post(claim_key, lambda claim, day: reversed_line(claim, last, day, reason="誤り"))
        self.charged[claim_key] -= last.yen
        return True

    def offset(self, source: str, target: str, yen: int) -> None:
        """An overpayment set off."""
        with self.world.uow() as uow:
            claims = ledger.claims(uow.conn, [source, target])
            into, carried = brought_forward(claims[target], uow.business_day, shipped_values())
            made = carried + offset(claims[source], into, yen, uow.business_day, Rules())
            ledger.write(uow, made, Origin("test"))

    def refund(self, claim_key: str, yen: int) -> None:
        """An overpayment paid back."""
        with self.world.uow() as uow:
            claim = ledger.claims(uow.conn, [claim_key])[claim_key]
            ledger.write(uow, refunded(claim, yen, uow.business_day, shipped_values()), Origin("test"))
        self.given_back += yen

    def write_off(self, claim_key: str) -> None:
        """What is open given up."""
        self.lost += self.claims()[claim_key].open.total
        self._post(claim_key, lambda claim, day: written_off(claim, day, reason="PRESCRIBED"))

    def next_year(self) -> None:
        """The first day after the books of a year have closed."""
        self.closing_day()
        self.world.clock.set(self.world.clock.business_day() + timedelta(days=1))

    def closing_day(self) -> None:
        """The last day on which the books of the year before are open (出納閉鎖, 31 May)."""
        self.assess()
        day = self.world.clock.business_day()
        self.world.clock.set(day.replace(year=day.year + (day >= date(day.year, 5, 31)), month=5, day=31))

    def assess(self) -> None:
        """The evening's 調定票."""
        with self.world.uow() as uow:
            assessments.assess(uow, "day")

    def receipt_ids(self) -> list[str]:
        """Every payment that came."""
        with self.world.database.read() as conn:
            files = {key for account in self.accounts for key in [account.household_key]}
            known = [one.receipt_id for key in files for one in receipts.receipts_of_household(conn, key)]
            return sorted({*known, *receipts.suspense(conn)})

    def agree(self) -> None:
        """No yen is lost or invented, and the proof finds nothing."""
        claims = self.claims().values()
        with self.world.database.read() as conn:
            waiting = sum(receipts.suspense(conn).values())
            found = ledger_proof.prove(conn, self.world.clock.business_day()).findings
        owed = sum(claim.open.total - claim.payable.total for claim in claims) - waiting
        owing = sum(self.levied.values()) + sum(self.charged.values()) - self.cash + self.given_back - self.lost
        assert owed == owing
        assert found == []

    def _post(self, claim_key: str, act: object) -> tuple[Posting, ...]:
        with self.world.uow() as uow:
            claim, carried = brought_forward(
                ledger.claims(uow.conn, [claim_key])[claim_key], uow.business_day, shipped_values()
            )
            return ledger.write(uow, carried + act(claim, uow.business_day), Origin("test"))  # type: ignore[operator]

    def _first_day(self, today: date) -> date:
        with self.world.database.read() as conn:
            before = receipts.covered(conn, "CVS", "000123")
        return today if before is None else before + timedelta(days=1)
