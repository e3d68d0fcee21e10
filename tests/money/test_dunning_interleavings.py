"""Payments against letters (入金と督促状の行き違い): whenever somebody pays, no paid instalment is in the hand-over.

Each instalment of a run is one interleaving: its payment falls on a place of its own between the steps of the run, the
list, the look, the issue, the hand-over and the pull list. The long form draws ten thousand of them.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select, update

from server.bench.dunning_city import YEN, DunningCity, city_of
from server.casework import dunning_mail, dunning_slices
from server.casework.dunning_look import look
from server.casework.work_dunning_runs import issue_slice, list_slice
from server.domain.dunning_run import Step
from server.domain.ledger.acts import received
from server.domain.ledger.rules import Rules
from server.store import dunning_lines, dunning_runs, dunning_stock, ledger
from server.store import tables as t
from server.store.database import Database
from server.store.dunning_runs import DunningRun
from server.store.households import household_revs
from server.store.ledger import Origin
from tests.shipped_values import shipped_rows

PLACES = ("never", "before_list", "in_list", "after_list", "in_issue", "after_issue", "at_printer", "after_pull")
FEW, MANY, EACH = 1, 34, 300


@pytest.fixture
def empty(sqlite_template: Path, tmp_path: Path) -> DunningCity:
    """A city with nobody in it."""
    path = tmp_path / "kokuho.db"
    path.write_bytes(sqlite_template.read_bytes())
    return city_of(Database(f"sqlite:///{path}", durable=False), tmp_path, list(shipped_rows()))


class Payers:
    """Who pays where: drawn for each instalment, at least one payment at each place."""

    def __init__(self, city: DunningCity, random: Random, claims: list[str]) -> None:
        self.city, self.random = city, random
        self.places = {key: random.choice(PLACES) for key in claims}
        self.parts = {key for key in claims if random.random() < 0.2}
        self.paid: set[str] = set()

    def pay(self, place: str, *, share: float = 1.0) -> None:
        """Those who pay here do it, in any order; some pay only a part."""
        due = [key for key, where in self.places.items() if where == place and key not in self.paid]
        self.random.shuffle(due)
        some = due[: int(len(due) * share)] if share < 1 else due
        for start in range(0, len(some), 20):
            part = some[start : start + 20]
            with self.city.uow() as uow:
                claims = ledger.claims_locked(uow, part)
                made = []
                for key, claim in claims.items():
                    yen = claim.open.total // 2 if key in self.parts else claim.open.total
                    made += received(claim, yen, uow.business_day, Rules())
                ledger.write(uow, made, Origin("test"))
                uow.bump_households(household_revs(uow.conn, [claim.book for claim in claims.values()]))
            self.paid |= set(part)


def test_no_paid_instalment_is_ever_in_the_hand_over(empty: DunningCity, request: pytest.FixtureRequest) -> None:
    """300 interleavings always, 10,200 in the long form: each with its own place, order and share."""
    rounds = MANY if request.config.getoption("--sweep") else FEW
    empty.fill(rounds * EACH)
    with empty.services.database.read() as conn:
        every = sorted(conn.scalars(t.instalments.select().with_only_columns(t.instalments.c.claim_key)))
    for number in range(rounds):
        some = every[number * EACH : (number + 1) * EACH]
        _round(empty, Random(number), some, number)


def test_two_workers_with_the_same_slice_in_hand_issue_each_letter_once(empty: DunningCity) -> None:
    """A worker that stood still so long that another one took the run over goes on with what it had looked at."""
    empty.fill(12)
    services, run = empty.services, empty.open_run()
    with services.database.read() as conn:
        terms, keys = dunning_slices.terms_of(services, conn, run), dunning_stock.candidate_keys(conn, run)
    list_slice(services, terms, keys)
    run = empty.decide(run.run_id)
    with services.database.read() as conn:
        terms, lines = dunning_slices.terms_of(services, conn, run), dunning_lines.to_issue(conn, run.run_id)
        seen = look(services, conn, run, [line.claim_key for line in lines], terms.values)
    settled = []
    for held in (lines[4:], lines):
        with empty.uow() as uow:
            settled.append(dunning_slices.issue(services, uow, terms, held, seen))
    assert settled == [8, 4]
    with services.database.read() as conn:
        made = sorted(conn.scalars(select(t.letters.c.letter_id).where(t.letters.c.letter.like("dunning_run/%"))))
        slips = conn.scalar(select(func.count()).select_from(t.payment_slips))
        out = sorted(str(line.letter_id) for line in dunning_lines.in_house(conn, run.run_id))
    assert (made, slips) == (out, 12)


def _round(city: DunningCity, random: Random, claims: list[str], number: int) -> None:
    run = _only(city, claims, number)
    payers = Payers(city, random, claims)
    services = city.services
    payers.pay("before_list")
    with services.database.read() as conn:
        terms = dunning_slices.terms_of(services, conn, run)
    for start in range(0, len(claims), 60):
        list_slice(services, terms, claims[start : start + 60])
        payers.pay("in_list", share=0.3)
    payers.pay("in_list")
    payers.pay("after_list")
    run = city.decide(run.run_id)
    _issue(city, run, payers)
    payers.pay("after_issue")
    _render_all(city, run)
    with city.uow() as uow:
        dunning_runs.put_step(uow, run.run_id, Step.ISSUED, {})
    with city.uow() as uow:
        dunning_mail.hand_over(services, uow, run)
    _nobody_paid(city, run, "handed over")
    payers.pay("at_printer")
    with city.uow() as uow:
        dunning_mail.pull(services, uow, run)
    _nobody_paid(city, run, "at the printer")
    payers.pay("after_pull")


def _only(city: DunningCity, claims: list[str], number: int) -> DunningRun:
    """A run of these instalments: its name is a day of its own, its list is drawn over them alone."""
    day = city.clock.business_day()
    with city.uow() as uow:
        made = dunning_runs.open_run(uow, dunning_runs.REST, day - timedelta(days=number), day)
        assert made is not None
        dunning_runs.set_cut_off(uow, made.run_id, day - timedelta(days=1), {})
        dunning_runs.put_step(uow, made.run_id, Step.OPENED, {"claims": len(claims)})
    return city.run(made.run_id)


def _issue(city: DunningCity, run: DunningRun, payers: Payers) -> None:
    """The issue, with payments between the look and the transaction of a slice, and between slices."""
    services, behind = city.services, ""
    with services.database.read() as conn:
        terms = dunning_slices.terms_of(services, conn, run)
        lines = dunning_lines.to_issue(conn, run.run_id, "", 80)
        seen = look(services, conn, run, [line.claim_key for line in lines], terms.values)
    payers.pay("in_issue", share=0.6)  # behind the look, before the letters
    with city.uow() as uow:
        dunning_slices.issue(services, uow, terms, lines, seen)
    while True:
        count, behind = issue_slice(services, terms, behind)
        if count is None:
            break
        payers.pay("in_issue", share=0.5)
    payers.pay("in_issue")


def _render_all(city: DunningCity, run: DunningRun) -> None:
    """The printer has drawn every letter."""
    letter, line = t.letters.c, t.dunning_lines.c
    mine = t.dunning_lines.select().with_only_columns(line.letter_id).where(line.run_id == run.run_id)
    with city.uow() as uow:
        uow.conn.execute(update(t.letters).where(letter.letter_id.in_(mine)).values(status="rendered", pdf_hash="0"))


def _nobody_paid(city: DunningCity, run: DunningRun, where: str) -> None:
    """Of everything that is out, exactly what the letter asks for is open: nothing paid, nothing paid in part."""
    with city.services.database.read() as conn:
        out = dunning_lines.at_printer(conn, run.run_id)
        claims = ledger.claims(conn, [line.claim_key for line in out])
        left = dunning_stock.before(conn, "", [line.claim_key for line in out])
    assert out, where
    assert {line.asked_yen for line in out} <= {YEN, YEN - YEN // 2}
    assert [line.claim_key for line in out if claims[line.claim_key].open.total != line.asked_yen] == []
    assert all(left[line.claim_key, line.subject].live for line in out)
