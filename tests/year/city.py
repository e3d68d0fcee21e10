"""A small city for a simulated year (試験の一年の市): households made for one reason each, levies, officers, a clock.

| name | why |
|---|---|
| `dun` | owes all ten instalments of 2027 and pays none: a dunning letter for each |
| `late` | owes seven of them and pays each behind its dunning letter: late charges |
| `lapse`, `acts` | owe the ten instalments of 2025, without any act and with one act each: limitation |
| `kept`, `missed` | pay in parts, and stop: a pledge broken at the end of the year, and one in the week of Obon |
| `deferred`, `summer`, `asked` | deferrals until the leap day and until Mountain Day; one whose papers never come |
| `board1` … `board4`, `resent` | a letter came back: public notice at four times of the year, and ordinary mail |
| `inquired`, `seized` | third parties who never answer; a seizure whose money is distributed |
| `rested` | suspensions of execution that are over after three years, or by limitation |
| `aged` | birthdays that change rights, one of them on the leap day |
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import update

from server.casework.deploy_procedure import load_values
from server.casework.rounds import do_all, print_all
from server.domain.effects import JSON
from server.domain.ledger.acts import received
from server.domain.ledger.amounts import Amounts
from server.domain.ledger.rules import rules_on
from server.store import ledger, letters, levies, levy_due
from server.store import tables as t
from server.store.households import household_revs
from server.store.ledger import Origin
from server.store.letters import NewLetter
from server.store.levies import NewInstalment
from tests.money.dunning import NOTICE, Dunning, staff
from tests.people import Household, Person, register_changes
from tests.procedures.levying import deploy
from tests.procedures.outside import Api
from tests.shipped_values import shipped_rows
from tests.world import World

DUE = {
    2023: "06-30 07-31 08-31 10-02 10-31 11-30 01-04 01-31 02-29 04-01",
    2025: "06-30 07-31 09-01 09-30 10-31 12-01 01-05 02-02 03-02 03-31",
    2026: "06-30 07-31 08-31 09-30 11-02 11-30 01-04 02-01 03-01 03-31",
    2027: "06-30 08-02 08-31 09-30 11-01 11-30 01-04 01-31 02-29 03-31",
}
"""The due dates of the ten instalments of a levy year, as the calendar has them (納期限)."""

THIS = 2027
"""The levy year whose instalments are dunned in the walk."""

NAMES = (
    "dun late lapse acts kept missed deferred summer asked board1 board2 board3 board4 resent inquired seized rested "
    "aged young"
).split()
_BORN = {"aged": ("1952-08-12", "1953-03-01"), "young": ("1988-03-01", "1953-02-28")}
_SLUGS = (
    "arrears pledge deferral deferral_watch serve_letter prescription_watch write_off asset_inquiry seizure "
    "seizure_watch seizure_release distribution withdrawal"
).split()
_HANDS = {
    "saeki": "letter:view receipt:import",
    "okamura": "letter:release work:arrears case:start household:view",
    "toda": "work:arrears case:start household:view letter:release letter:view",
    "kagami": "work:arrears letter:release letter:view",
    "sakai": "letter:release letter:view",
    "hotta": "assessment:decide",
}


def due_on(year: int, no: int) -> date:
    """The due date of an instalment of a levy year; the seventh to the tenth fall into the next year."""
    return date.fromisoformat(f"{year + (no > 6)}-{DUE[year].split()[no - 1]}")


Hand = Callable[["Year"], None]


def household(name: str) -> Household:
    """The household of that name, with its own number."""
    no = 301 + NAMES.index(name)
    key, kana = f"0000000{no}", "トシミ"
    people = [Person(f"00000000000{no}{place}", *_person(name, place)) for place in range(1, 3)]
    insured = f"7000{no}" if name in _BORN else None
    members = tuple(people if name in _BORN else people[:1])
    address = f"若葉市中央区青柳町{no - 300}番1号"
    assert kana in members[0].kana
    return Household(key, "chuo", "000-0011", "青柳町", address, f"080-0000-0{no}", members, insured_number=insured)


def _person(name: str, place: int) -> tuple[str, str, str, str, str]:
    born = _BORN.get(name, ("1970-04-15", "1972-04-15"))[place - 1]
    given = ("一", "二")[place - 1], ("ハジメ", "ツギ")[place - 1]
    return (
        f"年見 {given[0]}",
        f"トシミ　{given[1]}",
        "M" if place == 1 else "F",
        born,
        "HEAD" if place == 1 else "SPOUSE",
    )


@dataclass
class Year:
    """The city, walked day by day from `begin` to `end`; on the days of `outage` the clock's work does not run."""

    api: Api
    begin: date
    end: date
    outage: frozenset[date] = frozenset()
    dunning: Dunning = field(init=False)
    cases: dict[str, str] = field(default_factory=dict)
    diary: dict[date, list[Hand]] = field(default_factory=dict)
    runs: int = 0

    def __post_init__(self) -> None:
        self.dunning = Dunning(self.world)
        self.world.clock.set(self.begin, 8)
        next_year_known(self.world)
        staff(self.world)
        for slug in _SLUGS:
            deploy(self.world, slug, slug)
        for user, functions in _HANDS.items():
            for function in functions.split():
                self.world.grant(user, function)
        self.world.change(*(one for name in NAMES for one in register_changes(household(name), "若", 2026)))

    @property
    def world(self) -> World:
        return self.api.city

    @property
    def today(self) -> date:
        return self.world.clock.business_day()

    def key(self, name: str) -> str:
        return household(name).key

    def claim(self, name: str, year: int, no: int) -> str:
        return f"{year}-{self.key(name)}-{no:02d}"

    def on(self, day: date, hand: Hand) -> None:
        """Somebody does this on that day, before the night; days outside the walk are left out."""
        if self.begin <= day <= self.end:
            self.diary.setdefault(day, []).append(hand)

    def levied(self, name: str, year: int, places: Sequence[int], yen: int) -> None:
        """A levy with some of the year's instalments; of this year's only what falls due within the walk."""
        due = {no: due_on(year, no) for no in places}
        wanted = {no: day for no, day in due.items() if year < THIS or day >= self.begin}
        if not wanted:
            return
        notice, key = date(year, 6, 10), self.key(name)
        with self.world.uow() as uow:
            account = levies.open_account(uow, year, key, key)
            new = [NewInstalment(no, day, day, notice) for no, day in wanted.items()]
            made = levies.open_instalments(uow, account, new)
            levies.state_levy(uow, account, {one.claim_key: Amounts(yen) for one in made}, Origin("test"), cause="決定")
            waiting = levy_due.open_of(uow.conn, [key]).get(key, ())
            levy_due.close(uow, [one.due_id for one in waiting], by="test")
            keys: dict[str, JSON] = {"levy_year": year, "payer_key": "", "household_key": key}
            letter_id = letters.request_letter(uow, NewLetter(NOTICE, "chuo", key, keys, "POST"))
            said = {"status": "posted", "posted_on": notice}
            uow.conn.execute(update(t.letters).where(t.letters.c.letter_id == letter_id).values(said))

    def paid(self, claim_key: str, yen: int | None = None) -> None:
        """A payment of today, booked at the counter; the cases of the household hear of it by the clock."""
        with self.world.uow() as uow:
            claim = ledger.claims_locked(uow, [claim_key])[claim_key]
            rules = rules_on(self.world.services.values(uow.conn), uow.business_day)
            whole = claim.open.principal.total if yen is None else yen
            ledger.write(uow, received(claim, whole, uow.business_day, rules), Origin("test"))
            uow.bump_households(household_revs(uow.conn, [claim.book]))

    def walk(self) -> None:
        """Day by day: people in the morning, the clock's work at night where it runs."""
        day = self.begin
        while day <= self.end:
            self.world.clock.set(day, 9)
            for hand in self.diary.get(day, ()):
                hand(self)
            if day not in self.outage:
                self.world.clock.set(day, 22)
                done = do_all(self.world.services)
                assert (done.woken.failed, done.stopped) == (0, {}), f"{day}: {done}"
                print_all(self.world.services)
                self.runs += 1
            day += timedelta(days=1)


def next_year_known(world: World) -> None:
    """The city looked at its ordinance each spring; the rates of 2027 and 2028 were told (as if those of 2026)."""
    rows = []
    for one in shipped_rows():
        last = one.key in ("late_charge.first_rate", "late_charge.after_rate") and one.valid_from == date(2026, 1, 1)
        if one.key.startswith("late_charge."):
            until = date(2029, 12, 31) if last else one.valid_to
            rows.append(replace(one, confirm_again_by=date(2030, 4, 30), valid_to=until))
        else:
            rows.append(one)
    load_values(world.services, world.system("procedure:deploy"), rows, origin="shipped")


def begun(year: Year, name: str, slug: str, by: str = "toda", **data: JSON) -> str:
    """受付 of today; the case's id."""
    common: dict[str, JSON] = {"channel": "EXOFFICIO", "received_on": year.today.isoformat()}
    common["household_key"] = year.key(name)
    return str(year.api.post(by, "/cases", {"procedure": slug, "data": common | data}).done()["case_id"])


def does(year: Year, case_id: str, element: str, answers: Mapping[str, Any], by: str = "toda") -> None:
    """One person hands in the answers to the open task of an element."""
    year.api.complete(case_id, element, answers, by).done()
