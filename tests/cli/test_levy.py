"""`kokuho levy estimate` and `kokuho late-charge`: what they print, and how they refuse."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from server.cli.late_charge import late_charge
from server.cli.levy import levy
from server.cli.output import FOUND, OK, WRONG_CALL, run
from server.exchange.values_files import default_directories, load_values
from server.exchange.values_writer import write_values
from tests.domain.levy.households import head, household, person, total_of

FAMILY = household(
    head("1980-01-01", 1_200_000),
    person("1983-01-01", 350_000, salary_or_pension_earner=True),
    person("2017-06-01"),
    person("2021-06-01"),
    year=2026,
)
LAW, CITY = default_directories()


@pytest.fixture
def estimate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    """Runs `levy estimate` on a household and answers status and data."""

    def call(file: object, *more: str) -> tuple[int, dict[str, Any]]:
        path = tmp_path / "household.json"
        path.write_text(file if isinstance(file, str) else json.dumps(file), encoding="utf-8")
        try:
            status = run(levy, ["estimate", "--household", str(path), "--json", *more])
        except SystemExit as ended:
            status = int(str(ended.code))
        return status, json.loads(capsys.readouterr().out)

    return call


@pytest.fixture
def other_city(tmp_path: Path) -> Path:
    """A folder of the demo city's premium files, whole, for a test to change."""
    folder = tmp_path / "values"
    folder.mkdir()
    rows = [(CITY / "premium.yaml").read_text(encoding="utf-8")]
    rows.append((LAW / "premium.yaml").read_text(encoding="utf-8").partition("rows:\n")[2])
    (folder / "premium.yaml").write_text("".join(rows), encoding="utf-8")
    return folder


def replaced(folder: Path, old: str, new: str, file: str = "premium.yaml") -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def test_an_estimate_is_printed_by_part_with_its_trace(estimate: Any) -> None:
    status, data = estimate(FAMILY)
    assert status == OK
    assert data["parts"] == {"basic": 102_050, "support": 42_070, "care": 32_990, "child": 3_830}
    assert (data["total"], data["reduction_tenths"], data["provisional"]) == (180_940, 5, False)
    assert {line["step"] for line in data["trace"]} >= {
        "reduction_income",
        "reduction_class",
        "income_part",
        "part",
        "total",
    }


def test_pm10_an_estimate_is_the_engines_and_prints_what_it_was_made_from(estimate: Any) -> None:
    """Once estimates were reckoned by hand, one of them wrong by a factor of ten."""
    data = estimate(FAMILY)[1]
    assert data["household"] == FAMILY
    assert data["total"] == total_of(FAMILY)
    tenfold = household(*({**one, "income_yen": one["income_yen"] * 10} for one in FAMILY["members"]), year=2026)
    incomes = [
        line["record"]["income_yen"] for line in estimate(tenfold)[1]["trace"] if line["step"] == "reduction_income"
    ]
    assert incomes == [12_000_000, 3_500_000, 0, 0]


def test_the_part_of_child_is_nothing_before_2026(estimate: Any) -> None:
    assert estimate(FAMILY | {"fiscal_year": 2025})[1]["parts"]["child"] == 0


def test_people_read_it_with_its_grounds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "household.json"
    path.write_text(json.dumps(FAMILY), encoding="utf-8")
    assert run(levy, ["estimate", "--household", str(path)]) == OK
    out = capsys.readouterr().out
    assert "合計: 180,940円" in out
    assert "5割" in out
    assert "国民健康保険法施行令29条の7" in out


def test_a_household_may_come_by_standard_input(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    import io

    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(json.dumps(FAMILY).encode())))
    assert run(levy, ["estimate", "--household", "-", "--json"]) == OK
    assert json.loads(capsys.readouterr().out)["total"] == 180_940


def test_another_citys_folder_replaces_rates_and_keeps_the_law(estimate: Any, other_city: Path) -> None:
    replaced(other_city, 'value: "0.0695"', 'value: "0.0795"')
    data = estimate(FAMILY, "--values", str(other_city))[1]
    assert data["parts"]["basic"] == 102_050 + 7_700


