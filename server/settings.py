"""Settings (設定): the environment, read once by the entry points and handed down as one frozen value.

Every variable is named `KOKUHO_…`; a bad value is refused by the variable's name, and so is a name nobody reads: a
misspelt setting silently ignored is worse than none. The list with defaults stands in `docs/operators.md`.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from server.domain.refusals import Refused

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "KOKUHO_"
TEST_PREFIX = "KOKUHO_TEST_"
NAMES = frozenset(
    PREFIX + name
    for name in (
        "MODE",
        "DATABASE_URL",
        "DATA",
        "KEYS",
        "TREE",
        "HOST",
        "PORT",
        "WORKERS",
        "THREADS",
        "PUBLIC_URL",
    )
)
DATABASES = ("sqlite", "postgresql")


class Mode(StrEnum):
    """Demo: one machine, generated city, movable business clock. Production: refuses unsafe defaults."""

    DEMO = "demo"
    PRODUCTION = "production"


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says. `database_url` may hold a password, so it is kept out of the printed form."""

    mode: Mode
    database_url: str = field(repr=False)
    data: Path
    keys: Path
    tree: Path
    host: str
    port: int
    workers: int
    threads: int
    public_url: str

    @property
    def is_demo(self) -> bool:
        return self.mode is Mode.DEMO

    @property
    def secure_cookies(self) -> bool:
        """Cookies go over TLS alone where the public address is https."""
        return self.public_url.startswith("https://")

    @property
    def uploads(self) -> Path:
        """The folder of sealed uploads (添付書類), outside anything the web server hands out."""
        return self.data / "uploads"

    @property
    def letters(self) -> Path:
        """The folder of the letter archive (通知書控)."""
        return self.data / "letters"


def read_settings(environ: Mapping[str, str] | None = None, root: Path = ROOT) -> Settings:
    """Reads and checks all settings; `environ` defaults to the process's own. Raises `Refused` naming the variable."""
    given = {k: v for k, v in (os.environ if environ is None else environ).items() if k.startswith(PREFIX) and v != ""}
    _refuse_unknown(given)
    mode = Mode(_choice(given, "KOKUHO_MODE", tuple(Mode), Mode.DEMO))
    data = _path(given, "KOKUHO_DATA", root / "var", root)
    host, port = given.get("KOKUHO_HOST", "127.0.0.1"), _number(given, "KOKUHO_PORT", 8080, 1, 65535)
    settings = Settings(
        mode=mode,
        database_url=_database_url(given, data),
        data=data,
        keys=_path(given, "KOKUHO_KEYS", data / "keys", root),
        tree=_path(given, "KOKUHO_TREE", root, root),
        host=host,
        port=port,
        workers=_number(given, "KOKUHO_WORKERS", 1, 1, 64),
        threads=_number(given, "KOKUHO_THREADS", 8, 1, 128),
        public_url=_public_url(given, f"http://localhost:{port}"),
    )
    if mode is Mode.PRODUCTION:
        _refuse_unsafe(given, settings)
    return settings


def _refuse_unknown(given: Mapping[str, str]) -> None:
    for name in sorted(given):
        if name not in NAMES and not name.startswith(TEST_PREFIX):
            nearest = difflib.get_close_matches(name, NAMES, 1, 0.0)[0]
            raise Refused("setting_unknown", name=name, nearest=nearest)


def _choice(given: Mapping[str, str], name: str, choices: tuple[str, ...], default: str) -> str:
    value = given.get(name, default)
    if value not in choices:
        raise Refused("setting_not_a_choice", name=name, value=value, choices=" | ".join(choices))
    return value


def _number(given: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = given.get(name, str(default))
    if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
        raise Refused("setting_not_whole_number", name=name, value=text, low=low, high=high)
    return int(text)


def _path(given: Mapping[str, str], name: str, default: Path, root: Path) -> Path:
    """A relative path counts from the root of the installation, never from where the command was typed."""
    return (root / Path(given[name]).expanduser()).resolve() if name in given else default


def _database_url(given: Mapping[str, str], data: Path) -> str:
    """The database's address for SQLAlchemy; a refusal never repeats it, for it may hold a password."""
    url = given.get("KOKUHO_DATABASE_URL", f"sqlite:///{data / 'kokuho.db'}")
    scheme, separator, rest = url.partition("://")
    if not separator or not rest or scheme.partition("+")[0] not in DATABASES:
        raise Refused("setting_bad_database_url", name="KOKUHO_DATABASE_URL", choices=" | ".join(DATABASES))
    return f"postgresql+psycopg://{rest}" if scheme == "postgresql" else url


def _public_url(given: Mapping[str, str], default: str) -> str:
    url = given.get("KOKUHO_PUBLIC_URL", default).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query:
        raise Refused("setting_bad_public_url", name="KOKUHO_PUBLIC_URL", value=url)
    return url


def _refuse_unsafe(given: Mapping[str, str], settings: Settings) -> None:
    """Production (本番) states where its data and keys lie, keeps the two apart and speaks TLS to the outside."""
    for name in ("KOKUHO_DATABASE_URL", "KOKUHO_DATA", "KOKUHO_KEYS", "KOKUHO_PUBLIC_URL"):
        if name not in given:
            raise Refused("setting_required_in_production", name=name)
    if settings.keys == settings.data or settings.data in settings.keys.parents:
        raise Refused("setting_keys_inside_data", name="KOKUHO_KEYS")
    if not settings.secure_cookies:
        raise Refused("setting_public_url_not_https", name="KOKUHO_PUBLIC_URL")
