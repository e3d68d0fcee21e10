"""The screens of bulk prints: none yet, one that is done with a letter held, and one that stopped."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from server.casework.print_batches import print_batches_step, print_run
from server.store import incidents, letters, print_batches
from server.store.letters import NewLetter
from server.store.print_progress import STOPPED
from tests.browser.screens import REFUSED, Visit, button
from tests.casework.test_print_batches import GAIJI, LETTER, data_of
from tests.world import DAY, World

_LEAST = 4


def batch_visits(city: World) -> Iterator[Visit]:
    """A few letters stand for the thousands of a run."""
    yield Visit("batches.show", "empty", "okamura", "/letters/batches", rare=True)
    _wait_for_print(city, ["", "", GAIJI, "", ""], 1)
    print_run(city.services, least=_LEAST)
    _wait_for_print(city, [""] * 4, 11)
    print_batches_step(city.services, least=_LEAST)
    with city.database.read() as conn:
        found = print_batches.listed(conn, frozenset({"chuo"}))
    (done,) = [one for one in found if one.status == "DONE"]
    (stopped,) = [one for one in found if one.status != "DONE"]
    with city.uow() as uow:
        uow.audit("test.stop", object_kind="print_batch", object_key=stopped.batch_id)
        incidents.raise_incident(
            uow,
            kind=STOPPED,
            object_kind="print_batch",
            object_key=stopped.batch_id,
            summary="一括印刷のファイルを作れません(保管庫に空きがありません)",
            office="chuo",
        )
    again, on = (button(f"#{form} button") for form in ("reprint", "resume"))
    look = f"/letters/batches/{done.batch_id}"
    yield Visit("batches.show", "filled", "okamura", "/letters/batches")
    yield Visit("batches.look", "done", "okamura", look, rare=True)
    yield Visit("batches.look", "stopped", "okamura", f"/letters/batches/{stopped.batch_id}", rare=True)
    yield Visit("batches.reprint", REFUSED, "okamura", look, again)
    yield Visit("batches.resume", REFUSED, "okamura", f"/letters/batches/{stopped.batch_id}", on, rare=True)


def _wait_for_print(city: World, names: Sequence[str], first: int) -> None:
    household = city.household("single").key
    with city.uow() as uow:
        uow.audit("test.letters", object_kind="household", object_key=household)
        for number, name in enumerate(names, first):
            keys = {"office": "chuo", "household_key": household}
            letter_id = letters.request_letter(uow, NewLetter(LETTER, "chuo", household, keys, "POST", None))
            letters.issue_letter(
                uow,
                letter_id,
                number=f"8督促第9{number}号",
                issued_on=DAY,
                data=data_of(number, name),
                template_hash="0" * 64,
                household_rev=0,
            )
