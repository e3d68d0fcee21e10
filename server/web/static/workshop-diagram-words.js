/* Words of the diagram editor in both languages, and what the library itself says, in Japanese. */

const ENGLISH = document.documentElement.lang === "en";

/** The word of a pair `[Japanese, English]` in the language of the page; `{name}` is filled in. */
export function say([ja, en], params = {}) {
  return (ENGLISH ? en : ja).replace(/\{(\w+)\}/g, (whole, name) => params[name] ?? whole);
}

/** What elements are called in the office, by their BPMN type and, for events, by what sets them off. */
export const KINDS = {
  userTask: ["人の仕事", "Person's task"],
  serviceTask: ["自動処理", "Automatic step"],
  businessRuleTask: ["表で決める", "Decide by a table"],
  callActivity: ["共通の部品を呼ぶ", "Call a shared part"],
  exclusiveGateway: ["分かれ道(一つ)", "Choice (one way)"],
  inclusiveGateway: ["分かれ道(当てはまるすべて)", "Choice (every way that holds)"],
  parallelGateway: ["並べて進める", "Side by side"],
  eventBasedGateway: ["先に起きたほう", "Whichever comes first"],
  complexGateway: ["複雑な分岐", "Complex gateway"],
  startEvent: ["始まり", "Start"],
  endEvent: ["終わり", "End"],
  "intermediateCatchEvent timer": ["期間を待つ", "Wait for a period"],
  "intermediateCatchEvent message": ["知らせを待つ", "Wait for news"],
  "boundaryEvent timer": ["仕事の期限", "Time limit of a task"],
  "boundaryEvent message": ["仕事中の知らせ", "News during a task"],
  intermediateCatchEvent: ["待つ", "Wait"],
  intermediateThrowEvent: ["途中の印", "Intermediate event"],
  boundaryEvent: ["仕事に付く出来事", "Event on a task"],
  task: ["仕事", "Task"],
  manualTask: ["手作業", "Manual task"],
  scriptTask: ["スクリプト", "Script"],
  sendTask: ["送る", "Send"],
  receiveTask: ["受け取る", "Receive"],
  subProcess: ["内側の流れ", "Sub-process"],
  transaction: ["取引", "Transaction"],
  adHocSubProcess: ["順序のない流れ", "Ad-hoc sub-process"],
  sequenceFlow: ["矢印", "Arrow"],
  messageFlow: ["知らせの矢印", "Message flow"],
  association: ["注釈の線", "Line to a note"],
  dataInputAssociation: ["データの線", "Data line"],
  dataOutputAssociation: ["データの線", "Data line"],
  textAnnotation: ["注釈", "Note"],
  lane: ["担当の帯", "Lane"],
  participant: ["手続の枠", "Pool"],
  process: ["手続", "Procedure"],
  collaboration: ["図全体", "Whole diagram"],
  dataObjectReference: ["データ", "Data object"],
  dataStoreReference: ["データの置き場", "Data store"],
  group: ["囲み", "Group"],
  label: ["名札", "Label"],
};

const small = (name) => name.charAt(0).toLowerCase() + name.slice(1);

/** Type of a business object without its prefix; events with what sets them off, where there is a word for it. */
export function kindOf(object) {
  const tag = small(object.$type.split(":")[1]);
  const definition = small(object.eventDefinitions?.[0]?.$type.split(":")[1].replace("EventDefinition", "") || "");
  return definition && KINDS[`${tag} ${definition}`] ? `${tag} ${definition}` : tag;
}

/** What an element is called. */
export const kindWord = (object) => say(KINDS[kindOf(object)] || [kindOf(object), kindOf(object)]);

const LIBRARY = {
  "Activate hand tool": "図を動かす",
  "Activate lasso tool": "囲んで選ぶ",
  "Activate create/remove space tool": "間を空ける・詰める",
  "Activate global connect tool": "つなぐ",
  "Add lane above": "上に帯を足す",
  "Add lane below": "下に帯を足す",
  "Add text annotation": "注釈を足す",
  "Change element": "種類を変える",
  "Connect to other element": "ほかの要素へつなぐ",
  "Delete": "削除する",
  "Divide into two lanes": "帯を二つに分ける",
  "Divide into three lanes": "帯を三つに分ける",
  "Search in diagram": "図の中を探す",
  "Open {element}": "{element}を開く",
  "Loop": "繰り返し",
  "Collection": "集まり",
  "Parallel multi-instance": "並行の複数",
  "Sequential multi-instance": "順の複数",
  "Participant multiplicity": "相手が複数",
};

/** The library's module for its own few words. */
export const translateModule = {
  translate: ["value", (template, params = {}) => {
    const text = ENGLISH ? template : LIBRARY[template] || template;
    return text.replace(/\{([^}]+)\}/g, (whole, name) => params[name] ?? whole);
  }],
};
