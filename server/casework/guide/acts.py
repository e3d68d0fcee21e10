"""Doing a station of the guided walk (案内の実行): by the demo's own clerk, through the same use case as at his desk.

Nothing here goes past a right, a second person or a gate: what the use case refuses is refused, and each act is on
record in the name of the clerk whose work it is. Whoever pressed stands beside it in the audit.
"""

from __future__ import annotations

from datetime import date

from server.casework.advance_clock import advance_clock
from server.casework.arrears_desk import write_contact
from server.casework.callers import Caller
from server.casework.complete_task import complete_task
from server.casework.guide.answers import answers_of, collected, promise
from server.casework.guide.standing import WEEK, Standing, choose, require_demo, stand
from server.casework.guide.story import Kind, Station
from server.casework.log_in import caller_of_user
from server.casework.post_letters import post_letters
from server.casework.release_letters import release_letter
from server.casework.rounds import Done, do_all, print_all
from server.casework.services import Services
from server.casework.start_case import start_case
from server.casework.work import run
from server.domain.refusals import Refused
from server.store import dispatches
from server.store.unit_of_work import UnitOfWork


def do_next(services: Services, caller: Caller, household_key: str, station_id: str) -> Station:
    """Has the clerk of the next station do it, then the clock's work that follows; the station that was done.

    Raises `guide_demo_only`, `guide_moved_on` (the station is not the next one, or not ready), rights, and what the
    act itself refuses.
    """
    standing = stand(services, caller, household_key)
    now = standing.now
    if now is None or now.id != station_id or not standing.ready:
        raise Refused("guide_moved_on")

    def on_record(uow: UnitOfWork) -> None:
        detail = {"station": now.id, "as": now.clerk}
        uow.audit(
            "guide.act", object_kind="guide", object_key=household_key, household_key=household_key, detail=detail
        )

    run(services, caller, on_record)
    _do(services, caller_of_user(services, now.clerk), standing, now)
    settle(services)
    return now


def move_on(services: Services, caller: Caller, household_key: str) -> Done:
    """Moves the business day to where something happens to the household, and does what falls due by then.

    While somebody can act the day stands still, and only what waits for the clock is done. Raises `guide_demo_only`,
    rights, and what `advance_clock` raises.
    """
    standing = stand(services, caller, household_key)
    if not standing.ready:
        advance_clock(services, caller, standing.wait_until)
    return settle(services)


def begin(services: Services, caller: Caller) -> None:
    """Lets the night run open the dunning of what is overdue; a week on where nothing is yet.

    Raises `guide_demo_only`.
    """
    require_demo(services)
    settle(services)
    if choose(services, caller) is None:
        advance_clock(services, caller, services.clock.business_day() + WEEK)
        settle(services)


def settle(services: Services) -> Done:
    """What the clock would do within the minute: lists, letters, the cases that were told."""
    done = do_all(services)
    print_all(services)
    do_all(services)
    return done


def _do(services: Services, clerk: Caller, standing: Standing, now: Station) -> None:
    seen = standing.seen
    if now.kind is Kind.MAIL:
        _mail(services, clerk, standing, now)
    elif now.kind is Kind.CONTACT:
        write_contact(services, clerk, seen.key, promise(seen), f"guide{seen.day.isoformat()}")
    elif now.kind is Kind.START:
        start_case(services, clerk, now.slug, collected(seen))
    elif (task := standing.task) is not None:
        with services.database.read() as conn:
            answers = answers_of(conn, services.values(conn), seen, now.id)
        complete_task(services, clerk, task.task_id, answers)


def _mail(services: Services, clerk: Caller, standing: Standing, now: Station) -> None:
    """Releases the letters of the station, then hands everything that waits in their office to the post."""
    mine = [letter for letter in standing.seen.letters if letter.letter == now.what]
    for letter in mine:
        if letter.status == "rendered":
            release_letter(services, clerk, letter.letter_id, "POST")
    office = mine[0].office
    with services.database.read() as conn:
        waiting = dispatches.waiting(conn, office)
    if waiting:
        post_letters(services, clerk, office, _slip(standing.seen.day, waiting[0]), len(waiting))


def _slip(day: date, letter_id: str) -> str:
    return f"後納 {day.isoformat()}-{letter_id[-4:]}"
