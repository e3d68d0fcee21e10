"""What the API describes of the managers' workshop (手続の工房): bodies, answers and addresses."""

from __future__ import annotations

from server.api.schemas import ANY_OBJECT, ID, TEXT, WHOLE, WORDS_OR_NONE, Schema, given, list_of, told

_HASH: Schema = {**TEXT, "description": "a version's hash, as GET /procedures names it"}
_REV: Schema = {**WHOLE, "description": "the draft's rev as last seen; a draft that moved since is refused"}
_DRAFT = told(
    draft_id=ID,
    slug=TEXT,
    title=TEXT,
    rev=WHOLE,
    status={"enum": ["open", "proposed", "released", "discarded"]},
    changed_by=TEXT,
    proposed_by=WORDS_OR_NONE,
    valid_from=WORDS_OR_NONE,
    files=list_of(TEXT),
)
_FINDINGS = list_of(told(path=TEXT, element=TEXT, severity={"enum": ["error", "warning"]}, rule=TEXT))
_VERSION = told(slug=TEXT, no=WHOLE, hash=TEXT)

BEGIN = given(["procedure"], procedure={**TEXT, "description": "slug"}, reason=TEXT)
SAVE = given(
    ["rev", "files"],
    rev=_REV,
    files={
        "type": "object",
        "additionalProperties": WORDS_OR_NONE,
        "description": "path → text; null takes a file away",
    },
)
VALUE = given(
    ["rev", "key", "first", "value", "article", "source", "confirm_again_by"],
    rev=_REV,
    key={**TEXT, "description": "a key that is read somewhere, as period.document_wait"},
    first={**TEXT, "format": "date"},
    value={**TEXT, "description": "as it is typed at the screen, in the value's own unit"},
    article=TEXT,
    source=TEXT,
    confirm_again_by={**TEXT, "format": "date"},
    confirmed_on={**TEXT, "format": "date"},
)
PROPOSE = given(["rev", "valid_from", "reason"], rev=_REV, valid_from={**TEXT, "format": "date"}, reason=TEXT)
AT_REV = given(["rev"], rev=_REV)
MOVE = given(
    ["procedure", "from", "to"],
    **{
        "procedure": TEXT,
        "from": _HASH,
        "to": _HASH,
        "elements": {"type": "object", "additionalProperties": TEXT, "description": "old element → new element"},
        "periods": {
            "type": "object",
            "additionalProperties": {"enum": ["keep", "again"]},
            "description": "element of a running period → keep its date, or count again from the day it began",
        },
    },
)
WORKSHOP: dict[str, Schema] = {
    "Drafts": told(drafts=list_of(_DRAFT)),
    "Draft": _DRAFT,
    "DraftSaved": told(draft=_DRAFT, findings=_FINDINGS),
    "DraftJudged": told(draft=_DRAFT, difference=ANY_OBJECT, findings=_FINDINGS, running=ANY_OBJECT),
    "DraftDiscarded": told(draft_id=ID),
    "DraftReleased": told(version=_VERSION, followers=list_of(_VERSION)),
    "DryRun": told(movable=WHOLE, refused=WHOLE, groups=list_of(ANY_OBJECT)),
    "Move": told(move_id=ID, status={"enum": ["planned", "moved", "undone"]}, outcomes=ANY_OBJECT, left=WHOLE),
}
