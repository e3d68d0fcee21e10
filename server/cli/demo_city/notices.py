"""The demo's levy notices (納入通知書), posted in June as the office does it, and how far each channel is in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from server.casework.callers import Caller
from server.casework.import_receipts import ZERO_NOTICE
from server.casework.issue_letters import issue_requested
from server.casework.post_letters import post_letters
from server.casework.release_letters import release_letter
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import Actor
from server.domain.receipts import Channel, IncomingFile
from server.domain.rights import Function, Grant
from server.domain.values import Values
from server.store import letters, levies, receipts
from server.store.letters import NewLetter
from server.store.levies import LevyAccount

_NOTICE, _OFFICE = "levy_decision/notice", "chuo"
_SENDER = "000950"
_LONG_AGO = date(2000, 1, 1)
_RIGHTS = (Grant(Function.LETTER_RELEASE, "all", _LONG_AGO),)


def put_notices(services: Services, households: Iterable[str], year: int) -> int:
    """A notice for each account of the year, in the hands of the post office on the clock's day; how many."""
    caller = Caller("nagai", "永井 学", "hq", "健康保険課", "賦課担当", _RIGHTS, terminal="console")
    with unit_of_work(services, Actor("nagai", "永井 学", "hq")) as uow:
        accounts = [one for key in households for one in levies.accounts_of(uow.conn, key) if one.levy_year == year]
        asked = [letters.request_letter(uow, _notice(account)) for account in accounts]
        uow.audit("letter.request", object_kind="letters", object_key="demo", detail={"letters": len(asked)})
    issue_requested(services, limit=len(asked))
    with services.database.read() as conn:
        ready = [one for one in asked if (found := letters.get_letter(conn, one)) and found.status == "rendered"]
    for letter_id in ready:
        release_letter(services, caller, letter_id, "POST")
    return post_letters(services, caller, _OFFICE, f"{year}-1", len(ready)) if ready else 0


def put_marks(services: Services, values: Values, first: date, day: date) -> None:
    """Every channel but the stores' own says that nothing came from `first` up to the day before."""
    last = day - timedelta(days=1)
    with unit_of_work(services, Actor("kaneko", "金子 直人", "hq")) as uow:
        for name in values.items("dunning.channels", day):
            if name != Channel.CVS:
                mark = f"demo-{name}"
                file = IncomingFile(ZERO_NOTICE, Channel(str(name)), _SENDER, 1, day, first, last, ())
                receipts.put_file(uow, file, name=mark, content_hash=mark, credited=None)
        uow.audit("file.import", object_kind="file", object_key="demo-marks")


def _notice(account: LevyAccount) -> NewLetter:
    keys = {
        "levy_year": account.levy_year,
        "payer_key": account.payer_key or "",
        "reason": None,
        "office": _OFFICE,
        "household_key": account.household_key,
    }
    return NewLetter(_NOTICE, _OFFICE, account.household_key, keys, "POST", person_key=account.payer_key)
