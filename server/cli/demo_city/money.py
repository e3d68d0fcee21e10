"""Levies and payments of the demo city (賦課と収納): decided in June by the use case, paid by one file of an agency.

Most people pay in time, some are late, one pays a part, one twice: so that every page about money has something on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from server.casework.callers import Caller
from server.casework.decide_levy import LevyOrder, decide_levy
from server.casework.import_receipts import import_receipts
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.cli.demo_city.notices import put_marks, put_notices
from server.cli.demo_city.people import Household, make_households
from server.cli.demo_city.registers import has_income, income_figures, is_insured
from server.clock import FixedClock, instant_on
from server.domain.actors import Actor
from server.domain.calendar import fiscal_year
from server.domain.collection_number import CollectionNumber
from server.domain.effects import RegisterChange
from server.domain.ledger.books import Claim
from server.domain.receipts import Channel, IncomingFile, IncomingReceipt, Stage
from server.domain.refusals import Refused
from server.domain.rights import Function, Grant
from server.domain.share_class import income_year
from server.domain.values import Values
from server.exchange.store_file import write_store_file
from server.store import assessments, ledger
from server.store.bulk import take_over

_EVENT = "file:demo"
_AGENCY = "000900"
_INTERFACE = "store_receipts"
_MOST = 24
_DECIDED_ON = (6, 10)
_DAYS_BEFORE = 12
_EARNS_FROM = 16
_MAY_IMPORT = Grant(Function.RECEIPT_IMPORT, "all", date(2000, 1, 1))
# How people pay, in turn: in time, in time, late for the last two, a part of the last one, in time, twice by mistake.
_HABITS = ("time", "time", "late", "part", "time", "twice")


def put_money(services: Services, values: Values, count: int, seed: int, day: date) -> int:
    """Levies some insured households of the central ward for the present year and takes their payments in."""
    year = levy_year(day)
    chosen = tuple(_chosen(count, seed, day))
    if not chosen:
        return 0
    june = replace(services, clock=FixedClock(at=instant_on(date(year, *_DECIDED_ON), 9)))
    _decide(june, values, chosen, year, day)
    put_notices(june, [one.key for one in chosen], year)
    _pay(services, values, chosen, day)
    put_marks(services, values, date(year, *_DECIDED_ON), day)
    return len(chosen)


def levy_year(day: date) -> int:
    """The year of the levy that stands on the day: before mid-June still that of the year before."""
    year = fiscal_year(day)
    return year if day > date(year, *_DECIDED_ON) else year - 1


def _chosen(count: int, seed: int, day: date) -> Iterator[Household]:
    found = 0
    for household in make_households(count, seed, day):
        if household.office == "chuo" and is_insured(household, seed):
            yield household
            found += 1
        if found == _MOST:
            return


def _decide(services: Services, values: Values, chosen: Sequence[Household], year: int, day: date) -> None:
    """One decision for each household, all in one act; the evening's 調定票 decided by the head of the section."""
    with unit_of_work(services, Actor("nagai", "永井 学", "hq")) as uow:
        take_over(uow, (c for one in chosen for c in _incomes(one, year, day, values)), event=_EVENT)
        for household in chosen:
            try:
                decide_levy(uow, LevyOrder(household.key, year, "INITIAL", _EVENT), values)
            except Refused:
                continue  # a generated household of which the rules cannot tell who owes what
        made = assessments.assess(uow, "demo")
        uow.audit("file.import", object_kind="file", object_key="demo-levies", detail={"households": len(chosen)})
    with unit_of_work(services, Actor("sakai", "酒井 香織", "hq")) as uow:
        for one in made:
            assessments.decide(uow, one.assessment_no)
        uow.audit("assessment.decide", object_kind="assessment", object_key="demo")


def _incomes(household: Household, year: int, day: date, values: Values) -> Iterator[RegisterChange]:
    """The incomes that the tax system told in May, of those whom the registers do not have yet."""
    for person in household.members:
        there = has_income(person, day) and income_year(day, values) == year - 1
        if there or person.birth.year > year - _EARNS_FROM:
            continue
        figures, known = income_figures(person)
        payload = {
            "person_key": person.key,
            "income_year": year - 1,
            "known": known,
            "figures": figures,
            "valid_from": date(year, 5, 20).isoformat(),
        }
        yield RegisterChange("put_income", f"demo/l/{person.key}", payload)


def _pay(services: Services, values: Values, chosen: Sequence[Household], day: date) -> None:
    """One file with all payments up to the day."""
    with services.database.read() as conn:
        claims = ledger.claims_of_books(conn, [one.key for one in chosen])
    of: dict[str, list[Claim]] = {}
    for claim in claims.values():
        if claim.due_on <= day:
            of.setdefault(claim.book, []).append(claim)
    incoming: list[IncomingReceipt] = []
    for place, household in enumerate(chosen):
        for claim, yen, paid_on in _payments(of.get(household.key, []), _HABITS[place % len(_HABITS)]):
            incoming.append(_record(len(incoming) + 1, claim, yen, min(paid_on, day)))
    if not incoming:
        return
    first = min(one.paid_on for one in incoming)
    file = IncomingFile(_INTERFACE, Channel.CVS, _AGENCY, 1, day, first, day, tuple(incoming))
    content = write_store_file(file, values.text("receipts.store_consignor", day))
    caller = Caller("kaneko", "金子 直人", "hq", "健康保険課", "収納担当", (_MAY_IMPORT,), terminal="console")
    import_receipts(services, caller, _INTERFACE, content, name="CVS-000900-0001.txt", credited=file.total)


def _payments(claims: Sequence[Claim], habit: str) -> Iterator[tuple[Claim, int, date]]:
    for number, claim in enumerate(claims, 1):
        yen, draw = claim.open.total, Random(f"pay:{claim.key}")  # noqa: S311 - a demo, not a secret
        in_time = claim.due_on - timedelta(days=draw.randrange(_DAYS_BEFORE))
        left = len(claims) - number
        if not yen or (habit == "late" and left < 2):
            continue
        yield claim, yen // 2 if habit == "part" and not left else yen, in_time
        if habit == "twice" and not left:
            yield claim, yen, claim.due_on


def _record(number: int, claim: Claim, yen: int, paid_on: date) -> IncomingReceipt:
    year, notice, instalment = claim.key.split("-")
    collection_no = str(CollectionNumber(int(year), notice, int(instalment)))
    reference = f"{number:016d}"
    return IncomingReceipt(number, reference, Stage.FINAL, collection_no, yen, paid_on, paid_on, Channel.CVS)