def test_a_folder_of_the_citys_own_file_alone_is_enough(estimate: Any, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    shutil.copy(CITY / "premium.yaml", folder)
    assert estimate(FAMILY, "--values", str(folder))[1]["total"] == 180_940


def test_a_folder_may_hold_law_and_city_apart(estimate: Any, tmp_path: Path) -> None:
    for part, source in (("law", LAW), ("city", CITY)):
        (tmp_path / "own" / part).mkdir(parents=True)
        shutil.copy(source / "premium.yaml", tmp_path / "own" / part)
    assert estimate(FAMILY, "--values", str(tmp_path / "own"))[1]["total"] == 180_940


def test_what_an_installation_exports_serves_as_a_folder(estimate: Any, tmp_path: Path) -> None:
    write_values(load_values(default_directories()), tmp_path / "exported")
    assert estimate(FAMILY, "--values", str(tmp_path / "exported"))[1]["total"] == 180_940


@pytest.mark.parametrize(
    "key", ["premium.care.cap", "premium.reduction.5.base", "premium.rounding.part", "premium.preschool_ratio"]
)
def test_a_row_missing_from_the_folder_is_refused_never_taken_from_elsewhere(
    estimate: Any, other_city: Path, key: str
) -> None:
    file = other_city / "premium.yaml"
    lines = file.read_text(encoding="utf-8").splitlines()
    file.write_text("\n".join(line for line in lines if f"key: {key}," not in line), encoding="utf-8")
    status, data = estimate(FAMILY, "--values", str(other_city))
    assert (status, data["refusal"]["code"], data["refusal"]["field"]) == (FOUND, "value_missing", key)
    assert data["refusal"]["message_ja"]
    assert data["refusal"]["message_en"]


def test_a_year_outside_the_rows_is_refused(estimate: Any) -> None:
    status, data = estimate(FAMILY | {"fiscal_year": 2031})
    assert (status, data["refusal"]["code"]) == (FOUND, "value_missing")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('value: "0.0695"', "value: 0.0695", "value_file_invalid"),
        ('value: "0.0695"', 'value: "-0.0695"', "levy_value_unusable"),
        ("value: MONTHLY_SNAPSHOT", "value: DAILY", "levy_value_unusable"),
        ("topic: premium", "topic: other", "value_file_invalid"),
    ],
)
def test_a_faulty_folder_is_refused(estimate: Any, other_city: Path, old: str, new: str, code: str) -> None:
    replaced(other_city, old, new)
    status, data = estimate(FAMILY, "--values", str(other_city))
    assert (status, data["refusal"]["code"]) == (FOUND, code)


@pytest.mark.parametrize(
    ("file", "code", "field"),
    [
        ("{", "levy_file_unreadable", "household"),
        ('{"fiscal_year": 2025, "fiscal_year": 2026}', "levy_file_unreadable", "household"),
        ('{"fiscal_year": NaN}', "levy_file_unreadable", "household"),
        ("[" * 100_000, "levy_file_unreadable", "household"),
        ('{"fiscal_year": "\\ud800"}', "levy_file_unreadable", "household"),
        ("1" * 5000, "levy_file_unreadable", "household"),
        ("[]", "wrong_type", "(root)"),
        (household(head("1980-01-01", -1)), "number_too_small", "members.0.income_yen"),
        (household(head("1980-01-01", 1, colour="red")), "unknown_field", "members.0.colour"),
        (household(person("1980-01-01"), person("1980-01-01")), "levy_head_missing", "members"),
    ],
)
def test_a_wrong_household_is_refused_as_data(estimate: Any, file: object, code: str, field: str) -> None:
    status, data = estimate(file)
    assert (status, data["refusal"]["code"], data["refusal"]["field"]) == (FOUND, code, field)


