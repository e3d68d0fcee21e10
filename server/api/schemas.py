"""The bodies and answers that the API describes (JSON Schema 2020-12): what a caller may rely on in each of them.

Answers may carry more than is described: what stands here stays, what does not may change with the screens.
"""

from __future__ import annotations

from typing import Any

from server.casework.attach_document import KINDS
from server.casework.deliver_message import LONGEST_KIND, LONGEST_SOURCE
from server.casework.start_with_papers import MOST_PAPERS

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
WORDS_OR_NONE: Schema = {"type": ["string", "null"]}
DAY_OR_NONE: Schema = {"type": ["string", "null"], "format": "date"}
WHOLE: Schema = {"type": "integer"}
YES_NO: Schema = {"type": "boolean"}
ANY_OBJECT: Schema = {"type": "object"}
ID: Schema = {"type": "string", "pattern": "^[0-9a-f]{32}$"}
ID_OR_NONE: Schema = {"type": ["string", "null"], "pattern": "^[0-9a-f]{32}$"}
NUMBER: Schema = {"type": "string", "pattern": "^R[0-9]+-[0-9]{6}$", "description": "受付番号 / case number"}


def list_of(items: Schema) -> Schema:
    """A list of these."""
    return {"type": "array", "items": items}


def ref(name: str) -> Schema:
    """The schema of that name."""
    return {"$ref": f"#/components/schemas/{name}"}


def given(required: list[str], **properties: Schema) -> Schema:
    """A body: nothing but these fields is taken."""
    return {"type": "object", "required": required, "properties": properties, "additionalProperties": False}


def told(**properties: Schema) -> Schema:
    """An answer: all of these are there."""
    return {"type": "object", "required": list(properties), "properties": properties}


ATTACH = given(
    ["kind", "name", "content"],
    kind={
        "enum": list(KINDS),
        "description": "what the scan shows: " + ", ".join(f"{k} {v}" for k, v in KINDS.items()),
    },
    name={**TEXT, "maxLength": 255, "description": "the file's name; it is not kept"},
    content={**TEXT, "contentEncoding": "base64", "description": "PDF, PNG, JPEG or TIFF, judged by its content"},
    paper_location={"type": ["string", "null"], "maxLength": 60, "description": "原本の置き場 / where the paper lies"},
)
START = given(
    ["procedure", "data"],
    procedure={**TEXT, "description": "slug, as GET /procedures names it"},
    documents={
        "type": "array",
        "maxItems": MOST_PAPERS,
        "items": ATTACH,
        "description": "scans that come with it: case and scans are taken in together or not at all",
    },
    subject={**given([], household_key=TEXT), "description": "世帯番号: the same as the start form's household_key"},
    data={**ANY_OBJECT, "description": "the start form's answers, by the procedure's schema"},
)
SLIPS = given(
    ["lines", "use_by"],
    lines={
        "type": "array",
        "maxItems": 60,
        "items": given(
            ["claim_key", "amount"],
            claim_key={**TEXT, "maxLength": 40, "description": "as GET names it"},
            subject={"enum": ["principal", "late"]},
            amount={**WHOLE, "minimum": 1, "description": "yen, all or a part of what is open"},
        ),
    },
    use_by={**TEXT, "format": "date", "description": "使用期限 / the last day of use"},
    one_each={**YES_NO, "description": "one slip for each line instead of one for all"},
)
COMPLETE = given(
    ["answers"],
    answers={**ANY_OBJECT, "description": "by the schema that GET /tasks/{task_id} gives"},
    rev={
        **WHOLE,
        "description": "the case's rev as last seen; with it a case that moved since is refused (stale_page; "
        "case_moved when it went to another version)",
    },
)
MESSAGE = given(
    ["kind", "source_id", "keys"],
    kind={**TEXT, "minLength": 1, "maxLength": LONGEST_KIND},
    source_id={
        **TEXT,
        "minLength": 1,
        "maxLength": LONGEST_SOURCE,
        "description": "the sender's own number of the message: the same one is taken in once",
    },
    keys={**ANY_OBJECT, "description": "household_key, person_key, case_id, number, slug: which cases it is about"},
    payload=ANY_OBJECT,
)

