"""Releasing a draft (公開の決裁): proposed by one manager, released by another one who drew nothing of it.

Whoever wrote any of the contents, in whichever draft, is one of those who drew; so an export that somebody else takes
in again does not make its author a second person.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.services import Services
from server.casework.work import run
from server.casework.workshop.drafts import all_files_in, files_in, get, live, require_draw, require_rev
from server.casework.workshop.in_force import put_in_force, take_back_parts
from server.casework.workshop.judging import findings_of
from server.casework.workshop.parts import draft_rows, of_procedure
from server.domain.refusals import Refused
from server.domain.rights import check_differs
from server.engine.definition import SHARED
from server.store import procedures, tokens, workshop, workshop_releases
from server.store.connection import Connection
from server.store.procedures import ProcedureVersion
from server.store.unit_of_work import UnitOfWork
from server.store.workshop import Draft

MOST_DAYS_AHEAD = 400


@dataclass(frozen=True, slots=True)
class Released:
    """The new version, and those of other procedures that call a part it changed; how many letters and values.

    A draft of letters and values alone makes no version: `version` is the one that stands.
    """

    version: ProcedureVersion
    followers: tuple[ProcedureVersion, ...]
    letters: int = 0
    values: int = 0
    new: bool = True
    """Whether a version was made"""


def propose(services: Services, caller: Caller, draft_id: str, rev: int, valid_from: date, reason: str) -> Draft:
    """Hands a draft over for decision, with the day from which it shall hold.

    Raises `draft_unchanged`, `draft_day`, `draft_reason`, `procedure_findings`, `draft_stale`, `draft_closed`,
    `draft_proposed`, rights.
    """
    require_draw(caller, services)

    def act(uow: UnitOfWork) -> Draft:
        draft = live(uow.conn, draft_id)
        require_rev(draft, rev)
        if draft.status != "open":
            raise Refused("draft_proposed")
        if not reason.strip():
            raise Refused("draft_reason", at_field="reason")
        _require_day(valid_from, uow.business_day)
        _require_sound(services, uow.conn, draft, valid_from)
        proposed = workshop.change(
            uow,
            draft,
            status="proposed",
            valid_from=valid_from,
            reason=reason.strip()[:400],
            proposed_by=uow.actor.user_id,
            proposed_at=uow.now,
        )
        detail = {"slug": draft.slug, "valid_from": valid_from.isoformat()}
        uow.audit("draft.propose", object_kind="draft", object_key=draft.draft_id, detail=detail)
        return proposed

    return run(services, caller, act)


def send_back(services: Services, caller: Caller, draft_id: str, rev: int) -> Draft:
    """Opens a proposed draft again, by whoever proposed it or whoever should decide. Raises as `propose`."""
    require_draw(caller, services)

    def act(uow: UnitOfWork) -> Draft:
        draft = live(uow.conn, draft_id)
        require_rev(draft, rev)
        if draft.status != "proposed":
            raise Refused("draft_not_proposed")
        back = workshop.change(uow, draft, status="open", proposed_by=None, proposed_at=None, valid_from=None)
        uow.audit("draft.send_back", object_kind="draft", object_key=draft.draft_id, detail={"slug": draft.slug})
        return back

    return run(services, caller, act)


def release(services: Services, caller: Caller, draft_id: str, rev: int) -> Released:
    """Makes the draft the next version of its procedure from its day on, decided by a second manager.

    Procedures that call a shared part the draft changed get a version of their own with the new part.
    Raises `draft_same_person` for whoever drew or proposed any of it, `draft_base_moved` when another version came in
    force meanwhile, `draft_value_moved` when another draft changed one of its values meanwhile, `procedure_findings`,
    `draft_not_proposed`, `draft_stale`, `draft_closed`, `draft_day`, rights.
    """
    require_draw(caller, services)

    def act(uow: UnitOfWork) -> Released:
        draft = live(uow.conn, draft_id)
        require_rev(draft, rev)
        if draft.status != "proposed" or draft.valid_from is None or draft.proposed_by is None:
            raise Refused("draft_not_proposed")
        drawn = {path: name for path, name in draft.manifest.items() if name not in _base(uow.conn, draft).values()}
        drew = workshop.authors(uow.conn, draft, drawn.values()) | {draft.proposed_by}
        for hand in _hands(uow.conn, caller):
            check_differs(hand, drew, "draft_same_person")
        _require_day(draft.valid_from, uow.business_day)
        _require_base(uow.conn, draft, draft.valid_from)
        _require_values_seen(uow.conn, draft)
        _require_sound(services, uow.conn, draft, draft.valid_from)
        return _put(services, uow, draft, draft.valid_from, drawn)

    return run(services, caller, act)


def _hands(conn: Connection, caller: Caller) -> Iterable[str]:
    """The caller, and over the API whoever made the token: a token that one makes for another is no second person."""
    yield caller.user_id
    kind, _, token_id = caller.session_id.partition(":")
    token = tokens.get_token(conn, token_id) if kind == "token" else None
    if token is not None:
        yield token.created_by


def roll_back(services: Services, caller: Caller, slug: str, version: str, reason: str) -> ProcedureVersion:
    """Withdraws the version in force, so that the one before, which two people had released, is in force again.

    Cases that began on it go on with it. Raises `rollback_not_current`, `rollback_nothing_before`, `draft_reason`.
    """
    require_draw(caller, services)

    def act(uow: UnitOfWork) -> ProcedureVersion:
        current = _newest(uow.conn, slug, uow.business_day, version)
        if not reason.strip():
            raise Refused("draft_reason", at_field="reason")
        procedures.withdraw(uow, version)
        for draft_id in workshop_releases.drafts_of_version(uow.conn, version):
            take_back_parts(services, uow, draft_id)
        before = procedures.current_version(uow.conn, slug, uow.business_day)
        if before is None:
            raise Refused("rollback_nothing_before")
        detail = {"slug": slug, "no": current.no, "to": before.no, "reason": reason.strip()[:400]}
        uow.audit("procedure.roll_back", object_kind="procedure", object_key=version, detail=detail)
        return before

    return run(services, caller, act)


def take_back(services: Services, caller: Caller, draft_id: str, reason: str) -> Draft:
    """Takes letters and values of a released draft out of force; what two people had released before holds again.

    Letters that are out keep their text. A version of the procedure is withdrawn by `roll_back`, which does this too.
    Raises `rollback_not_current` when nothing of it is in force, and as `take_back_parts`, `draft_reason`, rights.
    """
    require_draw(caller, services)

    def act(uow: UnitOfWork) -> Draft:
        draft = get(uow.conn, draft_id)
        made_a_version = draft.released_hash != draft.base_hash
        if draft.status != "released" or made_a_version or not workshop_releases.has_parts(uow.conn, draft_id):
            raise Refused("rollback_not_current")
        if not reason.strip():
            raise Refused("draft_reason", at_field="reason")
        letters, values = take_back_parts(services, uow, draft_id)
        detail = {"slug": draft.slug, "letters": letters, "values": values, "reason": reason.strip()[:400]}
        uow.audit("draft.take_back", object_kind="draft", object_key=draft_id, detail=detail)
        return draft

    return run(services, caller, act)


def _newest(conn: Connection, slug: str, day: date, version: str) -> ProcedureVersion:
    """The version in force, or one that will be. Raises `rollback_not_current` for any other."""
    found = procedures.get_version(conn, version)
    current = procedures.current_version(conn, slug, day)
    ahead = found is not None and found.status == "active" and found.valid_from > day
    if found is None or found.slug != slug or not (ahead or (current is not None and current.hash == version)):
        raise Refused("rollback_not_current")
    return found


def _put(services: Services, uow: UnitOfWork, draft: Draft, valid_from: date, drawn: dict[str, str]) -> Released:
    if of_procedure(draft.manifest) == dict(_base(uow.conn, draft)):
        base = procedures.get_version(uow.conn, draft.base_hash)
        assert base is not None  # noqa: S101 - the draft refers to it
        made = Released(base, (), new=False)
    else:
        made = _deploy(services, uow, draft, valid_from, drawn)
    letters, values = put_in_force(services, uow, draft, valid_from)
    workshop.change(
        uow,
        draft,
        status="released",
        decided_by=uow.actor.user_id,
        decided_at=uow.now,
        released_hash=made.version.hash,
    )
    detail = {"slug": draft.slug, "no": made.version.no, "draft": draft.draft_id, "followers": len(made.followers)}
    parts = {"letters": letters, "values": values}
    uow.audit("draft.release", object_kind="procedure", object_key=made.version.hash, detail=detail | parts)
    return Released(made.version, made.followers, letters, values, made.new)


def _deploy(services: Services, uow: UnitOfWork, draft: Draft, valid_from: date, drawn: dict[str, str]) -> Released:
    note = draft.reason
    files = files_in(uow.conn, draft)
    version, new = procedures.deploy(uow, draft.slug, files, title=draft.title, valid_from=valid_from, note=note)
    if not new:
        raise Refused("draft_is_an_old_version", no=version.no)
    services.catalogue.get(uow.conn, version.hash)  # it must load before it can be in force
    shared = {path: files[path] for path in of_procedure(drawn) if path.split("/")[1] == SHARED}
    followers = tuple(_followers(services, uow, draft, valid_from, shared))
    return Released(version, followers)


def _followers(
    services: Services, uow: UnitOfWork, draft: Draft, valid_from: date, shared: dict[str, bytes]
) -> Iterable[ProcedureVersion]:
    """The other procedures that hold one of the changed shared files, each as its next version."""
    for version in procedures.current_versions(uow.conn, valid_from) if shared else ():
        if version.slug == draft.slug or not shared.keys() & version.manifest.keys():
            continue
        own = procedures.files_of(uow.conn, version)
        files = {path: shared.get(path, data) for path, data in own.items()}
        _refuse_errors(services, uow.conn, version.slug, files)
        follower, _ = procedures.deploy(
            uow, version.slug, files, title=version.title, valid_from=valid_from, note=draft.reason
        )
        services.catalogue.get(uow.conn, follower.hash)
        yield follower


def _require_sound(services: Services, conn: Connection, draft: Draft, valid_from: date) -> None:
    if dict(draft.manifest) == dict(_base(conn, draft)):
        raise Refused("draft_unchanged")
    _refuse_errors(services, conn, draft.slug, all_files_in(conn, draft), valid_from)


def _refuse_errors(
    services: Services, conn: Connection, slug: str, files: dict[str, bytes], valid_from: date | None = None
) -> None:
    errors = [one for one in findings_of(services, conn, slug, files, valid_from) if one.severity == "error"]
    if errors:
        raise Refused("procedure_findings", count=len(errors), first=errors[0].message_ja)


def _base(conn: Connection, draft: Draft) -> dict[str, str]:
    base = procedures.get_version(conn, draft.base_hash)
    return {} if base is None else dict(base.manifest)


def _require_base(conn: Connection, draft: Draft, day: date) -> None:
    current = procedures.current_version(conn, draft.slug, day)
    if current is None or current.hash != draft.base_hash:
        raise Refused("draft_base_moved")


def _require_values_seen(conn: Connection, draft: Draft) -> None:
    """Raises `draft_value_moved`: whoever proposed the draft never saw what another one has stated since."""
    keys = {row.key for row in draft_rows(all_files_in(conn, draft))}
    if draft.proposed_at is None or not keys:
        return
    key = workshop_releases.stated_since(conn, keys, draft.proposed_at, draft.draft_id)
    if key is not None:
        raise Refused("draft_value_moved", key=key)


def _require_day(valid_from: date, today: date) -> None:
    if valid_from < today or (valid_from - today).days > MOST_DAYS_AHEAD:
        raise Refused("draft_day", at_field="valid_from", day=today.isoformat())
