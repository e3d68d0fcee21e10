"""Reads one mapping of a definition key by key and notes every fault with its place, so that all show at once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from server.domain.effects import JSON
from server.domain.forms.faults import FormFault
from server.domain.forms.model import Words

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_KINDS: dict[type, tuple[str, str]] = {
    str: ("文字", "text"),
    int: ("整数", "a whole number"),
    bool: ("true か false", "true or false"),
    list: ("並び", "a list"),
    dict: ("項目の組", "a mapping"),
}


@dataclass(slots=True)
class Mold:
    """One mapping being read: `what` names it in messages, `path` is its place, `faults` serves the whole form."""

    raw: Mapping[str, object]
    path: str
    what: str
    faults: list[FormFault] = field(default_factory=list)

    @classmethod
    def of(cls, raw: object, path: str, what: str, faults: list[FormFault]) -> Mold:
        """A mold over `raw`; what is no mapping is a fault and read as an empty one."""
        if isinstance(raw, Mapping):
            return cls(raw, path, what, faults)
        kind = _KINDS[dict]
        faults.append(FormFault(path, "wrong_kind", {"key": what, "kind": f"{kind[0]} ({kind[1]})"}))
        return cls({}, path, what, faults)

    def place(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def fault(self, rule: str, at: str | None = None, /, **params: object) -> None:
        self.faults.append(FormFault(self.path if at is None else self.place(at), rule, params))

    def only(self, known: Iterable[str]) -> None:
        """Every key that is not `known` is a fault."""
        allowed = set(known)
        for key in self.raw:
            if key not in allowed:
                self.fault("unknown_key", str(key), key=key, what=self.what)

    def text(self, key: str, *, required: bool = False) -> str | None:
        value = self._typed(key, str, required=required)
        return value if isinstance(value, str) else None

    def integer(self, key: str, *, required: bool = False) -> int | None:
        value = self._typed(key, int, required=required)
        return value if isinstance(value, int) else None

    def flag(self, key: str) -> bool:
        return self._typed(key, bool, required=False) is True

    def items(self, key: str, *, required: bool = False) -> list[object]:
        value = self._typed(key, list, required=required)
        return list(value) if isinstance(value, list) else []

    def name(self, key: str) -> str:
        """A required name of a field or group; an unfit one is noted and returned as it stands."""
        value = self.text(key, required=True) or ""
        if value and not _NAME.fullmatch(value):
            self.fault("bad_name", key, name=value)
        return value

    def words(self, key: str, *, required: bool = False) -> Words | None:
        """A label in both languages; one without the other is a fault."""
        raw = self.raw.get(key)
        if raw is None:
            if required:
                self.fault("missing_key", key=key)
            return None
        return words_of(raw, self.place(key), key, self.faults)

    def json(self, key: str) -> JSON:
        return self.raw.get(key)

    def _typed(self, key: str, kind: type, *, required: bool) -> object:
        value = self.raw.get(key)
        if value is None:
            if required:
                self.fault("missing_key", key=key)
            return None
        if type(value) is not kind:
            ja, en = _KINDS[kind]
            self.fault("wrong_kind", key, key=key, kind=f"{ja} ({en})")
            return None
        return value


def words_of(raw: object, path: str, key: str, faults: list[FormFault]) -> Words:
    """`{ja, en}` as `Words`; anything else is noted, and an empty label stands in for it."""
    if isinstance(raw, Mapping) and set(raw) == {"ja", "en"}:
        ja, en = raw["ja"], raw["en"]
        if isinstance(ja, str) and isinstance(en, str) and ja.strip() and en.strip():
            return Words(ja, en)
    faults.append(FormFault(path, "language_missing", {"key": key}))
    return Words("", "")
