"""Words of 納付確認 (certificate of what was paid)."""

from __future__ import annotations

from server.casework.views.procedure_words.vocabulary import Vocabulary
from server.domain.forms.model import Words

TITLE = Words("納付確認", "Certificate of payment")

ELEMENTS: Vocabulary = {
    "received": Words("申請を受け付けた", "Application received"),
    "look_up": Words("納めた額を調べる", "Look up what was paid"),
    "check_applicant": Words("申請者を確かめる", "Check who applies"),
    "may_know_gate": Words("教えてよい人か", "May this person know?"),
    "not_told": Words("教えられないと断った", "Not told: no authority"),
    "paid_gate": Words("納めた額があるか", "Was anything paid?"),
    "nothing_paid": Words("納めた額がない", "Nothing was paid"),
    "issue": Words("納付確認書を出す", "Issue the certificate"),
    "issued": Words("納付確認書を出した", "Certificate issued"),
}

ACTS: Vocabulary = {"check_applicant": Words("確認を記録する", "Record the check")}
