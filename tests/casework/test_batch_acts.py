"""Print batches on their screen and over the API: files taken, damaged letters again, a stop undone; each on record."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from server.casework.print_batches import print_batches_step, print_run
from server.casework.reprint_batch import batch_file, reprint_range, resume_batch
from server.casework.views.print_batches import batch_sheet, batches_view
from server.domain.refusals import Refused
from server.printing.bulk import Press
from server.printing.bulk_plan import Item, Plan
from server.printing.faults import LetterFault
from server.printing.raster import page_texts
from server.store import letters
from tests.casework.test_print_batches import GAIJI, LEAST, _press, batch, rows, run_of
from tests.procedures.outside import Api
from tests.world import World


class _Jammed(Press):
    """A press whose files cannot be written."""

    def chunk(self, plan: Plan, items: Sequence[Item], compare: object = ()) -> None:  # type: ignore[override]
        raise OSError("no space left")


class _Faulty(Press):
    """A press that finds a file as a whole at fault."""

    def chunk(self, plan: Plan, items: Sequence[Item], compare: object = ()) -> None:  # type: ignore[override]
        raise LetterFault("not PDF/A-3b")


def printed(town: World, names: Sequence[str] = ("",) * 6) -> str:
    run_of(town, names)
    print_run(town.services, least=LEAST, press=_press())
    return batch(town).batch_id


def test_a_damaged_range_comes_again_without_what_was_pulled_and_each_letter_says_why(town: World) -> None:
    batch_id = printed(town)
    clerk, found = town.caller("okamura"), rows(town)
    with town.uow() as uow:
        letters.void_letter(uow, found[2].letter_id, "納付済みのため")
        uow.audit("test.void", object_kind="letter", object_key=found[2].letter_id)
    name, pdf = reprint_range(town.services, clerk, batch_id, 2, 4, "紙詰まり")
    assert name.endswith("-2-4.pdf")
    codes = [str(found[place].data["letter_code"]) for place in (1, 3) if found[place].data]  # type: ignore[index]
    texts = page_texts(pdf)
    assert [code in text for code, text in zip(codes, texts, strict=True)] == [True, True]
    with town.database.read() as conn:
        prints = [len(letters.prints_of(conn, one.letter_id)) for one in found]
    assert prints == [0, 1, 0, 1, 0, 0]


@pytest.mark.parametrize(
    ("first", "last", "reason", "code"),
    [
        (1, 2, " ", "reprint_reason_missing"),
        (0, 2, "破損・汚損", "print_range_invalid"),
        (3, 2, "破損・汚損", "print_range_invalid"),
        (5, 7, "破損・汚損", "print_range_invalid"),
        (-1, -1, "破損・汚損", "print_range_invalid"),
        (1, 4, "破損・汚損", "print_range_two_files"),
    ],
)
def test_a_wrong_range_is_refused(
    town: World, monkeypatch: pytest.MonkeyPatch, first: int, last: int, reason: str, code: str
) -> None:
    monkeypatch.setattr("server.casework.print_batches.CHUNK", 3)
    batch_id = printed(town)
    with pytest.raises(Refused, match=code):
        reprint_range(town.services, town.caller("okamura"), batch_id, first, last, reason)


def test_one_file_is_taken_by_its_name_and_no_other_name_opens_anything(town: World) -> None:
    batch_id = printed(town)
    clerk = town.caller("okamura")
    assert batch_file(town.services, clerk, batch_id, "chunk-0001.pdf")[:5] == b"%PDF-"
    assert b"C8-" in batch_file(town.services, clerk, batch_id, "index.csv")
    for name in ("chunk-0002.pdf", "../index.csv", "chunk-1.pdf", "", "x"):
        with pytest.raises(Refused, match="print_file_not_found"):
            batch_file(town.services, clerk, batch_id, name)
    with pytest.raises(Refused, match="no_right"):
        batch_file(town.services, town.caller("saeki"), batch_id, "index.csv")


@pytest.mark.parametrize("press", [_Jammed(), _Faulty()])
def test_a_batch_that_cannot_be_made_stops_lets_others_go_on_and_goes_on_when_somebody_mended_it(
    city: World, press: Press
) -> None:
    run_of(city, [""] * 5)
    clerk = city.caller("okamura")
    assert print_batches_step(city.services, least=LEAST, press=_press())  # opened
    batch_id = batch(city).batch_id
    with pytest.raises(Refused, match="print_batch_not_stopped"):
        resume_batch(city.services, clerk, batch_id, "容量を空けた")
    assert batch_sheet(city.services, clerk, batch_id).line.state == "PRINTING"
    if isinstance(press, _Faulty):  # found while the letters are compared, it only sends them the plain way
        assert print_batches_step(city.services, least=LEAST, press=press)
    assert print_batches_step(city.services, least=LEAST, press=press)
    stopped = batch_sheet(city.services, clerk, batch_id)
    assert (stopped.line.state, stopped.may_resume, stopped.may_take) == ("STOPPED", True, False)
    assert stopped.stopped_by
    assert not print_batches_step(city.services, least=LEAST, press=_press())
    for words, code in ((" ", "reason_missing"), ("123456789018", "my_number")):
        with pytest.raises(Refused, match=code):
            resume_batch(city.services, clerk, batch_id, words)
    with pytest.raises(Refused, match="no_right"):
        resume_batch(city.services, city.caller("saeki"), batch_id, "容量を空けた")
    resume_batch(city.services, clerk, batch_id, "容量を空けた")
    print_run(city.services, least=LEAST, press=_press())
    (line,) = batches_view(city.services, clerk)
    assert (line.state, line.printed, line.waiting, line.files) == ("DONE", 5, 0, 1)


def test_the_sheet_of_no_batch_is_refused(town: World) -> None:
    for act in (batch_sheet,):
        with pytest.raises(Refused, match="print_batch_not_found"):
            act(town.services, town.caller("okamura"), "0" * 32)
    with pytest.raises(Refused, match="print_batch_not_found"):
        reprint_range(town.services, town.caller("okamura"), "0" * 32, 1, 1, "紙詰まり")
    assert batches_view(town.services, town.caller("okamura")) == ()


def test_the_api_tells_how_far_a_batch_is_and_gives_its_files(town: World) -> None:
    batch_id, api = printed(town, ["", "", GAIJI, "", ""]), Api(town)
    (line,) = api.get("okamura", "/print-batches").done()["batches"]
    assert (line["batch_id"], line["state"], line["printed"], line["held"]) == (batch_id, "DONE", 4, 1)
    told = api.get("okamura", f"/print-batches/{batch_id}").done()
    assert [(one["name"], one["pages"]) for one in told["files"]] == [("chunk-0001.pdf", 4)]
    assert [one["outcome"] for one in told["out"]] == ["HELD"]
    assert api.get("okamura", f"/print-batches/{batch_id}/files/chunk-0001.pdf").content[:5] == b"%PDF-"
    place = 1 if told["out"][0]["seq"] != 1 else 2
    again = api.post(
        "okamura", f"/print-batches/{batch_id}/reprint", {"first": place, "last": place, "reason": "紙詰まり"}
    )
    assert (again.status, again.content[:5]) == (200, b"%PDF-")
    assert api.post("okamura", f"/print-batches/{batch_id}/resume", {"done": "直した"}).status == 409
    assert api.get("okamura", "/print-batches/" + "0" * 32).status == 404
    assert api.get("saeki", f"/print-batches/{batch_id}/files/index.csv").status == 403
    assert (
        api.post("okamura", f"/print-batches/{batch_id}/reprint", {"first": "1", "last": 2, "reason": "x"}).status
        == 422
    )
