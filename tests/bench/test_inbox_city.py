"""The large city of `bench inbox`, in small: what is made in bulk is what the inbox finds."""

from __future__ import annotations

from server.bench.inbox import _asked
from server.bench.inbox_city import Size, fill
from server.bench.inbox_reference import reference_ms
from server.casework.views.inbox import InboxQuery, inbox
from server.domain.rights import ALL
from server.domain.roles import ROLES
from server.store import inbox as store
from server.store import procedures
from tests.world import DAY, World


def test_the_city_made_in_bulk_is_found_by_every_filter(town: World) -> None:
    with town.database.read() as conn:
        version = procedures.versions_of(conn, "enrolment")[0].hash
    fill(town.database, Size(600, 100), version, DAY)
    with town.database.read() as conn:
        assert store.count(conn, dict.fromkeys(ROLES, ALL), store.InboxQuery("x")) == 100
    asked = _asked(DAY)
    caller = town.caller("okamura")
    seen = {str(one): inbox(town.services, caller, InboxQuery.of(one)).total for one in asked[:14]}
    assert 0 < seen["{}"] < 100
    assert all(0 <= number <= seen["{}"] or "hold" in name for name, number in seen.items())
    assert len(reference_ms(town.database, asked, DAY)) == -(-len(asked) // 7)
