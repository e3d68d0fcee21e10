/* The editor of a letter: variables put where the caret stands, sentences saved while one writes, the page drawn anew. */
"use strict";

(() => {
  const form = document.getElementById("form");
  const picker = document.getElementById("picker");
  if (!form || form.dataset.open !== "yes" || !picker) return;
  const choice = document.getElementById("f-variable");
  const preview = document.getElementById("preview");
  let here = form.querySelector("textarea");
  const fields = [...form.querySelectorAll("textarea")];
  const kept = new Map(fields.map((field) => [field.name, field.value]));
  let sent = {};

  /* A sentence that is being emptied goes with it only when one has left it: the page is then drawn anew. */
  function read() {
    const waits = (field) => !field.value.trim() && field === document.activeElement;
    const changed = fields.filter((field) => field.value !== kept.get(field.name) && !waits(field));
    sent = Object.fromEntries(changed.map((field) => [field.name, field.value]));
    return { texts: sent };
  }

  function saved(said) {
    Object.entries(sent).forEach(([name, text]) => kept.set(name, text));
    if (said.count !== fields.length) { location.reload(); return; }
    window.workshopFindings(said.findings);
    const address = `${preview.dataset.url}&rev=${said.rev}`;
    if (!preview.src.endsWith(address)) preview.src = address;
  }

  const saver = window.workshopSaver(form, { read, saved });

  function offer(field) {
    here = field;
    const names = field.dataset.variables.split("\n").filter(Boolean);
    choice.replaceChildren(...names.map((name) => new Option(name, name)));
  }

  function insert() {
    if (!here || !choice.value) return;
    here.setRangeText(`〔${choice.value}〕`, here.selectionStart, here.selectionEnd, "end");
    here.focus();
    saver.touched();
  }

  picker.hidden = false;
  if (here) offer(here);
  form.addEventListener("focusin", (event) => { if (event.target.matches("textarea")) offer(event.target); });
  form.addEventListener("input", (event) => { if (event.target.matches("textarea")) saver.touched(); });
  form.addEventListener("change", (event) => { if (event.target.matches("textarea")) saver.touched(); });
  document.getElementById("insert").addEventListener("click", insert);
  choice.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); insert(); } });
  form.addEventListener("keydown", (event) => {
    if (event.isComposing || !event.altKey || event.key.toLowerCase() !== "v") return;
    event.preventDefault();
    if (document.activeElement === choice) insert(); else choice.focus();
  });
})();
