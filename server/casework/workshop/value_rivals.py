"""Two drafts that state the same value (値の重なり): whoever looks at one of them is told of the other before release.

At release the later one is refused (`draft_value_moved`) when the value was stated since it was proposed.
"""

from __future__ import annotations

from server.casework.workshop.drafts import all_files_in
from server.casework.workshop.parts import VALUES_PATH, draft_rows
from server.engine.findings import Finding
from server.store import users, workshop, workshop_releases
from server.store.connection import Connection
from server.store.workshop import Draft


def rival_findings(conn: Connection, draft: Draft) -> list[Finding]:
    """A finding for each value that another draft under way states too, or that was stated since the proposal."""
    if draft.status not in workshop.LIVE or VALUES_PATH not in draft.manifest:
        return []
    own = dict.fromkeys(row.key for row in draft_rows(all_files_in(conn, draft)))
    found = [] if draft.proposed_at is None else _moved(conn, draft, set(own))
    for other in workshop.drafts(conn):
        if other.draft_id == draft.draft_id or other.status not in workshop.LIVE or VALUES_PATH not in other.manifest:
            continue
        theirs = {row.key for row in draft_rows(all_files_in(conn, other))}
        who = users.names_of(conn, {other.changed_by}).get(other.changed_by, other.changed_by)
        found += [_rival(key, other, who) for key in own if key in theirs]
    return found


def _rival(key: str, other: Draft, who: str) -> Finding:
    ja = (
        f"「{key}」の値は「{other.title}」の下書き(保存した人 {who})も変えます。"
        "どちらの値にするかを決め、一方から外してください。"
    )
    en = f"{key} is stated by the draft of {other.slug} too ({who}); agree on one of them."
    return Finding(VALUES_PATH, key, key, None, "warning", "value-rival", ja, en)


def _moved(conn: Connection, draft: Draft, keys: set[str]) -> list[Finding]:
    at = draft.proposed_at
    key = None if at is None else workshop_releases.stated_since(conn, keys, at, draft.draft_id)
    if key is None:
        return []
    ja = f"「{key}」の値は、この下書きの申し出の後に別の下書きで変わりました。下書きに戻して見直してください。"
    en = f"{key} was stated by another draft after this one was proposed; send it back and look at it again."
    return [Finding(VALUES_PATH, key, key, None, "error", "value-moved", ja, en)]
