/* The editor of a form: words saved while one writes, and the form below drawn anew as a clerk will see it. */
"use strict";

(() => {
  const form = document.getElementById("form");
  const preview = document.getElementById("preview");
  if (!form || !preview || form.dataset.open !== "yes") return;

  function read() {
    const words = new FormData(form);
    ["csrf_token", "path", "rev", "kind"].forEach((name) => words.delete(name));
    return { words: Object.fromEntries(words) };
  }

  function saved(said) {
    window.workshopFindings(said.findings);
    preview.innerHTML = said.preview;
  }

  const saver = window.workshopSaver(form, { read, saved });
  form.addEventListener("input", (event) => { if (event.target.id !== "f-kind") saver.touched(); });
})();