_HEADER = told(
    case_id=ID,
    number=NUMBER,
    slug=TEXT,
    status={"enum": ["active", "completed", "cancelled"]},
    outcome={**WORDS_OR_NONE, "description": "the end event that was reached"},
    office=TEXT,
    household_key=WORDS_OR_NONE,
    name={**WORDS_OR_NONE, "description": "null where it may not be seen (支援措置)"},
    received_on={"type": "string", "format": "date"},
    rev=WHOLE,
)
_LETTER = told(letter_id=ID, letter=TEXT, status=TEXT, number=WORDS_OR_NONE, issued_on=DAY_OR_NONE, reason=TEXT)
_DECISION = told(result=TEXT, authority=TEXT, entered_by=TEXT, checked_by=WORDS_OR_NONE, decided_by=TEXT)

_BATCH = told(
    batch_id=ID,
    letter=TEXT,
    case_id=ID_OR_NONE,
    office=TEXT,
    letters=WHOLE,
    fast=WHOLE,
    plain=WHOLE,
    held=WHOLE,
    gone=WHOLE,
    waiting=WHOLE,
    printed=WHOLE,
    state={"enum": ["WAITING", "PRINTING", "STOPPED", "DONE"]},
    opened_at=TEXT,
    finished_at=WORDS_OR_NONE,
)
REPRINT = given(["first", "last", "reason"], first=WHOLE, last=WHOLE, reason=TEXT)
RESUME = given(["done"], done={**TEXT, "description": "what was mended"})

CUT = given(["pay_on"], pay_on={**TEXT, "format": "date", "description": "an open day within the next 30 days"})
RESULTS = given(["content"], content={**TEXT, "contentEncoding": "base64", "description": "the bank's file as it came"})
_REFUND_FILE = told(
    file_id=TEXT,
    pay_on={"type": "string", "format": "date"},
    count=WHOLE,
    total=WHOLE,
    cut_on={"type": "string", "format": "date"},
    result_on={**DAY_OR_NONE, "description": "when the bank's answer was taken in"},
    sha256=TEXT,
)

