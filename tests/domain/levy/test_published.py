"""Other cities' published rates and examples come out to the yen, through files like those of `--values`.

`cities/<city>_<year>/premium.yaml` holds the rates with their source, `examples.yml` what the city published.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from server.cli.value_files import file_values
from server.domain.levy.assess import assess
from server.domain.levy.model import Part
from server.domain.levy.parameters import load_parameters
from server.domain.levy.reading import read_household

CITIES = sorted(folder for folder in (Path(__file__).parent / "cities").iterdir() if folder.is_dir())


def examples_of(folder: Path) -> Iterator[dict[str, Any]]:
    """The published examples, a table's cells one by one."""
    year = int(folder.name.rpartition("_")[2])
    for example in yaml.safe_load((folder / "examples.yml").read_text(encoding="utf-8")):
        for households in cells(example) if "totals" in example else [example]:
            yield {"fiscal_year": year, "apply_reductions": True, **households}


def cells(example: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for place, (income, totals) in enumerate(zip(example["head_incomes"], example["totals"], strict=True)):
        for birth, total in zip(example["head_births"], totals, strict=True):
            earner = place >= example["earner_from"]
            head = {"birth_date": birth, "is_head": True, "income_yen": income, "salary_or_pension_earner": earner}
            yield {"what": f"{example['what']} {income}", "members": [head, *example["members"]], "total": total}


def as_file(example: dict[str, Any]) -> dict[str, Any]:
    """The example as a household file; YAML has read its days as days."""
    names = ("fiscal_year", "apply_reductions", "members", "same_household_seniors")
    file: dict[str, Any] = {name: example[name] for name in names if name in example}
    for group in ("members", "same_household_seniors"):
        file[group] = [{name: told(value) for name, value in one.items()} for one in example.get(group, ())]
    return file


def told(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


@pytest.mark.parametrize("folder", CITIES, ids=lambda folder: folder.name)
def test_a_published_example_comes_out_to_the_yen(folder: Path) -> None:
    values = file_values(folder)
    for example in examples_of(folder):
        household = read_household(as_file(example))
        levy = assess(household, load_parameters(values, household.fiscal_year))
        expected = example.get("parts", {})
        assert {part: levy.amount(Part(part)) for part in expected} == expected, example["what"]
        assert levy.total == example.get("total", levy.total), example["what"]


def test_a_dozen_examples_of_several_cities_are_held_against_the_engine() -> None:
    assert len(CITIES) >= 8
    assert sum(1 for folder in CITIES for _ in examples_of(folder)) >= 180
