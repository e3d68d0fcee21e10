"""`bench letters`: dunning letters and yearly notices printed in bulk, against plain WeasyPrint's best way with many.

The figure is a whole run: the plan, the proof (letters printed both ways), every file of five hundred, and the letters
that had to go the plain way. Beside it stand letters that all fit their frames. Plain WeasyPrint is measured four ways
in the same run; the quickest is the reference. All times are this process's own time on the processor.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from time import process_time
from typing import Any

from server.bench.letters_city import letters_of_city, notices_of_city, plain_letters
from server.bench.letters_peers import Peer, peers
from server.bench.measured import Measured, Wish, percentile
from server.printing import environment, fonts, render
from server.printing.bulk import Chunk, Press
from server.printing.bulk_plan import Item, Plan
from server.printing.faces import faces
from server.printing.heads import Letter, load_letters
from server.printing.values import Session

LETTER, NOTICE = "dunning_run/demand", "payment_notice/yearly"
_LETTERS = Path(__file__).resolve().parents[2] / "letters"
_CHUNK, _PER_SECOND, _LEAST = 500, 300, 500
_SINGLES, _TOGETHER = 6, (20, 50)
_NOTICES = 4  # one letter in so many of the run is a yearly notice
_SHORT, _SHORT_LETTERS = 1.0, (4,)  # below so many seconds the plain ways have few letters, and there are no peers
_HOW = (
    "one act = one letter of a run (three dunning letters to a yearly notice), its share of plan, proof, files and "
    "letters laid out one by one; one process, its own time on the processor"
)


def measure(wish: Wish) -> Measured:
    """The mean time of a letter of a run in milliseconds."""
    fonts.active()
    known = load_letters(_LETTERS)
    letter, notice = known[LETTER], known[NOTICE]
    count = wish.size or max(_LEAST, int(wish.seconds * _PER_SECOND) // _CHUNK * _CHUNK)
    render.render(letter, plain_letters(1)[0])  # the libraries are loaded before anything is measured
    short = wish.seconds < _SHORT
    together = _SHORT_LETTERS if short else _TOGETHER
    dunned = [(letter, one) for one in letters_of_city(count - count // _NOTICES)]
    run = _Run([*dunned, *((notice, one) for one in notices_of_city(count // _NOTICES))])
    fast = _Run([(letter, one) for one in plain_letters(min(_CHUNK, count), seed=2)], prove=False)
    others = plain_letters(max(together), seed=3)
    plain = _plain(letter, others, together)
    best = min(plain.values())
    details = {
        "how": _HOW,
        "letters": count,
        "run": run.told(),
        "run_letters_per_second": round(1000 / run.per_letter),
        "all_in_frames": fast.told(),
        "fast_letters_per_second": round(1000 / fast.file_ms),
        "fast_times_quicker_than_plain": round(best / fast.file_ms, 1),
        "plain_ms_a_letter": {name: round(value, 2) for name, value in plain.items()},
        "peers": {} if short else _peers(letter, others),
        "reference": "the quickest of plain_ms_a_letter",
    }
    return Measured(
        "letters", run.per_letter, "ms", best, best / run.per_letter, percentile(run.file_times, 95), details
    )


class _Run:
    """A run printed from its plan to its last file."""

    def __init__(self, letters: Sequence[tuple[Letter, Mapping[str, Any]]], *, prove: bool = True) -> None:
        self.items = [Item(f"{number:08d}", letter, data) for number, (letter, data) in enumerate(letters)]
        self._press, self.chunks, self.file_times = Press(), list[Chunk](), list[float]()
        begun = process_time()
        self.plan: Plan = self._press.planner.plan(lambda: self.items, "bench")
        self.plan_s = process_time() - begun
        self.proof_s = self._prove() if prove else 0.0
        for start in range(0, len(self.items), _CHUNK):
            self._print(self.items[start : start + _CHUNK])
        self.total_s = process_time() - begun

    def _prove(self) -> float:
        begun = process_time()
        chosen = [item for item in self.items if item.letter_id in self.plan.compared]
        proof = self._press.chunk(self.plan, chosen, self.plan.compared)
        if proof.differing:
            raise RuntimeError(f"letters differ from the plain ones: {proof.differing}")
        return process_time() - begun

    def _print(self, items: Sequence[Item]) -> None:
        begun = process_time()
        self.chunks.append(self._press.chunk(self.plan, items))
        self.file_times.append(1000 * (process_time() - begun) / len(items))

    @property
    def per_letter(self) -> float:
        """Milliseconds of a letter, everything counted."""
        return 1000 * self.total_s / len(self.items)

    @property
    def file_ms(self) -> float:
        """Milliseconds of a letter in the files alone."""
        return sum(self.file_times) / len(self.file_times)

    def told(self) -> dict[str, Any]:
        """What was done, and how long its parts took."""
        printed = [one for chunk in self.chunks for one in chunk.printed]
        return {
            "letters": len(self.items),
            "shapes": self.plan.shapes,
            "in_frames": sum(one.way == "fast" for one in printed),
            "one_by_one": sum(one.way == "plain" for one in printed),
            "held": sum(len(chunk.held) for chunk in self.chunks),
            "compared": len(self.plan.compared) if self.proof_s else 0,
            "plan_seconds": round(self.plan_s, 2),
            "proof_seconds": round(self.proof_s, 2),
            "files_ms_a_letter": round(self.file_ms, 3),
            "bytes_a_letter": round(sum(len(chunk.pdf) for chunk in self.chunks) / len(self.items)),
        }


def _plain(letter: Letter, data: Sequence[Mapping[str, Any]], together: Sequence[int]) -> dict[str, float]:
    """Milliseconds of a letter by each plain way: alone and guarded, alone and bare, many in one file, one page."""
    found = {
        "one_by_one_with_guards": _timed(lambda some: [render.render(letter, one) for one in some], data[:_SINGLES]),
        "one_by_one": _timed(lambda some: [_lay_out(letter, one).write_pdf() for one in some], data[:_SINGLES]),
    }
    for count in together:
        found[f"{count}_documents_in_one_file"] = _timed(lambda some: _joined(letter, some), data[:count])
        found[f"{count}_in_one_document"] = _timed(lambda some: _one_document(letter, some), data[:count])
    return found


def _timed(act: Callable[[Sequence[Mapping[str, Any]]], object], data: Sequence[Mapping[str, Any]]) -> float:
    begun = process_time()
    act(data)
    return 1000 * (process_time() - begun) / len(data)


def html_of(letter: Letter, data: Mapping[str, Any]) -> str:
    """The page source of one letter."""
    version = render.version_of(letter, data)
    return environment.fill(version, dict(data), Session(faces(), zen_digits=False, fits={}), void=False)[0]


def _lay_out(letter: Letter, data: Mapping[str, Any]) -> Any:
    return render.lay_out(render.version_of(letter, data), html_of(letter, data))


def _joined(letter: Letter, data: Sequence[Mapping[str, Any]]) -> bytes:
    documents = [_lay_out(letter, one) for one in data]
    pages = [page for document in documents for page in document.pages]
    pdf: bytes = documents[0].copy(pages).write_pdf(pdf_variant=render.VARIANT)
    return pdf


def _one_document(letter: Letter, data: Sequence[Mapping[str, Any]]) -> bytes:
    pdf: bytes = render.lay_out(render.version_of(letter, data[0]), many_in_one(letter, data)).write_pdf()
    return pdf


def many_in_one(letter: Letter, data: Sequence[Mapping[str, Any]]) -> str:
    """One page source of many letters, each on a sheet of its own."""
    sources = [html_of(letter, one) for one in data]
    head, _, rest = sources[0].partition("<body>")
    bodies = (re.sub(r"^.*<body>|</body>.*$", "", one, flags=re.DOTALL) for one in sources)
    sheets = "".join(f'<div style="position:relative;break-after:page">{body}</div>' for body in bodies)
    return f"{head}<body>{sheets}</body>{rest.partition('</body>')[2]}"


def _peers(letter: Letter, data: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    version = render.version_of(letter, data[0])
    css = "\n".join(version.files[name].decode() for name in version.head.styles)
    html = many_in_one(letter, data).replace("</head>", f"<style>{css}</style></head>")
    found: dict[str, Peer | str] = peers(html, data)
    return {name: one if isinstance(one, str) else one.told(len(data)) for name, one in found.items()}
