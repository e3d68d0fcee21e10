/* Saved as one works (自動保存): a moment after each change, one save at a time, with a word that says where it stands.
   Whoever saved before is named, and nothing drawn is lost: the picture stays on the screen until the person chooses. */

import { say } from "./workshop-diagram-words.js";

const REST = 700;      // milliseconds without a change before a save
const AGAIN = 5000;    // before a save that the network refused is tried again
const LOOK = 7000;     // between two looks at who else is at the draft

const WORDS = {
  saved: ["保存済み {time}", "Saved {time}"],
  saving: ["保存中…", "Saving…"],
  changed: ["保存していない変更があります", "Changes not saved yet"],
  failed: ["保存できません: 通信が切れています。図は残っています。つながると保存します", "Not saved: no connection. Your drawing stays and is saved once there is one."],
  refused: ["保存できません: {why}", "Not saved: {why}"],
  newer: ["{by}が先に保存しました(第{rev}改訂)", "{by} saved revision {rev}"],
};

const clock = () => new Date().toLocaleTimeString("ja-JP", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Tokyo" });

/** Keeps the draft in step with what is drawn. `write` gives the file's text; `on` hears findings, others, staleness. */
export class Saver {
  constructor(place, rev, { write, tell, on }) {
    Object.assign(this, { place, rev, write, tell, on, dirty: false, busy: false, stopped: false, timer: 0 });
    window.addEventListener("beforeunload", (event) => { if (this.dirty) event.preventDefault(); });
    this.tell("saved", say(WORDS.saved, { time: clock() }));
    setInterval(() => this.look(), LOOK);
    document.addEventListener("visibilitychange", () => this.look());
  }

  /** Something was drawn. */
  changed() {
    this.dirty = true;
    if (this.stopped) return;
    this.tell("changed", say(WORDS.changed));
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), REST);
  }

  /** Saves now; what is drawn meanwhile is saved next. */
  async save() {
    clearTimeout(this.timer);
    if (this.busy || this.stopped || !this.dirty) return;
    this.busy = true;
    this.dirty = false;
    this.tell("saving", say(WORDS.saving));
    try {
      await this._send();
    } catch {
      this.dirty = true;
      this.tell("failed", say(WORDS.failed));
      this.timer = setTimeout(() => this.save(), AGAIN);
    }
    this.busy = false;
    if (this.dirty && !this.stopped && !this.timer) this.changed();
  }

  async _send() {
    const files = { [this.place.dataset.path]: await this.write() };
    const headers = { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.place.dataset.csrf };
    const answer = await fetch(this.place.dataset.save, { method: "POST", headers, body: JSON.stringify({ rev: this.rev, files }) });
    this.timer = 0;
    const said = await answer.json();
    if (answer.ok) {
      this.rev = said.rev;
      this.tell("saved", say(WORDS.saved, { time: clock() }));
      this.on.findings(said.findings);
    } else {
      this._refused(said);
    }
  }

  _refused(said) {
    this.dirty = true;
    this.stopped = true;
    this.tell("refused", say(WORDS.refused, { why: said.notice || said.message_ja || "" }));
    if (said.code === "draft_stale") this.on.stale(said);
  }

  /** Saves on top of what the other person saved, after the person chose so. */
  async overwrite() {
    const state = await this._state();
    this.rev = state.rev;
    this.stopped = false;
    await this.save();
  }

  /** Who else is at the draft, and whether somebody saved meanwhile. */
  async look() {
    if (document.hidden) return;
    try {
      const state = await this._state();
      this.on.others(state.others);
      if (state.rev > this.rev && !this.busy && !this.stopped) this._newer(state);
    } catch { /* the next look comes by itself; a save says what is wrong */ }
  }

  async _state() {
    const answer = await fetch(this.place.dataset.state, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    return answer.json();
  }

  /** Somebody else saved. Whoever has drawn nothing since may simply open it again. */
  _newer(state) {
    this.stopped = true;
    this.tell("refused", say(WORDS.newer, { by: state.by, rev: state.rev }));
    this.on.stale({ notice: say(WORDS.newer, { by: state.by, rev: state.rev }) });
  }
}
