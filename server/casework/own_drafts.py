"""One's own half-typed pages (書きかけ): found again on any terminal, named so that one knows which is which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from server.casework.callers import Caller
from server.casework.services import Services
from server.domain.refusals import Refused
from server.store import cases, drafts, procedures, sessions, tasks
from server.store.connection import Connection
from server.store.drafts import Draft

TASK, START = "task", "start"


@dataclass(frozen=True, slots=True)
class OpenDraft:
    """A half-typed page: `kind` task or start, `target` the task's id or the slug, `number` of its case, if any."""

    kind: str
    target: str
    number: str | None
    name: str
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Replaced:
    """What took over an ended session: where, when, and the half-typed pages that moved along."""

    place: str
    at: datetime
    handed_over: tuple[OpenDraft, ...]


def own_drafts(services: Services, caller: Caller) -> tuple[OpenDraft, ...]:
    """The person's half-typed pages, newest first; those of tasks that are closed meanwhile are left out."""
    with services.database.read() as conn:
        return tuple(_named(conn, drafts.drafts_of(conn, caller.user_id)))


def count_drafts(services: Services, caller: Caller) -> int:
    """How many there are."""
    return len(own_drafts(services, caller))


def drop_own_draft(services: Services, caller: Caller, kind: str, target: str) -> None:
    """Throws a half-typed page away, at its owner's wish."""
    with services.database.housekeeping() as conn:
        drafts.drop_draft(conn, caller.user_id, f"{kind}:{target}")


def replaced_by(services: Services, token: str) -> Replaced:
    """What ended the session behind a cookie's token; raises `Refused("not_logged_in")` when nothing did."""
    with services.database.read() as conn:
        session = sessions.session_of(conn, token)
        if session is None or session.ended_at is None:
            raise Refused("not_logged_in")
        successor = [
            one for one in sessions.sessions_of(conn, session.user_id) if one.session_id == session.replaced_by
        ]
        place = successor[0].terminal if successor else ""
        left = drafts.drafts_of(conn, session.user_id)
        return Replaced(place, session.ended_at, tuple(_named(conn, left)))


def _named(conn: Connection, found: Iterable[Draft]) -> Iterable[OpenDraft]:
    for draft in found:
        kind, _, target = draft.draft_key.partition(":")
        if kind == START:
            versions = procedures.versions_of(conn, target)
            yield OpenDraft(kind, target, None, versions[0].title if versions else target, draft.saved_at)
            continue
        task = tasks.get_task(conn, target)
        case = None if task is None else cases.get_case(conn, task.case_id)
        if task is not None and case is not None and task.status == "open":
            yield OpenDraft(kind, target, case.number, task.name, draft.saved_at)
