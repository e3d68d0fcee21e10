"""A case's state as bytes (状態の保存形): data and standing tokens, JSON only, without the diagram.

Byte 0 is the format; the rest is JSON, compressed. The diagram comes from the procedure whose hash the state names; a
state is never read with another version's diagram (a migration writes it anew).

Format 1: `{"h": hash, "n": next token id, "o": outcome, "d": case data, "t": [[process, host, done, [row …]] …]}`,
row = `[id, parent, state, element, internal, triggered]` with trailing zeros left out.
"""

from __future__ import annotations

import hashlib
import zlib
from typing import Any

import orjson

from server.engine.faults import StepFault
from server.engine.tokens import READY, CaseTask, CaseWorkflow

FORMAT = 1
MAX_BYTES = 64_000_000
_SMALL = 8_000  # bytes: no more than the window below looks back over


def dump(workflow: CaseWorkflow, version: str) -> bytes:
    """The state of a case that stands still."""
    trees = [
        [tree.spec.name, tree.parent_task_id or 0, int(tree.completed), [_row(t) for t in tree.tasks.values()]]
        for tree in workflow.trees()
    ]
    state = {"h": version, "n": workflow.next_id, "o": workflow.outcome, "d": workflow.case_data, "t": trees}
    return write_state(state)


def load(state: bytes, procedure: Any) -> CaseWorkflow:
    """The case again. Raises `StepFault` for bytes that are not a state of this procedure's version."""
    content = read_state(state)
    if content["h"] != procedure.hash:
        raise StepFault(f"the state belongs to version {content['h'][:12]}, not {procedure.hash[:12]}")
    workflow = CaseWorkflow(procedure.spec, procedure.subspecs)
    workflow.case_data = content["d"]
    workflow.outcome = content["o"]
    for name, host_id, done, rows in content["t"]:
        tree = _tree(workflow, name, host_id)
        for row in rows:
            _token(tree, row)
        tree.task_tree = tree.tasks[rows[0][0]]
        tree.completed = bool(done)
    workflow.next_id = content["n"]
    return workflow


def read_state(state: bytes) -> dict[str, Any]:
    """The content of a state, whatever format it was written in. Raises `StepFault`."""
    if not state or state[0] != FORMAT:
        raise StepFault(f"the state has the unknown format {state[:1].hex() or '(empty)'}")
    try:
        inflate = zlib.decompressobj()
        content: dict[str, Any] = orjson.loads(inflate.decompress(state[1:], MAX_BYTES))
    except (zlib.error, orjson.JSONDecodeError) as error:
        raise StepFault(f"the state cannot be read: {error}") from None
    return content


def state_digest(state: bytes | None) -> str:
    """SHA-256 of what a state says, whatever compressed it and in whatever order its data came; empty for no state."""
    if state is None:
        return ""
    return hashlib.sha256(orjson.dumps(read_state(state), option=orjson.OPT_SORT_KEYS)).hexdigest()


def write_state(content: dict[str, Any]) -> bytes:
    """The bytes of a content as `read_state` answers it."""
    said = orjson.dumps(content)
    if len(said) > _SMALL:
        return bytes([FORMAT]) + zlib.compress(said, 1)
    # To clear the memory of a full window takes ten times as long as to compress a state of usual size.
    deflate = zlib.compressobj(1, zlib.DEFLATED, 13, 6)
    return bytes([FORMAT]) + deflate.compress(said) + deflate.flush()


def _row(token: CaseTask) -> list[Any]:
    row = [
        token.id,
        token._parent or 0,
        token._state,
        token.task_spec.name,
        token.internal_data or 0,
        int(token.triggered),
    ]
    while row[-1] == 0:
        row.pop()
    return row


def _tree(workflow: CaseWorkflow, name: str, host_id: int) -> Any:
    if not host_id:
        return workflow
    host = workflow.find(host_id)
    if host is None or name not in workflow.subprocess_specs:
        raise StepFault(f"the state holds the part {name!r}, which the diagram does not call there")
    part = workflow.open_part(host, name)
    part.completed_event.connect(host.task_spec._on_subworkflow_completed, host)
    return part


def _token(tree: Any, row: list[Any]) -> None:
    token_id, parent, state, name, internal, triggered = row + [0] * (6 - len(row))
    spec = tree.spec.task_specs.get(name)
    if spec is None:
        raise StepFault(f"the state stands at {name!r}, which the diagram does not have")
    token = CaseTask(tree, spec, tree.tasks[parent] if parent else None, state, token_id)
    token.internal_data = internal or {}
    token.triggered = bool(triggered)
    if state == READY and not spec.manual:
        tree.top_workflow.enqueue(token)
