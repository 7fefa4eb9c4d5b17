// The log of one thread.

import { createBubble, updateBubble } from "./bubble.js";
import { dayName } from "./dates.js";

const NEAR_THE_END_PX = 80;

export class Conversation {
  #log;
  #newer;
  #bubbles = new Map();
  #atEnd = true;
  #lastTop = 0;

  constructor(log, newer) {
    this.#log = log;
    this.#newer = newer;
    log.addEventListener("scroll", () => this.#noteScroll(), { passive: true });
    // Pictures grow when they are loaded, and the keyboard shrinks the log.
    log.addEventListener("load", () => this.#keepEnd(), { capture: true });
    new ResizeObserver(() => this.#keepEnd()).observe(log);
    newer.addEventListener("click", () => this.scrollToEnd());
  }

  clear() {
    this.#bubbles.clear();
    this.#log.replaceChildren();
    this.scrollToEnd();
  }

  sids() {
    return [...this.#bubbles.keys()];
  }

  // Shows these messages and takes away those of `before` that are gone. What came while they were fetched stays,
  // and so do bubbles that are there already, so nothing is announced twice.
  showAll(messages, before) {
    const sids = new Set(messages.map((message) => message.sid));
    before.filter((sid) => !sids.has(sid)).forEach((sid) => this.#remove(sid));
    messages.forEach((message) => this.#put(message));
    this.#markDays();
    this.#keepEnd();
  }

  show(message) {
    const isNew = this.#put(message);
    if (isNew) this.#markDays();
    if (isNew && message.direction === "inbound") this.#atEnd = true;
    if (isNew) this.#newer.hidden = this.#atEnd;
    this.#keepEnd();
  }

  #remove(sid) {
    const bubble = this.#bubbles.get(sid);
    this.#bubbles.delete(sid);
    if (bubble) dayBefore(bubble)?.remove();
    bubble?.remove();
  }

  // Returns whether the message is new here. An older version of a known one changes nothing.
  #put(message) {
    const known = this.#bubbles.get(message.sid);
    if (known && Number(known.dataset.version) >= message.version) return false;
    const bubble = known ?? createBubble(message);
    updateBubble(bubble, message);
    if (known) return false;
    this.#bubbles.set(message.sid, bubble);
    this.#place(bubble);
    return true;
  }

  #place(bubble) {
    let before = this.#log.lastElementChild;
    // A separator has no time, so it compares as false and is passed over.
    while (before && !(Date.parse(before.dataset.at) <= Date.parse(bubble.dataset.at))) {
      before = before.previousElementSibling;
    }
    if (before) before.after(bubble);
    else this.#log.prepend(bubble);
  }

  // Touches only what is wrong: a separator that is put back would be read aloud again.
  #markDays() {
    let last = null;
    for (const bubble of this.#log.querySelectorAll(".bubble")) {
      const day = dayName(new Date(bubble.dataset.at));
      const marker = dayBefore(bubble);
      if (day === last) marker?.remove();
      else if (!marker) bubble.before(daySeparator(day));
      else if (marker.textContent !== day) marker.textContent = day;
      last = day;
    }
  }

  #noteScroll() {
    const { scrollHeight, scrollTop, clientHeight } = this.#log;
    const nearTheEnd = scrollHeight - scrollTop - clientHeight < NEAR_THE_END_PX;
    // Content that grows below takes nobody away from the end; only scrolling up does.
    if (nearTheEnd) this.#atEnd = true;
    else if (scrollTop < this.#lastTop) this.#atEnd = false;
    this.#lastTop = scrollTop;
    if (this.#atEnd) this.#newer.hidden = true;
  }

  #keepEnd() {
    if (this.#atEnd) this.scrollToEnd();
  }

  scrollToEnd() {
    this.#atEnd = true;
    this.#newer.hidden = true;
    this.#log.scrollTop = this.#log.scrollHeight;
  }
}

function dayBefore(bubble) {
  const before = bubble.previousElementSibling;
  return before?.matches(".day") ? before : null;
}

function daySeparator(day) {
  const separator = document.createElement("p");
  separator.className = "day";
  separator.textContent = day;
  return separator;
}
