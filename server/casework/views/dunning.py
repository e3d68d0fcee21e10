"""Dunning runs as officers see them (督促の画面): steps, sums, who is left out, what was pulled, what went out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from server.casework.callers import Caller
from server.casework.dunning_look import owed
from server.casework.dunning_run import ISSUE_JOB, LIST_JOB, marks_of
from server.casework.services import Services
from server.casework.work import run as run_once
from server.domain.dunning import dun_by
from server.domain.dunning_run import NEEDS, Step
from server.domain.facts import FactKey
from server.domain.ledger.books import Claim
from server.domain.refusals import Refused
from server.domain.rights import Function
from server.store import dunning_letters, dunning_lines, dunning_runs, dunning_services, jobs, users
from server.store import tables as t
from server.store.connection import Connection
from server.store.dunning_lines import Line, Sum
from server.store.dunning_runs import DUE, DunningRun, RunStep
from server.store.dunning_services import DunningService
from server.store.facts import load_facts
from server.store.jobs import Job
from server.store.unit_of_work import UnitOfWork

MOST_ROWS = 200
MAY_SEE = (Function.DUNNING_RUN, Function.DAYLIST_VIEW)
CHAIN = tuple(step for step in Step if step is not Step.STOPPED)
KINDS = ("left", "pulled", "letters")
"""Lists that are taken out as CSV: 除外一覧, 引抜き一覧, 発送簿 (the print house's index)."""


@dataclass(frozen=True, slots=True)
class RunLine:
    """A run in the list: the last step that is done, the one that comes next (None: finished or stopped)."""

    run: DunningRun
    last: RunStep | None
    next: Step | None


@dataclass(frozen=True, slots=True)
class RunView:
    """One run whole. `marks` as they are now while the cut-off is open; lists hold at most `MOST_ROWS` lines each.

    `hidden` are households under protection that this person may not see. `late`: behind the twenty days.
    """

    run: DunningRun
    steps: Mapping[str, RunStep]
    names: Mapping[str, str]
    next: Step | None
    marks: Mapping[str, date | None]
    sums: tuple[Sum, ...]
    left: tuple[Line, ...]
    pulled: tuple[Line, ...]
    letters: tuple[Line, ...]
    numbers: Mapping[str, str]
    hidden: frozenset[str]
    served: Mapping[tuple[str, str], DunningService]
    work: Job | None
    late: bool
    may_act: bool


def runs_view(services: Services, caller: Caller) -> tuple[RunLine, ...]:
    """The latest runs. Raises `no_right`."""
    _require(services, caller)
    with services.database.read() as conn:
        return tuple(_line(conn, run) for run in dunning_runs.runs(conn))


def run_view(services: Services, caller: Caller, run_id: str) -> RunView:
    """One run. Raises `dunning_run_unknown`, `no_right`."""
    _require(services, caller)
    day = services.clock.business_day()
    with services.database.read() as conn:
        run = dunning_runs.get(conn, run_id)
        if run is None:
            raise Refused("dunning_run_unknown")
        steps, values = dunning_runs.steps_of(conn, run_id), services.values(conn)
        left, pulled, out = (_listed(conn, run_id, kind, MOST_ROWS) for kind in KINDS)
        shown = (*left, *pulled, *out)
        dispatched = steps[Step.POSTED].on_day if Step.POSTED in steps else day
        return RunView(
            run,
            steps,
            users.names_of(conn, _people(steps, left)),
            next_step(steps),
            marks_of(conn, values, day),
            dunning_lines.sums(conn, run_id),
            left,
            pulled,
            out,
            _numbers(conn, shown),
            _hidden(conn, caller, shown, day),
            dunning_services.standing(conn, [line.claim_key for line in out]),
            _work(conn, run_id),
            run.kind == DUE and Step.STOPPED not in steps and dispatched > dun_by(run.due_on, values),
            caller.holds(Function.DUNNING_RUN, day),
        )


def _people(steps: Mapping[str, RunStep], left: Iterable[Line]) -> set[str]:
    """Who did a step, for whom he decided (代決), and who sees to what is left out."""
    absent = {str(one.detail["deputy_for"]) for one in steps.values() if "deputy_for" in one.detail}
    return absent | {one.by_user for one in steps.values()} | {one.owner for one in left if one.owner}


def next_step(steps: Mapping[str, RunStep]) -> Step | None:
    """The first step of the chain that is not done; None when nothing follows."""
    if Step.STOPPED in steps:
        return None
    return next((step for step in CHAIN if step not in steps and NEEDS.get(step, step) in {*steps, step}), None)


def run_csv(services: Services, caller: Caller, run_id: str, kind: str) -> tuple[str, bytes]:
    """A list of the run as CSV (UTF-8 with a mark for spreadsheets), with count and total; who took it is on record.

    Raises `dunning_run_unknown`, rights. No names or addresses; households under protection have no number in it.
    """
    caller.require(Function.DUNNING_RUN, caller.office, services.clock.business_day())

    def act(uow: UnitOfWork) -> tuple[str, bytes]:
        run = dunning_runs.get(uow.conn, run_id)
        if run is None or kind not in KINDS:
            raise Refused("dunning_run_unknown")
        lines = _listed(uow.conn, run_id, kind, 1_000_000)
        hidden, numbers = _hidden(uow.conn, caller, lines, uow.business_day), _numbers(uow.conn, lines)
        detail = {"kind": kind, "lines": len(lines)}
        uow.audit("dunning.csv", object_kind="dunning_run", object_key=run_id, detail=detail)
        return f"tokusoku-{run.due_on:%Y%m%d}-{kind}.csv", _csv(lines, hidden, numbers)

    return run_once(services, caller, act)


_HEADS = (
    "順,世帯番号,期別,納期限,未納額,扱い,理由,担当者,督促期限,督促状の番号,収納番号,納付すべき額,"
    "引渡日,引抜き,発送日,指定期限,内容の指紋,債権"
)


def _csv(lines: Iterable[Line], hidden: frozenset[str], numbers: Mapping[str, str]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(_HEADS.split(","))
    total = asked = count = 0
    for count, line in enumerate(lines, 1):
        secret = line.household_key in hidden
        who = ("", "") if secret else (line.household_key, line.claim_key)
        letter = numbers.get(str(line.letter_id), "")
        days = [line.handed_over_on, line.pulled, line.dispatched_on, line.designated_on, line.content_hash]
        days.append("延滞金" if line.subject == dunning_lines.LATE else "保険料")
        slip = "" if secret else line.collection_no
        said = [line.due_on, line.open_yen, line.verdict, line.why, line.owner, line.dun_by, letter, slip]
        writer.writerow([count, *who, *said, line.asked_yen, *days])
        total, asked = total + line.open_yen, asked + (line.asked_yen or 0)
    writer.writerow(["計", count, "", "", total, *[""] * 6, asked])
    return out.getvalue().encode("utf-8-sig")


def _listed(conn: Connection, run_id: str, kind: str, limit: int) -> tuple[Line, ...]:
    c = t.dunning_lines.c
    if kind == "left":
        left = (c.verdict == "LEFT_OUT") | c.unserved_on.is_not(None)
        return dunning_lines.of_run(conn, run_id, left, limit=limit)
    if kind == "pulled":
        return dunning_lines.of_run(conn, run_id, c.pulled.is_not(None), limit=limit)
    return dunning_lines.of_run(conn, run_id, c.letter_id.is_not(None), c.pulled.is_(None), limit=limit)


def _numbers(conn: Connection, lines: Iterable[Line]) -> dict[str, str]:
    return dunning_letters.numbers_of(conn, [line.letter_id for line in lines if line.letter_id is not None])


def _hidden(conn: Connection, caller: Caller, lines: Iterable[Line], day: date) -> frozenset[str]:
    """Households that this person may not see: of other offices, or under protection (支援措置) now or when listed."""
    offices = {line.household_key: line.office for line in lines}
    was = {line.household_key for line in lines if line.protected}
    facts = load_facts(conn, [FactKey("protected", home) for home in offices], on=day)
    shielded = was | {home for home in offices if facts.get_fact("protected", home)}
    return frozenset(home for home, office in offices.items() if not _sees(caller, office, home in shielded, day))


def _sees(caller: Caller, office: str, shielded: bool, day: date) -> bool:
    if shielded and not caller.may(Function.PROTECTED_VIEW, office, day):
        return False
    return any(caller.may(function, office, day) for function in MAY_SEE)


def _line(conn: Connection, run: DunningRun) -> RunLine:
    steps = dunning_runs.steps_of(conn, run.run_id)
    done = [steps[step] for step in Step if step in steps]
    return RunLine(run, done[-1] if done else None, next_step(steps))


def _work(conn: Connection, run_id: str) -> Job | None:
    for kind in (LIST_JOB, ISSUE_JOB):
        job = jobs.get_job_by_key(conn, f"{kind}/{run_id}")
        if job is not None and job.status in ("queued", "running"):
            return job
    return None


def _require(services: Services, caller: Caller) -> None:
    day = services.clock.business_day()
    if not any(caller.holds(function, day) for function in MAY_SEE):
        raise Refused("no_right", function=" or ".join(MAY_SEE))


@dataclass(frozen=True, slots=True)
class Dunned:
    """A dunning letter of a household as its page tells it: `crossed` where it was paid since (行き違い), `served` how
    it was served after it came back.
    """

    line: Line
    number: str
    crossed: bool
    served: DunningService | None = None


def dunned_of(conn: Connection, household_key: str, claims: Mapping[str, Claim]) -> tuple[Dunned, ...]:
    """The posted letters of a household, the latest first; `claims` are its instalments as they stand now."""
    lines = [line for line in dunning_lines.of_household(conn, household_key) if line.dispatched_on is not None]
    numbers = _numbers(conn, lines)
    anew = dunning_services.standing(conn, [line.claim_key for line in lines])
    return tuple(
        Dunned(
            line,
            numbers.get(str(line.letter_id), ""),
            line.claim_key not in claims or not owed(claims[line.claim_key], line.subject),
            anew.get((line.run_id, line.claim_key)),
        )
        for line in lines
    )
