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

  // Shows exactly these messages; the bubbles that are there already stay, so nothing is announced twice.
  showAll(messages) {
    const sids = new Set(messages.map((message) => message.sid));
    for (const [sid, bubble] of this.#bubbles) {
      if (!sids.has(sid)) {
        bubble.remove();
        this.#bubbles.delete(sid);
      }
    }
    messages.forEach((message) => this.show(message));
  }

  show(message) {
    const known = this.#bubbles.get(message.sid);
    if (known && Number(known.dataset.version) >= message.version) return;
    const bubble = known ?? createBubble(message);
    updateBubble(bubble, message);
    if (!known) this.#insert(bubble, message);
  }

  #insert(bubble, message) {
    this.#bubbles.set(message.sid, bubble);
    this.#place(bubble);
    this.#markDays();
    if (this.#atEnd || message.direction === "inbound") {
      this.scrollToEnd();
    } else {
      this.#newer.hidden = false;
    }
  }

  #place(bubble) {
    const at = Date.parse(bubble.dataset.at);
    const before = [...this.#bubbles.values()].findLast((other) => other !== bubble && Date.parse(other.dataset.at) <= at);
    if (before?.isConnected) {
      before.after(bubble);
    } else {
      this.#log.prepend(bubble);
    }
  }

  #markDays() {
    this.#log.querySelectorAll(".day").forEach((day) => day.remove());
    let last = null;
    for (const bubble of this.#log.querySelectorAll(".bubble")) {
      const day = dayName(new Date(bubble.dataset.at));
      if (day !== last) bubble.before(daySeparator(day));
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

function daySeparator(day) {
  const separator = document.createElement("p");
  separator.className = "day";
  separator.textContent = day;
  return separator;
}
