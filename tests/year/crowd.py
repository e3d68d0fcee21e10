"""A crowd of households with something that has a date (期限のある案件を抱えた世帯), planted in bulk for a year.

| planted | what is left to the clock |
|---|---|
| `applied`, `papers` | applications for relief: nobody works on them; papers are missing |
| `granted` | reliefs whose ground is to be looked at on a day of the year |
| `overpaid`, `unclaimed`, `ordered` | too much was paid: nobody looks; nobody claims; the bank never answers |
| `held`, `prolonged`, `headed` | benefits on hold: forgotten, prolonged once, left to the head |
| `injured`, `reported` | damage by a third party: the inquiry is never answered; a report's papers never come |
| `claimed`, `lapsing` | claims against a third party that nobody looks after; one whose limitation ends in the year |
| `left`, `recovering`, `fraud` | treated behind a loss: found by night; asked back, never paid; a decision by art. 65 |
| `appealed`, `stated` | appeals: never confirmed; waiting for the board |
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select

from server.casework.advance import next_number
from server.casework.advance_slice import begin_slice
from server.casework.catalogue import form_of
from server.casework.deploy_procedure import deploy_procedure
from server.casework.import_benefits import import_benefits
from server.casework.open_overpayments import open_overpayments
from server.domain.collection_number import account_key, claim_key
from server.domain.effects import JSON, RegisterChange
from server.domain.forms.answers import read_answers
from server.domain.ledger.acts import received
from server.domain.ledger.amounts import Amounts
from server.domain.ledger.rules import Rules
from server.store import ledger, levies_bulk
from server.store import tables as t
from server.store.bulk import take_over
from server.store.cases import NewCase
from server.store.households import household_revs
from server.store.ledger import Origin
from server.store.levies import LevyAccount, NewInstalment
from server.store.levies_bulk import BulkLevy
from server.store.unit_of_work import UnitOfWork
from tests.benefit_files import claim, claim_file
from tests.world import TREE, World
from tests.year.city import next_year_known
from tests.year.happened import STARTED, WENT_ON, YEAR, code, person

SLUGS = (
    "premium_relief overpayment refund benefit_hold third_party_recourse benefit_recovery appeal succession"
).split()
SHARES = {
    "applied": 20,
    "papers": 2,
    "granted": 4,
    "overpaid": 4,
    "unclaimed": 1,
    "ordered": 1,
    "held": 14,
    "prolonged": 1,
    "headed": 1,
    "injured": 2,
    "reported": 18,
    "claimed": 1,
    "lapsing": 1,
    "left": 3,
    "recovering": 1,
    "fraud": 1,
    "appealed": 22,
    "stated": 3,
}
"""How many of each that are planted together; the crowd is these over and over."""

ONE_OF_EACH = len(SHARES)
_TURN = [*SHARES, *(name for name, share in SHARES.items() for _ in range(share - 1))]
_RIGHTS = "work:levy work:receipts work:benefit work:qualification case:start household:view case:view".split()
_SLICE = 250
DUE = date(2026, 6, 30)


@dataclass
class Crowd:
    """The city with so many such households; `planted` the keys of each kind."""

    world: World
    households: int
    planted: dict[str, list[str]] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)

    def plant(self) -> Crowd:
        """Everything stands as it stood when people last touched it; from here on the clock is alone."""
        self._opened()
        for number in range(1, self.households + 1):
            self.planted.setdefault(_TURN[(number - 1) % len(_TURN)], []).append(f"{3_000_000_000 + number:010d}")
        for keys in sliced([key for every in self.planted.values() for key in every]):
            with self.world.uow() as uow:
                take_over(uow, (change for key in keys for change in household(key)), event="file:crowd")
        self._claims()
        _overpay(self, [*self.of("overpaid"), *self.of("unclaimed"), *self.of("ordered")])
        self._decisions()
        for slug, told in STARTED.items():
            self._begin(slug, [(key, says(self, key)) for name, says in told.items() for key in self.of(name)])
        for name, goes_on in WENT_ON.items():
            for key in self.of(name):
                goes_on(self, key)
        return self

    def _begin(self, slug: str, wanted: Sequence[tuple[str, dict[str, JSON]]]) -> None:
        """受付 of today for many at once, each with the start form's answers as a clerk gives them."""
        services, at = self.world.services, self.world.clock.business_now()
        day = self.world.clock.business_day()
        with self.world.database.read() as conn:
            procedure = services.catalogue.active(conn, slug, day)
        form = form_of(procedure, f"{slug}/start")
        for start in range(0, len(wanted), 100):
            with self.world.uow() as uow:
                begun = []
                for key, says in wanted[start : start + 100]:
                    common: dict[str, JSON] = {"channel": "COUNTER", "received_on": day.isoformat()}
                    answers = read_answers(form, common | {"household_key": key} | says, today=day, lang="ja").values
                    begun.append((_case(slug, procedure.hash, key, str(answers["channel"]), day, uow, at), answers))
                made = begin_slice(services, uow, begun, at)
                self.cases |= {new.household_key or "": case_id for (new, _), case_id in zip(begun, made, strict=True)}

    def of(self, name: str) -> list[str]:
        return self.planted.get(name, [])

    def _opened(self) -> None:
        next_year_known(self.world)
        for slug in SLUGS:
            deployer = self.world.system("procedure:deploy")
            deploy_procedure(self.world.services, deployer, TREE, slug, title=slug, findings=())
        for clerk in ("saeki", "okamura"):
            for right in _RIGHTS:
                self.world.grant(clerk, right)
        self.world.grant("kuroda", "work:head")

    def _claims(self) -> None:
        """A month of claims for treatment, in one file."""
        rows = []
        for name in ("injured", "reported", "claimed", "lapsing", "left", "recovering", "fraud"):
            for key in self.of(name):
                remarks = ["10"] if name == "injured" else []
                first = "2026-08-03" if name != "lapsing" else "2024-03-05"
                rows.append(claim(f"9{key[-7:]}", person(key), first, remarks=remarks))
        content = claim_file(rows)
        import_benefits(self.world.services, self.world.system(), content, name="claims-1.jsonl")
        for key in self.of("left"):
            gone = {"person_key": person(key), "tekiyo_to": "2026-07-01", "shikaku_to": "2026-07-01"}
            gone |= {"lost_by": "joined_employee_insurance"}
            self.world.change(RegisterChange("close_eligibility", f"crowd/{key}", dict(gone)))

    def _decisions(self) -> None:
        """Each that appeals got a refusal by post."""
        keys = [*self.of("appealed"), *self.of("stated")]
        with self.world.uow() as uow:
            for key in keys:
                row = _letter(uow, key)
                uow.conn.execute(insert(t.letters).values(row))
                number = {"series": "crowd", "no": int(key[-7:]), "number": code(key), "letter_id": row["letter_id"]}
                uow.conn.execute(insert(t.letter_numbers).values(number | {"taken_at": uow.now}))

    def does(self, case_id: str, element: str, by: str = "saeki", **answers: JSON) -> None:
        self.world.complete(case_id, element, answers, by)

    def agreed(self, case_id: str) -> None:
        """The second person agrees, the decider approves."""
        marks: dict[str, JSON] = {
            name: {"mark": "match", "right_value": None} for name in self.world.check_groups(case_id)
        }
        self.does(case_id, "check", "okamura", marks=marks, result="agree")
        self.does(case_id, "decide", "kuroda", result="approve")

    def case_of(self, slug: str, key: str) -> str:
        c = t.cases.c
        with self.world.database.read() as conn:
            here = (c.slug == slug, c.household_key == key, c.status == "active")
            return str(conn.scalars(select(c.case_id).where(*here).order_by(c.number.desc())).first())

    @property
    def today(self) -> str:
        return self.world.clock.business_day().isoformat()