COMPONENTS: dict[str, Schema] = {
    "Problem": told(
        type=TEXT,
        title=TEXT,
        status=WHOLE,
        detail=TEXT,
        code={**TEXT, "description": "stable; screens show the same refusal"},
        message_ja=TEXT,
        message_en=TEXT,
        field={**WORDS_OR_NONE, "description": "dotted path of the first wrong field, rows from 0"},
        basis={**WORDS_OR_NONE, "description": "the article it rests on"},
    )
    | {"description": "RFC 9457. With several wrong fields `errors` holds all of them."},
    "FieldError": told(field=TEXT, code=TEXT, message_ja=TEXT, message_en=TEXT),
    "Procedures": told(
        procedures=list_of(
            told(
                slug=TEXT,
                title=TEXT,
                no=WHOLE,
                hash=TEXT,
                valid_from={"type": "string", "format": "date"},
                schema={"type": ["object", "null"], "description": "of the start form, for those who may start a case"},
            )
        )
    ),
    "Slips": told(household_key=TEXT, use_by={**TEXT, "format": "date"}, way=TEXT, open=list_of(ANY_OBJECT)),
    "SlipsPrinted": told(slips=list_of(ANY_OBJECT)),
    "Started": told(case_id=ID, number=NUMBER, first_task_id=ID_OR_NONE, documents=list_of(ID)),
    "Attached": told(document_id=ID, case_id=ID),
    "Cases": told(
        cases=list_of(
            told(
                case_id=ID,
                number=NUMBER,
                slug=TEXT,
                status={"enum": ["active", "completed", "cancelled"]},
                outcome=WORDS_OR_NONE,
                office=TEXT,
                household_key={**WORDS_OR_NONE, "description": "null where it may not be seen (支援措置)"},
                name=WORDS_OR_NONE,
                kana=WORDS_OR_NONE,
                restricted=YES_NO,
                channel=TEXT,
                received_on={"type": "string", "format": "date"},
                rev=WHOLE,
            )
        ),
        next={**WORDS_OR_NONE, "description": "`after` of the page behind; null on the last"},
    ),
    "History": told(
        events=list_of(
            told(
                seq=WHOLE,
                at={"type": "string", "format": "date-time"},
                business_day={"type": "string", "format": "date"},
                kind=TEXT,
                element=TEXT,
                what=TEXT,
                note=TEXT,
                who={**WORDS_OR_NONE, "description": "null: the program itself"},
                ground={**TEXT, "description": "the rows of tables and articles it rests on"},
            )
        ),
        next=WORDS_OR_NONE,
    ),
    "Letters": told(letters=list_of(_LETTER)),
    "Batches": told(batches=list_of(_BATCH)),
    "Batch": told(
        batch=_BATCH,
        files=list_of(told(name=WORDS_OR_NONE, sha256=WORDS_OR_NONE, first_seq=WHOLE, last_seq=WHOLE, pages=WHOLE)),
        out=list_of(told(letter_id=ID, seq=WHOLE, outcome=TEXT, status=TEXT)),
        stopped_by={**WORDS_OR_NONE, "description": "why it stopped; null while it goes on"},
    ),
    "RefundFile": _REFUND_FILE,
    "RefundFiles": told(
        waiting={**WHOLE, "description": "transfers in no file yet"},
        waiting_yen=WHOLE,
        pay_on={"type": "string", "format": "date", "description": "the next day for a transfer"},
        files=list_of(_REFUND_FILE),
    ),
    "RefundResults": told(paid=WHOLE, returned=WHOLE),
    "Papers": told(
        documents=list_of(
            told(
                document_id=ID_OR_NONE,
                kind=TEXT,
                pages={"type": ["integer", "null"]},
                has_scan=YES_NO,
                sealed={**YES_NO, "description": "may show a My Number: for those alone who work with numbers"},
                media_type=WORDS_OR_NONE,
                received_on=DAY_OR_NONE,
                paper_location=WORDS_OR_NONE,
                withdrawn=YES_NO,
            )
        )
    ),
    "Case": told(
        case=_HEADER,
        steps=list_of(told(element=TEXT, name=TEXT, state=TEXT, who=WORDS_OR_NONE)),
        open_tasks=list_of(told(task_id=ID, element=TEXT, due=DAY_OR_NONE, may_do=YES_NO)),
        events=list_of(told(at=TEXT, kind=TEXT, element=TEXT, what=TEXT, who=WORDS_OR_NONE)),
        letters=list_of(_LETTER),
        decisions=list_of(_DECISION),
        exports=list_of(told(interface=TEXT, due=DAY_OR_NONE, status=TEXT)),
    ),
    "Inbox": told(
        groups=list_of(
            told(
                key=TEXT,
                count=WHOLE,
                rows=list_of(
                    told(
                        task_id=ID,
                        case_id=ID,
                        number=NUMBER,
                        procedure=TEXT,
                        element=TEXT,
                        due=DAY_OR_NONE,
                        left={"type": ["integer", "null"], "description": "open days; negative: overdue"},
                        state=TEXT,
                        name={**WORDS_OR_NONE, "description": "null where it may not be seen (支援措置)"},
                        restricted=YES_NO,
                        assignee_id=WORDS_OR_NONE,
                    )
                ),
            )
        ),
        total=WHOLE,
        page=WHOLE,
        pages=WHOLE,
        next={**WORDS_OR_NONE, "description": "`after` of the page behind; null on the last"},
    ),
    "Task": told(
        task_id=ID,
        element=TEXT,
        status=TEXT,
        round=WHOLE,
        due=DAY_OR_NONE,
        rev=WHOLE,
        case=_HEADER,
        schema={**ANY_OBJECT, "description": "JSON Schema 2020-12 of the answers"},
        facts={"type": "array", "description": "what the task rests on"},
        earlier={"type": ["object", "null"], "description": "the answers of the round before"},
        may_do=YES_NO,
        why_code={**TEXT, "description": "the refusal that completing it would meet, or empty"},
        claimed_by=WORDS_OR_NONE,
    ),
    "Held": told(task_id=ID, claimed_by=WORDS_OR_NONE),
    "Completed": told(
        case_id=ID,
        number=NUMBER,
        status={"enum": ["active", "completed"]},
        outcome={**WORDS_OR_NONE, "description": "the end event that was reached"},
        next_task_id=ID_OR_NONE,
    ),
    "Delivered": told(message_id=ID, new=YES_NO, cases=list_of(ID)),
}
COMPONENTS["Problem"]["properties"]["errors"] = list_of(ref("FieldError"))
