"""A city in which many enrol at once (加入が続く市): prepared as the demo is, with households to enrol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from server.casework.household_of_case import household_fact
from server.casework.issue_token import issue_token
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.cli.demo import prepare
from server.cli.tools import operator_caller
from server.domain.actors import SYSTEM
from server.settings import Settings
from server.store.bulk import take_over
from server.wiring import wire
from tests.people import Household, Person, register_changes
from tests.world import TREE

_DIGITS = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Enrolling:
    """The city's settings and tools, a bearer token of each clerk, and the households to enrol as the registers say."""

    settings: Settings
    services: Services
    tokens: Mapping[str, str]
    households: tuple[Mapping[str, Any], ...]


def enrolling(settings: Settings, households: int) -> Enrolling:
    """Prepares the city of these settings."""
    services = wire(settings)
    day = services.clock.business_day()
    prepare(services, TREE, day - timedelta(days=1), {"enrolment": "加入"})
    people = [_household(number) for number in range(1, households + 1)]
    with unit_of_work(services, SYSTEM) as uow:
        take_over(uow, (c for one in people for c in register_changes(one, "若1", 2025)), event="file:kills")
        uow.audit("file.import", object_kind="file", object_key="kills")
    tokens = {name: issue_token(services, operator_caller(), name, label="test", days=9) for name in STAFF}
    with services.database.read() as conn:
        facts = [household_fact(conn, one.key, day) for one in people]
    return Enrolling(settings, services, tokens, tuple(fact for fact in facts if fact is not None))


STAFF = ("saeki", "okamura", "utsumi")


def _household(number: int) -> Household:
    """A family of one to three, named by its number."""
    key = f"{2_000_000_000 + number:010d}"
    name = "".join(_DIGITS[int(digit)] for digit in f"{number:03d}")
    members = [
        Person(
            f"{key}{place:05d}",
            f"番 {name}",
            "バン　タロウ",
            "FMF"[place],
            birth,
            relation,
            "usable" if place else "not_usable",
        )
        for place, (relation, birth) in enumerate(
            (("HEAD", "1984-05-02"), ("SPOUSE", "1986-01-30"), ("CHILD", "2018-07-07"))
        )
    ]
    town = f"若葉市中央区青柳町一丁目{number}番1号"
    return Household(key, "chuo", "000-0011", "青柳町", town, "080-0000-0000", tuple(members[: 1 + number % 3]))
