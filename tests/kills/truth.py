"""What must be true after any death of a process (落ちた後の確かめ): nothing accepted lost, nothing done twice."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import text

from server.casework.reconcile import reconcile
from server.casework.seal_audit import verify_audit
from server.casework.services import Services
from server.store.connection import Connection
from tests.kills.clients import Record

# What may be there once at most, each with a statement that finds what is there twice.
TWICE = {
    "a household has two cases": "select household_key from cases group by 1 having count(*) > 1",
    "a receipt number was given twice": "select number from cases group by 1 having count(*) > 1",
    "an answer stands twice": "select case_id, element from history where kind = 'completed' "
    "group by 1, 2 having count(*) > 1",
    "a register change was entered twice": "select change_key from register_changes group by 1 having count(*) > 1",
    "a person is insured twice": "select person_key from eligibilities where superseded_at is null "
    "group by 1 having count(*) > 1",
    "a person has two certificates": "select person_key, kind from certificates where superseded_at is null "
    "group by 1, 2 having count(*) > 1",
    "a letter was asked for twice": "select case_id, letter, request_keys from letters "
    "group by 1, 2, 3 having count(*) > 1",
    "a letter's number was given twice": "select number from letters where number is not null "
    "group by 1 having count(*) > 1",
    "a case was decided twice": "select case_id from decisions group by 1 having count(*) > 1",
    "a start stands twice in the audit": "select case_id from audit_events where kind = 'case.start' "
    "group by 1 having count(*) > 1",
    "an answer stands twice in the audit": "select object_key from audit_events where kind = 'task.complete' "
    "group by 1 having count(*) > 1",
}


def faults_now(services: Services) -> list[str]:
    """What the general check, the audit's check and the search for doubles find at this moment."""
    found = [f"{name}: {lines}" for name, lines in reconcile(services).items() if lines]
    report = verify_audit(services)
    if not report.ok:
        found.append(f"the audit does not hold: {report}")
    with services.database.read() as conn:
        return found + _twice(conn)


def faults_at_the_end(services: Services, record: Record) -> list[str]:
    """`faults_now`, and whether everything that was accepted is there, and nothing that nobody asked for."""
    with services.database.read() as conn:
        answers = Counter((row.case_id, row.element) for row in conn.execute(text(_ANSWERS)))
        told = conn.execute(text("select household_key, case_id from cases")).all()
        open_cases = conn.scalar(text("select count(*) from cases where status <> 'completed'"))
        letters = {(row.persons, row.letters) for row in conn.execute(text(_LETTERS))}
    cases = {str(row.household_key): str(row.case_id) for row in told}
    accepted = Counter((one.case_id, one.element) for one in record.accepted)
    found = faults_now(services)
    if lost := accepted - answers:
        found.append(f"accepted and lost: {lost}")
    if more := answers - accepted:
        found.append(f"never accepted and there: {more}")
    if cases != record.cases:
        found.append(f"cases that differ from what was told: {set(cases.items()) ^ set(record.cases.items())}")
    if open_cases:
        found.append(f"{open_cases} cases are still open")
    if _uneven(letters):
        found.append(f"letters that differ from case to case: {letters}")
    return found


_ANSWERS = """
    select case_id, case when kind = 'started' then 'start' else element end as element
    from history where kind = 'completed' or kind = 'started'
"""
_LETTERS = """
    select persons, letters from (
        select c.case_id,
            (select count(*) from eligibilities e where e.household_key = c.household_key) as persons,
            (select count(*) from letters l where l.case_id = c.case_id) as letters
        from cases c
    ) as each_case
"""


def _uneven(letters: set[tuple[int, int]]) -> bool:
    """Whether two cases of equally many persons have unequally many letters."""
    by_size: dict[int, set[int]] = {}
    for persons, count in letters:
        by_size.setdefault(persons, set()).add(count)
    return any(len(counts) > 1 for counts in by_size.values())


def _twice(conn: Connection) -> list[str]:
    found = []
    for name, statement in TWICE.items():
        rows = conn.execute(text(statement)).all()
        if rows:
            found.append(f"{name}: {[tuple(row) for row in rows][:5]}")
    return found
