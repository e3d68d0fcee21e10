"""PM15: whoever states an act on a claim, or puts money of an execution on it, asks the one guard of limitation.

A module that begins to do so is named here with the guard it calls, or with the reason why it need not.
"""

from __future__ import annotations

import re
from pathlib import Path

import server

ROOT = Path(server.__file__).parent
ACTS = re.compile(r"\bput_acts?\(|\bpayment_slips\.issue\(|ledger\.acts import [^\n]*\b(?:offset|received)\b")
GUARDS = re.compile(r"\b(refuse_prescribed|prescribed|prescribes_on|is_prescribed|prescribed_after)\b")
WITHOUT = {
    "casework/reminder_acts.py": "states what the post office took; no letter with an extinct claim is handed over",
    "casework/dunning_mail.py": "looks at each line again (dunning_look) before it states the posting",
    "casework/debit_results.py": "a slip for a debit that failed days after its due date",
    "casework/reissue_slips.py": "asks what is payable (payment_slip.refuse_line)",
    "domain/receipts.py": "the postings themselves; whoever makes them hands in the claim's last day of collection",
    "store/claim_acts.py": "the record itself",
    "store/dunning_letters.py": "the record itself",
    "store/other_claims.py": "the record itself of what is no premium; a seizure asks `art65_debts.refuse_gone`",
}


def test_no_module_acts_on_a_claim_without_asking_for_its_limitation() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        if not path.is_relative_to(ROOT / "bench") and not path.is_relative_to(ROOT / "cli" / "demo_city")
        if ACTS.search(path.read_text("utf-8")) and not GUARDS.search(path.read_text("utf-8"))
    }
    assert found - WITHOUT.keys() == set()


def test_every_exception_is_still_there() -> None:
    assert {name for name in WITHOUT if not (ROOT / name).exists()} == set()
