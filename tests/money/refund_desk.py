"""The refund desk of one household (還付の窓口), for walks at random: every act of its cases through the API.

What a case does is done by handing in its next task, whichever that is; the levy, money that comes in and money that
is taken back have no API and are booked by the ledger's own acts; the transfer file is cut and answered as its screen
does it. A refusal changes nothing. Any two acts may come at once, of other processes too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, select

from server.casework.open_overpayments import open_overpayments
from server.casework.refund_files import cut_file, file_content, take_results
from server.domain.effects import JSON
from server.domain.ledger.acts import reversed_line
from server.domain.ledger.kinds import Kind
from server.domain.refusals import Refused
from server.exchange.transfer_file import TransferHead, read_transfers, write_transfers
from server.store import ledger, ledger_proof, levies, overpayments, refund_files, refunds
from server.store import tables as t
from server.store.errors import Stale
from server.store.ledger import Origin
from server.store.tasks import Task
from tests.procedures.outside import Reply
from tests.procedures.refunding import Payer, agreed, checked, claim, confirm, decided
from tests.world import World

NOTICE = "2026700001"
PAY_ON = date(2026, 11, 25)
DUE = (date(2024, 6, 30), date(2024, 12, 31), date(2025, 8, 31), date(2026, 8, 31))
PAID_ON = (date(2024, 12, 2), date(2025, 7, 31), date(2026, 9, 1))
"""Days of payment that let interest run; of the first a payment by mistake can still be asked back."""

_MEANWHILE = frozenset({409, 422, 503})
_SLUGS = ("overpayment", "refund")


class Joined(Payer):
    """The household's levy as it stands already, for a process that comes later."""

    def __post_init__(self) -> None:
        with self.api.city.database.read() as conn:
            self.account = next(
                one for one in levies.accounts_of(conn, self.house) if one.account_key.endswith(self.notice)
            )
            found = levies.instalments_of(conn, self.account.account_key)
        self.keys = [one.claim_key for one in found]


