"""Households that paid too much, for tests (過誤納の世帯): levied, paid, reduced; the people who set off and refund.

Saeki drafts, Okamura checks, Kuroda decides.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import select

from server.casework.issue_letters import issue_requested
from server.casework.open_overpayments import open_overpayments
from server.domain.effects import JSON
from server.domain.ledger.acts import brought_forward, received, reversed_line
from server.domain.ledger.amounts import Amounts
from server.domain.ledger.books import Claim
from server.domain.ledger.kinds import Kind
from server.domain.ledger.rules import Rules
from server.store import ledger, ledger_proof, letters, levies
from server.store import tables as t
from server.store.ledger import Origin
from server.store.levies import LevyAccount, NewInstalment
from tests.procedures.outside import Api, Reply
from tests.procedures.pledging import opened

DUE = (date(2026, 6, 30), date(2026, 7, 31), date(2026, 8, 31), date(2026, 11, 30))


def at_work(api: Api) -> Api:
    """The procedures in force and their people."""
    for user in ("saeki", "okamura"):
        for right in ("work:receipts", "case:start", "household:view", "case:view"):
            api.city.grant(user, right)
    return opened(api, "overpayment", "refund")


@dataclass
class Payer:
    """A household with a levy of 2026 in four instalments, the last of them not due yet."""

    api: Api
    name: str = "family"
    each: int = 28_000
    year: int = 2026
    due: tuple[date, ...] = DUE
    notice: str = "2026000777"
    account: LevyAccount = field(init=False)
    keys: list[str] = field(init=False)

    def __post_init__(self) -> None:
        city = self.api.city
        with city.uow() as uow:
            self.account = levies.open_account(uow, self.year, self.notice, self.house)
            first = min(self.due)
            new = [NewInstalment(no, day, day, first) for no, day in enumerate(self.due, 1)]
            self.keys = [one.claim_key for one in levies.open_instalments(uow, self.account, new)]
        self.levy(*[self.each] * len(self.due))

    @property
    def house(self) -> str:
        return self.api.city.household(self.name).key

    def levy(self, *yen: int, on: date | None = None) -> None:
        """A decision on the year: so many yen an instalment."""
        with self.api.city.uow() as uow:
            parts = {key: Amounts(basic=one) for key, one in zip(self.keys, yen, strict=True)}
            levies.state_levy(uow, self.account, parts, Origin("test"), cause="更正")

    def pay(self, place: int, yen: int, on: date) -> None:
        """A payment of that day as a cashier books it today."""
        with self.api.city.uow() as uow:
            claim = ledger.claims_locked(uow, [self.keys[place]])[self.keys[place]]
            into, carried = brought_forward(claim, uow.business_day, self.api.city.services.values(uow.conn))
            ledger.write(uow, [*carried, *received(into, yen, on, Rules())], Origin("test"))

    def undo(self, yen: int) -> None:
        """The receipt of so many yen is taken back."""
        with self.api.city.uow() as uow:
            lines = [one.posting for one in ledger.lines_of(uow.conn, self.house)]
            line = next(one for one in lines if one.kind is Kind.RECEIPT and one.amounts.total == yen)
            claim = ledger.claims_locked(uow, [str(line.claim)])[str(line.claim)]
            ledger.write(uow, reversed_line(claim, line, uow.business_day, reason="取消し"), Origin("test"))

    def claims(self) -> dict[str, Claim]:
        with self.api.city.database.read() as conn:
            return ledger.claims(conn, self.keys)

    def open_yen(self, *places: int) -> list[int]:
        return [self.claims()[self.keys[place]].open.total for place in places]

    def overpaid(self) -> int:
        return sum(claim.payable.total for claim in self.claims().values())

    def case(self, slug: str = "overpayment", status: str = "active") -> str:
        """The newest case of the household."""
        c = t.cases.c
        with self.api.city.database.read() as conn:
            here = (c.slug == slug, c.household_key == self.house, c.status == status)
            return str(conn.execute(select(c.case_id).where(*here).order_by(c.number.desc())).scalars().first())

    def cases(self, slug: str = "overpayment") -> int:
        c = t.cases.c
        with self.api.city.database.read() as conn:
            here = (c.slug == slug, c.household_key == self.house)
            return len(conn.execute(select(c.case_id).where(*here)).all())


def found(api: Api) -> int:
    """The round of the clock that begins cases."""
    return open_overpayments(api.city.services)


def confirm(api: Api, case_id: str, **says: JSON) -> Reply:
    answers: dict[str, JSON] = {"result": "PROPOSE", "causes_seen": True, "asked": "NO"} | says
    return api.complete(case_id, "enter", answers, "saeki")


def checked(api: Api, case_id: str, result: str = "agree", **says: JSON) -> Reply:
    groups = api.city.check_groups(case_id)
    marks: dict[str, JSON] = {name: {"mark": "match", "right_value": None} for name in groups}
    answers: dict[str, JSON] = {"marks": marks, "result": result} if groups else {"result": result}
    answers |= says if result == "agree" else {"reason": "見直すこと"}
    return api.complete(case_id, "check", answers, "okamura")


def decided(api: Api, case_id: str, result: str = "approve", **says: JSON) -> Reply:
    answers: dict[str, JSON] = {"result": result} | ({} if result == "approve" else {"reason": "見直すこと"})
    return api.complete(case_id, "decide", answers | says, "kuroda")


def set_off(api: Api, payer: Payer, **says: JSON) -> dict[str, Any]:
    """The whole walk of an overpayment to its decision."""
    found(api)
    case_id = payer.case()
    confirm(api, case_id, **says).done()
    checked(api, case_id).done()
    return decided(api, case_id).done()


def sheets_of(api: Api, case_id: str, element: str) -> dict[str, Any]:
    """The newest outputs of an automatic task."""
    rows = [row for row in api.city.history(case_id) if row.element == element and row.detail.get("outputs")]
    return dict(rows[-1].detail["outputs"])


def letters_of(api: Api, case_id: str) -> dict[str, letters.Letter]:
    issue_requested(api.city.services, limit=1000)
    with api.city.database.read() as conn:
        made = {one.letter: one for one in letters.letters_of_case(conn, case_id)}
    assert all(one.status == "rendered" for one in made.values()), [one.held_for for one in made.values()]
    return made


def proved(api: Api) -> None:
    """`kokuho ledger verify` finds nothing."""
    with api.city.database.read() as conn:
        assert ledger_proof.prove(conn, api.city.clock.business_day()).findings == []


ACCOUNT: dict[str, JSON] = {
    "institution": "9802",
    "branch": "012",
    "account_kind": "1",
    "account_number": "1234567",
}


def overpaid_refund(api: Api, payer: Payer | None = None, left: int = 6_000) -> tuple[Payer, str]:
    """A household that paid its first instalments and got a reduction: the case of its refund."""
    one = payer or Payer(api, due=(date(2026, 6, 30),), each=28_000)
    one.pay(0, 28_000, date(2026, 6, 20))
    one.levy(left)
    set_off(api, one)
    return one, one.case("refund")


def claim(api: Api, case_id: str, amount: int, **says: JSON) -> Reply:
    answers: dict[str, JSON] = {
        "result": "CLAIM",
        "way": "ACCOUNT",
        "came_on": api.city.clock.business_day().isoformat(),
        "amount": amount,
        "signed": True,
        "paper_location": "還付綴り 1",
        "holder_kana": KANA,
        **ACCOUNT,
    } | says
    return api.complete(case_id, "enter", {key: one for key, one in answers.items() if one is not None}, "saeki")


KANA = "ｸﾜﾊﾞﾗ ﾄｵﾙ"


def agreed(api: Api, case_id: str, again: str | None = "1234567", **says: JSON) -> Reply:
    more: dict[str, JSON] = {} if again is None else {"account_number_again": again}
    return checked(api, case_id, **more, **says)


def ordered(api: Api, case_id: str, amount: int, **says: JSON) -> None:
    """Claimed, checked and decided."""
    claim(api, case_id, amount, **says).done()
    agreed(api, case_id, None if says.get("way") == "MANDATE" else str(says.get("account_number", "1234567"))).done()
    decided(api, case_id).done()
