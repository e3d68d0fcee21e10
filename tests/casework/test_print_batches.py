"""Runs printed in bulk: nothing lost at a kill, nothing dropped, nothing wrong behind a frame, nobody else waits."""

from __future__ import annotations

import copy
import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from server.casework.hand_over_batch import batch_files, list_batches
from server.casework.issue_letters import issue_requested
from server.casework.print_batches import print_batches_step, print_run
from server.casework.release_letters import letter_pdf, reprint_letter
from server.domain.refusals import Refused
from server.printing.bulk import Press
from server.printing.bulk_fill import FilledSheet, fill
from server.printing.bulk_parts import Frame
from server.printing.raster import page_texts
from server.store import incidents, letters, print_batches
from server.store import tables as t
from server.store.letters import NewLetter
from server.store.print_batches import Batch, Row
from tests.world import DAY, World

LETTER = "dunning_run/demand"
LEAST = 5
SAMPLE = Path(__file__).resolve().parents[2] / "letters" / f"{LETTER}.typical.json"
GAIJI = "外\ue001字　太郎"


@cache
def _press() -> Press:
    """One press for the file: frames are laid out once."""
    return Press()


def data_of(number: int, name: str = "") -> dict[str, Any]:
    data: dict[str, Any] = copy.deepcopy(json.loads(SAMPLE.read_text(encoding="utf-8")))
    data["addressee"] |= {"name": name or f"試験　{number}子", "postal": f"000-{(7 * number) % 100:04d}"}
    return data | {"number": f"8督促第{number}号", "letter_code": f"C8-{number:07d}", "issued_on": DAY.isoformat()}


def run_of(world: World, names: Sequence[str], of: str = "single", first: int = 1) -> str:
    """A case with an issued letter for each name ("" for a plain one)."""
    case_id = world.start(of).case_id
    household = world.household(of).key
    with world.uow() as uow:
        uow.audit("test.letters", object_kind="case", object_key=case_id)
        for number, name in enumerate(names, first):
            new = NewLetter(LETTER, "chuo", household, {"office": "chuo", "household_key": household}, "POST", case_id)
            letter_id = letters.request_letter(uow, new)
            letters.issue_letter(
                uow,
                letter_id,
                number=f"8督促第{number}号",
                issued_on=DAY,
                data=data_of(number, name),
                template_hash="0" * 64,
                household_rev=0,
            )
    return case_id


def batch(world: World) -> Batch:
    with world.database.read() as conn:
        return fetch_batch(conn)


def fetch_batch(conn: Any) -> Batch:
    found = print_batches.get(conn, conn.execute(select(t.print_batches.c.batch_id)).scalar_one())
    assert found is not None
    return found


def rows(world: World) -> tuple[Row, ...]:
    with world.database.read() as conn:
        return print_batches.rows(conn, fetch_batch(conn).batch_id)


def files(world: World) -> list[str | None]:
    with world.database.read() as conn:
        return [one.pdf_hash for one in print_batches.chunks_of(conn, fetch_batch(conn).batch_id)]


def test_a_run_is_printed_in_the_order_of_postcodes_and_what_cannot_be_is_held(city: World) -> None:
    run_of(city, ["", "", "", GAIJI, "", ""])
    assert print_run(city.services, least=LEAST, press=_press()) == 4
    assert (batch(city).status, batch(city).way, batch(city).compared) == ("DONE", "fast", 1)
    found = rows(city)
    postal = [row.data["addressee"]["postal"] for row in found if row.data]  # type: ignore[index,call-overload]
    assert postal == sorted(postal)
    assert {row.letter_id: row.status for row in found if row.outcome == "HELD"} == {
        row.letter_id: "held" for row in found if row.data and GAIJI in json.dumps(row.data, ensure_ascii=False)
    }
    done = [row for row in found if row.outcome == "RENDERED"]
    assert [row.first_page for row in done] == [1, 2, 3, 4, 5]
    assert {(row.status, row.way, row.pages) for row in done} == {("rendered", "fast", 1)}
    with city.database.read() as conn:
        kinds = [one.kind for one in incidents.open_incidents(conn, frozenset({"chuo"}))]
    assert kinds == ["letter_held"]


def test_a_letter_of_a_run_is_taken_out_of_its_file_for_a_look_and_for_a_reprint(town: World) -> None:
    run_of(town, [""] * 5)
    print_run(town.services, least=LEAST, press=_press())
    third = rows(town)[2]
    with town.uow() as uow:
        letters.release_letters(uow, [third.letter_id])
        letters.hand_over_letters(uow, [third.letter_id])
        uow.audit("test.release", object_kind="letter", object_key=third.letter_id)
    assert third.data is not None
    _, again = reprint_letter(town.services, town.caller("okamura"), third.letter_id, "汚損のため")
    _, look = letter_pdf(town.services, town.caller("okamura"), third.letter_id)
    assert again == look
    (text,) = page_texts(again)
    assert str(third.data["letter_code"]) in text


