"""The log-ins of the demo (研修用の職員), named on its log-in page; production names nobody to a stranger."""

from __future__ import annotations

from dataclasses import dataclass

from server.casework.services import Services
from server.store import users

_MOST = 40
PASSWORD = "wakaba-shiken-2026"  # noqa: S105 - the demo's own, printed at every start
"""Of every log-in of the demo, until somebody changes his own."""


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """An ID that may be tried, whose it is."""

    user_id: str
    name: str
    title: str


def demo_logins(services: Services) -> tuple[DemoLogin, ...]:
    """The IDs in force today, in order of office; none in production."""
    if not services.demo:
        return ()
    day = services.clock.business_day()
    with services.database.read() as conn:
        found = [one for one in users.all_users(conn) if one.works_on(day)]
    return tuple(DemoLogin(one.user_id, one.name, one.title) for one in found[:_MOST])
