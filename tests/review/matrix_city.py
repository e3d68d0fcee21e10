"""The city of the rights matrix (権限の総当たりの街): cases in every state, papers, letters, notes; all users."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pypdfium2
from flask import Flask
from flask.testing import FlaskClient

from server.app import assemble
from server.casework import bulk_acts
from server.casework.attach_document import attach_document
from server.casework.estimate import make_estimate
from server.casework.issue_letters import issue_requested
from server.casework.issue_token import issue_token
from server.casework.linked_systems import register_system
from server.casework.log_in import hash_password
from server.casework.mail_packs import open_pack
from server.casework.notes import add_note
from server.casework.phone_notes import PhoneNote, write_phone_note
from server.casework.save_draft import save_task_draft
from server.cli.demo_city.staff import CLERKS, PASSWORD
from server.domain.effects import RegisterChange
from server.domain.rights import Grant
from server.domain.roles import role_grants
from server.store import grants, incidents, letters, settings, tasks, uploads, users
from server.store.users import NewUser
from tests.money.levying import decide, put_incomes
from tests.people import HOUSEHOLDS
from tests.review.matrix_addresses import Address
from tests.web.clerk import Clerk
from tests.web.test_estimates import answers
from tests.world import DAY, KEYS, World

SCAN = b"\x89PNG\r\n\x1a\n" + b"0" * 64
_DAYS = 300


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who asks: a person at the screens and with a token, or a linked system with a token alone.

    `owner` holds the grants; `limits` narrow a token.
    """

    name: str
    owner: str
    machine: bool = False
    limits: tuple[str, ...] = ()


@dataclass
class Family:
    """What must not be seen by those it is denied to: one household, or one case of people nobody knows yet."""

    name: str
    office: str
    protected: bool
    words: list[str]
    numbers: list[str]
    cases: list[str] = field(default_factory=list)
    case_numbers: list[str] = field(default_factory=list)


@dataclass
class Matrix:
    """The city, its users with their ways in, and the households with all that tells who they are."""

    city: World
    app: Flask
    users: tuple[User, ...]
    families: dict[str, Family]
    clerks: dict[str, FlaskClient] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)

    def open(self, user: User, address: Address) -> tuple[int, str]:
        """What comes back to `user` from the address: status, and the text of a page, an answer or a PDF."""
        if address.api:
            client, headers = self.app.test_client(), {"Authorization": f"Bearer {self._token(user)}"}
            sent: dict[str, Any] = {} if address.data is None else {"json": dict(address.data)}
        else:
            client, headers = self._screen(user), {}
            sent = {} if address.data is None else {"data": dict(address.data) | {"csrf_token": self._csrf(client)}}
        path = f"/api/v1{address.path}" if address.api else address.path
        response = client.open(path, method=address.method, headers=headers, query_string=dict(address.query), **sent)
        text = _text(response.data, response.content_type or "")
        # Where it leads to is part of what is said.
        return response.status_code, text + " " + response.headers.get("Location", "")

    def _screen(self, user: User) -> FlaskClient:
        if user.name not in self.clerks:
            clerk = Clerk(self.app)
            clerk.log_in(user.owner)
            self.clerks[user.name] = clerk.client
        return self.clerks[user.name]

    def _csrf(self, client: FlaskClient) -> str:
        if id(client) not in self.marks:
            page = client.get("/settings").text
            self.marks[id(client)] = page.partition('name="csrf_token" value="')[2].partition('"')[0]
        return self.marks[id(client)]

    def _token(self, user: User) -> str:
        if user.name not in self.tokens:
            officer = self.city.caller("hayakawa")
            made = issue_token(self.city.services, officer, user.owner, label="matrix", days=_DAYS, limits=user.limits)
            self.tokens[user.name] = made
        return self.tokens[user.name]


def build(city: World) -> Matrix:
    """The city with its cases and users."""
    _protected_in_the_north(city)
    people = tuple(_users(city))
    families = {name: _family(name) for name in ("single", "family", "senior", "protected", "north", "insured")}
    families["hidden"] = Family(
        "hidden",
        "kita",
        True,
        ["山下 葉", "ヤマシタ　ヨウ", "若葉市北区北山九丁目9番9号"],
        ["0000000999", "080-0000-0999", "000000000009991"],
    )
    families["unknown"] = Family("unknown", "chuo", False, ["新田 渚", "ニッタ　ナギサ"], [])
    matrix = Matrix(city, assemble(city.services, secrets=KEYS.session, secure_cookies=False), people, families)
    matrix.app.testing = False  # a fault is an answer here, not an exception
    _cases(matrix)
    return matrix


