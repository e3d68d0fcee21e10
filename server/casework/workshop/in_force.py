"""What a release puts in force beside the diagrams (文面と値の公開), and how it is taken back.

A value is a new dated row over what was known, never a change of a row; a letter's text holds from its day of issue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from server.casework.deploy_procedure import OF_THE_OFFICE
from server.casework.known_letters import PREFIX
from server.casework.services import Services
from server.casework.workshop.drafts import all_files_in
from server.casework.workshop.parts import draft_rows, letter_of_path
from server.domain.refusals import Refused
from server.domain.value_rows import held_before
from server.domain.values import DatedValue
from server.store import procedures, workshop_releases
from server.store import values as value_store
from server.store.unit_of_work import UnitOfWork
from server.store.workshop import Draft
from server.store.workshop_releases import ValueRelease

_DAY = timedelta(days=1)


def put_in_force(services: Services, uow: UnitOfWork, draft: Draft, valid_from: date) -> tuple[int, int]:
    """Letters and values of a draft; answers how many of each."""
    files = all_files_in(uow.conn, draft)
    texts = [path for path in files if path.startswith(PREFIX)]
    for path in texts:
        _put_text(services, uow, draft, path, valid_from)
    rows = draft_rows(files)
    _put_values(services, uow, draft, rows)
    _settle_proposals(uow, rows)
    return len(texts), len(rows)


def take_back_parts(services: Services, uow: UnitOfWork, draft_id: str) -> tuple[int, int]:
    """Letters' texts of a released draft go out of force, its values hold again as before, from today on.

    Raises `rollback_value_changed` when a value was stated anew since, `rollback_nothing_before`.
    """
    for one in workshop_releases.value_releases(uow.conn, draft_id):
        _take_back_value(services, uow, one)
    count = len(workshop_releases.value_releases(uow.conn, draft_id))
    workshop_releases.withdraw_values(uow, draft_id)
    return workshop_releases.withdraw_texts(uow, draft_id), count


def _put_text(services: Services, uow: UnitOfWork, draft: Draft, path: str, valid_from: date) -> None:
    letter = letter_of_path(path)
    version = services.letters.shipped[letter].on(valid_from)
    workshop_releases.release_text(
        uow,
        letter=letter,
        path=path,
        content_hash=draft.manifest[path],
        over_hash=procedures.content_hash(version.templates[version.body].encode()),
        valid_from=valid_from,
        draft_id=draft.draft_id,
    )


def _put_values(services: Services, uow: UnitOfWork, draft: Draft, rows: Sequence[DatedValue]) -> None:
    known = services.values(uow.conn)
    kept = []
    for row in rows:
        before = [value_store.value_row_as_json(one) for one in held_before(known.rows(row.key), row)]
        value_store.put_value(uow, row, origin=OF_THE_OFFICE, by_event=f"draft:{draft.draft_id}")
        kept.append((row.key, row.valid_from, value_store.value_row_as_json(row), before))
    workshop_releases.keep_values(uow, draft.draft_id, kept)


def _settle_proposals(uow: UnitOfWork, rows: Sequence[DatedValue]) -> None:
    """A proposal whose value the office now states has been accepted."""
    stated = {(row.key, row.valid_from, row.value) for row in rows}
    for proposal in value_store.waiting_proposals(uow.conn):
        row = value_store.value_row_from_json(proposal.row)
        if (row.key, row.valid_from, row.value) in stated and proposal.proposed_by != uow.actor.user_id:
            value_store.decide_proposal(uow, proposal.proposal_id, accepted=True)


def _take_back_value(services: Services, uow: UnitOfWork, one: ValueRelease) -> None:
    stated = value_store.value_row_from_json(one.row)
    standing = held_before(services.values(uow.conn).rows(one.key), stated)
    if [row.value for row in standing] != [stated.value] or standing[0].valid_from != stated.valid_from:
        raise Refused("rollback_value_changed", key=one.key)
    first = max(stated.valid_from, uow.business_day)
    event = f"draft:{one.draft_id}:back"
    before = [value_store.value_row_from_json(row) for row in one.before]
    if not before and stated.valid_to is not None:
        raise Refused("rollback_nothing_before")
    if not before:
        value_store.end_value(uow, one.key, first, by_event=event)
    for row in before:
        if row.valid_to is None or row.valid_to >= first:
            again = replace(row, valid_from=max(row.valid_from, first))
            value_store.put_value(uow, again, origin=OF_THE_OFFICE, by_event=event)
