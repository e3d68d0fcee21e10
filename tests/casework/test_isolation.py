"""A draft touches nothing real, whatever is planted in it; and nobody draws and releases, by whatever way they try."""

from __future__ import annotations

import dataclasses
import io
import sys
import zipfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from server.casework.workshop.drafts import begin_draft, discard_draft, draft_files, draft_findings, save_files
from server.casework.workshop.dry_run import dry_run
from server.casework.workshop.exchange import export_draft, import_draft
from server.casework.workshop.picture import picture_of
from server.casework.workshop.releasing import propose, release, roll_back, send_back
from server.casework.workshop.replaying import replay_draft
from server.casework.workshop.trying import try_draft
from server.domain.deputies import Standing
from server.domain.refusals import Refused
from server.engine.scenario import Scenario, scenario_from
from server.store import procedures
from server.store import tables as t
from server.store.workshop import Draft
from tests.casework.moving_world import changed
from tests.casework.workshop_people import DIAGRAM, drawn, manager, proposed, renamed
from tests.world import AT, World

SHARED = "workflows/_shared/second_check/second_check.bpmn"
NOTHING = scenario_from({"start": AT.isoformat(), "until": (AT + timedelta(days=400)).isoformat()})

# -- nothing real is touched ------------------------------------------------------------------------------------------

_SENDS = ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.bind")
_WRITES = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.system", "os.exec", "os.posix_spawn", "shutil.move")
_FORBIDDEN = frozenset((*_SENDS, *_WRITES, "subprocess.Popen", "smtplib.connect", "ftplib.connect", "urllib.Request"))
_watched: list[list[str]] = []
"""What is being watched now; an audit hook cannot be taken off."""


def _hook(event: str, args: tuple[Any, ...]) -> None:
    if not _watched:
        return
    writing = event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+")
    if event in _FORBIDDEN or writing:
        _watched[-1].append(f"{event} {args[0]!r}")


sys.addaudithook(_hook)


@contextmanager
def nothing_leaves() -> Iterator[None]:
    """Fails when Python opens a file to write, a connection or a process meanwhile."""
    seen: list[str] = []
    _watched.append(seen)
    try:
        yield
    finally:
        _watched.remove(seen)
    assert seen == []


def everything(city: World, files: Path) -> dict[str, str]:
    """Every row of every table and every file below the data's folder, as a fingerprint each.

    The database's own files (they are looked at as rows) and who has a draft open are left out.
    """
    found: dict[str, str] = {}
    with city.database.read() as conn:
        for table in t.METADATA.sorted_tables:
            if table is not t.workshop_presence:
                rows = sorted(map(repr, conn.execute(select(table)).all()))
                found[table.name] = sha256("\n".join(rows).encode()).hexdigest()
    for path in sorted(one for one in files.rglob("*") if one.is_file() and ".db" not in one.name):
        found[str(path)] = sha256(path.read_bytes()).hexdigest()
    return found


@contextmanager
def untouched(city: World, files: Path) -> Iterator[None]:
    """Fails when anything of the city changes, or anything leaves, meanwhile."""
    before = everything(city, files)
    with nothing_leaves():
        yield
    assert everything(city, files) == before


def planted(operator: str, inputs: Mapping[str, str]) -> bytes:
    """A diagram whose one step calls this operator with whatever it asks for."""
    given = "".join(f'<s:parameter id="{name}" type="any" value="{value}"/>' for name, value in inputs.items())
    return f"""<b:definitions xmlns:b="http://www.omg.org/spec/BPMN/20100524/MODEL"
      xmlns:s="http://spiffworkflow.org/bpmn/schema/1.0/core" targetNamespace="urn:x">
      <b:process id="enrolment" isExecutable="true"><b:startEvent id="came"><b:outgoing>f1</b:outgoing></b:startEvent>
      <b:serviceTask id="plant"><b:extensionElements><s:serviceTaskOperator id="{operator}"><s:parameters>{given}
      </s:parameters></s:serviceTaskOperator></b:extensionElements>
      <b:incoming>f1</b:incoming><b:outgoing>f2</b:outgoing></b:serviceTask>
      <b:endEvent id="gone"><b:incoming>f2</b:incoming></b:endEvent>
      <b:sequenceFlow id="f1" sourceRef="came" targetRef="plant"/>
      <b:sequenceFlow id="f2" sourceRef="plant" targetRef="gone"/></b:process></b:definitions>""".encode()


