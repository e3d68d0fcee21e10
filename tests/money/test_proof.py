"""The database refuses to change the ledger; and what is changed behind its back is named, row by row."""

from __future__ import annotations

import ast
import inspect
import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import Connection, text
from sqlalchemy.exc import DatabaseError

from server.cli.ledger import RULES
from server.cli.main import kokuho
from server.domain.ledger import custody, proof
from server.domain.ledger.amounts import Amounts
from server.domain.ledger.proof import Finding
from server.store import ledger_proof, marks, other_claims
from server.store import tables as t
from server.store.tables import METADATA
from tests.money.purse import UNKNOWN, Purse
from tests.world import World

FINAL = sorted(
    name
    for name in (
        "levy_accounts instalments levies levy_lines assessments postings claim_acts receipt_files receipts "
        "payment_slips payment_slip_lines"
    ).split()
)


def lived(purse: Purse) -> Purse:
    """Two households with a levy, a correction, payments right, wrong and unknown, a late charge, a refund, a year."""
    parts = [Amounts(5000, 2000, 1000, 300)] * 4
    family = purse.open_account(purse.world.household("family").key, "0000000001", parts)
    purse.open_account(purse.world.household("single").key, "0000000002", parts)
    purse.assess()
    first, second, third, fourth, *_ = purse.claim_keys
    purse.pay([(purse.number(first), 8300), (purse.number(second), 9000), (UNKNOWN, 700), (purse.number(third), 100)])
    purse.late(fourth, 1200)
    purse.levy(family, [Amounts(4000, 2500, 1000, 300)] * 4)
    purse.refund(first, 300)
    purse.offset(second, third, 400)
    purse.correct(purse.receipt_ids()[-1], purse.claim_keys[4])
    purse.next_year()
    purse.pay([(purse.number(fourth), 500)])
    purse.assess()
    purse.agree()
    return purse


def findings(world: World) -> list[Finding]:
    with world.database.read() as conn:
        return ledger_proof.prove(conn, world.clock.business_day() + timedelta(days=1)).findings


def test_the_database_refuses_to_change_or_delete_a_row(money: World) -> None:
    """Both databases; where a table has no row yet, its guard is looked for by the migrations' test."""
    purse = Purse(money)
    purse.open_account(money.household("family").key, "0000000001", [Amounts(100)] * 4)
    purse.assess()
    purse.pay([(purse.number(purse.claim_keys[0]), 100)])
    looked = 0
    for table in FINAL:
        with money.database.read() as conn:
            some: int = conn.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
        for statement in (f"UPDATE {table} SET mark = 'x'", f"DELETE FROM {table}") if some else ():
            looked += 1
            with pytest.raises(DatabaseError, match="kokuho_final"), money.database.engine.begin() as conn:
                conn.execute(text(statement))
    assert looked >= 16


Damage = Callable[[Connection], object]


def sql(statement: str) -> Damage:
    return lambda conn: conn.execute(text(statement))


def remarked(table: str, where: str, change: str) -> Damage:
    """A careful hand: the row is changed and its mark made to fit."""

    def act(conn: Connection) -> None:
        conn.execute(text(f"UPDATE {table} SET {change} WHERE {where}"))
        for row in conn.execute(METADATA.tables[table].select()):
            mark = marks.mark_of(METADATA.tables[table], row._asdict())
            if mark != row.mark:
                key = METADATA.tables[table].primary_key.columns
                same = [column == getattr(row, column.name) for column in key]
                conn.execute(METADATA.tables[table].update().where(*same).values(mark=mark))

    return act


