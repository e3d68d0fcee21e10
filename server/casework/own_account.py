"""One's own account (自分の設定): how the screen looks and works for this person, and the password."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError

from server.casework.callers import Caller
from server.casework.log_in import hash_password
from server.casework.services import Services
from server.casework.work import run
from server.domain.effects import JSON
from server.domain.refusals import FieldError, InputInvalid
from server.store import settings, users
from server.store.unit_of_work import UnitOfWork

_HASHER = PasswordHasher()

CHOICES: Mapping[str, tuple[JSON, ...]] = {
    "density": ("standard", "dense"),
    "text_size": (100, 200),
    "letters": (True, False),
    "enter_next": (True, False),
    "counter_mode": (True, False),
    "lang": ("ja", "en"),
}
"""What a person may set for himself, and to what."""


def save_settings(services: Services, caller: Caller, chosen: Mapping[str, JSON]) -> None:
    """Keeps the settings named in `chosen`; raises `InputInvalid` (`not_an_option`, `unknown_field`)."""
    wrong = [
        FieldError(name, "not_an_option" if name in CHOICES else "unknown_field", {"name": name})
        for name, value in chosen.items()
        if value not in CHOICES.get(name, ())
    ]
    if wrong:
        raise InputInvalid(wrong)

    def act(uow: UnitOfWork) -> None:
        for name, value in chosen.items():
            settings.set_setting(uow.conn, caller.user_id, name, value)
        uow.audit("settings.save", object_kind="user", object_key=caller.user_id, detail={"names": sorted(chosen)})

    run(services, caller, act)


def change_password(services: Services, caller: Caller, present: str, wanted: str) -> None:
    """Sets a new password.

    Raises `InputInvalid`: `login_wrong` at `present`; `password_weak` (too short, or it holds the ID) or
    `password_reused` at `wanted`.
    """
    with services.database.read() as conn:
        credential = users.get_credential(conn, caller.user_id)
        earlier = users.old_password_hashes(conn, caller.user_id)
        shortest = services.values(conn).integer("password.shortest", services.clock.business_day())
    if credential is None or not _matches([credential.password_hash], present):
        raise InputInvalid([FieldError("present", "login_wrong")])
    fault = _weakness(wanted, caller.user_id, shortest)
    if fault is not None:
        raise InputInvalid([FieldError("wanted", "password_weak", {"fault": fault, "min": shortest})])
    if _matches([credential.password_hash, *earlier], wanted):
        raise InputInvalid([FieldError("wanted", "password_reused")])

    def act(uow: UnitOfWork) -> None:
        users.set_password(uow, caller.user_id, hash_password(wanted), must_change=False)
        uow.audit("password.change", object_kind="user", object_key=caller.user_id)

    run(services, caller, act)


def _weakness(wanted: str, user_id: str, shortest: int) -> str | None:
    """What makes it easy to guess, in signs that read in both languages."""
    if len(wanted) < shortest:
        return f"{len(wanted)} < {shortest}"
    if user_id.casefold() in wanted.casefold():
        return "ID"
    return "aaa, 123" if len(set(wanted)) < 4 else None


def _matches(hashes: Iterable[str], password: str) -> bool:
    return any(_is_of(one, password) for one in hashes)


def _is_of(known: str, password: str) -> bool:
    try:
        return _HASHER.verify(known, password)
    except (Argon2Error, InvalidHashError):
        return False
