"""Facts of enforcement (滞納処分の事実): debts now, the debtor's own addresses, assets, seizures, custody money."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from server.domain.effects import JSON
from server.store import art65_debts, assets, collection_debts, nominal_heads, public_sales, seizures
from server.store import tables as t
from server.store.assets import Asset
from server.store.collection_debts import OpenDebt
from server.store.fact_loaders.asking import Answers, Ask, Question, by
from server.store.other_claims import OtherClaim
from server.store.seizures import Seizure, SeizureDebt
from server.store.values import load_values


def debts(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`collection_debts`: the due instalments of a household with what is open of each on the day."""
    values = load_values(ask.conn)
    answers: dict[Question, JSON] = {}
    for day in sorted({question.on for question in questions}):
        mine = [question for question in questions if question.on == day]
        found = collection_debts.debts_of_households(ask.conn, [question.key for question in mine], day, values)
        other = art65_debts.debts_of(ask.conn, [question.key for question in mine], day, values)
        whose = debtors(ask, mine) if other else {}
        for one in mine:
            also = [debt for debt in other if debt.claim_key in _of_debtor(whose.get(one), one.key, other, ask)]
            answers[one] = [collection_debts.as_json(debt) for debt in (*found[one.key], *also)]
    return answers


def _of_debtor(debtor: Any, household_key: str, other: Sequence[OpenDebt], ask: Ask) -> set[str]:
    """The claims of art. 65 on the household's debtor himself: nobody else's asset answers for them."""
    if debtor is None:
        return set()
    names = {str(one["name"]) for one in debtor["names"]}
    mine = art65_debts.named(ask.conn, (one.claim_key for one in other))
    return {
        one.claim_key
        for one in other
        if mine[one.claim_key].household_key == household_key
        and one.payer_key == debtor["person_key"]
        and one.debtor in names
    }


