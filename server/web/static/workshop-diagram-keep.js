/* Nothing of a file is lost by drawing (図の中身を失わない). The library reads what the standard names and drops the rest:
   attributes that stand at their default, parts it does not know, references that lead nowhere. What it would drop is
   found once, when a diagram is opened, by saving it untouched; on every save it is put back where its element still is. */

const XMLNS = "http://www.w3.org/2000/xmlns/";
const HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n';
const TRUTHS = new Set(["isExecutable", "isClosed", "isForCompensation", "cancelActivity", "parallelMultiple", "isInterrupting",
  "triggeredByEvent", "isSequential", "testBefore", "isImmediate", "isCollection", "isUnlimited", "instantiate",
  "cancelRemainingInstances", "waitForCompletion", "isHorizontal", "isExpanded", "isMarkerVisible", "isMessageVisible", "autoStart"]);

const parse = (xml) => new DOMParser().parseFromString(xml, "application/xml");
const broken = (tree) => tree.getElementsByTagName("parsererror").length > 0;
const leaf = (element) => element.children.length === 0;

/** A file as the library reads it rightly: `1` and ` true ` are truths of the schema, but not to the library. */
export function readable(xml) {
  const tree = parse(xml);
  if (broken(tree)) return xml;
  let changed = false;
  for (const element of tree.getElementsByTagName("*")) {
    for (const attribute of element.attributes) {
      const plain = { 1: "true", 0: "false", true: "true", false: "false" }[attribute.value.trim()];
      if (TRUTHS.has(attribute.name) && plain && plain !== attribute.value) {
        attribute.value = plain;
        changed = true;
      }
    }
  }
  return changed ? written(tree) : xml;
}

/** The way an element is told from its siblings: by its id, by its text where it has nothing else, by its place. */
function keysOf(parent) {
  const counted = new Map();
  return [...parent.children].map((child) => {
    const name = `{${child.namespaceURI}}${child.localName}`;
    const own = child.getAttribute("id") || (leaf(child) && child.textContent.trim());
    const key = own ? `${name}#${own}` : name;
    const number = counted.get(key) || 0;
    counted.set(key, number + 1);
    return [child, number ? `${key}@${number}` : key];
  });
}

/** What of `before` is missing in `after`: a list of attributes and parts, each with the way to its place. */
export function missing(before, after) {
  const [from, to] = [parse(before), parse(after)];
  if (broken(from) || broken(to)) return [];
  const found = [];
  const moved = new Set([...to.querySelectorAll("[id]")].map((one) => `${one.localName}#${one.getAttribute("id")}`));
  compare(from.documentElement, to.documentElement, [], found, moved);
  return found;
}

function compare(one, other, way, found, moved) {
  for (const attribute of one.attributes) {
    if (attribute.namespaceURI !== XMLNS && !other.hasAttributeNS(attribute.namespaceURI, attribute.localName)) {
      found.push({ way, attribute: { space: attribute.namespaceURI, name: attribute.name, local: attribute.localName, value: attribute.value } });
    }
  }
  const there = new Map(keysOf(other).map(([child, key]) => [key, child]));
  let previous = null;
  for (const [child, key] of keysOf(one)) {
    if (there.has(key)) compare(child, there.get(key), [...way, key], found, moved);
    else if (!moved.has(`${child.localName}#${child.getAttribute("id")}`)) found.push({ way, behind: previous, key, part: child });
    previous = key;
  }
}

/** Puts back what was missing, where its place still is and nothing else has come there. */
export function restored(xml, lost) {
  if (lost.length === 0) return xml;
  const tree = parse(xml);
  for (const one of lost) {
    const at = walk(tree.documentElement, one.way);
    if (!at) continue;
    if (one.attribute) {
      const { space, name, local, value } = one.attribute;
      if (!at.hasAttributeNS(space, local)) at.setAttributeNS(space, name, value);
    } else {
      putPart(tree, at, one);
    }
  }
  return written(tree);
}

function putPart(tree, at, { behind, key, part }) {
  const there = new Map(keysOf(at).map(([child, name]) => [name, child]));
  if (there.has(key)) return;
  if (part.localName === "formalExpression") {   // the library writes it under the name of what it stands for
    for (const wrong of [...at.children].filter((one) => one.localName === "expression")) wrong.remove();
  }
  const copy = tree.importNode(part, true);
  const before = behind && there.get(behind);
  if (before) before.after(copy);
  else if (behind) at.append(copy);
  else at.prepend(copy);
}

function walk(root, way) {
  let at = root;
  for (const key of way) {
    at = keysOf(at).find(([, name]) => name === key)?.[0];
    if (!at) return null;
  }
  return at;
}

function written(tree) {
  const text = new XMLSerializer().serializeToString(tree);
  return text.startsWith("<?xml") ? text : HEAD + text;
}
