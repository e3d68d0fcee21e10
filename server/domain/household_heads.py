"""Who stands for a household, who still counts in it (擬制世帯主・特定同一世帯所属者): computed for every day.

The head of household owes the premiums whether or not he is insured (National Health Insurance Act art. 76). One who is
not, while a member is, is a nominal head (擬制世帯主): his income counts in the legal reduction, not in the income part
(Enforcement Order art. 29-7(5)). Who lost his eligibility for the older elderly's care and has stayed in the same
household since counts there on (特定同一世帯所属者, art. 29-7(2) item 8, (3) item 7).
Days are civil; `*_to` is the first day on which a thing no longer holds, None until further notice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

HEAD = "HEAD"
LEFT_FOR_ELDERLY_CARE = frozenset({"late_elderly", "late_elderly_disability"})
"""Reasons of loss by art. 6 item 8 (後期高齢者医療の被保険者): by age, or by a recognised disability from 65 on."""

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Stay:
    """A membership (世帯員) of the household in question."""

    person_key: str
    relation: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """A spell in which this city insures a person (適用); `lost_by` is the reason of its end."""

    person_key: str
    valid_from: date
    valid_to: date | None = None
    lost_by: str | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """A former senior by certificate of the city left (特定同一世帯所属者証明書), counting here from `valid_from`."""

    person_key: str
    since: date
    valid_from: date


@dataclass(frozen=True, slots=True)
class HeadSpell:
    """A nominal head on these days."""

    person_key: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class SeniorSpell:
    """A former senior on these days; `ended_because` says what ended it, None while it is open."""

    person_key: str
    since: date
    valid_from: date
    valid_to: date | None
    ended_because: str | None = None
    basis: str = "REGISTER"


def nominal_heads(stays: Sequence[Stay], covers: Sequence[Cover]) -> tuple[HeadSpell, ...]:
    """For every day: the head who is not insured himself while a member of the household is.

    Days without a head, or without anybody insured, have none. Of two heads on one day, which no register should say,
    neither is nominal when one is insured; else the later one counts.
    """
    found: list[HeadSpell] = []
    for first, after in _spans([*stays, *covers]):
        person = _nominal_on(stays, covers, first)
        if person is None:
            continue
        if found and found[-1].person_key == person and found[-1].valid_to == first:
            first = found.pop().valid_from
        found.append(HeadSpell(person, first, after))
    return tuple(found)


def former_seniors(
    stays: Sequence[Stay], covers: Sequence[Cover], proofs: Iterable[Proof] = ()
) -> tuple[SeniorSpell, ...]:
    """For every day: who lost eligibility for the older elderly's care and belongs to the same household since then.

    He counts while a member is insured. It ends for good when he leaves the household, its head changes, or he is
    insured again; while nobody is insured it rests (NOBODY_INSURED).
    """
    found: list[SeniorSpell] = []
    for cover in covers:
        if cover.valid_to is not None and cover.lost_by in LEFT_FOR_ELDERLY_CARE:
            before = cover.valid_to - _ONE_DAY
            if _stay_on(stays, cover.person_key, before) is not None:
                claim = SeniorSpell(cover.person_key, cover.valid_to, cover.valid_to, None)
                found += _followed(claim, _head_on(stays, before), stays, covers)
    for proof in proofs:
        claim = SeniorSpell(proof.person_key, proof.since, proof.valid_from, None, basis="CERTIFICATE")
        found += _followed(claim, _head_on(stays, proof.valid_from), stays, covers)
    return tuple(sorted(found, key=lambda one: (one.person_key, one.valid_from)))


def term_ends(since: date, lengths: Sequence[int]) -> tuple[date, ...]:
    """The first days on which a term of the household's amount is over (特定世帯の5年、特定継続世帯の3年).

    `lengths` are the months of each (60, 36), counted from the month of the loss. Enforcement Order art. 29-7(2) no. 8.
    """
    ends, months = [], since.year * 12 + since.month - 1
    for length in lengths:
        months += length
        ends.append(date(months // 12, months % 12 + 1, 1))
    return tuple(ends)


def _followed(
    claim: SeniorSpell, head: str | None, stays: Sequence[Stay], covers: Sequence[Cover]
) -> Iterator[SeniorSpell]:
    """The spells of one claim, from its first day to what ends it."""
    start: date | None = None
    person, since, basis = claim.person_key, claim.since, claim.basis
    for first, _ in _spans([*stays, *covers], claim.valid_from):
        ended = _ends(person, head, stays, covers, first)
        if ended is None and start is None:
            start = first
        elif ended is not None and start is not None:
            yield SeniorSpell(person, since, start, first, ended, basis)
            start = None
        if ended not in (None, "NOBODY_INSURED"):
            return
    if start is not None:
        yield SeniorSpell(person, since, start, None, None, basis)


def _ends(person: str, head: str | None, stays: Sequence[Stay], covers: Sequence[Cover], day: date) -> str | None:
    if _stay_on(stays, person, day) is None:
        return "LEFT"
    if _head_on(stays, day) != head:
        return "HEAD_CHANGED"
    if _insured_on(covers, person, day):
        return "RETURNED"
    anybody = any(_insured_on(covers, stay.person_key, day) for stay in stays if _holds(stay, day))
    return None if anybody else "NOBODY_INSURED"


def _nominal_on(stays: Sequence[Stay], covers: Sequence[Cover], day: date) -> str | None:
    members = [stay for stay in stays if _holds(stay, day)]
    heads = sorted((stay for stay in members if stay.relation == HEAD), key=lambda stay: stay.valid_from)
    if not heads or any(_insured_on(covers, head.person_key, day) for head in heads):
        return None
    return heads[-1].person_key if any(_insured_on(covers, one.person_key, day) for one in members) else None


def _head_on(stays: Sequence[Stay], day: date) -> str | None:
    heads = [stay for stay in stays if stay.relation == HEAD and _holds(stay, day)]
    return max(heads, key=lambda stay: stay.valid_from).person_key if heads else None


def _stay_on(stays: Sequence[Stay], person: str, day: date) -> Stay | None:
    return next((stay for stay in stays if stay.person_key == person and _holds(stay, day)), None)


def _insured_on(covers: Sequence[Cover], person: str, day: date) -> bool:
    return any(cover.person_key == person and _holds(cover, day) for cover in covers)


def _holds(one: Stay | Cover, day: date) -> bool:
    return one.valid_from <= day and (one.valid_to is None or day < one.valid_to)


def _spans(rows: Iterable[Stay | Cover], since: date | None = None) -> Iterator[tuple[date, date | None]]:
    """The stretches of days in which nothing changes, the last one open; from `since` on when it is given."""
    days = {row.valid_from for row in rows} | {row.valid_to for row in rows if row.valid_to is not None}
    if since is not None:
        days = {day for day in days if day > since} | {since}
    ordered: list[date | None] = [*sorted(days)]
    for first, after in zip(ordered, [*ordered[1:], None], strict=True):
        if first is not None:
            yield first, after
