/* What a person would notice on a page and axe does not: text cut off or printed over, a page wider than its window,
   the place of the focus unseen, errors told to nobody. Each function answers a list of sentences; empty is well. */
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const short = (text) => (text || "").trim().replace(/\s+/g, " ").slice(0, 40);
  const named = (e) => `<${e.tagName.toLowerCase()}${e.id ? "#" + e.id : ""}${e.className && e.className.baseVal === undefined ? "." + e.className.trim().replace(/\s+/g, ".") : ""}> ${short(e.textContent)}`;
  const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
  const spoken = (e) => e.closest(".vh, .to-main, [hidden], .djs-container, noscript");   // for the ear alone, drawn by a library, or not there

  function texts() {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const found = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const holder = node.parentElement;
      if (!node.textContent.trim() || !shown(holder) || spoken(holder) || holder.closest("select, textarea, script, svg")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects()) if (rect.width > 1 && rect.height > 1) found.push({ holder, rect, text: short(node.textContent) });
    }
    return found;
  }

  const layer = (e) => {
    for (let at = e; at; at = at.parentElement) if (["fixed", "sticky"].includes(getComputedStyle(at).position) || at.matches("dialog, .menu")) return at;
    return null;
  };

  /* Text that its box hides (a box that scrolls shows it), and lines printed over each other. */
  function printedBadly() {
    const said = [];
    const lines = texts();
    for (const { holder, rect, text } of lines) {
      for (let box = holder; box && box !== document.body; box = box.parentElement) {
        const style = getComputedStyle(box);
        if (/auto|scroll/.test(style.overflowX + style.overflowY)) break;
        const cuts = style.overflowX !== "visible" || style.overflowY !== "visible" || style.clipPath !== "none";
        const frame = box.getBoundingClientRect();
        const framed = box.matches(".btn, .tag, .chip, .count, kbd, .sheet, .band, dd, dt");
        if ((cuts || framed) && (rect.right > frame.right + 1.5 || rect.left < frame.left - 1.5 || (cuts && (rect.bottom > frame.bottom + 3 || rect.top < frame.top - 3)))) {
          said.push(`"${text}" runs out of ${named(box)}`);
          break;
        }
        if (["absolute", "fixed"].includes(style.position)) break;
      }
    }
    for (let i = 0; i < lines.length; i += 1) {
      for (let j = i + 1; j < lines.length; j += 1) {
        const a = lines[i];
        const b = lines[j];
        const wide = Math.min(a.rect.right, b.rect.right) - Math.max(a.rect.left, b.rect.left);
        const high = Math.min(a.rect.bottom, b.rect.bottom) - Math.max(a.rect.top, b.rect.top);
        if (wide > 2 && high > 0.45 * Math.min(a.rect.height, b.rect.height) && a.holder !== b.holder && layer(a.holder) === layer(b.holder) && scroller(a.holder) === scroller(b.holder)) {
          said.push(`"${a.text}" and "${b.text}" lie over each other`);
        }
      }
    }
    return said;
  }
  const scroller = (e) => e.closest(".scroll, .scan, .diagram");

  /* What one chose or typed, cut by its control: a chosen option, a placeholder. */
  function cutInControls() {
    const pen = document.createElement("canvas").getContext("2d");
    const said = [];
    for (const control of all("select, input[placeholder]").filter(shown)) {
      const style = getComputedStyle(control);
      pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      const text = control.matches("select") ? control.selectedOptions[0]?.textContent.trim() || "" : control.value ? "" : control.placeholder;
      const room = control.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight) - (control.matches("select") ? 16 : 0);
      if (pen.measureText(text).width > room + 1) said.push(`"${short(text)}" is cut in ${named(control).slice(0, 50)}`);
    }
    return said;
  }

  function widerThanTheWindow() {
    const wide = document.documentElement.scrollWidth;
    if (wide <= innerWidth) return [];
    const beyond = all("body *").filter((e) => shown(e) && e.getBoundingClientRect().right > innerWidth + 1 && !e.parentElement.closest(".scroll, .scan, .diagram"));
    return [`the page is ${wide} wide in a window of ${innerWidth}: ${beyond.slice(-3).map(named).join(", ")}`];
  }

  /* A box that scrolls sideways is reached by the keyboard and has a name. */
  function scrollsUnnamed() {
    return all("body *").filter((e) => shown(e) && /auto|scroll/.test(getComputedStyle(e).overflowX) && e.scrollWidth > e.clientWidth + 1 && !e.matches("textarea, input, select, dialog"))
      .filter((e) => !(e.tabIndex === 0 && e.getAttribute("aria-label"))).map((e) => `${named(e)} scrolls and is not reached by the keyboard`);
  }

  // ---- words -------------------------------------------------------------------------------------------------------
  function toldToNobody() {
    const said = [];
    const by = (e) => (e.getAttribute("aria-describedby") || "").split(/\s+/).filter(Boolean);
    const wrong = all("[aria-invalid=true]");
    const described = new Set(wrong.flatMap(by));
    for (const error of all(".err").filter(shown)) if (!described.has(error.id)) said.push(`the error "${short(error.textContent)}" belongs to no field`);
    for (const field of wrong) if (!by(field).some((id) => document.getElementById(id)?.matches(".err"))) said.push(`${named(field)} is wrong and does not say why`);
    for (const field of all("[aria-describedby], [aria-labelledby]")) {
      for (const id of [...by(field), ...(field.getAttribute("aria-labelledby") || "").split(/\s+/).filter(Boolean)]) if (!document.getElementById(id)) said.push(`${named(field)} is described by ${id}, which is not there`);
    }
    const summary = document.getElementById("errors");
    if (summary && document.activeElement !== summary) said.push("the summary of errors has not the focus");
    if (!summary && wrong.length && !wrong.some((one) => one.contains(document.activeElement))) said.push(`there is no summary and the focus is not on the wrong field but on ${named(document.activeElement)}`);
    if (all("h1").filter(shown).length !== 1) said.push(`there are ${all("h1").filter(shown).length} headings of the page`);
    if (!document.title.includes(" | ")) said.push("the page has no title of its own");
    for (const band of all(".band, .toast")) if (!["status", "note", "alert"].includes(band.getAttribute("role")) ) said.push(`${named(band)} has no role`);
    return said;
  }

  // ---- the focus: recorded at each step of Tab ------------------------------------------------------------------------
  // A PDF in its frame belongs to the browser's own viewer, which keeps its focus to itself; each stands beside a link.
  const stops = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";
  function reachable() {
    const within = document.querySelector("dialog[open]") || document;
    const radios = new Set();
    return all(stops, within).filter((e) => {
      if (!shown(e) || e.disabled || e.tabIndex < 0 || e.closest(".djs-container, .bjs-powered-by")) return false;
      if (e.type !== "radio") return true;
      const group = `${e.form?.id}/${e.name}`;
      const stands = e.checked || !all("input[type=radio]").some((one) => one.name === e.name && one.form === e.form && one.checked && shown(one));
      if (radios.has(group) || !stands) return false;
      radios.add(group);
      return true;
    });
  }

  function seen(e) {
    const face = e.matches("input.vh") ? e.closest("label") : e;
    const style = getComputedStyle(face);
    const ring = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 3;
    if (!ring && !e.matches("iframe")) return `${named(e)} shows no focus`;
    const rect = face.getBoundingClientRect();
    const out = rect.bottom <= 0 || rect.top >= innerHeight || rect.right <= 0 || rect.left >= innerWidth;
    if (out) return `${named(e)} has the focus outside the window`;
    const under = [0.1, 0.5, 0.9].map((share) => document.elementFromPoint(rect.left + rect.width / 2, rect.top + rect.height * share)?.closest(".bar, .strip, .acts, .toast"));
    if (rect.height < innerHeight / 2 && under.some((bar) => bar && !bar.contains(e))) return `${named(e)} lies under ${named(under.find(Boolean)).slice(0, 20)}`;
    return "";
  }

  function watchFocus() {
    window.walked = [];
    window.unseen = [];
    document.addEventListener("focusin", (event) => {
      window.walked.push(event.target);
      const e = event.target;
      requestAnimationFrame(() => { if (document.activeElement === e) { const said = seen(e); if (said) window.unseen.push(said); } });
    });
    document.activeElement?.blur();
    window.getSelection()?.removeAllRanges();
    return reachable().length;
  }

  function missedByTab() {
    const said = reachable().filter((e) => !window.walked.includes(e)).map((e) => `${named(e)} is not reached by Tab`);
    const order = window.walked.filter((e, at) => window.walked.indexOf(e) === at);
    const turn = order.findIndex((e) => order.every((other) => other === e || e.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING));
    for (let at = 1; at < order.length; at += 1) {   // the walk begins where the page put the focus, and turns once at the end
      if (at !== turn && order[at - 1].compareDocumentPosition(order[at]) & Node.DOCUMENT_POSITION_PRECEDING) said.push(`${named(order[at])} comes after ${named(order[at - 1])}, before which it stands`);
    }
    document.activeElement?.blur();
    return [...said, ...new Set(window.unseen)];
  }

  const spacing = new CSSStyleSheet();
  spacing.replaceSync("* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }");
  function spaced(on) { document.adoptedStyleSheets = on ? [spacing] : []; }

  window.scrutiny = { printedBadly, cutInControls, widerThanTheWindow, scrollsUnnamed, toldToNobody, watchFocus, missedByTab, spaced };
})();
