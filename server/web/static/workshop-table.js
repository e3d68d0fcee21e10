/* The editor of a decision table: rows and cells by keyboard, undone step by step, judged and saved while one types. */
"use strict";

(() => {
  const form = document.getElementById("form");
  const rows = document.getElementById("rows");
  if (!form || !rows || form.dataset.open !== "yes") return;
  const blank = document.getElementById("blank");
  const undo = document.getElementById("undo");
  const steps = [];
  let fresh = 0;

  const lines = () => [...rows.rows];
  const cells = (line) => [...line.querySelectorAll("input.cell")];
  const filled = (words, n, what) => words.replace("{n}", n).replace("{what}", what);

  function number() {
    lines().forEach((line, at) => {
      const n = String(at + 1);
      line.querySelector(".number").textContent = n;
      line.dataset.key ||= line.dataset.id || `new-${++fresh}`;
      cells(line).forEach((cell) => cell.setAttribute("aria-label", filled(form.dataset.wordCell, n, cell.dataset.label)));
      line.querySelectorAll("button").forEach((button) => {
        button.value = `${button.dataset.act}:${n}`;
        button.setAttribute("aria-label", filled(form.dataset.wordAct, n, button.dataset.word));
      });
    });
    document.getElementById("row-count").textContent = String(lines().length);
  }

  function read() {
    return {
      rows: lines().map((line) => {
        const texts = cells(line).map((cell) => cell.value);
        return { key: line.dataset.key, id: line.dataset.id, cells: texts.slice(0, -1), note: texts.at(-1) };
      }),
    };
  }

  // ---- undo: what the table was before each step ------------------------------------------------------------------
  function remember() {
    steps.push(read().rows);
    if (steps.length > 100) steps.shift();
    undo.hidden = false;
  }

  function back() {
    const was = steps.pop();
    if (!was) return;
    rows.replaceChildren(...was.map((row) => {
      const line = newLine(row.id, row.key);
      [...row.cells, row.note].forEach((text, at) => { cells(line)[at].value = text; });
      return line;
    }));
    undo.hidden = steps.length === 0;
    number();
    saver.touched();
  }

  function newLine(id = "", key = "") {
    const line = blank.content.querySelector("tr").cloneNode(true);
    line.dataset.id = id;
    if (key) line.dataset.key = key;
    line.querySelector("input[name=row]").value = id;
    return line;
  }

  // ---- rows ---------------------------------------------------------------------------------------------------------
  function act(what, line) {
    const all = lines();
    const at = all.indexOf(line);
    if (what === "drop" && all.length === 1) return;
    if ((what === "up" && at === 0) || (what === "down" && at === all.length - 1)) return;
    remember();
    let next = line;
    if (what === "add" || what === "append") {
      next = newLine();
      if (what === "add") line.after(next); else rows.append(next);
    } else if (what === "drop") {
      next = all[at + 1] || all[at - 1];
      line.remove();
    } else if (what === "up") {
      all[at - 1].before(line);
    } else if (what === "down") {
      all[at + 1].after(line);
    }
    number();
    saver.touched();
    return next;
  }

  form.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-act]");
    if (!button) return;
    event.preventDefault();
    const line = act(button.dataset.act, button.closest("tr"));
    if (!line) return;
    const again = line.querySelector(`button[data-act="${button.dataset.act}"]`);
    (["add", "append"].includes(button.dataset.act) || !again ? cells(line)[0] : again).focus();
  });
  undo.addEventListener("click", back);

  // ---- keys ---------------------------------------------------------------------------------------------------------
  function column(cell) { return cells(cell.closest("tr")).indexOf(cell); }

  function goTo(line, at) {
    if (!line) return;
    const cell = cells(line)[at];
    cell.focus();
    cell.select();
  }

  rows.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const cell = event.target.closest("input.cell");
    if (!cell) return;
    const line = cell.closest("tr");
    const at = column(cell);
    if (event.key === "Enter" && !event.altKey && !event.ctrlKey) {
      event.preventDefault();
      event.stopPropagation();
      goTo(event.shiftKey ? line.previousElementSibling : line.nextElementSibling, at);
    } else if (event.key === "Insert") {
      event.preventDefault();
      goTo(act("add", line), 0);
    } else if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
      event.preventDefault();
      goTo(act(event.key === "ArrowUp" ? "up" : "down", line), at);
    } else if (event.altKey && event.key === "Delete") {
      event.preventDefault();
      goTo(act("drop", line), at);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.altKey && !event.ctrlKey && event.key.toLowerCase() === "z") { event.preventDefault(); back(); }
  });

  // ---- typing: one step for each cell that is entered ---------------------------------------------------------------
  let before = null;
  rows.addEventListener("focusin", () => { before = read().rows; });
  rows.addEventListener("input", () => {
    if (before) { steps.push(before); before = null; undo.hidden = false; }
    saver.touched();
  });

  function marked(found) {
    const wrong = new Set(found.filter((one) => one.row).map((one) => one.row));
    lines().forEach((line, at) => line.classList.toggle("wrong", wrong.has(at + 1)));
  }

  function told(said) { window.workshopFindings(said.findings, marked); }

  function saved(said) {
    lines().forEach((line) => {
      const id = said.ids[line.dataset.key];
      if (!id || line.dataset.id) return;
      line.dataset.id = id;
      line.querySelector("input[name=row]").value = id;
    });
    steps.forEach((step) => step.forEach((row) => { row.id ||= said.ids[row.key] || ""; }));
    told(said);
  }

  const saver = window.workshopSaver(form, { read, saved, checked: told });
  number();
})();
