"""Facts (事実): the frozen snapshot of the registers that a step or a letter rests on.

An operator names the keys it reads with `needs(inputs)`; casework loads them in bulk and hands them in. What was
read goes into the history with the answers, so that every step can be explained and replayed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from server.domain.effects import JSON


@dataclass(frozen=True, slots=True, order=True)
class FactKey:
    """One question to the registers: `kind` names the loader in `store.facts`, `key` what it is asked about."""

    kind: str
    key: str

    def __str__(self) -> str:
        return f"{self.kind}:{self.key}"

    @classmethod
    def parse(cls, text: str) -> FactKey:
        kind, _, key = text.partition(":")
        return cls(kind, key)


class FactsMissing(Exception):
    """A step asked for facts that were not handed in; `keys` names all of them. Nothing was changed."""

    def __init__(self, keys: Iterable[FactKey]) -> None:
        self.keys = frozenset(keys)
        super().__init__(", ".join(sorted(map(str, self.keys))))


class Facts(Mapping[FactKey, JSON]):
    """An immutable snapshot; remembers which keys were read (`used`), raises `FactsMissing` for what is not in it."""

    def __init__(self, values: Mapping[FactKey, JSON] | None = None) -> None:
        self._values = dict(values or {})
        self._used: set[FactKey] = set()

    def __getitem__(self, key: FactKey) -> JSON:
        if key not in self._values:
            raise FactsMissing([key])
        self._used.add(key)
        return self._values[key]

    def get_fact(self, kind: str, key: str) -> JSON:
        """The fact `kind:key`; JSON `None` means that the register was asked and holds nothing."""
        return self[FactKey(kind, key)]

    def require(self, keys: Iterable[FactKey]) -> None:
        """Raises `FactsMissing` with every absent key at once, so that casework loads them in one round.

        What was asked for counts as used, read or not: a replay asks again.
        """
        asked = list(keys)
        absent = [key for key in asked if key not in self._values]
        if absent:
            raise FactsMissing(absent)
        self._used.update(asked)

    def __iter__(self) -> Iterator[FactKey]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def fresh(self) -> Facts:
        """The same snapshot with an empty record of use (one for each step and operator)."""
        view = Facts()
        view._values = self._values
        return view

    @property
    def used(self) -> frozenset[FactKey]:
        return frozenset(self._used)

    def as_json(self, keys: Iterable[FactKey] | None = None) -> dict[str, JSON]:
        chosen = self._values if keys is None else {key: self._values[key] for key in keys}
        return {str(key): value for key, value in sorted(chosen.items())}

    @classmethod
    def from_json(cls, values: Mapping[str, JSON]) -> Facts:
        return cls({FactKey.parse(key): value for key, value in values.items()})
