"""A little city for tests (小さな若葉市): offices, two clerks, and helpers that do one thing in one unit of work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import TypeVar

from server.domain.actors import Actor
from server.domain.effects import RegisterChange
from server.store import registers
from server.store.cases import Case, NewCase, open_case
from server.store.counters import take_case_number
from server.store.database import Database
from server.store.offices import Office, put_office
from server.store.procedures import deploy, versions_of
from server.store.unit_of_work import UnitOfWork
from server.store.users import NewUser, issue_user

T = TypeVar("T")

DAY = date(2026, 11, 18)
NOW = datetime(2026, 11, 18, 1, 42, tzinfo=UTC)
SAEKI = Actor("saeki", "佐伯 由美", "chuo", "session-1", "窓口3番", "10.0.0.3")
OKAMURA = Actor("okamura", "岡村 修", "chuo", "session-2", "窓口4番", "10.0.0.4")
OFFICER = Actor("officer", "情報 太郎", "hq")

OFFICES = (
    Office("hq", "健康保険課", "head_office", 0, "260-8722", "中央1-1", "043-000-0000", "若"),
    Office("chuo", "中央区役所", "ward", 1, "260-8733", "中央区中央1-2", "043-000-0001", "若1"),
    Office("kita", "北区役所", "ward", 2, "262-8733", "北区北1-2", "043-000-0002", "若2"),
)


def do(database: Database, work: Callable[[UnitOfWork], T], *, actor: Actor = SAEKI, at: datetime = NOW) -> T:
    """Does one piece of work in a unit of work of its own, with an audit event."""
    with database.unit_of_work(actor, at, DAY) as uow:
        result = work(uow)
        uow.audit("test.done", object_kind="test", object_key="1")
    return result


def later(minutes: float) -> datetime:
    """An instant after NOW."""
    return NOW + timedelta(minutes=minutes)


def found_city(database: Database) -> None:
    """Offices, users and one procedure version."""

    def found(uow: UnitOfWork) -> None:
        for office in OFFICES:
            put_office(uow, office)
        for number, actor in enumerate((SAEKI, OKAMURA), 1):
            issue_user(
                uow,
                NewUser(
                    actor.user_id,
                    f"S{number}",
                    actor.name,
                    "カナ",
                    "chuo",
                    "permanent",
                    "主事",
                    date(2020, 4, 1),
                    None,
                    "head",
                ),
            )
        deploy(
            uow,
            "enrolment",
            {"workflows/enrolment/enrolment.bpmn": b"<x/>"},
            title="資格取得",
            valid_from=date(2026, 4, 1),
        )

    do(database, found, actor=OFFICER)


def version(database: Database) -> str:
    """The hash of the city's one procedure version."""
    with database.read() as conn:
        return versions_of(conn, "enrolment")[0].hash


def new_case(
    database: Database, *, office: str = "chuo", kana: str = "ヤマダ", household: str | None = None, **more: object
) -> Case:
    """A case of enrolment in an office."""
    deployed = version(database)

    def begin(uow: UnitOfWork) -> Case | None:
        number = take_case_number(uow, "R8")
        return open_case(
            uow,
            NewCase(number, "enrolment", deployed, office, household, "山田", kana, "COUNTER", DAY, **more),  # type: ignore[arg-type]
        )

    case = do(database, begin)
    assert case is not None
    return case


def change(kind: str, key: str | None = None, /, **payload: object) -> RegisterChange:
    """A register change; its key tells it apart from others."""
    return RegisterChange(kind, key or f"{kind}/{sorted(payload.items())}", payload)


def apply(database: Database, *changes: RegisterChange, at: datetime = NOW) -> list[bool]:
    """Applies changes in one unit of work."""
    return do(database, lambda uow: [registers.apply_change(uow, one, event="test/1") for one in changes], at=at)


def person(key: str, name: str, kana: str, birth: str, **more: object) -> RegisterChange:
    """`put_person` from 2020 on."""
    says = {"person_key": key, "name": name, "name_kana": kana, "sex": "F", "birth_date": birth}
    return change("put_person", **(says | {"valid_from": "2020-01-01"} | more))


def household(key: str, office: str = "chuo", **more: object) -> RegisterChange:
    """`put_household` from 2020 on."""
    says = {"household_key": key, "office": office, "postal_code": "260-0001", "address": "中央区青柳町1-2"}
    return change("put_household", **(says | {"town": "青柳町", "valid_from": "2020-01-01"} | more))


def member(person_key: str, household_key: str, relation: str = "HEAD", **more: object) -> RegisterChange:
    """`put_membership` from 2020 on."""
    says = {"person_key": person_key, "household_key": household_key, "relation": relation}
    return change("put_membership", **(says | {"valid_from": "2020-01-01"} | more))
