"""Other engines beside bulk printing (ほかの組版): typst and a headless Chromium, where this machine has them.

Chromium prints the letters' own page source; typst a letter of the same text and tables in its own language. Their
times are those of their processes on the processor, so several processes of one engine count as what they cost.
"""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from time import process_time
from typing import Any

from server.printing import fonts

_ABSENT = "not installed"
_LIMIT = 300  # seconds


@dataclass(frozen=True, slots=True)
class Peer:
    """What an engine took for all letters, and the bytes of its file."""

    seconds: float
    size: int

    def told(self, count: int) -> dict[str, Any]:
        """Its figures for a letter."""
        return {
            "ms_a_letter": round(1000 * self.seconds / count, 2),
            "letters_per_second": round(count / self.seconds, 1),
            "bytes_a_letter": round(self.size / count),
        }


def peers(html: str, data: Sequence[Mapping[str, Any]]) -> dict[str, Peer | str]:
    """Each engine's figures, or the words that say why there are none."""
    with tempfile.TemporaryDirectory() as folder:
        return {"typst": _typst(data, Path(folder)), "chromium": _chromium(html, Path(folder))}


def _chromium(html: str, folder: Path) -> Peer | str:
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        return _ABSENT
    page, pdf = folder / "letters.html", folder / "chromium.pdf"
    page.write_text(html, encoding="utf-8")
    command = [
        program,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--no-first-run",
        "--disable-background-networking",
    ]
    command += [f"--user-data-dir={folder}/profile", "--no-pdf-header-footer", f"--print-to-pdf={pdf}", page.as_uri()]
    own = {name: value for name, value in os.environ.items() if name != "FONTCONFIG_FILE"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        subprocess.run(command, check=True, capture_output=True, timeout=_LIMIT, env=own)  # noqa: S603 - a fixed command
    except (OSError, subprocess.SubprocessError) as fault:
        return f"failed: {type(fault).__name__}"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Peer(spent, pdf.stat().st_size) if pdf.exists() else "failed: no file"


def _typst(data: Sequence[Mapping[str, Any]], folder: Path) -> Peer | str:
    if find_spec("typst") is None:
        return _ABSENT
    from importlib import import_module

    source = folder / "letters.typ"
    source.write_text(_SET + "#pagebreak()\n".join(_typst_letter(one) for one in data), encoding="utf-8")
    compile_: Any = import_module("typst").compile
    begun = process_time()
    pdf: bytes = compile_(str(source), font_paths=[str(one) for one in fonts.active().directories])
    return Peer(process_time() - begun, len(pdf))


_SET = """#set page(paper: "a4", margin: (x: 22mm, top: 15mm, bottom: 20mm))
#set text(font: "BIZ UDMincho", size: 10.5pt, lang: "ja")
#set par(justify: true)
"""


def _typst_letter(data: Mapping[str, Any]) -> str:
    to, contact = data["addressee"], data["contact"]
    lines = " \\\n".join(_quoted(one) for one in (to["postal"], *to["address_lines"], to["name"] + "　様"))
    cells = ", ".join(
        f"[{_quoted(str(one))}]"
        for one in (
            "賦課年度",
            "期別",
            "納期限",
            "保険料額",
            "納付済額",
            "未納額",
            data["levy_year"],
            data["instalment"],
        )
    )
    money = ", ".join(f"[{data[name]:,}円]" for name in ("levied", "paid", "open", "amount"))
    words = (
        "国民健康保険料が、次のとおり納期限を過ぎても納められていません。" + data["legal_basis"] + "の規定により"
        "督促しますので、" + data["designated_on"] + "までに納めてください。この期限までに完納されないときは、"
        "地方自治法第231条の3第3項及び国民健康保険法第79条の2の規定により、地方税の滞納処分の例によって財産の差押え等の処分を受けることがあります。"
    )  # fmt: skip
    return f"""{lines}
#align(right)[{_quoted(data["number"])} \\ {data["issued_on"]} \\ {_quoted(data["issuer"]["name"])}]
#align(center, text(16pt)[督促状])
{words}
#table(columns: 6, {cells}, {money}, [], [], [], [])
#rect(width: 100%)[#text(8.5pt)[{_notice(data)}]]
{_quoted(contact["office"])} \\ {_quoted(contact["address"])} \\ {contact["phone"]}　{contact["hours"]}
#rect(width: 100%, height: 60mm)[{data["collection_no"]} \\ {data["machine_line"]}]
"""


def _quoted(text: str) -> str:
    return "".join("\\" + sign if sign in "\\#$*_`<>@[]~" else sign for sign in text)


def _notice(data: Mapping[str, Any]) -> str:
    return (
        "この処分に不服があるときは、この通知を受けた日の翌日から起算して3か月以内に、"
        + str(data["appeal_body"])
        + "に"
        "対して審査請求をすることができます。処分の取消しの訴えは、裁決の送達を受けた日の翌日から起算して6か月以内に提起できます。"
    )