def debtors(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`debtor`: who owes (納付義務者): names with readings, birth date, own address history, whether protected."""
    payers = _payers(ask, questions)
    people = sorted({key for key in payers.values() if key is not None})
    records = by(ask.rows(t.person_records, t.person_records.c.person_key, people), "person_key")
    residents = by(ask.rows(t.resident_records, t.resident_records.c.person_key, people), "person_key")
    lived = _lived(ask, people)
    answers: dict[Question, JSON] = {}
    for question in questions:
        person = payers[question]
        known = (records.get(person, []), residents.get(person, [])) if person else ([], [])
        answers[question] = _debtor(person, known, lived, question.on) if person and any(known) else None
    return answers


def _debtor(
    person: str,
    known: tuple[Sequence[dict[str, Any]], Sequence[dict[str, Any]]],
    lived: Mapping[str, Sequence[JSON]],
    on: date,
) -> JSON:
    records, residents = known
    now = (records or residents)[-1]
    named = {(row["name"], row["name_kana"]) for row in (*records, *residents)}
    return {
        "person_key": person,
        "name": now["name"],
        "name_kana": now["name_kana"],
        "birth_date": now["birth_date"],
        "protected": any(row["protected"] for row in records if _holds(row, on)),
        "names": [{"name": name, "kana": kana} for name, kana in sorted(named)],
        "lived": [*lived.get(person, ()), *(_stay(row, "住民票") for row in residents)],
    }


def _payers(ask: Ask, questions: Sequence[Question]) -> dict[Question, str | None]:
    """Whoever owes the newest levy, else who stands for the household, else its head."""
    keys = sorted({question.key for question in questions})
    a = t.levy_accounts.c
    rows = ask.conn.execute(
        t.levy_accounts.select().where(a.household_key.in_(keys)).order_by(a.levy_year, a.account_key)
    )
    levied = {row.household_key: row.payer_key for row in rows}
    members = by(ask.rows(t.memberships, t.memberships.c.household_key, keys), "household_key")
    found: dict[Question, str | None] = {}
    for day in sorted({question.on for question in questions}):
        mine = [question for question in questions if question.on == day]
        stands = nominal_heads.designated_on(ask.conn, [one.key for one in mine], day, ask.known_at)
        for one in mine:
            heads = [row for row in members.get(one.key, []) if row["relation"] == "HEAD" and _holds(row, day)]
            head = heads[-1]["person_key"] if heads else None
            designated = stands[one.key].person_key if one.key in stands else None
            found[one] = levied.get(one.key) or designated or head
    return found


def _lived(ask: Ask, people: Sequence[str]) -> dict[str, list[JSON]]:
    """Where the households of each person lived while he belonged to them."""
    stays = ask.rows(t.memberships, t.memberships.c.person_key, people)
    homes = ask.rows(t.household_records, t.household_records.c.household_key, [row["household_key"] for row in stays])
    grouped = by(homes, "household_key")
    found: dict[str, list[JSON]] = {}
    for stay in stays:
        for home in grouped.get(stay["household_key"], []):
            first, until = max(stay["valid_from"], home["valid_from"]), _least(stay["valid_to"], home["valid_to"])
            if until is None or first < until:
                found.setdefault(stay["person_key"], []).extend(_addresses(home, first, until))
    return found


def _addresses(home: dict[str, Any], first: date, until: date | None) -> Iterator[JSON]:
    """The address with the second line of it, and without."""
    if home["address_line2"]:
        yield _address(f"{home['address']}{home['address_line2']}", first, until, "世帯台帳")
    yield _address(home["address"], first, until, "世帯台帳")


def _stay(row: dict[str, Any], source: str) -> JSON:
    return _address(row["address"], row["valid_from"], row["valid_to"], source)


def _address(address: str, first: date, until: date | None, source: str) -> JSON:
    last = None if until is None else until.isoformat()
    return {"address": address, "first": first.isoformat(), "until": last, "source": source}


def _least(one: date | None, other: date | None) -> date | None:
    days = [day for day in (one, other) if day is not None]
    return min(days) if days else None


def _holds(row: dict[str, Any], on: date) -> bool:
    return bool(row["valid_from"] <= on and (row["valid_to"] is None or on < row["valid_to"]))


def assets_of(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`assets`: the asset register of a household, ended ones too."""
    return _of_households(ask, questions, assets.assets_of)


def inquiries_of_case(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`asset_inquiries`: what a case of 財産調査 asked, and the answers."""
    found = assets.inquiries_of_case(ask.conn, [question.key for question in questions])
    return {question: [_plain(one) for one in found[question.key]] for question in questions}


def seizures_of(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`seizures`: the seizures of a household, released ones too."""
    return _of_households(ask, questions, seizures.seizures_of)


def one_seizure(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`seizure`: one seizure with its asset and its debts as signed; None for none."""
    found = {one.seizure_id: one for one in seizures.by_id(ask.conn, [question.key for question in questions])}
    known = {one.asset_id: one for one in assets.by_id(ask.conn, [one.asset_id for one in found.values()])}
    owed = seizures.debts_of(ask.conn, found)
    places = _places(ask, (one.claim_key for some in owed.values() for one in some))
    return {
        question: _whole(found[question.key], known, owed, places) if question.key in found else None
        for question in questions
    }


def _whole(
    found: Seizure, known: Mapping[str, Asset], owed: Mapping[str, Sequence[SeizureDebt]], places: Mapping[str, Any]
) -> JSON:
    lines = [{**_plain(one), **places[one.claim_key]} for one in owed[found.seizure_id]]
    return {**_plain(found), "in_force": found.in_force, "asset": _plain(known[found.asset_id]), "debts": lines}


def _places(ask: Ask, keys: Iterable[str]) -> dict[str, dict[str, JSON]]:
    """Year, number and due date of instalments."""
    i, a, claim_keys = t.instalments.c, t.levy_accounts.c, set(keys)
    joined = t.instalments.join(t.levy_accounts, a.account_key == i.account_key)
    rows = ask.conn.execute(
        joined.select()
        .with_only_columns(i.claim_key, a.levy_year, a.notice_no, i.instalment_no, i.due_on)
        .where(i.claim_key.in_(sorted(claim_keys)))
    )
    found: dict[str, dict[str, JSON]] = {
        key: {"levy_year": year, "notice_no": notice, "instalment_no": no, "due_on": due.isoformat(), "art65": False}
        for key, year, notice, no, due in rows
    }
    other = art65_debts.named(ask.conn, set(claim_keys) - set(found))
    return found | {key: _art65_place(one) for key, one in other.items()}


def _art65_place(one: OtherClaim) -> dict[str, JSON]:
    number = int(one.number.rpartition("-")[2])
    said = {"levy_year": one.accounting_year, "notice_no": one.number, "instalment_no": number}
    return {**said, "due_on": one.due_on.isoformat(), "art65": True}


def deposits_of(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`deposits`: the custody money of a household."""
    return _of_households(ask, questions, seizures.deposits_of)


def participations_of(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`participations`: the participations of a household, ended ones too."""
    return _of_households(ask, questions, seizures.participations_of)


def public_sales_of(ask: Ask, questions: Sequence[Question]) -> Answers:
    """`public_sales`: the rounds of all sales of a seizure (公売) with their bids."""
    rounds = public_sales.sales_of(ask.conn, [question.key for question in questions])
    bids = public_sales.bids_of(ask.conn, [one.sale_id for some in rounds.values() for one in some])
    return {
        question: [{**_plain(one), "bids": [_plain(bid) for bid in bids[one.sale_id]]} for one in rounds[question.key]]
        for question in questions
    }


def _of_households(ask: Ask, questions: Sequence[Question], read: Callable[..., Any]) -> Answers:
    found = read(ask.conn, [question.key for question in questions])
    return {question: [_plain(one) for one in found[question.key]] for question in questions}


def _plain(one: Any) -> dict[str, JSON]:
    """A frozen record as JSON: days and instants as ISO text."""
    said = {field.name: getattr(one, field.name) for field in fields(one)}
    return {name: value.isoformat() if isinstance(value, date | datetime) else value for name, value in said.items()}