def with_plant(city: World, draft: Draft, data: bytes) -> Draft:
    files: dict[str, bytes | None] = dict.fromkeys(path for path in draft.manifest if path.endswith(".dmn"))
    return save_files(city.services, manager(city, "mizuno"), draft.draft_id, files | {DIAGRAM: data}, draft.rev).draft


def attempted(city: World, draft: Draft, scenario: Scenario = NOTHING) -> str:
    """A trial, a replay and a look at the findings; the trial's end, or the refusal's code."""
    mizuno = manager(city, "mizuno")
    draft_findings(city.services, draft)
    try:
        replay_draft(city.services, mizuno, draft.draft_id)
        return str(try_draft(city.services, mizuno, draft.draft_id, scenario)["status"])
    except Refused as fault:
        return fault.code


def test_operators_planted_in_a_draft_write_send_and_print_nothing(town: World, tmp_path: Path) -> None:
    plant(town, tmp_path, sorted(town.services.operators)[::48])


@pytest.mark.sweep
def test_no_operator_there_is_writes_sends_or_prints_from_a_draft(town: World, tmp_path: Path) -> None:
    """Those that write registers and ledger, order letters, start cases, make files: each of them."""
    plant(town, tmp_path, sorted(town.services.operators))


def plant(town: World, tmp_path: Path, keys: list[str]) -> None:
    town.checked("single")  # a closed case with letters for the replay
    draft = begin_draft(town.services, manager(town, "mizuno"), "enrolment")
    warm = with_plant(town, draft, planted("enrolment/precheck", {}))
    attempted(town, warm)
    before = everything(town, tmp_path)
    ends = {}
    for key in keys:
        names = town.services.operators[key].input_names()
        inputs = {name: "start.day" if name.endswith("_on") else "start.key" for name in names}
        warm = with_plant(town, warm, planted(key, inputs))
        given = {"key": "1000001", "day": "2026-11-18"}
        walk = dataclasses.replace(NOTHING, data=given)
        with nothing_leaves():
            ends[key] = attempted(town, warm, walk)
    after = everything(town, tmp_path)
    own = {"workshop_drafts", "workshop_edits", "artefacts", "audit_events", "audit_chain", "id_blocks"}
    assert {name for name, mark in after.items() if before.get(name) != mark} <= own
    assert set(ends.values()) <= {"completed", "failed", "refused", "procedure_findings", "waiting"}


def test_a_whole_walk_with_letters_and_register_changes_leaves_the_city_as_it_was(town: World, tmp_path: Path) -> None:
    case_id = town.checked("single")
    draft = drawn(town)
    answers = {row.element: row.detail.get("answers", {}) for row in town.history(case_id) if row.kind == "completed"}
    walk = scenario_from(
        {
            "start": AT.isoformat(),
            "data": town.answers_start("single"),
            "answers": {**answers, "check_identity": town.answers_identity(), "enter": town.answers_enter("single")},
        }
    )
    attempted(town, draft, walk)
    with untouched(town, tmp_path):
        assert attempted(town, draft, walk) in ("completed", "waiting", "failed", "refused")


def test_a_dry_run_and_the_figures_change_nothing(town: World, tmp_path: Path) -> None:
    town.identified("single")
    first = proposed(town)
    new = release(town.services, manager(town, "hayashi"), first.draft_id, first.rev).version
    mizuno = manager(town, "mizuno")
    picture_of(town.services, mizuno, "enrolment")
    with untouched(town, tmp_path):
        assert dry_run(town.services, mizuno, "enrolment", first.base_hash, new.hash).movable == 1
        picture_of(town.services, mizuno, "enrolment")


