"""The facts of levies from the registers (賦課の基礎の読み出し), for many households in few statements.

For each head of a household in a year there is a payer of his own: the obligation of the old head ends with the month
before the change. A month counts when somebody is insured at its end.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Column, Connection, Row, Table, or_, select

from server.domain.calendar import month_end
from server.domain.levy.figures import EarnerLimits, earner_limits, person_fields
from server.domain.levy.inputs import Blocked, HouseholdInputs, PayerInputs, Source
from server.domain.levy.model import Household, Member, Senior
from server.domain.relief.grant import read_grant
from server.domain.values import Values
from server.store import dated, former_seniors, incomes, levy_reliefs, nominal_heads, premium_reliefs
from server.store import tables as t
from server.store.former_seniors import FormerSenior
from server.store.incomes import Income
from server.store.levy_reliefs import Relief
from server.store.premium_reliefs import PremiumRelief

_SLICE = 500
_HEAD = "HEAD"


def levy_households(
    conn: Connection,
    household_keys: Iterable[str],
    fiscal_year: int,
    on: date,
    values: Values,
    *,
    known_at: datetime | None = None,
) -> dict[str, HouseholdInputs]:
    """The inputs of each household's levy of the year by what is on record `on` the day; who is blocked says why.

    Some ten statements for each five hundred households or persons. Raises what `values` raise for a missing value.
    """
    keys = sorted(set(household_keys))
    read = _read(conn, keys, fiscal_year, on, known_at)
    made = _Maker(read, fiscal_year, values)
    return {key: made.household(key) for key in keys}


@dataclass(frozen=True, slots=True)
class _Read:
    """The rows of all households, by household or person."""

    memberships: Mapping[str, Sequence[Row[Any]]]
    spells: Mapping[str, Sequence[Row[Any]]]
    designated: Mapping[str, tuple[nominal_heads.HeadSpell, ...]]
    seniors: Mapping[str, tuple[FormerSenior, ...]]
    persons: Mapping[str, Row[Any]]
    incomes: Mapping[str, Income]
    reliefs: Mapping[str, tuple[Relief, ...]]
    granted: Mapping[str, tuple[PremiumRelief, ...]]


def _read(conn: Connection, keys: Sequence[str], year: int, on: date, known_at: datetime | None) -> _Read:
    memberships = _of_year(conn, t.memberships, t.memberships.c.household_key, keys, year, known_at)
    spells = _of_year(conn, t.eligibilities, t.eligibilities.c.household_key, keys, year, known_at)
    designated = nominal_heads.designated_in_year(conn, keys, year, known_at)
    seniors = former_seniors.seniors_in_year(conn, keys, year, known_at)
    heads = [row for rows in memberships.values() for row in rows if row.relation == _HEAD]
    people = {row.person_key for row in (*heads, *(row for rows in spells.values() for row in rows))}
    people |= {one.person_key for spells_of in designated.values() for one in spells_of}
    people |= {one.person_key for group in seniors.values() for one in group}
    return _Read(
        memberships,
        spells,
        designated,
        seniors,
        _persons(conn, people, known_at),
        incomes.by_persons(conn, people, year - 1, on=on, known_at=known_at),
        levy_reliefs.by_persons(conn, people, year, on=on, known_at=known_at),
        premium_reliefs.reliefs_of(conn, keys, year, on=on, known_at=known_at),
    )


def _of_year(
    conn: Connection, table: Table, column: Column[str], keys: Iterable[str], year: int, known_at: datetime | None
) -> dict[str, list[Row[Any]]]:
    """The rows of a dated table that touch the fiscal year, by the value of the column, oldest first."""
    first, after = date(year, 4, 1), date(year + 1, 4, 1)
    found: dict[str, list[Row[Any]]] = {}
    for part in _slices(keys):
        touching = (table.c.valid_from < after, or_(table.c.valid_to.is_(None), table.c.valid_to > first))
        statement = select(*_facts(table)).where(column.in_(part), dated.known(table, known_at), *touching)
        for row in conn.execute(statement.order_by(table.c.valid_from, table.c.row_id)):
            found.setdefault(getattr(row, column.name), []).append(row)
    return found


def _persons(conn: Connection, people: Iterable[str], known_at: datetime | None) -> dict[str, Row[Any]]:
    """The newest record of each person."""
    table, found = t.person_records, {}
    for part in _slices(people):
        statement = select(*_facts(table)).where(table.c.person_key.in_(part), dated.known(table, known_at))
        for row in conn.execute(statement.order_by(table.c.valid_from, table.c.row_id)):
            found[row.person_key] = row
    return found


class _Blocked(Exception):
    def __init__(self, reason: str, person: str = "", month: int = 0) -> None:
        self.blocked = Blocked(reason, person, month)


class _Maker:
    def __init__(self, read: _Read, year: int, values: Values) -> None:
        self.read, self.year, self.values = read, year, values
        self.ends = [month_end(date(year + (place > 8), (place + 3) % 12 + 1, 1)) for place in range(12)]
        self._limits: EarnerLimits | None = None
        self._bits: dict[tuple[date, date | None], int] = {}

    def bits(self, row: Any) -> int:
        """The months at whose end a row holds."""
        days = (row.valid_from, row.valid_to)
        found = self._bits.get(days)
        if found is None:
            found = sum(1 << place for place, end in enumerate(self.ends) if _holds(row, end))
            self._bits[days] = found  # a city's rows begin on few days
        return found

    def household(self, key: str) -> HouseholdInputs:
        """The payers of one household."""
        try:
            return HouseholdInputs(key, self.year, tuple(self.payers(key)))
        except _Blocked as found:
            return HouseholdInputs(key, self.year, (), found.blocked)

    def payers(self, key: str) -> Iterable[PayerInputs]:
        """One payer for each head, in order of his first month."""
        insured = 0
        for row in self.read.spells.get(key, ()):
            insured |= self.bits(row)
        if not insured:
            return
        designated = [(one.person_key, self.bits(one)) for one in self.read.designated.get(key, ())]
        registered = [
            (row.person_key, self.bits(row)) for row in self.read.memberships.get(key, ()) if row.relation == _HEAD
        ]
        months: dict[str, int] = {}
        if not designated and len(registered) == 1 and not insured & ~registered[0][1]:
            months[registered[0][0]] = insured
        else:
            for place in range(12):
                if insured >> place & 1:
                    head = self.head(designated, registered, place)
                    months[head] = months.get(head, 0) | 1 << place
        for number, (head, bits) in enumerate(months.items()):
            yield self.payer(key, head, bits, first=number == 0)

    def head(self, designated: Sequence[tuple[str, int]], registered: Sequence[tuple[str, int]], place: int) -> str:
        """Who is head at the end of a month: by designation, else by the residents' register."""
        heads = [person for person, bits in designated if bits >> place & 1]
        heads = heads or [person for person, bits in registered if bits >> place & 1]
        if len(heads) != 1:
            raise _Blocked("two_heads" if heads else "no_head", "", self.ends[place].month)
        return heads[0]

    def payer(self, key: str, head: str, bits: int, *, first: bool) -> PayerInputs:
        """What a head owes for."""
        insured: dict[str, int] = {}
        sources: list[Source] = []
        for row in self.read.spells.get(key, ()):
            held = self.bits(row) & bits
            if held:
                insured[row.person_key] = insured.get(row.person_key, 0) | held
                sources.append(_source("eligibility", row))
        members = [self.member(person, months, head) for person, months in insured.items()]
        if head not in insured:
            members.append(self.member(head, 0, head))
        reference = self.reference(key, head, bits, first=first)
        seniors = [one for one in self.read.seniors.get(key, ()) if one.valid_to is None or one.valid_to > reference]
        granted = self.read.granted.get(key, ())
        grants = tuple(read_grant(one.terms) for one in granted)
        former = tuple(self.senior(one) for one in seniors)
        household = Household(self.year, reference, tuple(members), former, grants=grants)
        sources += [Source("grant", head, one.row_id, one.by_event, one.valid_from.isoformat()) for one in granted]
        sources += self.head_sources(key, head)
        for person in dict.fromkeys([*insured, head, *(one.person_key for one in seniors)]):
            sources += self.person_sources(person)
        return PayerInputs(head, bits, household, tuple(sources))

    def reference(self, key: str, head: str, bits: int, *, first: bool) -> date:
        """賦課期日, or the day on which this head's duty to pay arose: the first joining, or the change of head."""
        start, end = date(self.year, 4, 1), self.ends[(bits & -bits).bit_length() - 1]
        spells: list[date] = [row.valid_from for row in self.read.spells.get(key, ()) if _holds(row, end)]
        day = max(start, min(spells))
        if not first:
            since = [one.valid_from for one in self.read.designated.get(key, ()) if one.person_key == head]
            rows = self.read.memberships.get(key, ())
            since += [row.valid_from for row in rows if row.person_key == head and row.relation == _HEAD]
            day = max([day, *(one for one in since if one <= end)])
        return day

    def member(self, person: str, months: int, head: str) -> Member:
        """A member with his income and reliefs; the head alone may be there without being insured."""
        birth = self.birth(person)
        if birth is None:
            raise _Blocked("birth_unknown", person)
        reliefs = self.read.reliefs.get(person, ())
        exempt = 0
        for relief in reliefs:
            exempt |= relief.months(self.year) if relief.kind == levy_reliefs.MATERNITY else 0
        separations = [one.event_on for one in reliefs if one.kind == levy_reliefs.NON_VOLUNTARY]
        return Member(
            id=person,
            birth=birth,
            head=person == head,
            insured=bool(months),
            months=months,
            separation=max(separations, default=None),
            maternity_months=exempt,
            **self.income(person, birth),
        )

    def senior(self, one: FormerSenior) -> Senior:
        """A former senior with his income."""
        birth = self.birth(one.person_key)
        return Senior(id=one.person_key, birth=birth, since=one.since, **self.income(one.person_key, birth))

    def income(self, person: str, birth: date | None) -> dict[str, Any]:
        """The income fields; without a record the income is unknown, never zero."""
        found = self.read.incomes.get(person)
        if found is None:
            return {"known": False}
        if self._limits is None:
            self._limits = earner_limits(self.year, self.values)
        over = self._limits.over(birth)
        return dict(person_fields(known=found.known, figures=found.figures, earner_over=over))

    def birth(self, person: str) -> date | None:
        """The whole birth date; None where parts of it are unknown."""
        row = self.read.persons.get(person)
        text = "" if row is None else row.birth_date
        return None if len(text) != 10 or "-00" in text else date.fromisoformat(text)

    def head_sources(self, key: str, head: str) -> list[Source]:
        """The membership by which he is head."""
        rows = [row for row in self.read.memberships.get(key, ()) if row.person_key == head]
        return [_source("head", row) for row in rows[-1:]]

    def person_sources(self, person: str) -> list[Source]:
        """The records of his birth date, income and reliefs."""
        found = [_source("person", self.read.persons[person])] if person in self.read.persons else []
        if (income := self.read.incomes.get(person)) is not None:
            found.append(_source("income", income))
        return found + [_source("relief", relief) for relief in self.read.reliefs.get(person, ())]


def _source(kind: str, row: Any) -> Source:
    return Source(kind, row.person_key, row.row_id, row.by_event, row.valid_from.isoformat())


def _facts(table: Table) -> list[Column[Any]]:
    """What a levy needs of a dated row: not when it was recorded, which takes longer to read than all the rest."""
    return [column for column in table.c if column.name not in ("recorded_at", "superseded_at")]


def _holds(row: Any, day: date) -> bool:
    return bool(row.valid_from <= day and (row.valid_to is None or row.valid_to > day))


def _slices(keys: Iterable[str]) -> list[list[str]]:
    wanted = sorted(set(keys))
    return [wanted[start : start + _SLICE] for start in range(0, len(wanted), _SLICE)]
