"""The holder of an electronic signature (署名用電子証明書) against the registers: name, birth date, then the address.

The certificate of the 公的個人認証 carries the holder's name, birth date, sex and address; its verification is the
portal's and comes as data. Here only the holder is sought among the people of the household.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from server.domain.effects import JSON, JSONObject

ALL, CHANGED, NOT_FOUND = "ALL", "CHANGED", "NOT_FOUND"


def signing_member(signature: JSONObject, known: Iterable[JSONObject]) -> JSONObject | None:
    """The first of `known` with the certificate's name and birth date; None when nobody has both."""
    name, birth = _plain(signature.get("signer_name")), signature.get("signer_birth_date")
    same = (one for one in known if _plain(one["name"]) == name and one["birth_date"] == birth)
    return next(same, None) if name and birth else None


def register_match(signature: JSONObject, holder: JSONObject | None, address: JSON) -> str:
    """`ALL`, `CHANGED` (another address than the household's), or `NOT_FOUND` without a holder."""
    if holder is None:
        return NOT_FOUND
    return ALL if _plain(signature.get("signer_address")) == _plain(address) else CHANGED


def _plain(text: JSON) -> str:
    """A name or an address without blanks, full width as half."""
    return "".join(unicodedata.normalize("NFKC", str(text or "")).split())