def sliced(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(keys), _SLICE):
        yield keys[start : start + _SLICE]


def household(key: str) -> Iterator[RegisterChange]:
    """One person who heads it and is insured in it since 2022."""
    house: dict[str, JSON] = {"office": "chuo", "postal_code": "000-0011", "address": "若葉市中央区青柳町1番1号"}
    yield RegisterChange("put_household", f"{key}/h", {"household_key": key, **house, "valid_from": "2020-04-01"})
    who: dict[str, JSON] = {"name": "群 一", "name_kana": "ムレ　ハジメ", "sex": "M", "birth_date": "1971-05-02"}
    yield RegisterChange("put_person", f"{key}/p", {"person_key": person(key), "valid_from": "1971-05-02", **who})
    home: dict[str, JSON] = {"person_key": person(key), "household_key": key, "relation": "HEAD"}
    yield RegisterChange("put_membership", f"{key}/m", {**home, "valid_from": "2020-04-01"})
    spell: dict[str, JSON] = {"person_key": person(key), "household_key": key, "acquired_by": "moved_in"}
    days: dict[str, JSON] = {"branch": "01", "tekiyo_from": "2022-04-01", "shikaku_from": "2022-04-01"}
    yield RegisterChange("open_eligibility", f"{key}/e", {**spell, "symbol": "若1", "number": key[-8:], **days})


def _letter(uow: Any, key: str) -> dict[str, Any]:
    return {
        "letter_id": uow.new_id(),
        "letter": "deferral_watch/revoked",
        "office": "chuo",
        "household_key": key,
        "request_keys": {"case_number": "R8-000777", "office": "chuo", "household_key": key},
        "delivery": "POST",
        "protected": False,
        "status": "posted",
        "number": code(key),
        "issued_on": date(2026, 11, 10),
        "data": {"letter_code": code(key)},
        "requested_by": uow.actor.user_id,
        "requested_at": uow.now,
        "posted_on": date(2026, 11, 12),
        "reprints": 0,
    }


def _overpay(crowd: Crowd, keys: Sequence[str]) -> None:
    """An instalment of 28,000 yen, paid twice; the night finds it."""
    for some in sliced(keys):
        with crowd.world.uow() as uow:
            made = [_levy(key) for key in some]
            levies_bulk.post(uow, made, household_revs(uow.conn, some), Origin("crowd"))
        with crowd.world.uow() as uow:
            numbers = [claim_key(account_key(YEAR, key), 1) for key in some]
            for one in ledger.claims_locked(uow, numbers).values():
                ledger.write(uow, received(one, 56_000, date(2026, 6, 20), Rules()), Origin("crowd"))
    while open_overpayments(crowd.world.services):
        pass


def _levy(key: str) -> BulkLevy:
    account = LevyAccount(account_key(YEAR, key), YEAR, key, key, person(key), date(2026, 6, 10))
    new = (NewInstalment(1, DUE, DUE, date(2026, 6, 10)),)
    return BulkLevy(account, True, new, {1: Amounts(basic=28_000)}, "当初賦課")


def _case(slug: str, version: str, key: str, channel: str, day: date, uow: UnitOfWork, at: datetime) -> NewCase:
    return NewCase(
        number=next_number(uow, at),
        slug=slug,
        procedure_hash=version,
        office="chuo",
        household_key=key,
        subject_name="群 一",
        subject_kana="ムレ　ハジメ",
        channel=channel,
        received_on=day,
    )
