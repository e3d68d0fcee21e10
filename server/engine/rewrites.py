"""Diagrams drawn elsewhere (よそで描いた図): what can be put into our words, one rewrite at a time.

Nothing is changed in secret: every rewrite is told with its element, and only those a person accepted are done. What no
rewrite can mend stays as it was drawn and is told by the gate.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from lxml import etree

from server.engine.feel import FeelError, compile_expression
from server.engine.lint_model import BPMN, is_true
from server.engine.rewrite_flows import fork_behind, give_role, join_links, put_end_behind, put_start_before
from server.engine.rewrite_ids import above, as_name, drop_attribute, rename, taken_ids
from server.engine.safe_xml import parse, text_in

_PLAIN = ("task", "manualTask")
_STEPS = frozenset(
    {"task", "manualTask", "userTask", "serviceTask", "scriptTask", "businessRuleTask", "sendTask", "receiveTask"}
    | {"callActivity", "subProcess", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"}
)
_WAYS = ("exclusiveGateway", "inclusiveGateway")
_SIGNS = (("==", "="), ("&&", " and "), ("||", " or "), ("'", '"'))


@dataclass(frozen=True, slots=True)
class Around:
    """What the diagram becomes part of: its procedure, lengths of the named periods (`P14D` → name), roles by name."""

    slug: str
    periods: Mapping[str, str]
    roles: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rewrite:
    """One proposed rewrite; `key` names it, both texts say what becomes of what."""

    key: str
    element: str
    name: str
    ja: str
    en: str
    act: Callable[[], None]


def rewrites_of(data: bytes, around: Around) -> list[Rewrite]:
    """The rewrites this file offers, in the order of doing. Raises `XmlRefused` for what cannot be read."""
    return list(_found(parse(data), around))


def rewritten(data: bytes, accepted: Iterable[str], around: Around) -> bytes:
    """The file with the accepted rewrites done, in UTF-8; unknown keys are passed over. Raises `XmlRefused`."""
    root, wanted = parse(data), set(accepted)
    for one in list(_found(root, around)):
        if one.key in wanted:
            one.act()
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _found(root: etree._Element, around: Around) -> Iterator[Rewrite]:
    processes = list(root.iter(f"{{{BPMN}}}process"))
    for rules in (_plain_tasks, _scripts, _links, _forks, _starts_and_ends, _conditions, _defaults):
        yield from rules(root)
    yield from _periods(root, around)
    yield from _lanes(root, around)
    yield from _process(root, processes, around)
    yield from _names(root)


def _rewrite(kind: str, element: etree._Element, ja: str, en: str, act: Callable[[], None]) -> Rewrite:
    own = element.get("id") or ""
    return Rewrite(f"{kind}:{own}", own, element.get("name") or own, ja, en, act)


def _each(root: etree._Element, *tags: str) -> Iterator[etree._Element]:
    found = root.iter(*(f"{{{BPMN}}}{tag}" for tag in tags))
    return (one for one in list(found) if one.getparent() is not None)  # a part of a file may have a step at its root


def _tag(element: etree._Element) -> str:
    return etree.QName(element).localname


def _plain_tasks(root: etree._Element) -> Iterator[Rewrite]:
    for task in _each(root, *_PLAIN):

        def act(task: etree._Element = task) -> None:
            task.tag = f"{{{BPMN}}}userTask"

        yield _rewrite(
            "person", task, "印のない仕事を「人の仕事」にします", "A plain task becomes a person's task", act
        )


def _scripts(root: etree._Element) -> Iterator[Rewrite]:
    for task in _each(root, "scriptTask"):

        def act(task: etree._Element = task) -> None:
            task.tag = f"{{{BPMN}}}serviceTask"
            drop_attribute(task, "scriptFormat")
            for script in task.findall(f"{{{BPMN}}}script"):
                note = etree.Element(f"{{{BPMN}}}documentation")
                note.text = script.text
                task.remove(script)
                task.insert(0, note)

        ja = "スクリプトを「自動処理」にします。中の文は覚え書きに残ります"
        yield _rewrite("operator", task, ja, "A script becomes an operator; its text stays as a note", act)


def _links(root: etree._Element) -> Iterator[Rewrite]:
    for throw in _each(root, "intermediateThrowEvent"):
        act = join_links(root, throw)
        if act is not None:
            yield _rewrite("link", throw, "リンクの対を一本の矢印にします", "A pair of links becomes one arrow", act)


def _forks(root: etree._Element) -> Iterator[Rewrite]:
    for node in _each(root, *_STEPS):
        act = fork_behind(root, node)
        if act is not None:
            ja = "何本も出る矢印の前に「並べて進める」を置きます"
            yield _rewrite("fork", node, ja, "A gateway is put before the several arrows that leave it", act)


def _starts_and_ends(root: etree._Element) -> Iterator[Rewrite]:
    for process in _each(root, "process"):
        starts = [one for one in process if _tag(one) == "startEvent"]
        flows = {one.get("targetRef") for one in process if _tag(one) == "sequenceFlow"}
        first = [one for one in process if _tag(one) in _STEPS - {"boundaryEvent"} and one.get("id") not in flows]
        if not starts and len(first) == 1 and first[0].get("id"):
            act = put_start_before(root, first[0])
            yield _rewrite("start", first[0], "前に「始まり」を置きます", "A start event is put before it", act)
    for node in _each(root, *_STEPS, "startEvent"):
        parent = above(node)
        leaves = any(_tag(one) == "sequenceFlow" and one.get("sourceRef") == node.get("id") for one in parent)
        link = node.find(f"{{{BPMN}}}linkEventDefinition") is not None
        if (
            node.get("id")
            and not leaves
            and not link
            and not is_true(node.get("isForCompensation"))
            and parent.get("triggeredByEvent") is None
        ):
            act = put_end_behind(root, node)
            yield _rewrite("end", node, "後ろに「終わり」を置きます", "An end event is put behind it", act)


def _conditions(root: etree._Element) -> Iterator[Rewrite]:
    for condition in _each(root, "conditionExpression"):
        text, flow = text_in(condition), above(condition)
        better = _in_our_words(text)
        if better is not None:

            def act(condition: etree._Element = condition, better: str = str(better)) -> None:
                condition.text = better
                drop_attribute(condition, "language")

            ja = f"条件「{text[:80]}」を「{better[:80]}」と書きます"
            yield _rewrite("condition", flow, ja, f"The condition “{text[:80]}” is written “{better[:80]}”", act)


def _in_our_words(text: str) -> str | None:
    """A condition of another product in our expressions; None where it is one already, or cannot be put so."""
    if not text or _readable(text):
        return None
    plain = text.strip()
    if plain[:2] in ("${", "#{") and plain.endswith("}"):
        plain = plain[2:-1]
    plain = plain.removeprefix("=")
    for theirs, ours in _SIGNS:
        plain = plain.replace(theirs, ours)
    plain = " ".join(plain.split())
    return plain if plain != text and _readable(plain) else None


def _readable(text: str) -> bool:
    try:
        compile_expression(text)
    except FeelError:
        return False
    return True


def _defaults(root: etree._Element) -> Iterator[Rewrite]:
    for gateway in _each(root, *_WAYS):
        ways = [
            one for one in above(gateway) if _tag(one) == "sequenceFlow" and one.get("sourceRef") == gateway.get("id")
        ]
        free = [one for one in ways if one.find(f"{{{BPMN}}}conditionExpression") is None]
        if len(ways) > 1 and len(free) == 1 and not gateway.get("default"):

            def act(gateway: etree._Element = gateway, way: etree._Element = free[0]) -> None:
                gateway.set("default", way.get("id") or "")

            ja = "条件のない矢印を「ほかに当てはまらないときの道」にします"
            yield _rewrite("default", gateway, ja, "The arrow without a condition becomes its default", act)


def _periods(root: etree._Element, around: Around) -> Iterator[Rewrite]:
    for time in _each(root, "timeDuration"):
        text = text_in(time).strip("\"' ")
        name, event = around.periods.get(text), above(above(time))
        if name is not None:

            def act(time: etree._Element = time, name: str = str(name)) -> None:
                time.text = name

            ja, en = (
                f"直に書かれた期間「{text}」を期間「{name}」にします",
                f"The period {text} becomes the named “{name}”",
            )
            yield _rewrite("period", event, ja, en, act)


def _lanes(root: etree._Element, around: Around) -> Iterator[Rewrite]:
    for lane in _each(root, "lane"):
        role = around.roles.get((lane.get("name") or "").strip())
        act = give_role(lane, role) if role is not None else None
        if act is not None:
            yield _rewrite(
                "role", lane, f"帯の名前から役割「{role}」を付けます", f"The lane gets the role “{role}”", act
            )


def _process(root: etree._Element, processes: list[etree._Element], around: Around) -> Iterator[Rewrite]:
    for process in processes:
        if not is_true(process.get("isExecutable")):

            def run(process: etree._Element = process) -> None:
                process.set("isExecutable", "true")

            ja = "実行しない印を外します"
            yield _rewrite("executable", process, ja, "The process is marked as one that runs", run)
    if len(processes) == 1 and processes[0].get("id") != around.slug and around.slug not in taken_ids(root):
        own = processes[0].get("id") or ""

        def act() -> None:
            processes[0].set("id", around.slug)
            rename(root, own, around.slug)

        ja, en = f"内部の名を「{around.slug}」にします", f"The process gets the id “{around.slug}”"
        yield _rewrite("process", processes[0], ja, en, act)


def _names(root: etree._Element) -> Iterator[Rewrite]:
    """Ids that expressions cannot name."""
    taken = set(taken_ids(root))
    for node in _each(root, *_STEPS, *_WAYS, "startEvent", "endEvent", "parallelGateway", "eventBasedGateway"):
        own = node.get("id") or ""
        better = as_name(own, taken)
        if own and better != own:
            taken.add(better)

            def act(own: str = own, better: str = better) -> None:
                rename(root, own, better)

            ja, en = f"内部の名「{own}」を「{better}」にします", f"The id “{own}” becomes “{better}”"
            yield _rewrite("id", node, ja, en, act)
