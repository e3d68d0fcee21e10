/* Forms while they are typed: drafts, the echo of a date, an address by its postcode, fields that depend on others, rows
   added and removed without a new page, the marks of a second check. Without this file all of it works by buttons. */
"use strict";

(() => {
  const form = document.querySelector("form[data-form]");
  if (!form) return;
  const words = document.body.dataset;
  const all = (selector, within = form) => [...within.querySelectorAll(selector)];
  const byName = (name) => all(`[name="${CSS.escape(name)}"]`);

  // ---- draft: saved while typing; the strip says when ---------------------------------------------------------------
  const saved = document.getElementById("saved");
  let timer = 0;
  let unsaved = false;

  function draftOf() {
    const data = new FormData(form);
    all("[data-secret]").forEach((field) => data.delete(field.name));   // a My Number never lies in a draft
    all("input[type=file]").forEach((field) => data.delete(field.name));
    all("input[type=hidden][value^='sealed:']").forEach((field) => data.append(field.name, field.value));
    return data;
  }

  async function save() {
    clearTimeout(timer);
    if (!unsaved || !form.dataset.draft) return;
    unsaved = false;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: draftOf(), headers: { Accept: "application/json" } });
      const said = await answer.json();
      if (answer.ok) {
        saved.textContent = `${words.wordSaved} ${said.saved_at}`;
        document.getElementById("offline").hidden = true;
      }
      if (said.notice) notice(said.notice);
    } catch {
      unsaved = true;
      document.getElementById("offline").hidden = false;
      timer = setTimeout(save, 10000);
    }
  }

  function touched() {
    unsaved = true;
    clearTimeout(timer);
    timer = setTimeout(save, 1500);
  }

  /* The server's own sentence (taken by another, changed since): a band, never a dialog, and nothing typed is lost. */
  function notice(text) {
    const place = document.getElementById("notices");
    if (!place) return;
    const band = document.createElement("div");
    band.className = "band law";
    band.setAttribute("role", "status");
    band.textContent = text;
    place.replaceChildren(band);
  }

  form.addEventListener("input", touched);
  form.addEventListener("change", touched);
  // What is sent is no draft any more: a save on leaving the page would bring it back as half typed.
  form.addEventListener("submit", () => { unsaved = false; clearTimeout(timer); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  window.addEventListener("online", () => { if (unsaved) save(); });

  // ---- echo of a date, address by postcode --------------------------------------------------------------------------
  async function ask(address, query) {
    const answer = await fetch(`${address}?${new URLSearchParams(query)}`, { headers: { Accept: "application/json" } });
    return answer.ok ? answer.json() : {};
  }

  // A line that appears moves what stands below it: while a button of the mouse is down it waits, or the click is lost.
  let settled = Promise.resolve();
  let settle = () => {};
  document.addEventListener("pointerdown", () => { settle(); settled = new Promise((done) => { settle = done; }); }, true);
  for (const kind of ["pointerup", "pointercancel"]) document.addEventListener(kind, () => setTimeout(() => settle()), true);

  async function echo(field, text) {
    await settled;
    const place = document.getElementById(`${field.id}-echo`);
    if (place) place.textContent = text;
  }

  async function echoDate(field) {
    if (!document.getElementById(`${field.id}-echo`) || !words.echo) return;
    const query = { kind: "date", text: field.value };
    if ("age" in field.dataset) query.age = "1";
    const said = field.value.trim() ? await ask(words.echo, query) : {};
    await echo(field, said.echo || said.error || "");
  }

  async function fillAddress(field) {
    if (!words.postcode || !field.value.trim()) return;
    const parts = await ask(words.postcode, { code: field.value });
    for (const [part, name] of Object.entries(JSON.parse(field.dataset.fills))) {
      const target = byName(name)[0];
      if (target && parts[part] && !target.value) target.value = parts[part];   // what was typed is never overwritten
    }
    await echo(field, parts.whole || "");
    touched();
  }

  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-date]")) echoDate(event.target).catch(() => {});
    if (event.target.matches("[data-fills]")) fillAddress(event.target).catch(() => {});
  });

  // ---- fields that depend on others: only hidden here, judged by the server ------------------------------------------
  function valuesOf(name) {
    const fields = byName(name);
    if (fields.length === 1 && fields[0].type === "checkbox" && fields[0].value === "1") return [fields[0].checked];
    return fields.filter((f) => !["checkbox", "radio"].includes(f.type) || f.checked).map((f) => f.value).filter((v) => v !== "");
  }

  function holds(condition) {
    const values = valuesOf(condition.field);
    const found = condition.values.some((wanted) => (wanted === null ? values.length === 0 : values.includes(wanted)));
    return condition.test === "not" ? !found : found;
  }

  function showDependents() {
    all("[data-show-if]").forEach((element) => { element.hidden = false; });
    all("[data-show-if]").forEach((element) => {
      const conditions = JSON.parse(element.dataset.showIf);
      element.hidden = !conditions.every((one) => holds(one) && !byName(one.field)[0]?.closest("[data-show-if][hidden]"));
    });
    all("section.sheet").forEach((sheet) => {   // nothing to answer in it: its title says nothing either
      const fields = [...sheet.querySelectorAll(".field")];
      sheet.hidden = fields.length > 0 && fields.every((one) => one.closest("[data-show-if][hidden]"));
    });
  }
  form.addEventListener("change", showDependents);

  // ---- the main button says what will happen: 照合へ回す, 書類を待つ … ---------------------------------------------------
  function sayNext() {
    document.querySelectorAll("button[data-says] > span").forEach((place) => {
      const chosen = byName(place.parentElement.dataset.says).find((radio) => radio.checked);
      const label = chosen?.closest("label")?.textContent.trim();
      if (label) place.textContent = label;
    });
  }
  form.addEventListener("change", sayNext);

  // ---- rows added and removed: the same request as the button's, only the fields are exchanged -------------------------
  async function exchange(button) {
    const data = new FormData(form);
    data.append(button.name, button.value);
    const before = all("[data-group]").map((group) => [group.dataset.group, all("tbody tr, .member", group).length]);
    const answer = await fetch(form.action, { method: "POST", body: data });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("fields");
    if (!answer.ok || !fresh) { form.requestSubmit(button); return; }
    document.getElementById("fields").replaceWith(fresh);
    showDependents();
    focusChange(button.value, Object.fromEntries(before));
    touched();
  }

  function focusChange(act) {
    const [verb, path] = act.split(":");
    const group = all("[data-group]").find((one) => one.dataset.group === path.split(".")[0]);
    const rows = group ? all("tbody, .member", group) : [];
    const row = rows[verb === "add" ? rows.length - 1 : Math.min(Number(path.split(".")[1]), rows.length - 1)];
    row?.querySelector("input:not([type=hidden]), select")?.focus();
  }

  const asking = document.createElement("dialog");
  asking.className = "dialog";
  function askFirst(button) {
    asking.innerHTML = "";
    const inside = document.createElement("form");
    inside.method = "dialog";
    inside.className = "in";
    const title = document.createElement("h2");
    title.id = "asking-title";
    title.textContent = button.dataset.ask;
    const act = Object.assign(document.createElement("button"), { className: "btn danger", value: "do", textContent: button.dataset.askDo });
    const line = document.createElement("p");
    line.className = "row";
    const leave = Object.assign(document.createElement("button"), { className: "btn", value: "", textContent: `${words.wordLeave} ` });
    leave.append(Object.assign(document.createElement("kbd"), { textContent: "Esc" }));
    line.append(act, " ", leave);
    inside.append(title, line);
    asking.append(inside);
    asking.setAttribute("aria-labelledby", title.id);
    if (!asking.isConnected) document.body.append(asking);
    asking.returnValue = "";
    asking.onclose = () => { if (asking.returnValue === "do") exchange(button).catch(() => form.requestSubmit(button)); else button.focus(); };
    asking.showModal();
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=_act]");
    if (!button || !/^(add|remove):/.test(button.value)) return;
    event.preventDefault();
    if (button.dataset.ask) askFirst(button);
    else exchange(button).catch(() => form.requestSubmit(button));
  });

  // ---- second check: Y U mark, J K move, the group in hand is framed on the scan ---------------------------------------
  const groups = () => all("[data-check-group]");
  const markOf = (group) => group.querySelector("input[type=radio]:checked")?.value || "";
  const inHand = () => form.querySelector("[data-check-group].hand");

  function take(group, focus = true) {
    groups().forEach((one) => one.classList.toggle("hand", one === group));
    document.querySelectorAll("[data-place]").forEach((rect) => rect.classList.toggle("on", rect.dataset.place === group?.dataset.checkGroup));
    if (!group) return;
    if (focus) group.focus({ preventScroll: true });
    if (focus || !document.querySelector("[data-errors]:focus")) group.scrollIntoView({ block: "nearest" });   // a summary is read first
  }

  function mark(group, value) {
    const radio = all("input[type=radio]", group).find((one) => one.value === value);
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  }

  function afterMark(group) {
    if (markOf(group) === "differs") { take(group, false); group.querySelector("input[type=text]").focus(); }
    else if (markOf(group) === "match") take(groups().find((one) => !markOf(one)) || null);
    else take(group);
    openDecision();
  }

  /* The deciding button opens when the last group has been seen; until then it is dashed, with the missing number beside it. */
  function openDecision() {
    const missing = groups().filter((one) => !markOf(one)).length;
    const button = document.querySelector(".acts .btn.go");
    button?.setAttribute("aria-disabled", String(missing > 0));
    document.getElementById("left-to-see").textContent = missing ? words.wordLeft.replace("{n}", missing) : "";
  }

  function checkLetter(event) {
    const list = groups();
    const group = inHand();
    const at = list.indexOf(group);
    if (event.detail === "Y" && group) mark(group, "match");
    else if (event.detail === "U" && group) mark(group, "differs");
    else if (event.detail === "J") take(list[Math.min(at + 1, list.length - 1)]);
    else if (event.detail === "K") take(list[Math.max(at - 1, 0)]);
    else return;
    event.preventDefault();
  }

  if (form.matches("[data-check]")) {
    document.addEventListener("letter", checkLetter);
    form.addEventListener("change", (event) => {
      const group = event.target.closest("[data-check-group]");
      if (group && event.target.type === "radio") afterMark(group);
    });
    form.addEventListener("click", (event) => {
      const group = event.target.closest("[data-check-group]");
      if (group && !event.target.closest("label, input, a, button")) take(group);
    });
    take(groups().find((one) => !markOf(one)) || null, !document.querySelector("[data-errors]"));
    openDecision();
  }

  showDependents();
  sayNext();
})();