HOSTILE: Mapping[str, bytes] = {
    "a document type that names a file": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    "a document type that names a host": b'<!DOCTYPE x SYSTEM "http://203.0.113.9/x.dtd"><x/>',
    "a script": planted("x", {}).replace(b"b:serviceTask", b"b:scriptTask"),
    "code for an operator": planted("__import__('os').system('id')", {}),
    "code for an input": planted("enrolment/precheck", {"entry": "__import__('os').getpid()"}),
    "an import": planted("x", {}).replace(
        b"<b:process ", b'<b:import location="http://203.0.113.9/a" namespace="n" importType="t"/><b:process '
    ),
}


def test_hostile_diagrams_are_found_never_run(town: World, tmp_path: Path) -> None:
    draft = begin_draft(town.services, manager(town, "mizuno"), "enrolment")
    for told, data in HOSTILE.items():
        draft = with_plant(town, draft, data)
        with untouched(town, tmp_path):
            assert [one for one in draft_findings(town.services, draft) if one.severity == "error"], told
            assert attempted(town, draft) in ("procedure_findings", "failed", "refused"), told
        with refused("procedure_findings"):
            day = town.clock.business_day()
            propose(town.services, manager(town, "mizuno"), draft.draft_id, draft.rev, day, "試しに")


SPOILED = (
    "!!python/object/apply:os.system ['id']",
    "start: &a [*a]",
    "start: 2026-11-18T09:00:00+09:00\ndata: &a {own: *a}",
    "start: 2026-11-18T09:00:00+09:00\nfacts: {1: x}",
    "start: 2026-11-18T09:00:00+09:00\ndata: {at: 2026-13-45}",
    "start: 2026-11-18T09:00:00+09:00\ndata: {at: 2026-11-18, sum: 1.5}",
    "[" * 400,
    "start: [",
    "",
)


def test_a_hostile_scenario_is_a_finding(town: World, tmp_path: Path) -> None:
    draft = begin_draft(town.services, manager(town, "mizuno"), "enrolment")
    paths = {f"workflows/enrolment/scenarios/planted_{number}.yaml": text for number, text in enumerate(SPOILED)}
    files = {path: text.encode() for path, text in paths.items()}
    saved = save_files(town.services, manager(town, "mizuno"), draft.draft_id, files, draft.rev)
    with untouched(town, tmp_path):
        found = draft_findings(town.services, saved.draft)
    assert {one.path for one in found if one.rule == "scenario-broken" and one.severity == "error"} == set(files)