def _family(name: str) -> Family:
    known = HOUSEHOLDS[name]
    words = [word for one in known.members for word in (one.name, one.kana)]
    numbers = [known.key, known.phone, *(one.key for one in known.members)]
    if known.insured_number:
        numbers.append(known.insured_number)
    protected = any(one.protected for one in known.members)
    return Family(name, known.office, protected, [*words, known.address], numbers)


def _protected_in_the_north(city: World) -> None:
    """A household of the north ward that is under protection, and known to the insurance."""
    home = {"postal_code": "000-0021", "address": "若葉市北区北山九丁目9番9号", "office": "kita"}
    who = {"person_key": "000000000009991", "valid_from": "2024-01-01"}
    says = {"name": "山下 葉", "name_kana": "ヤマシタ　ヨウ", "sex": "F", "birth_date": "1991-01-01", "protected": True}
    house = {"household_key": "0000000999"}
    city.change(
        RegisterChange(
            "put_household",
            "m/1",
            house | home | {"town": "北山", "phone": "080-0000-0999", "valid_from": "2024-01-01"},
        ),
        RegisterChange("put_person", "m/2", who | says),
        RegisterChange("put_membership", "m/3", who | house | {"relation": "HEAD"}),
        RegisterChange("put_resident_record", "m/4", who | says | house | home | {"relation": "HEAD"}),
    )


def _users(city: World) -> Iterator[User]:
    yield from (User(clerk.user_id, clerk.user_id) for clerk in CLERKS)
    password = hash_password(PASSWORD)
    # Rights that ended yesterday, rights that begin tomorrow, none at all, one ward's levy officer without a search.
    given = {
        "ended": role_grants("counter", "chuo", DAY - timedelta(days=30), DAY),
        "early": role_grants("qualification", "all", DAY + timedelta(days=1)),
        "nobody": (),
        "viewer": (Grant("case:view", "kita", DAY), Grant("protected:view", "chuo", DAY)),
    }
    with city.uow() as uow:
        for number, (name, held) in enumerate(given.items()):
            new = NewUser(
                name,
                f"9900{number}",
                f"試験 {number}",
                "シケン",
                "chuo",
                "permanent",
                "",
                DAY,
                None,
                "sakai",
                pledged_on=DAY,
                trained_on=DAY,
            )
            users.issue_user(uow, new)
            users.set_password(uow, name, password, must_change=False)
            grants.give(uow, name, held, requested_by="sakai")
    yield from (User(name, name) for name in given)
    yield User("okamura-narrow", "okamura", machine=True, limits=("case:view@chuo", "letter:view@chuo"))
    yield User("sakai-north", "sakai", machine=True, limits=("case:view@kita", "work:head@kita"))
    systems = {
        "hub": ["message:send@all"],
        "portal-kita": ["case:start@kita", "case:view@kita", "document:add@kita", "document:view@kita"],
        "portal-chuo": ["case:view@chuo", "letter:view@chuo", "document:view@chuo", "work:qualification@chuo"],
    }
    for name, allowed in systems.items():
        officer, until = city.caller("hayakawa"), DAY + timedelta(days=_DAYS)
        register_system(
            city.services,
            officer,
            name,
            name=name,
            office="hq",
            allowed=allowed,
            until=until,
            requested_by="sakai",
        )
        yield User(name, name, machine=True)


def _cases(matrix: Matrix) -> None:
    city = matrix.city
    made: list[tuple[str, str]] = [
        ("single", city.entered("single")),
        ("family", city.checked("family")),
        ("senior", city.checked("senior", by="utsumi")),
        ("protected", city.start("protected", by="saeki").case_id),
        ("north", city.entered("north", by="kitano")),
        ("insured", city.identified("insured")),
        ("unknown", city.start(None).case_id),
    ]
    city.grant("kitano", "protected:view", "kita")
    made.append(("hidden", _start_hidden(city)))
    protected = city.entered("protected", by="okamura")
    city.grant("kuroda", "work:qualification", "chuo")
    city.complete(protected, "check", city.answers_check(protected), "kuroda")
    made.append(("protected", protected))
    with city.uow() as uow:
        ended = [one for one in grants.grant_rows(uow.conn, "kitano") if one.function == "protected:view"]
        grants.end_grants(uow, [one.grant_id for one in ended])
    issue_requested(city.services)
    for name, case_id in made:
        family = matrix.families[name]
        family.cases.append(case_id)
        family.case_numbers.append(city.case(case_id).number)
        _around(city, case_id, "kitano" if family.office == "kita" else "okamura", family)
    _desk(city, families=matrix.families)
    _money(city, matrix.families)


