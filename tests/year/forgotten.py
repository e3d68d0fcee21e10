"""What nobody would see (誰の目にも触れない期限): an independent look at the tables for dates that passed in silence.

It knows nothing of the rounds and watches. Each dated thing must, once its date has come, stand on somebody's list: an
open task with a day, in an office where people hold its role, or an open incident of the case, or have come to an end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Table, func, select

from server.casework.case_answers import of_element
from server.store import grants, overpayments
from server.store import tables as t
from tests.year.crowd import SLUGS

WARNED = timedelta(days=180)
"""So long before its end a claim is on the head's list (`recourse.warn_days`)."""


@dataclass(frozen=True)
class Look:
    """The tables on the evening of a business day."""

    conn: Connection
    day: date

    def forgotten(self) -> list[str]:
        """Each thing that passed its date unseen, in words."""
        return sorted(
            {
                *self._cases(),
                *self._tasks(),
                *self._applications(),
                *self._reviews(),
                *self._holds(),
                *self._money(),
                *self._recourse(),
                *self._claims(),
                *self._appeals(),
            }
        )

    @cached_property
    def active(self) -> dict[str, Any]:
        """The open cases of these procedures."""
        c = t.cases.c
        rows = self.conn.execute(
            select(c.case_id, c.slug, c.office, c.next_due_at).where(c.status == "active", c.slug.in_(SLUGS))
        )
        return {row.case_id: row for row in rows}

    @cached_property
    def tasks(self) -> dict[str, list[Any]]:
        """The open tasks of each case."""
        c, found = t.tasks.c, dict[str, list[Any]]()
        open_ones = select(c.case_id, c.element, c.role, c.office, c.due_on).where(c.status == "open")
        for row in self.conn.execute(open_ones):
            found.setdefault(row.case_id, []).append(row)
        return found

    @cached_property
    def incidents(self) -> set[tuple[str, str]]:
        """Case and kind of each open incident."""
        c = t.incidents.c
        rows = self.conn.execute(select(c.case_id, c.kind).where(c.status == "open"))
        return {(row.case_id, row.kind) for row in rows}

    def listed(self, case_id: str, by: date) -> bool:
        """Whether an open task of the case was due by then, so that it stands among what is late or due today."""
        return any(one.due_on is not None and one.due_on <= by for one in self.tasks.get(case_id, ()))

    def standing(self, table: Table) -> list[Any]:
        """What the register says of today."""
        c = table.c
        now = (c.superseded_at.is_(None), c.valid_from <= self.day, c.valid_to.is_(None) | (c.valid_to > self.day))
        return list(self.conn.execute(table.select().where(*now)))

    def _cases(self) -> Iterator[str]:
        for case_id, case in self.active.items():
            if case_id not in self.tasks:
                yield f"{case.slug} {case_id}: open, and on nobody's list"

    def _tasks(self) -> Iterator[str]:
        """A task without a day lies there for ever: but for a refund's, whose letters go by themselves to its end."""
        people: dict[tuple[str, str], bool] = {}
        for case_id, found in self.tasks.items():
            for one in found:
                slug = self.active[case_id].slug if case_id in self.active else ""
                if not slug:
                    continue
                here = (one.role, one.office)
                if here not in people:
                    people[here] = bool(grants.holders(self.conn, f"work:{one.role}", one.office, self.day))
                if not people[here]:
                    yield f"{slug} {one.element}: nobody of role {one.role} in {one.office}"
                if one.due_on is None and (slug, one.element) != ("refund", "enter"):
                    yield f"{slug} {one.element}: no day"

    def _applications(self) -> Iterator[str]:
        """Papers that were waited for twice leave a task that is due a few days behind the application's own date."""
        for one in self.standing(t.relief_applications):
            if one.state != "OPEN" or one.due_on >= self.day:
                continue
            late = one.due_on + timedelta(days=14)
            if one.case_id not in self.tasks or (late < self.day and not self.listed(one.case_id, late)):
                yield f"application of {one.applied_on}: to be decided by {one.due_on}"

    def _reviews(self) -> Iterator[str]:
        c = t.cases.c
        begun = set(self.conn.scalars(select(c.once_key).where(c.once_key.like("relief_review:%"))))
        for one in self.standing(t.premium_reliefs):
            due = one.state == "GRANTED" and one.review_on is not None and one.review_on <= self.day
            if due and f"relief_review:{one.relief_key}:{one.review_on}" not in begun:
                yield f"relief {one.relief_key}: to be looked at on {one.review_on}"

    def _holds(self) -> Iterator[str]:
        """No hold without an end, and none of a benefit after its case; what is free goes to payment."""
        for one in self.standing(t.benefit_holds):
            if one.valid_to is None or one.case_id not in self.active:
                yield f"hold {one.hold_key}: {one.valid_to}"
        for one in self.standing(t.collection_holds):
            if one.valid_to is None and one.kind in ("RELIEF_PENDING", "PAYMENT_IN_TRANSIT"):
                yield f"hold {one.hold_key} of {one.kind}: no end"
        held = {one.case_id for one in self.standing(t.benefit_holds)}
        for case_id, case in self.active.items():
            elements = {one.element for one in self.tasks.get(case_id, ())}
            if case.slug == "benefit_hold" and case_id not in held and elements != {"pay"}:
                yield f"hold of {case_id}: over, and not at its payment"

    def _money(self) -> Iterator[str]:
        for home in overpayments.unheld(self.conn):
            yield f"overpayment of {home}: nobody's"
        for one in self.conn.execute(t.refunds.select().where(t.refunds.c.state.in_(("WAITING", "ORDERED")))):
            if one.state == "WAITING" and (one.lapses_on < self.day or one.notified_on is None):
                yield f"refund {one.number}: claimable until {one.lapses_on}, not ended"
            late = one.decided_on is not None and one.decided_on + timedelta(days=30) < self.day
            if one.state == "ORDERED" and late and not self.listed(one.case_id, self.day):
                yield f"refund {one.number}: ordered on {one.decided_on}, and no answer"

    def _recourse(self) -> Iterator[str]:
        for one in self.standing(t.recourse_cases):
            if one.ended_on is not None:
                continue
            end = min(day for day in (one.tort_until, one.act_until, one.insurer_until) if day is not None)
            if end - WARNED <= self.day <= end and (one.case_id, "recourse_limit_near") not in self.incidents:
                yield f"recourse {one.recourse_key}: ends on {end}, not told"
            if end < self.day and (one.case_id, "recourse_limit_past") not in self.incidents:
                yield f"recourse {one.recourse_key}: ended on {end}, not told"

    def _claims(self) -> Iterator[str]:
        """Money asked back or claimed: behind its due date somebody has a task that was due a month later."""
        c, p = t.other_claims.c, t.other_postings.c
        open_yen = select(p.claim_key, func.sum(p.yen).label("yen")).group_by(p.claim_key).subquery()
        rows = self.conn.execute(
            select(t.other_claims, open_yen.c.yen).join(open_yen, open_yen.c.claim_key == c.claim_key)
        )
        for one in rows:
            month = one.due_on + timedelta(days=35)
            if one.yen > 0 and month < self.day and not self.listed(one.case_id, month):
                yield f"claim {one.number}: due on {one.due_on}"
            told = {(one.case_id, "recovery_limit_near"), (one.case_id, "recovery_limit_past")} & self.incidents
            if one.yen > 0 and one.kind != "RECOURSE" and one.ends_on - WARNED <= self.day and not told:
                yield f"claim {one.number}: ends on {one.ends_on}, not told"

    def _appeals(self) -> Iterator[str]:
        asked: dict[str, date] = dict(self._statements())
        for one in self.standing(t.appeals):
            if one.state != "OPEN":
                continue
            if one.case_id not in self.tasks:
                yield f"appeal {one.appeal_key}: on nobody's list"
            due = asked.get(one.case_id)
            if due is not None and due < self.day and (one.case_id, "appeal_statement_past") not in self.incidents:
                yield f"appeal {one.appeal_key}: the board waits since {due}"

    def _statements(self) -> Iterable[tuple[str, date]]:
        """Until when the board asked for a statement that nobody has sent yet."""
        for case_id, found in self.tasks.items():
            drafted = {one.element for one in found} & {"enter", "check", "decide"}
            if drafted and case_id in self.active and self.active[case_id].slug == "appeal":
                said = latest(self.conn, case_id, "follow").get("statement_due")
                if said:
                    yield case_id, date.fromisoformat(str(said))


def latest(conn: Connection, case_id: str, element: str) -> dict[str, Any]:
    """What was answered last in an element of a case."""
    return dict(of_element(conn, case_id, element) or {})
