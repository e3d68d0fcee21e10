"""One's own saved searches of the inbox (保存した条件): saved, renamed, dropped, one of them the first page."""

from __future__ import annotations

from collections.abc import Mapping

from server.casework.callers import Caller
from server.casework.numbers_in import refuse_in
from server.casework.services import Services
from server.casework.views.inbox_asked import FILTERS
from server.domain.refusals import FieldError, InputInvalid, Refused
from server.store import settings
from server.store.connection import Connection
from server.store.settings import SavedSearch

__all__ = [
    "DEFAULT",
    "SavedSearch",
    "drop_search",
    "first_search",
    "open_with",
    "own_searches",
    "rename_search",
    "save_search",
]

DEFAULT = "inbox_first"
"""The setting that names the saved search with which the inbox opens."""
MOST = "desk.saved_searches"
"""The value that says how many searches a person may save."""
_LONGEST = 20


def own_searches(services: Services, caller: Caller) -> tuple[SavedSearch, ...]:
    """The caller's saved searches in their order."""
    with services.database.read() as conn:
        return settings.saved_searches(conn, caller.user_id)


def first_search(services: Services, caller: Caller) -> SavedSearch | None:
    """The saved search with which the inbox opens for this person."""
    wanted = caller.settings.get(DEFAULT)
    if not wanted:
        return None
    return next((one for one in own_searches(services, caller) if one.search_id == wanted), None)


def save_search(services: Services, caller: Caller, name: str, said: Mapping[str, str]) -> str:
    """Saves what is asked now under a name; returns its id. Raises `InputInvalid` at `name`, `searches_full`."""
    kept = {key: str(value)[:40] for key, value in said.items() if key in FILTERS and value}
    if not kept:
        raise Refused("search_empty", at_field="name")
    with services.database.housekeeping() as conn:
        found = settings.saved_searches(conn, caller.user_id)
        most = services.values(conn).integer(MOST, services.clock.business_day())
        if len(found) >= most:
            raise Refused("searches_full", at_field="name", max=most)
        return settings.save_search(conn, caller.user_id, _free_name(found, name), kept)


def rename_search(services: Services, caller: Caller, search_id: str, name: str) -> None:
    """Gives it another name. Raises `search_not_found`, `InputInvalid` at `name`."""
    with services.database.housekeeping() as conn:
        others = [one for one in _own(conn, caller, search_id) if one.search_id != search_id]
        settings.rename_search(conn, caller.user_id, search_id, _free_name(others, name))


def drop_search(services: Services, caller: Caller, search_id: str) -> None:
    """Forgets it; the inbox opens as it did before one was chosen. Raises `search_not_found`."""
    with services.database.housekeeping() as conn:
        _own(conn, caller, search_id)
        settings.drop_search(conn, caller.user_id, search_id)
        if settings.settings_of(conn, caller.user_id).get(DEFAULT) == search_id:
            settings.set_setting(conn, caller.user_id, DEFAULT, "")


def open_with(services: Services, caller: Caller, search_id: str) -> None:
    """The inbox opens with it from now on; an empty id: with all tasks again. Raises `search_not_found`."""
    with services.database.housekeeping() as conn:
        if search_id:
            _own(conn, caller, search_id)
        settings.set_setting(conn, caller.user_id, DEFAULT, search_id)


def _own(conn: Connection, caller: Caller, search_id: str) -> tuple[SavedSearch, ...]:
    found = settings.saved_searches(conn, caller.user_id)
    if all(one.search_id != search_id for one in found):
        raise Refused("search_not_found")
    return found


def _free_name(others: tuple[SavedSearch, ...] | list[SavedSearch], name: str) -> str:
    """The name without space around it, if it is one and nobody has it yet."""
    plain = " ".join(name.split())
    if not plain:
        raise InputInvalid([FieldError("name", "required")])
    if len(plain) > _LONGEST:
        raise InputInvalid([FieldError("name", "too_long", {"max": _LONGEST})])
    refuse_in(plain, "name")
    if any(one.name == plain for one in others):
        raise InputInvalid([FieldError("name", "search_name_taken")])
    return plain