def test_a_worker_killed_between_two_files_is_followed_by_one_that_makes_the_same_bytes(
    town: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("server.casework.print_batches.CHUNK", 3)
    run_of(town, [""] * 8)
    for _ in range(3):  # opened, proven, the first file
        assert print_batches_step(town.services, least=LEAST, press=_press())
    first = files(town)
    assert len(first) == 1
    next(tmp_path.rglob(f"{first[0]}.pdf")).unlink()  # what a disk may do between two workers
    monkeypatch.setattr("server.casework.print_batches._PLANS", {})  # another process knows no plan
    print_run(town.services, least=LEAST, press=Press())
    assert files(town)[0] == first[0]
    assert town.services.archive.has(str(first[0]))
    assert [row.chunk_no for row in rows(town)] == [1, 1, 1, 2, 2, 2, 3, 3]
    assert {row.status for row in rows(town)} == {"rendered"}


def _shifted(frame: Frame, data: Mapping[str, Any]) -> list[FilledSheet]:
    """A press gone wrong: every value stands a tenth of a millimetre too low."""
    return [replace(sheet, operators=b"1 0 0 1 0 0.378 cm " + sheet.operators) for sheet in fill(frame, data)]


def test_one_dot_elsewhere_sends_the_whole_run_the_plain_way_and_tells(town: World) -> None:
    run_of(town, [""] * 5)
    print_run(town.services, least=LEAST, press=Press(filler=_shifted))
    found = batch(town)
    assert (found.status, found.way, len(found.differing)) == ("DONE", "plain", 1)  # type: ignore[arg-type]
    assert {(row.outcome, row.way) for row in rows(town)} == {("RENDERED", "plain")}
    with town.database.read() as conn:
        kinds = [one.kind for one in incidents.open_incidents(conn, frozenset({"chuo"}))]
    assert kinds == ["print_look_at"]


def test_a_letter_withdrawn_before_its_turn_is_in_no_file(town: World) -> None:
    run_of(town, [""] * 6)
    for _ in range(2):
        print_batches_step(town.services, least=LEAST, press=_press())
    gone = rows(town)[1].letter_id
    with town.uow() as uow:
        letters.void_letter(uow, gone, "納付済みのため")
        uow.audit("test.void", object_kind="letter", object_key=gone)
    print_run(town.services, least=LEAST, press=_press())
    assert [row.outcome for row in rows(town)] == ["RENDERED", "GONE", *["RENDERED"] * 4]
    assert [row.first_page for row in rows(town)] == [1, None, 2, 3, 4, 5]


def test_nothing_of_a_run_leaves_the_house_before_all_of_it_is_printed(town: World) -> None:
    run_of(town, [""] * 5)
    print_batches_step(town.services, least=LEAST, press=_press())
    with town.database.read() as conn, pytest.raises(Refused, match="letter_batch_open"):
        print_batches.refuse_unfinished(conn, rows(town)[0].letter_id)
    print_run(town.services, least=LEAST, press=_press())
    with town.database.read() as conn:
        print_batches.refuse_unfinished(conn, rows(town)[0].letter_id)


def test_the_print_house_gets_files_an_index_without_names_and_the_sums(town: World) -> None:
    run_of(town, ["", "", GAIJI, "", "", ""])
    clerk = town.caller("okamura")
    print_batches_step(town.services, least=LEAST, press=_press())
    with pytest.raises(Refused, match="letter_batch_open"):
        batch_files(town.services, clerk, batch(town).batch_id)
    print_run(town.services, least=LEAST, press=_press())
    pulled = rows(town)[1].letter_id
    with town.uow() as uow:
        letters.void_letter(uow, pulled, "納付済みのため")
        uow.audit("test.void", object_kind="letter", object_key=pulled)
    found = batch_files(town.services, clerk, batch(town).batch_id)
    assert sorted(found) == ["chunk-0001.pdf", "index.csv", "manifest.json"]
    index = list(csv.DictReader(io.StringIO(found["index.csv"].decode("utf-8-sig"))))
    assert sorted(row["state"] for row in index) == ["HELD", *["PRINT"] * 4, "PULL"]
    assert [row["first_page"] for row in index if row["file"]] == ["1", "2", "3", "4", "5"]
    assert "試験" not in found["index.csv"].decode("utf-8-sig")
    told = json.loads(found["manifest.json"])
    amount = json.loads(SAMPLE.read_text(encoding="utf-8"))["amount"]
    assert (told["letters"], told["yen"]["amount"]) == ({"PRINT": 4, "PULL": 1, "HELD": 1}, 4 * amount)
    assert told["files"]["chunk-0001.pdf"]["sha256"] == hashlib.sha256(found["chunk-0001.pdf"]).hexdigest()
    (view,) = list_batches(town.services, clerk)
    assert (view.counts, len(view.held)) == ({"RENDERED": 5, "HELD": 1}, 1)


def test_files_of_no_batch_or_without_the_right_are_refused(town: World) -> None:
    with pytest.raises(Refused, match="print_batch_not_found"):
        batch_files(town.services, town.caller("okamura"), "0" * 32)
    run_of(town, [""] * 5)
    print_run(town.services, least=LEAST, press=_press())
    with pytest.raises(Refused, match="no_right"):
        batch_files(town.services, town.caller("saeki"), batch(town).batch_id)


def test_a_run_that_is_still_being_issued_is_not_opened_as_a_batch_yet(town: World) -> None:
    run_of(town, [""] * 5)
    minute = timedelta(minutes=1)
    assert not print_batches_step(town.services, least=LEAST, press=_press(), quiet=minute)
    town.clock.wait(minutes=2)
    assert print_batches_step(town.services, least=LEAST, press=_press(), quiet=minute)
    assert batch(town).letters == 5


def test_a_few_letters_are_printed_one_by_one_and_a_run_is_left_to_the_press(town: World) -> None:
    run_of(town, [""] * 2)
    assert not print_batches_step(town.services, least=LEAST, press=_press())
    assert issue_requested(town.services).rendered == 2
    with town.database.read() as conn:
        assert print_batches.groups(conn, 1) == ()
    case_id = run_of(town, [""] * 3, "family", 11)
    with town.database.read() as conn:
        assert print_batches.single(conn, "issued", 3, 10) == []
        assert [one.case_id for one in print_batches.groups(conn, 3)] == [case_id]
        assert len(print_batches.single(conn, "issued", 4, 10)) == 3
