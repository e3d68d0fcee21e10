"""Offices and staff of the demo city (所属と職員): six wards, head office, typing centre; invented people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from server.casework import demo_people
from server.casework.log_in import hash_password
from server.casework.services import Services
from server.casework.work import unit_of_work
from server.domain.actors import Actor
from server.domain.rights import Grant
from server.domain.roles import role_grants
from server.domain.values import Values
from server.store import grants, offices, users
from server.store.offices import Office
from server.store.unit_of_work import UnitOfWork
from server.store.users import NewUser

PASSWORD = demo_people.PASSWORD
ASKED, ISSUED = "demo-request", "demo-issue"
_CONTRACTED = frozenset({"typing", "caller"})
_KINDS = {"hq": "head_office", "center": "typing_center"}
_SYMBOLS = {"chuo": "若1", "kita": "若2", "minami": "若3", "higashi": "若4", "nishi": "若5", "midori": "若6"}
_OFFICES = ("hq", "chuo", "kita", "minami", "higashi", "nishi", "midori", "center")


@dataclass(frozen=True, slots=True)
class Clerk:
    """One log-in of the demo: ID, name, reading, office, title, roles, and in which scope they hold.

    `for_all` are functions held in every office beside the roles: the typing centre serves all wards.
    """

    user_id: str
    name: str
    kana: str
    office: str
    title: str
    roles: tuple[str, ...]
    everywhere: bool = False
    extra: tuple[str, ...] = ()
    for_all: tuple[str, ...] = ()


CLERKS = (
    Clerk("saeki", "佐伯 由美", "サエキ ユミ", "chuo", "窓口担当", ("counter",)),
    Clerk(
        "okamura",
        "岡村 修",
        "オカムラ オサム",
        "chuo",
        "資格担当 主査",
        ("counter", "qualification"),
        extra=("protected:view",),
    ),
    Clerk("utsumi", "内海 千尋", "ウツミ チヒロ", "chuo", "資格担当", ("counter", "qualification")),
    Clerk("kuroda", "黒田 節子", "クロダ セツコ", "chuo", "課長", ("head", "approver"), extra=("protected:view",)),
    Clerk("kitano", "北野 亮", "キタノ リョウ", "kita", "資格担当", ("counter", "qualification")),
    Clerk("mizuno", "水野 誠", "ミズノ マコト", "hq", "手続管理者", ("manager",), everywhere=True),
    Clerk("hayakawa", "早川 豊", "ハヤカワ ユタカ", "hq", "情報システム責任者", ("security",), everywhere=True),
    Clerk("sakai", "酒井 香織", "サカイ カオリ", "hq", "健康保険課長", ("head", "approver"), everywhere=True),
    Clerk(
        "center1",
        "関口 実",
        "セキグチ ミノル",
        "center",
        "入力担当(委託)",
        ("typing",),
        for_all=("work:typing", "my_number:enter"),
    ),
    Clerk("kaneko", "金子 直人", "カネコ ナオト", "hq", "収納担当", ("receipts",), everywhere=True),
    Clerk("hotta", "堀田 恵", "ホッタ メグミ", "hq", "収納担当 主査", ("receipts",), everywhere=True),
    Clerk("toda", "戸田 健一", "トダ ケンイチ", "hq", "徴収職員", ("arrears",), everywhere=True),
    Clerk("kagami", "鏡 由美", "カガミ ユミ", "hq", "徴収職員 主査", ("arrears",), everywhere=True),
    Clerk("nagai", "永井 学", "ナガイ マナブ", "hq", "賦課担当", ("levy",), everywhere=True),
    Clerk("shiraishi", "白石 環", "シライシ タマキ", "hq", "給付担当", ("benefit", "qualification"), everywhere=True),
    Clerk("kase", "加瀬 隼", "カセ ハヤト", "hq", "給付担当 主査", ("benefit", "qualification"), everywhere=True),
    Clerk("hoshino", "星野 灯", "ホシノ アカリ", "chuo", "支援措置担当", ("counter", "protection")),
    Clerk(
        "annai1",
        "大野 梢",
        "オオノ コズエ",
        "center",
        "納付案内員(委託)",
        ("caller",),
        for_all=("call:list",),
    ),
    Clerk("hayashi", "林 真理", "ハヤシ マリ", "hq", "手続管理者", ("manager",), everywhere=True),
)


def put_offices(services: Services, values: Values, day: date) -> None:
    """Writes the offices with their dated particulars of `day`."""
    with unit_of_work(services, _actor()) as uow:
        for place, office in enumerate(_OFFICES):
            offices.put_office(uow, _office(office, place, values, day))
        uow.audit("office.put", object_kind="office", object_key="all")


def put_staff(services: Services, day: date, password: str | None = None) -> None:
    """Issues the demo's IDs with roles; asked for by one, issued by another, as the rules of the house want it.

    `password` is the argon2 text of `PASSWORD` where there is one already.
    """
    password = password or hash_password(PASSWORD)
    for clerk in CLERKS:
        with unit_of_work(services, _actor()) as uow:
            if users.get_user(uow.conn, clerk.user_id) is None:
                _issue(uow, clerk, day)
                users.set_password(uow, clerk.user_id, password, must_change=False)
            uow.audit("user.issue", object_kind="user", object_key=clerk.user_id)


def _issue(uow: UnitOfWork, clerk: Clerk, day: date) -> None:
    contractor = not _CONTRACTED.isdisjoint(clerk.roles)
    ends = day + timedelta(days=365) if contractor else None
    number = f"{10000 + next(place for place, one in enumerate(CLERKS) if one.user_id == clerk.user_id)}"
    kind = "contractor" if contractor else "permanent"
    new = NewUser(
        clerk.user_id,
        number,
        clerk.name,
        clerk.kana,
        clerk.office,
        kind,
        clerk.title,
        day,
        ends,
        ASKED,
        pledged_on=day,
        trained_on=day,
    )
    users.issue_user(uow, new)
    grants.give(uow, clerk.user_id, _grants(clerk, day, ends), requested_by=ASKED)


def _grants(clerk: Clerk, day: date, ends: date | None) -> Iterator[Grant]:
    scope = "all" if clerk.everywhere else clerk.office
    wanted = {grant.function for role in clerk.roles for grant in role_grants(role, scope, day, ends)}
    for function in sorted(wanted | set(clerk.extra)):
        yield Grant(function, "all" if function in clerk.for_all else scope, day, ends)


def _office(office: str, place: int, values: Values, day: date) -> Office:
    def text(name: str) -> str:
        return values.text(f"office.{office}.{name}", day)

    return Office(
        office=office,
        name=text("name"),
        kind=_KINDS.get(office, "ward"),
        position=place,
        postal_code=text("postal_code"),
        address=text("address"),
        phone=text("phone"),
        insured_symbol=_SYMBOLS.get(office, "若1"),
    )


def _actor() -> Actor:
    return Actor(ISSUED, "試しの市の準備", "hq")
