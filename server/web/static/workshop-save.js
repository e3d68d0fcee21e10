/* Saving while one writes in the workshop: what was typed goes to the draft after a short rest, the strip says when, and
   what another person saved first is told in a band. Without this file the button does the same. */
"use strict";

window.workshopSaver = (form, { read, saved, checked }) => {
  const words = document.body.dataset;
  const place = document.getElementById("saved");
  const token = form.querySelector("[name=csrf_token]");
  let saving = 0;
  let checking = 0;
  let busy = false;
  let unsaved = false;
  let stopped = form.dataset.open !== "yes";
  let asked = 0;

  const revision = () => form.querySelector("[name=rev]");

  async function post(address, body) {
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": token ? token.value : "" };
    const answer = await fetch(address, { method: "POST", headers, body: JSON.stringify(body) });
    return { answer, said: await answer.json() };
  }

  function body() {
    return { path: form.dataset.path, rev: Number(revision().value), ...read() };
  }

  function notice(text) {
    const band = document.createElement("div");
    band.className = "band guard";
    band.setAttribute("role", "status");
    band.textContent = text;
    document.getElementById("notices").replaceChildren(band);
  }

  async function save() {
    clearTimeout(saving);
    if (busy || !unsaved || stopped) return;
    busy = true;
    unsaved = false;
    try {
      const { answer, said } = await post(form.dataset.save, body());
      document.getElementById("offline").hidden = true;
      if (answer.ok) {
        document.querySelectorAll("input[name=rev]").forEach((field) => { field.value = said.rev; });
        place.textContent = `${words.wordSaved} ${said.saved_at}`;
        document.getElementById("notices").replaceChildren();
        saved(said);
      } else {
        stopped = answer.status === 409 || answer.status === 403;
        notice(said.notice || said.message_ja || "");
      }
    } catch {
      unsaved = true;
      document.getElementById("offline").hidden = false;
      saving = setTimeout(save, 10000);
    }
    busy = false;
    if (unsaved) saving = setTimeout(save, 1200);
  }

  async function check() {
    if (!form.dataset.check || !checked || stopped) return;
    const mine = ++asked;
    try {
      const { answer, said } = await post(form.dataset.check, body());
      if (answer.ok && mine === asked) checked(said);
    } catch { /* the save will tell that the line is down */ }
  }

  function touched() {
    if (stopped) return;
    unsaved = true;
    place.textContent = "…";
    clearTimeout(saving);
    clearTimeout(checking);
    saving = setTimeout(save, 1200);
    checking = setTimeout(check, 300);
  }

  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") save(); });
  form.addEventListener("submit", () => { stopped = true; });
  return { touched, save };
};

/* The findings below an editor, written anew. */
window.workshopFindings = (found, marked) => {
  const list = document.getElementById("findings");
  const count = document.getElementById("findings-count");
  if (!list) return;
  count.textContent = String(found.length);
  list.replaceChildren(...(found.length ? found : [{ text: list.dataset.empty, none: true }]).map((one) => {
    const line = document.createElement("li");
    const words = document.createElement("span");
    words.textContent = one.text;
    if (one.none) words.className = "soft";
    line.append(words);
    if (!one.none) {
      const state = document.createElement("span");
      state.className = `st ${one.error ? "late" : "hold"}`;
      state.textContent = one.word;
      line.append(state);
    }
    return line;
  }));
  if (marked) marked(found);
};