LAST = "(SELECT max(line_no) FROM postings p WHERE p.book = postings.book)"
DAMAGES: dict[str, tuple[Damage, str, str]] = {
    "a column of a posting": (
        sql("UPDATE postings SET basic = basic + 1 WHERE line_no = 1"),
        "row_changed",
        "postings",
    ),
    "a posting remarked": (
        remarked("postings", "kind = 'RECEIPT'", "care = care + 1"),
        "receipt_not_posted",
        "receipts",
    ),
    "an assessment line remarked": (
        remarked("postings", "line_no = 1", "care = care + 1"),
        "levy_not_posted",
        "levies",
    ),
    "a posting taken out": (sql("DELETE FROM postings WHERE kind = 'OVERPAID'"), "line_missing", "postings"),
    "the last posting taken out": (sql(f"DELETE FROM postings WHERE line_no = {LAST}"), "head_differs", "ledger_heads"),
    "a reversal on another claim": (
        remarked("postings", "reverses IS NOT NULL", "value_on = value_on, support = support - 1"),
        "reversal_differs",
        "postings",
    ),
    "an offset changed": (
        remarked("postings", "kind = 'OFFSET_IN'", "basic = basic - 1"),
        "offset_not_even",
        "postings",
    ),
    "a carry-over changed": (
        remarked("postings", "kind = 'CARRY_OVER' AND basic > 0", "basic = basic - 1"),
        "carry_not_even",
        "instalments",
    ),
    "a posting without its slip": (
        sql("UPDATE postings SET assessment_no = NULL WHERE line_no = 1"),
        "not_assessed",
        "postings",
    ),
    "a refund in the ledger made larger": (
        remarked("postings", "kind = 'REFUND_REVENUE'", "basic = basic + 9000"),
        "payable_below_zero",
        "instalments",
    ),
    "a levy": (remarked("levies", "revision = 2", "basic = basic + 1"), "levy_parts_differ", "levies"),
    "a levy taken out": (sql("DELETE FROM levies WHERE revision = 1"), "levy_revision_missing", "levies"),
    "a line of a levy": (remarked("levy_lines", "basic = 4000", "basic = 4001"), "assessed_differs", "instalments"),
    "an instalment's due date": (sql("UPDATE instalments SET due_on = '2026-12-31'"), "row_changed", "instalments"),
    "an account's household": (
        remarked("levy_accounts", "notice_no = '0000000001'", "household_key = '0000000103'"),
        "claim_of_another",
        "postings",
    ),
    "a 調定票": (remarked("assessments", "number = 1", "care = care + 1"), "slip_differs", "assessments"),
    "a 調定票 of another year": (
        remarked("assessments", "number = 1", "standing = 'PAST'"),
        "assessed_wrongly",
        "postings",
    ),
    "a 調定票 renumbered": (
        remarked("assessments", "assessment_no LIKE '2026-%2'", "accounting_year = 2031"),
        "slip_missing",
        "assessments",
    ),
    "a receipt": (remarked("receipts", "record_no = 1", "amount = amount + 1"), "receipt_not_posted", "receipts"),
    "a receipt's day": (sql("UPDATE receipts SET paid_on = '2020-01-01'"), "row_changed", "receipts"),
    "a receipt taken out": (sql("DELETE FROM receipts WHERE record_no = 1"), "file_differs", "receipt_files"),
    "a file": (remarked("receipt_files", "sequence = 1", "credited = credited - 1"), "credit_differs", "receipt_files"),
    "the head of a book": (sql("UPDATE ledger_heads SET lines = lines + 1"), "head_differs", "ledger_heads"),
}


def open_to_all(conn: Connection) -> None:
    """Somebody with the keys of the database takes the guards away."""
    for (name,) in conn.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
        conn.execute(text(f"DROP TRIGGER {name}"))


def test_what_is_changed_behind_the_program_is_named(purse: Purse) -> None:
    """Each damage on the same books, taken back after its look."""
    world = lived(purse).world
    assert findings(world) == []
    engine = world.database.engine
    with engine.connect() as conn:
        for name, (damage, rule, row) in DAMAGES.items():
            with conn.begin() as transaction:
                conn.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
                open_to_all(conn)
                damage(conn)
                found = ledger_proof.prove(conn, world.clock.business_day() + timedelta(days=1)).findings
                transaction.rollback()
            named = {(one.rule, one.row.split()[0]) for one in found}
            assert (rule, row) in named, f"{name}: {sorted(named)}"
    assert findings(world) == []


def test_every_row_of_every_table_is_named_when_any_column_of_it_changes(purse: Purse) -> None:
    world = lived(purse).world
    with world.database.read() as conn:
        for name in FINAL:
            table = METADATA.tables[name]
            for row in list(conn.execute(table.select()))[:3]:
                for column in table.columns:
                    if column.name in table.info["final"] or column.primary_key:
                        continue
                    changed = {**row._asdict(), column.name: object_of(row._asdict()[column.name])}
                    assert marks.mark_of(table, changed) != row.mark or column.name == "mark", f"{name}.{column.name}"


def object_of(value: object) -> object:
    """Another value of the same kind."""
    if value is None or isinstance(value, str):
        return f"{value}x"
    return [*value, "x"] if isinstance(value, list) else f"{value}1"


def test_every_finding_has_words_in_both_languages() -> None:
    said = {
        node.args[place].value  # type: ignore[attr-defined]
        for module in (proof, custody, ledger_proof)
        for node in ast.walk(ast.parse(inspect.getsource(module)))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
        for place in [{"Finding": 0, "_at": 1, "_differs": 0}.get(node.func.id, -1)]
        if place >= 0 and isinstance(node.args[place], ast.Constant)
    }
    others = {
        node.value
        for node in ast.walk(ast.parse(inspect.getsource(other_claims)))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith("other_")
    } & set(RULES)
    assert len(others) == 3
    assert said | others | {"receivable_below_zero", "payable_below_zero"} == set(RULES)


def test_kokuho_ledger_verify_ends_with_one_and_tells_findings_as_data(
    purse: Purse, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = lived(purse).world
    monkeypatch.setattr("server.cli.ledger.open_installation", lambda: (None, world.services))
    sound = CliRunner().invoke(kokuho, ["ledger", "verify", "--json"], standalone_mode=False)
    assert (sound.return_value, json.loads(sound.output)["ok"]) == (0, True)
    with world.database.engine.begin() as conn:
        open_to_all(conn)
        conn.execute(t.postings.update().where(t.postings.c.line_no == 1).values(basic=1))
    damaged = CliRunner().invoke(kokuho, ["ledger", "verify", "--json"], standalone_mode=False)
    told = json.loads(damaged.output)
    assert (damaged.return_value, told["ok"]) == (1, False)
    assert {"rule", "row", "book", "message_ja", "message_en"} <= told["findings"][0].keys()
