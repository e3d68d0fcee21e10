"""Who a refund is paid to and on which account (受取人と口座): what a claim must show, and what stops it."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from server.domain.names import search_key
from server.domain.refusals import Refused

HOLDER = re.compile("[ｦ-ﾟA-Z0-9 ().\\-/｢｣,]{1,30}")
KINDS = {"1": "普通", "2": "当座", "4": "貯蓄"}


class Way(StrEnum):
    """On what ground somebody gets the refund."""

    ACCOUNT = "ACCOUNT"  # 請求書の口座
    PUBLIC = "PUBLIC"  # 公金受取口座
    MANDATE = "MANDATE"  # 口座振替の口座
    HEIR = "HEIR"  # 相続人代表者
    OWN_SHARE = "OWN_SHARE"  # 相続人本人(分割した分)
    CREDITOR = "CREDITOR"  # 還付金を差し押さえた債権者
    PENSION_PAYER = "PENSION_PAYER"  # 年金保険者


OTHERS = frozenset({Way.HEIR, Way.CREDITOR, Way.PENSION_PAYER})
"""Ways in which the payee is another one than the payer, by the law itself: no power of attorney is asked for."""


def refuse_account(institution: str, branch: str, kind: str, holder_kana: str) -> None:
    """Raises `refund_institution_invalid`, `branch_invalid`, `refund_kind_invalid`, `holder_kana_invalid`."""
    if not re.fullmatch("[0-9]{4}", institution):
        raise Refused("refund_institution_invalid", at_field="institution")
    if not re.fullmatch("[0-9]{3}", branch):
        raise Refused("branch_invalid", at_field="branch")
    if kind not in KINDS:
        raise Refused("refund_kind_invalid", at_field="account_kind")
    if not HOLDER.fullmatch(holder_kana):
        raise Refused("holder_kana_invalid", at_field="holder_kana")


def is_payee(holder_kana: str, payee_kana: str) -> bool:
    """Whether an account is in the payee's own name, as banks write names (small kana, voicing apart)."""
    return _bare(holder_kana) == _bare(payee_kana)


def _bare(kana: str) -> str:
    return search_key(unicodedata.normalize("NFKC", kana))