def test_in_production_the_rates_are_never_those_of_the_demo_city(
    estimate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KOKUHO_MODE", "production")
    monkeypatch.setenv("KOKUHO_DATABASE_URL", "sqlite:///x.db")
    status, data = estimate(FAMILY)
    assert status == FOUND
    assert data["refusal"]["code"] != "value_missing"


def late(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    try:
        status = run(late_charge, [*arguments, "--json"])
    except SystemExit as ended:
        status = int(str(ended.code))
    out = capsys.readouterr().out
    return status, json.loads(out) if out else {}


CASE = ("--amount", "68700", "--due", "2025-09-30", "--paid", "2026-03-16")


def test_a_late_charge_is_printed_with_its_spans(capsys: pytest.CaptureFixture[str]) -> None:
    status, data = late(capsys, *CASE)
    assert (status, data["late_charge"]) == (OK, 2_300)
    assert [(s["from"], s["to"], s["days"], s["rate"], s["base"], s["exact"]) for s in data["spans"]] == [
        ("2025-10-01", "2025-10-31", 31, "0.024", 68_000, "138.6082"),
        ("2025-11-01", "2025-12-31", 61, "0.087", 68_000, "988.7014"),
        ("2026-01-01", "2026-03-16", 75, "0.091", 68_000, "1271.5068"),
    ]


def test_earlier_payments_are_counted(capsys: pytest.CaptureFixture[str]) -> None:
    assert late(capsys, *CASE, "--payment", "2025-11-20:30000")[1]["late_charge"] == 1_500


@pytest.mark.parametrize(
    ("more", "code"),
    [
        (("--payment", "2025-11-20:70000"), "late_charge_too_much_paid"),
        (("--payment", "2026-04-20:30000"), "dates_reversed"),
        (("--paid", "2027-01-01"), "value_missing"),
    ],
)
def test_what_cannot_be_computed_is_refused(
    capsys: pytest.CaptureFixture[str], more: tuple[str, ...], code: str
) -> None:
    status, data = late(capsys, *CASE, *more)
    assert (status, data["refusal"]["code"]) == (FOUND, code)


@pytest.mark.parametrize(
    "wrong",
    [("--amount", "-1"), ("--amount", "x"), ("--due", "2025-02-30"), ("--paid", "20260316"), ("--payment", "30000")],
)
def test_a_wrong_call_is_told_as_such(capsys: pytest.CaptureFixture[str], wrong: tuple[str, ...]) -> None:
    assert late(capsys, *CASE, *wrong)[0] == WRONG_CALL


@pytest.mark.parametrize("value", ["3", "{months: 3}"])
def test_a_citys_first_months_are_taken_from_its_folder_in_either_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], value: str
) -> None:
    shutil.copy(CITY / "late_charge.yaml", tmp_path)
    replaced(
        tmp_path,
        "unit: months, from: 2000-01-01, value: 1,",
        f"unit: months, from: 2000-01-01, value: {value},",
        "late_charge.yaml",
    )
    case = ("--amount", "112300", "--due", "2025-12-01", "--paid", "2026-06-30")
    assert late(capsys, *case, "--values", str(tmp_path))[1]["late_charge"] == 4_100


def test_a_citys_own_rates_replace_the_nations_as_a_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = (LAW / "late_charge.yaml").read_text(encoding="utf-8")
    kept = [line for line in text.splitlines() if "from: 2026" not in line]
    city = (CITY / "late_charge.yaml").read_text(encoding="utf-8").partition("rows:\n")[2]
    (tmp_path / "late_charge.yaml").write_text("\n".join(kept) + "\n" + city, encoding="utf-8")
    status, data = late(capsys, *CASE, "--values", str(tmp_path))
    assert (status, data["refusal"]["code"], data["refusal"]["field"]) == (
        FOUND,
        "value_missing",
        "late_charge.after_rate",
    )


def test_people_read_a_late_charge_with_its_article(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(late_charge, list(CASE)) == OK
    assert "延滞金 2,300円" in capsys.readouterr().out
