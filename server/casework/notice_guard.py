"""No levy notice before its 調定票 is decided (調定前の通知の禁止): Local Autonomy Act art. 231.

Asked at the release of a notice and again at its hand-over; the whole account must stand on decided assessments.
"""

from __future__ import annotations

from server.casework.notice_slips import NOTICE
from server.domain.refusals import Refused
from server.store import assessments, levies
from server.store.connection import Connection
from server.store.letters import Letter


def refuse_unassessed(conn: Connection, letter: Letter) -> None:
    """Raises `notice_before_assessment` for a levy notice of which something is not on a decided 調定票 yet."""
    if letter.letter != NOTICE:
        return
    year = int(letter.request_keys["levy_year"])
    accounts = [one for one in levies.accounts_of(conn, letter.household_key) if one.levy_year == year]
    claims = [claim.claim_key for one in accounts for claim in levies.instalments_of(conn, one.account_key)]
    if not assessments.may_notify(conn, claims):
        raise Refused("notice_before_assessment")