def _money(city: World, families: dict[str, Family]) -> None:
    """A levy with its grounds, and estimates of a household, of a protected one and of somebody unknown."""
    put_incomes(city)
    decide(city)
    okamura = city.caller("okamura")
    for name in ("insured", "protected"):
        typed = answers(id=families[name].words[0])
        make_estimate(city.services, okamura, typed, HOUSEHOLDS[name].key)
    make_estimate(city.services, okamura, answers(), "")


def _desk(city: World, families: dict[str, Family]) -> None:
    """A run over many tasks, calls that wait for an answer, a saved search, the morning's post."""
    services, okamura = city.services, city.caller("okamura")
    open_ones = [task.task_id for one in ("single", "protected") for task in city.open_tasks(families[one].cases[0])]
    run = bulk_acts.begin(services, okamura, "claim", open_ones)
    bulk_acts.go_on(services, okamura, run)
    for name in ("single", "protected"):
        family = families[name]
        said = PhoneNote(family.words[0], "other", "折り返す", city.clock.business_day().isoformat(), family.numbers[0])
        write_phone_note(services, okamura, said)
    with services.database.housekeeping() as conn:
        settings.save_search(conn, "okamura", families["protected"].words[0], {"kana": families["protected"].words[1]})
    open_pack(services, okamura, place="受付箱", counted=2)


def _start_hidden(city: World) -> str:
    changes = {"household_key": "0000000999", "head_name": "山下 葉", "head_kana": "ヤマシタ　ヨウ", "phone": None}
    return city.start("north", by="kitano", **changes).case_id


def _around(city: World, case_id: str, by: str, family: Family) -> None:
    """A paper, a note and a half-typed form at the case, and an incident that names it."""
    services, case = city.services, city.case(case_id)
    if family.name == "hidden":
        city.grant("kitano", "protected:view", "kita")
    who = city.caller(by)
    if case.status == "active":
        attach_document(services, who, case_id, "a.png", SCAN + case_id.encode(), kind="evidence", location="棚 1")
        for task in city.open_tasks(case_id)[:1]:
            save_task_draft(services, who, task.task_id, {"remarks": [family.words[0]]})
    add_note(services, who, case_id, f"{family.words[0]} に電話した")
    with city.uow() as uow:
        incidents.raise_incident(
            uow,
            kind="step_failed",
            object_kind="case",
            object_key=case_id,
            case_id=case_id,
            office=family.office,
            summary="案件を進められませんでした",
            detail={"fault": "試験"},
        )
        if family.name == "hidden":
            held = [one for one in grants.grant_rows(uow.conn, "kitano") if one.function == "protected:view"]
            grants.end_grants(uow, [one.grant_id for one in held])


def ids_of(matrix: Matrix) -> dict[str, list[str]]:
    """Every id that may stand in an address."""
    city, cases = matrix.city, [one for family in matrix.families.values() for one in family.cases]
    with city.database.read() as conn:
        return {
            "case_id": cases,
            "task_id": [task.task_id for one in cases for task in tasks.tasks_of_case(conn, one)],
            "letter_id": [letter.letter_id for one in cases for letter in letters.letters_of_case(conn, one)],
            "document_id": [paper.document_id for one in cases for paper in uploads.documents_of_case(conn, one)],
            "incident_id": [
                one.incident_id
                for family in matrix.families.values()
                for case_id in family.cases
                for one in incidents.open_incidents(conn, frozenset({family.office}), case_id=case_id)
            ],
        }


def _text(content: bytes, kind: str) -> str:
    if kind.startswith("application/pdf"):
        pdf = pypdfium2.PdfDocument(content)
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)
    return content.decode("utf-8", "replace")
