"""Makes the dump of the present schema (写しを作る): a small city with a case at every place where cases wait.

`.venv/bin/python -m tests.upgrades.make_dump` writes `tests/upgrades/schema_<revision>.json.xz`. Then it goes on
answering until every case has ended, and keeps those answers in the dump: whoever restores it years later finishes the
same cases through their normal tasks.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from server.casework.wake_cases import wake_due
from server.domain.effects import JSON
from server.store.bulk import take_over
from server.store.database import Database
from tests.people import HOUSEHOLDS, Household, Person, register_changes
from tests.upgrades.dumps import HERE, rows_of, write_dump
from tests.world import AT, World, answers_members, world

Answers = Mapping[str, JSON]


class Maker:
    """Walks cases and remembers what is answered after the dump was taken."""

    def __init__(self, city: World) -> None:
        self.city = city
        self.places: dict[str, str] = {}
        self.finish: list[dict[str, Any]] = []
        self._next = 0

    def household(self) -> str:
        """The name of a fresh household of one, in the registers and nowhere else."""
        self._next += 1
        key, name = f"{3_000_000_000 + self._next:010d}", f"upgrade_{self._next}"
        who = Person(
            f"{key}00001", f"移行 {'一二三四五六七八九十'[self._next - 1]}", "イコウ　タロウ", "F", "1984-05-02", "HEAD"
        )
        address = f"若葉市中央区青柳町一丁目{self._next}番1号"
        made = Household(key, "chuo", "000-0011", "青柳町", address, "080-0000-0000", (who,))
        HOUSEHOLDS[name] = made
        with self.city.uow() as uow:
            take_over(uow, register_changes(made, "若1", 2025), event="file:upgrades")
        return name

    def answer(self, case_id: str, element: str, answers: Answers, by: str) -> None:
        """One answer after the dump, by whoever has the task, else by `by`."""
        by = self.city.open_task(case_id, element).claimed_by or by
        self.city.complete(case_id, element, answers, by)
        self.finish.append({"case_id": case_id, "element": element, "answers": answers, "by": by})

    def wait(self, case_id: str, element: str) -> None:
        """Lets the clock of the case run out, after the dump."""
        due = self.city.case(case_id).next_due_at
        assert due is not None
        self.city.clock.moments.append(due)
        assert wake_due(self.city.services).failed == 0
        self.finish.append({"case_id": case_id, "wake": due.isoformat(), "element": element})


def make(target: Path | None = None) -> Path:
    """Writes the dump of the present schema and answers its place; `target` is the folder."""
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/kokuho.db", durable=False)
        database.upgrade()
        maker = Maker(world(database, Path(folder)))
        _to_their_places(maker)
        revision, tables = rows_of(database)
        _to_their_ends(maker)
        left = [case_id for case_id in maker.places.values() if maker.city.case(case_id).status != "completed"]
        assert left == [], f"these cases have not come to their end: {left}"
        database.dispose()
    path = (target or HERE) / f"schema_{revision}.json.xz"
    content = {"schema": revision, "at": AT.isoformat(), "tables": tables}
    write_dump(path, content | {"places": maker.places, "finish": maker.finish})
    return path


def _to_their_places(maker: Maker) -> None:
    city, places = maker.city, maker.places
    places["check_identity"] = city.start(maker.household()).case_id
    doubtful = city.start(maker.household()).case_id
    city.complete(doubtful, "check_identity", city.answers_identity(register_match="OTHER_PERSON"), "saeki")
    places["resolve_identity"] = doubtful
    places["enter"] = city.identified(maker.household())
    places["receive_documents"] = city.entered(maker.household(), evidence=["notification"])
    places["receive_documents, the clock runs out"] = city.entered(maker.household(), evidence=["notification"])
    with_stranger = maker.household()
    places["judge"] = city.entered(with_stranger, members=[*answers_members(with_stranger), _stranger()])
    places["check"] = city.entered(maker.household())
    decided = city.entered(maker.household())
    city.complete(decided, "check", city.answers_check(decided, "to_approver"), "okamura")
    places["decide"] = decided
    places["nowhere, it is decided"] = city.checked(maker.household())
    for place, case_id in places.items():
        standing = [task.element for task in city.open_tasks(case_id)]
        assert standing == ([] if "nowhere" in place else [place.partition(",")[0]]), (place, standing)


def _stranger() -> dict[str, JSON]:
    """A member whom the registers do not know."""
    return {
        "relation": "other_relative",
        "name": "移行 未登録",
        "kana": "イコウ　ミトウロク",
        "sex": "F",
        "birth_date": "2001-02-03",
        "nationality": "japan",
    }


def _to_their_ends(maker: Maker) -> None:
    """In an order of time: the clock runs only once people have answered what does not wait for it."""
    city, places = maker.city, maker.places
    _judged(maker, places["judge"], "close")
    looked = {"looked_at": ["resident_record"], "finding": "本人と確かめた", "result": "continue", "reason": None}
    maker.answer(places["check_identity"], "check_identity", city.answers_identity(), "saeki")
    maker.answer(places["resolve_identity"], "resolve_identity", looked, "okamura")
    for place in ("check_identity", "resolve_identity", "enter"):
        _enter_and_check(maker, places[place])
    _check(maker, places["check"])
    maker.answer(places["decide"], "decide", city.answers_decide(), "kuroda")
    day = city.clock.business_day().isoformat()
    came = {"arrived_on": day, "documents": ["loss_certificate"], "paper_location": "受付箱 B"}
    maker.answer(places["receive_documents"], "receive_documents", came, "okamura")
    _enter_and_check(maker, places["receive_documents"])
    late = places["receive_documents, the clock runs out"]
    maker.wait(late, "receive_documents")
    maker.wait(late, "judge")
    _judged(maker, late, "close")


def _enter_and_check(maker: Maker, case_id: str) -> None:
    name = next(name for name, one in HOUSEHOLDS.items() if one.key == maker.city.case(case_id).household_key)
    maker.answer(case_id, "enter", maker.city.answers_enter(name), "saeki")
    _check(maker, case_id)


def _check(maker: Maker, case_id: str) -> None:
    maker.answer(case_id, "check", maker.city.answers_check(case_id), "utsumi")


def _judged(maker: Maker, case_id: str, result: str) -> None:
    said = {"looked_at": ["papers"], "finding": "証明書は届いていない", "result": result, "reason": "二度求めた"}
    maker.answer(case_id, "judge", said, "okamura")


if __name__ == "__main__":
    sys.stdout.write(f"{make()}\n")
