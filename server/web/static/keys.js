/* Keys, lists and dialogs. Everything here only presses what is visible in the page: a key finds the element that names
   it (data-key="F8") and clicks it. Single letters work outside fields, never while an IME composes, and can be switched
   off (設定). The browser's own keys (Ctrl, F5, F11, F12) are left alone. */
"use strict";

(() => {
  const body = document.body;
  const FUNCTION_KEYS = /^F(1|2|3|4|6|7|8|9|10)$/;
  const FIELDS = "input:not([type=checkbox], [type=radio], [type=hidden]), select, textarea";
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const visible = (element) => element.getClientRects().length > 0;
  const word = (name, n) => (body.dataset[`word${name}`] || "").replace("{n}", n);

  document.documentElement.classList.add("js");

  // ---- keys --------------------------------------------------------------------------------------------------------
  const composing = (event) => event.isComposing || event.keyCode === 229;
  const typing = (target) => target.matches?.(FIELDS) || target.isContentEditable;
  const openDialog = () => document.querySelector("dialog[open]");

  function bearer(key) {
    const within = openDialog() || document;
    return all("[data-key]", within).find((e) => e.dataset.key.split(" ").includes(key) && (visible(e) || e.matches("input")));
  }

  function press(element) {
    if (element.getAttribute("aria-disabled") === "true") element.focus();
    else if (element.matches(FIELDS)) { element.focus(); element.select?.(); }
    else element.click();
  }

  function pressKey(event, key) {
    const element = bearer(key);
    if (!element) return false;
    event.preventDefault();
    press(element);
    return true;
  }

  // ---- scanner: a code typed in one burst with Enter behind it, wherever one is outside a field, is looked for ----------
  const CODE = /^(?:C\d{1,2}-\d{7}|[MTSHR]\d{1,2}-\d{6}|\d{10}|\d{15})$/i;   // letter, case, household, person
  const BEGINS_CODE = /[CMTSHR\d]/i;
  const BURST = 60;   // milliseconds between two signs; nobody types so fast
  let scanned = "";
  let lastKey = 0;
  let held = 0;

  /* Whether the key belongs to a code under way; what may begin one waits for BURST before it acts as a key. */
  function ofScan(event) {
    const quick = event.timeStamp - lastKey < BURST;
    lastKey = event.timeStamp;
    if (event.key === "Shift") return quick && scanned !== "";
    if (quick && scanned !== "") {
      clearTimeout(held);
      if (event.key === "Enter" && CODE.test(scanned)) lookFor(scanned);
      scanned = event.key.length === 1 ? scanned + event.key : "";
      event.preventDefault();
      return true;
    }
    scanned = BEGINS_CODE.test(event.key) && event.key.length === 1 ? event.key : "";
    return false;
  }

  function lookFor(code) {
    const form = document.querySelector("form.find");
    if (!form) return;
    form.elements.q.value = code;
    form.requestSubmit();
  }

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || composing(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (!typing(event.target) && !openDialog() && ofScan(event)) return;
    if (event.key === "F2") pickHere();
    if (event.key === "F10") noteField();
    if (FUNCTION_KEYS.test(event.key)) { pressKey(event, event.key === "F8" && !bearer("F8") ? "N" : event.key); return; }
    if (event.key === "Enter" && typing(event.target)) { nextField(event); return; }
    if (typing(event.target)) { if (event.key === "Escape") leaveField(event); return; }
    if (event.key === "Escape" && closeMenu(event)) return;
    if (event.key === "Escape" || event.key === "PageDown") { pressKey(event, event.key); return; }
    if (body.dataset.letters === "off" || event.key.length !== 1 || event.repeat && !/[jk]/i.test(event.key)) return;
    const letter = event.key.toUpperCase();
    if (openDialog()) { pressKey(event, letter); return; }
    const taken = document.dispatchEvent(new CustomEvent("letter", { detail: letter, cancelable: true })) === false;
    if (taken || moveByLetter(letter)) event.preventDefault();
    else if (scanned !== "" && bearer(letter) && !openDialog()) held = setTimeout(() => press(bearer(letter)), BURST);
    else pressKey(event, letter);
  });

  function leaveField(event) {
    if (!openDialog()) { event.target.blur(); event.preventDefault(); }
  }

  /* Enter goes to the next field of the form (switchable), from the last one to the main button; it never sends by chance. */
  function nextField(event) {
    const form = event.target.form;
    if (!form?.matches("[data-form]") || event.target.matches("textarea") || body.dataset.enter !== "next") return;
    event.preventDefault();
    const stops = all(FIELDS, form).filter((e) => visible(e) && !e.readOnly && !e.disabled);
    const next = stops[stops.indexOf(event.target) + 1] || document.querySelector(".acts .btn.go, form .btn.go");
    next?.focus();
    next?.select?.();
  }

  // ---- lists: J K move, X chooses, Enter opens (the link has the focus) -------------------------------------------------
  const rows = () => all("table[data-list] tbody tr:not(.group)").filter((row) => visible(row) && row.querySelector("a[href]"));
  const linkOf = (row) => row.querySelector("a[data-open]") || row.querySelector("a[href]");

  function here(row, focus = true) {
    all("tr.here").forEach((other) => other.classList.remove("here"));
    row.classList.add("here");
    if (!focus) return;   // a row pressed with the mouse must not move away under it
    linkOf(row).focus();
    row.scrollIntoView({ block: "nearest" });
  }

  function moveByLetter(letter) {
    const list = rows();
    if (!list.length) return false;
    const at = list.findIndex((row) => row.classList.contains("here"));
    if (letter === "J" || letter === "K") {
      const to = at < 0 ? (letter === "J" ? 0 : list.length - 1) : at + (letter === "J" ? 1 : -1);
      if (list[to]) here(list[to]);
      return true;
    }
    if (letter === "X" && at >= 0) { list[at].querySelector("td.pick input")?.click(); return true; }
    return false;
  }

  document.addEventListener("mousedown", (event) => {
    if (event.target.closest?.("button[value=aside]")) noteField();
  });

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest?.("table[data-list] tbody tr:not(.group)");
    if (row?.querySelector("a[href]")) here(row, false);
  });

  /* F2 on a row of which nothing is chosen yet means this very row. */
  function pickHere() {
    const bar = document.querySelector(".bulk[data-bulk]");
    const box = document.querySelector("tr.here td.pick input");
    if (bar?.hidden && box) { box.checked = true; showPicked(); }
  }

  /* F10 sets the page aside; the field one is in goes along, so that one comes back to it. */
  function noteField() {
    const field = document.activeElement;
    const form = document.querySelector("form[data-form]");
    if (!form || !field?.id || !typing(field)) return;
    let place = form.querySelector("input[name=_field]");
    if (!place) {
      place = Object.assign(document.createElement("input"), { type: "hidden", name: "_field" });
      form.append(place);
    }
    place.value = field.id;
  }

  // ---- choosing rows -----------------------------------------------------------------------------------------------
  const boxes = (form) => all(`td.pick input[form="${form}"]`);

  function showPicked() {
    all(".bulk[data-bulk]").forEach((bar) => {
      const n = boxes(bar.dataset.bulk).filter((box) => box.checked).length;
      bar.hidden = n === 0;   // it takes no room while nothing is chosen; without scripts it always stands there
      bar.querySelector("[data-picked]").textContent = word("Picked", n);
      bar.querySelector("[data-unpick]").hidden = n === 0;
      all("button[form]", bar).forEach((button) => button.setAttribute("aria-disabled", String(n === 0)));
      const every = document.querySelector("[data-pick-all]");
      if (every) every.checked = n > 0 && n === boxes(bar.dataset.bulk).length;
    });
  }

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-pick-all]")) {
      all("td.pick input").forEach((box) => { box.checked = event.target.checked; });
    }
    if (event.target.closest(".pick")) showPicked();
    if (event.target.matches("select[data-submit]")) event.target.form.requestSubmit();
  });

  // ---- clicks: dialogs, dashed buttons, print, unpick ---------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.("button");
    if (!button) return;
    if (button.getAttribute("aria-disabled") === "true") { event.preventDefault(); event.stopPropagation(); return; }
    if (button.dataset.dialog) document.getElementById(button.dataset.dialog)?.showModal();
    if (button.matches("[data-print]")) window.print();
    if (button.matches("[data-unpick]")) {
      all("td.pick input").forEach((box) => { box.checked = false; });
      showPicked();
    }
  }, true);

  // ---- menus: one that lies over the page closes as soon as it is left, so it hides nothing that has the focus ---------
  const menus = () => all("details[open]:has(> .menu)");
  document.addEventListener("focusout", (event) => {
    if (event.relatedTarget) menus().forEach((menu) => { menu.open = menu.contains(event.relatedTarget); });
  });
  document.addEventListener("mousedown", (event) => menus().forEach((menu) => { menu.open = menu.contains(event.target); }));

  /* Esc closes the menu one is in, before it leaves the page. */
  function closeMenu(event) {
    const menu = event.target.closest?.("details[open]:has(> .menu)");
    if (!menu) return false;
    event.preventDefault();
    menu.open = false;
    menu.querySelector("summary").focus();
    return true;
  }

  // A form is sent once: a second press while the first is under way does nothing.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "yes";
  });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));

  // ---- what runs by itself: the count of what waits, the toast, the band without a connection ------------------------
  setInterval(() => {
    if (!document.hidden && navigator.onLine) document.getElementById("places")?.dispatchEvent(new Event("recount"));
  }, 20000);

  const toast = document.getElementById("toast");
  if (toast && !toast.hidden) setTimeout(() => { toast.hidden = true; }, 4000);
  window.kokuhoToast = (text) => {
    toast.textContent = text;
    toast.hidden = false;
    setTimeout(() => { toast.hidden = true; }, 4000);
  };

  const offline = () => { document.getElementById("offline").hidden = navigator.onLine; };
  window.addEventListener("online", offline);
  window.addEventListener("offline", offline);
  offline();

  // ---- what a page holds only for scripts ---------------------------------------------------------------------------
  all("[data-print]").forEach((button) => { button.hidden = false; });
  (document.querySelector("[data-errors]") || document.querySelector("main :is(input, select, textarea)[aria-invalid=true], main fieldset[aria-invalid=true] input"))?.focus();
  if (location.hash.startsWith("#f-")) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.focus();
  showPicked();
  document.addEventListener("htmx:after:swap", showPicked);
})();