def zipped(files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as packed:
        for path, data in files.items():
            packed.writestr(path, data)
    return out.getvalue()


OUTSIDE = (
    "../../server/app.py",
    "/etc/cron.d/x",
    "workflows/enrolment/../../server/x.bpmn",
    "workflows\\enrolment\\x.bpmn",
    "workflows/withdrawal/withdrawal.bpmn",
    "forms/withdrawal/enter.yaml",
    "server/values/city/premium.yaml",
    "workflows/enrolment/scenarios/../x.bpmn",
)


def test_an_import_reaches_no_place_but_its_procedure(town: World, tmp_path: Path) -> None:
    draft = drawn(town)
    files = draft_files(town.services, draft)
    with untouched(town, tmp_path):
        for path in OUTSIDE:
            with refused("draft_path"):
                import_draft(
                    town.services, manager(town, "mizuno"), draft.draft_id, zipped(files | {path: b"x"}), draft.rev
                )


# -- nobody draws and releases ----------------------------------------------------------------------------------------


def refused(code: str) -> pytest.RaisesExc[Refused]:
    return pytest.RaisesExc(Refused, check=lambda one: one.code == code)


def again_proposed(city: World, draft: Draft, by: str) -> Draft:
    return propose(city.services, manager(city, by), draft.draft_id, draft.rev, city.clock.business_day(), "申し出る")


def drawn_only(city: World) -> Draft:
    """Drawn by mizuno, proposed by hayashi."""
    return again_proposed(city, drawn(city, "mizuno"), "hayashi")


def proposed_only(city: World) -> Draft:
    """Drawn by hayashi, proposed by mizuno."""
    return again_proposed(city, drawn(city, "hayashi"), "mizuno")


def begun_only(city: World) -> Draft:
    """Begun by mizuno, everything else by hayashi."""
    draft = begin_draft(city.services, manager(city, "mizuno"), "enrolment")
    content = renamed(draft_files(city.services, draft))
    saved = save_files(city.services, manager(city, "hayashi"), draft.draft_id, {DIAGRAM: content}, draft.rev).draft
    return again_proposed(city, saved, "hayashi")


def drawn_and_taken_back(city: World) -> Draft:
    """Mizuno's drawing is overdrawn by hayashi; of the draft both are authors."""
    draft = drawn(city, "mizuno")
    content = renamed(draft_files(city.services, draft), "林の名前")
    saved = save_files(city.services, manager(city, "hayashi"), draft.draft_id, {DIAGRAM: content}, draft.rev).draft
    return again_proposed(city, saved, "hayashi")


def edited_after_the_proposal(city: World) -> Draft:
    """Hayashi draws and proposes; mizuno sends back, draws a little, hayashi proposes again."""
    draft = proposed(city, "hayashi")
    back = send_back(city.services, manager(city, "mizuno"), draft.draft_id, draft.rev)
    content = renamed(draft_files(city.services, back), "少し直した名前")
    saved = save_files(city.services, manager(city, "mizuno"), back.draft_id, {DIAGRAM: content}, back.rev).draft
    return again_proposed(city, saved, "hayashi")


def taken_in_by_another(city: World) -> Draft:
    """Mizuno's export, taken in by hayashi into a draft of hayashi's own."""
    mine = drawn(city, "mizuno")
    _, packed = export_draft(city.services, manager(city, "mizuno"), mine.draft_id)
    discard_draft(city.services, manager(city, "mizuno"), mine.draft_id, mine.rev)
    theirs = begin_draft(city.services, manager(city, "hayashi"), "enrolment")
    saved = import_draft(city.services, manager(city, "hayashi"), theirs.draft_id, packed, theirs.rev).draft
    return again_proposed(city, saved, "hayashi")


def saved_too_late(city: World) -> Draft:
    """Mizuno's late save was kept apart; hayashi takes its very content into the draft."""
    draft = drawn(city, "hayashi")
    late = renamed(draft_files(city.services, draft), "遅れた名前")
    with refused("draft_stale"):
        save_files(city.services, manager(city, "mizuno"), draft.draft_id, {DIAGRAM: late}, draft.rev - 1)
    saved = save_files(city.services, manager(city, "hayashi"), draft.draft_id, {DIAGRAM: late}, draft.rev).draft
    return again_proposed(city, saved, "hayashi")


def drawn_in_another_procedure(city: World) -> Draft:
    """A shared part that mizuno drew in the draft of another procedure, taken in here by hayashi."""
    with city.uow() as uow:
        base = procedures.current_version(uow.conn, "enrolment", uow.business_day)
        assert base is not None
        files = procedures.files_of(uow.conn, base)
        main = files[DIAGRAM].replace(b'id="enrolment"', b'id="copied"').replace(b'"enrolment"', b'"copied"')
        others = {path: data for path, data in files.items() if "/_shared/" in path}
        procedures.deploy(
            uow, "copied", {"workflows/copied/copied.bpmn": main, **others}, title="写し", valid_from=uow.business_day
        )
        uow.audit("procedure.deploy", object_kind="procedure", object_key="copied")
    other = begin_draft(city.services, manager(city, "mizuno"), "copied")
    part = draft_files(city.services, other)[SHARED] + b"<!-- -->"
    other = save_files(city.services, manager(city, "mizuno"), other.draft_id, {SHARED: part}, other.rev).draft
    discard_draft(city.services, manager(city, "mizuno"), other.draft_id, other.rev)
    with city.uow() as uow:
        procedures.withdraw(uow, other.base_hash)
        uow.audit("procedure.roll_back", object_kind="procedure", object_key="copied")
    theirs = begin_draft(city.services, manager(city, "hayashi"), "enrolment")
    saved = save_files(city.services, manager(city, "hayashi"), theirs.draft_id, {SHARED: part}, theirs.rev).draft
    return again_proposed(city, saved, "hayashi")


WAYS: tuple[Callable[[World], Draft], ...] = (
    proposed,
    drawn_only,
    proposed_only,
    begun_only,
    drawn_and_taken_back,
    edited_after_the_proposal,
    taken_in_by_another,
    saved_too_late,
    drawn_in_another_procedure,
)


FEW = (edited_after_the_proposal, saved_too_late, drawn_in_another_procedure)


@pytest.mark.parametrize("way", FEW, ids=lambda one: one.__name__)
def test_whoever_had_a_hand_in_it_does_not_release_it(
    town: World, tmp_path: Path, way: Callable[[World], Draft]
) -> None:
    keeps_apart(town, tmp_path, way)


@pytest.mark.sweep
@pytest.mark.parametrize("way", WAYS, ids=lambda one: one.__name__)
def test_by_no_way_one_person_draws_and_releases(city: World, tmp_path: Path, way: Callable[[World], Draft]) -> None:
    keeps_apart(city, tmp_path, way)


def keeps_apart(town: World, tmp_path: Path, way: Callable[[World], Draft]) -> None:
    draft = way(town)
    mizuno = manager(town, "mizuno")
    deputy = dataclasses.replace(mizuno, standings=_for("third", town))
    with untouched(town, tmp_path):
        for caller in (mizuno, deputy, dataclasses.replace(mizuno, machine=True, user_id="portal")):
            with pytest.raises(Refused) as refusal:
                release(town.services, caller, draft.draft_id, draft.rev)
            assert refusal.value.code in ("draft_same_person", "no_right")
    assert release(town.services, manager(town, "third"), draft.draft_id, draft.rev).version.status == "active"


def _for(principal: str, city: World) -> tuple[Standing, ...]:
    """Named as the deputy of a manager who drew nothing (代決): it lends decisions on cases, not this."""
    day = city.clock.business_day()
    return (Standing(principal, "hq", "all", day, day + timedelta(days=10)),)


def test_a_clerk_who_stands_in_for_a_manager_does_not_release(town: World, tmp_path: Path) -> None:
    draft = proposed(town)
    clerk = dataclasses.replace(town.caller("okamura"), standings=_for("hayashi", town))
    with untouched(town, tmp_path), refused("no_right"):
        release(town.services, clerk, draft.draft_id, draft.rev)


def test_what_is_proposed_is_not_edited_under_the_second_managers_eyes(town: World, tmp_path: Path) -> None:
    """Neither by a save nor by an import; and whoever looks at an older revision releases nothing."""
    draft = proposed(town)
    mizuno, hayashi = manager(town, "mizuno"), manager(town, "hayashi")
    files = draft_files(town.services, draft)
    with untouched(town, tmp_path):
        with refused("draft_proposed"):
            save_files(town.services, mizuno, draft.draft_id, {DIAGRAM: renamed(files, "後から")}, draft.rev)
        with refused("draft_proposed"):
            import_draft(town.services, mizuno, draft.draft_id, zipped(files), draft.rev)
        with refused("draft_stale"):
            release(town.services, hayashi, draft.draft_id, draft.rev - 1)
    back = send_back(town.services, mizuno, draft.draft_id, draft.rev)
    edits = changed(files)
    saved = save_files(town.services, mizuno, back.draft_id, edits, back.rev).draft
    again = again_proposed(town, saved, "mizuno")
    with untouched(town, tmp_path), refused("draft_stale"):
        release(town.services, hayashi, draft.draft_id, draft.rev)  # the page of before is still open
    release(town.services, hayashi, again.draft_id, again.rev)


def test_a_roll_back_brings_back_only_what_two_released(town: World, tmp_path: Path) -> None:
    """One person may take their change away; what was never released does not come into force by it."""
    draft = proposed(town)
    mizuno = manager(town, "mizuno")
    with untouched(town, tmp_path):
        for version in (draft.base_hash, "0" * 64, draft.draft_id, ""):
            with pytest.raises(Refused):
                roll_back(town.services, mizuno, "enrolment", version, "試しに")