class RefundDesk:
    """The acts; `received` yen came in by this desk and stayed."""

    def __init__(self, world: World, payer: Payer) -> None:
        self.world, self.payer, self.api = world, payer, payer.api
        self.received = 0

    # ---- the ledger's own acts ----

    def pay(self, place: int, yen: int, day: int) -> None:
        """A payment, in whole or too much."""
        self.payer.pay(place, yen, PAID_ON[day % len(PAID_ON)])
        self.received += yen

    def undo(self, at: int) -> None:
        """A receipt taken back: refused where its money left already."""
        with self.world.uow() as uow:
            lines = [one.posting for one in ledger.lines_of(uow.conn, self.payer.house)]
            gone = {one.reverses for one in lines}
            live = [one for one in lines if one.kind is Kind.RECEIPT and not one.reverses and one.line_no not in gone]
            if not live:
                return
            line = live[at % len(live)]
            kept = ledger.claims_locked(uow, [str(line.claim)])[str(line.claim)]
            ledger.write(uow, reversed_line(kept, line, uow.business_day, reason="取消し"), Origin("test"))
        self.received -= line.amounts.total

    # ---- the cases, through the API ----

    def found(self) -> None:
        """The round of the clock that begins cases."""
        open_overpayments(self.world.services)

    def step(self, at: int, twist: int) -> None:
        """One open task of one running case is handed in; `twist` 0 is the way forward, else somebody turns back."""
        waiting = self.waiting()
        if not waiting:
            return
        slug, task = waiting[at % len(waiting)]
        reply = self._hand_in(slug, task, twist)
        assert reply.status < 300 or reply.status in _MEANWHILE, reply.body

    def waiting(self) -> list[tuple[str, Task]]:
        c, k = t.cases.c, t.tasks.c
        here = (c.household_key == self.payer.house, c.slug.in_(_SLUGS), c.status == "active", k.status == "open")
        found = select(c.slug, c.case_id, k.element).join(t.tasks, k.case_id == c.case_id).where(*here)
        with self.world.database.read() as conn:
            rows = conn.execute(found.order_by(c.number, k.opened_at)).all()
        return [(str(slug), task) for slug, case, element in rows for task in self._task(str(case), str(element))]

    def _task(self, case_id: str, element: str) -> Sequence[Task]:
        return [one for one in self.world.open_tasks(case_id) if one.element == element]

    def _hand_in(self, slug: str, task: Task, twist: int) -> Reply:
        case = task.case_id
        try:
            if task.element == "check":
                if twist == 1:
                    return checked(self.api, case, "return")
                return agreed(self.api, case) if slug == "refund" else checked(self.api, case)
            if task.element == "decide":
                return decided(self.api, case, "return" if twist == 1 else "approve")
            if task.element == "follow":
                says: dict[str, JSON] = {"result": "PAID" if twist else "RETURNED", "on": "2026-11-18"}
                return self.api.complete(case, "follow", says | ({} if twist else {"code": "1"}), "saeki")
            return self._entered(slug, case, twist)
        except ValueError:  # another process was faster: the task is no more
            return Reply(409, {}, b"", {})

    def _entered(self, slug: str, case_id: str, twist: int) -> Reply:
        if slug == "overpayment":
            return confirm(self.api, case_id, result="RELOOK" if twist == 1 else "PROPOSE")
        if twist == 1:
            return self.api.complete(case_id, "enter", {"result": "BACK"}, "saeki")
        return claim(self.api, case_id, self._told(case_id))

    def _told(self, case_id: str) -> int:
        """What a claim form of today says: what is left of the overpayments that the case holds."""
        with self.world.database.read() as conn:
            refund = refunds.of_case(conn, case_id)
            held = {one.overpayment_key for one in overpayments.of_case(conn, case_id)}
            found = overpayments.standing(conn, self.payer.house, self.world.services.values(conn))
        if refund is None or refund.state != refunds.WAITING:
            return 0 if refund is None else refund.yen
        mine = [one for one in found if one.row is not None and one.row.overpayment_key in held]
        return sum(one.lot.left for one in mine) or sum(one.row.interest for one in mine if one.row is not None)

    # ---- the transfer file ----

    def cut(self) -> None:
        """One file of all that waits."""
        cut_file(self.world.services, self.world.caller("saeki"), PAY_ON)

    def answered(self, result: str) -> None:
        """The bank's answer to the newest file without one: 0 transferred, else returned."""
        caller = self.world.caller("saeki")
        with self.world.database.read() as conn:
            open_ones = [one.file_id for one in refund_files.files(conn) if one.result_on is None]
        if open_ones:
            _, content = file_content(self.world.services, caller, open_ones[0])
            head, transfers, _ = read_transfers(content)
            names = ("consignor", "consignor_name", "bank", "bank_name", "branch", "account")
            consignor, name, bank, bank_name, branch, account = (head[name] for name in names)
            sent = TransferHead(consignor, name, bank, bank_name, branch, account, PAY_ON)
            told = write_transfers(sent, transfers, [result] * len(transfers))
            take_results(self.world.services, caller, open_ones[0], told)

    # ---- the laws ----

    def laws(self, received: int) -> None:
        """The proof of the ledger, each overpayment used once, each yen paid once, interest with its decision alone."""
        with self.world.database.read() as conn:
            assert ledger_proof.prove(conn, self.world.clock.business_day()).findings == []
            values = self.world.services.values(conn)
            assert all(one.lot.left >= 0 for one in overpayments.standing(conn, self.payer.house, values))
            mine = [one.refund_key for one in refunds.of_households(conn, [self.payer.house])]
            p, r, d = t.refund_payments.c, t.refunds.c, t.refund_lines.c
            live = select(p.refund_key, func.sum(p.yen)).where(p.state != "RETURNED", p.refund_key.in_(mine))
            out = {str(key): int(yen) for key, yen in conn.execute(live.group_by(p.refund_key)).all()}
            decided_on = (r.refund_key.in_(mine), r.decided_on.is_not(None))
            whole = select(r.refund_key, r.yen + r.interest).where(*decided_on)
            due = {str(key): int(yen) for key, yen in conn.execute(whole).all()}
            lines = conn.execute(select(d.yen, d.interest + d.set_off_interest).where(d.refund_key.in_(mine))).all()
            book = [one.posting for one in ledger.lines_of(conn, self.payer.house)]
            rows = overpayments.rows_of(conn, [self.payer.house]).values()
            decisions, c = t.decisions.c, t.cases.c
            planned = select(decisions.basis).join(t.cases, c.case_id == decisions.case_id)
            mine_too = (c.household_key == self.payer.house, decisions.kind == "overpayment")
            bases: list[Any] = list(conn.scalars(planned.where(*mine_too)))
            turns = [int(one["interest"]) for one in bases]
        given, borne = sum(int(yen) for yen, _ in lines), sum(int(yen) for _, yen in lines)
        assert sum(due.values()) == given + borne
        assert all(out.get(key, 0) <= due.get(key, 0) for key in {*out, *due})
        assert sum(one.amounts.total for one in book if one.kind is Kind.REFUND_INTEREST) == borne
        assert sum(one.interest for one in rows) == sum(turns)  # the interest of every turn, whatever went back
        claims = self.payer.claims().values()
        overpaid, open_yen = sum(one.payable.total for one in claims), sum(one.open.total for one in claims)
        charged = sum(one.assessed.total for one in claims)
        assert received - given == charged - open_yen + overpaid


def meanwhile(act: Callable[[], object]) -> bool:
    """Does it; False where somebody was faster or it may not be done now, and nothing was changed."""
    try:
        act()
    except (Refused, Stale):
        return False
    return True
