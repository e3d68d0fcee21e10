"""Settings: defaults, refusals by the variable's name, and what production does not accept."""

from __future__ import annotations

from pathlib import Path

import pytest

from server.domain.refusals import Refused
from server.settings import Mode, read_settings

PRODUCTION = {
    "KOKUHO_MODE": "production",
    "KOKUHO_DATABASE_URL": "postgresql://kokuho:secret@db/kokuho",
    "KOKUHO_DATA": "/srv/kokuho/data",
    "KOKUHO_KEYS": "/srv/kokuho/keys",
    "KOKUHO_PUBLIC_URL": "https://kokuho.city.example",
}


def refusal(environ: dict[str, str]) -> Refused:
    with pytest.raises(Refused) as caught:
        read_settings(environ)
    return caught.value


def test_nothing_set_is_a_demo_on_this_machine(tmp_path: Path) -> None:
    settings = read_settings({}, root=tmp_path)
    assert settings.mode is Mode.DEMO
    assert settings.database_url == f"sqlite:///{tmp_path}/var/kokuho.db"
    assert (settings.host, settings.port, settings.public_url) == ("127.0.0.1", 8080, "http://localhost:8080")
    assert not settings.secure_cookies


def test_an_empty_variable_counts_as_not_set() -> None:
    assert read_settings({"KOKUHO_PORT": ""}).port == 8080


def test_relative_folders_count_from_the_installation(tmp_path: Path) -> None:
    settings = read_settings({"KOKUHO_DATA": "elsewhere"}, root=tmp_path)
    assert settings.data == tmp_path / "elsewhere"
    assert settings.uploads.parent == settings.data


def test_a_bare_postgresql_address_takes_our_driver() -> None:
    assert read_settings(PRODUCTION).database_url == "postgresql+psycopg://kokuho:secret@db/kokuho"


@pytest.mark.parametrize(
    ("name", "value", "code"),
    [
        ("KOKUHO_MODE", "Production", "setting_not_a_choice"),
        ("KOKUHO_PORT", "80a", "setting_not_whole_number"),
        ("KOKUHO_PORT", "８０８０", "setting_not_whole_number"),
        ("KOKUHO_PORT", "0", "setting_not_whole_number"),
        ("KOKUHO_PORT", "65536", "setting_not_whole_number"),
        ("KOKUHO_WORKERS", "-1", "setting_not_whole_number"),
        ("KOKUHO_DATABASE_URL", "mysql://db/kokuho", "setting_bad_database_url"),
        ("KOKUHO_DATABASE_URL", "kokuho.db", "setting_bad_database_url"),
        ("KOKUHO_PUBLIC_URL", "kokuho.city.example", "setting_bad_public_url"),
        ("KOKUHO_PUBLIC_URL", "https://city.example/kokuho", "setting_bad_public_url"),
    ],
)
def test_a_bad_value_is_refused_by_the_name_of_its_variable(name: str, value: str, code: str) -> None:
    refused = refusal({name: value})
    assert refused.code == code
    assert name in refused.message_ja
    assert name in refused.message_en


def test_a_misspelt_variable_is_refused_with_the_nearest_name() -> None:
    refused = refusal({"KOKUHO_PROT": "8081"})
    assert refused.code == "setting_unknown"
    assert "KOKUHO_PORT" in refused.message_en


def test_the_tests_own_variables_and_other_programs_are_none_of_our_business() -> None:
    assert read_settings({"KOKUHO_TEST_REQUIRE": "browser", "PORT": "1"}).port == 8080


def test_production_with_everything_said_is_accepted() -> None:
    assert read_settings(PRODUCTION).secure_cookies


@pytest.mark.parametrize("name", sorted(PRODUCTION.keys() - {"KOKUHO_MODE"}))
def test_production_leaves_nothing_to_a_default(name: str) -> None:
    refused = refusal({key: value for key, value in PRODUCTION.items() if key != name})
    assert refused.code == "setting_required_in_production"
    assert name in refused.message_en


@pytest.mark.parametrize("keys", ["/srv/kokuho/data", "/srv/kokuho/data/keys", "/srv/kokuho/data/../data/keys"])
def test_production_keeps_keys_out_of_the_folder_that_backups_copy(keys: str) -> None:
    assert refusal({**PRODUCTION, "KOKUHO_KEYS": keys}).code == "setting_keys_inside_data"


def test_production_speaks_tls_to_the_outside() -> None:
    refused = refusal({**PRODUCTION, "KOKUHO_PUBLIC_URL": "http://kokuho.city.example"})
    assert refused.code == "setting_public_url_not_https"


def test_a_password_is_never_printed() -> None:
    assert "secret" not in repr(read_settings(PRODUCTION))
    assert "secret" not in str(refusal({**PRODUCTION, "KOKUHO_DATABASE_URL": "oracle://u:secret@db/x"}))
