// What happens to all messages, as it happens. One connection for all phones: a browser grants a host only six.

import { feedAddress } from "./api.js";

const REOPEN_AFTER_MS = 2000;

export class Feed {
  #source = null;
  #reopen = 0;

  constructor(handlers) {
    this.handlers = handlers;
  }

  follow() {
    clearTimeout(this.#reopen);
    this.#source?.close();
    const source = new EventSource(feedAddress);
    source.addEventListener("open", () => this.handlers.onOpen());
    source.addEventListener("message", (event) => this.handlers.onMessage(JSON.parse(event.data)));
    source.addEventListener("notice", (event) => this.handlers.onNotice(JSON.parse(event.data)));
    source.addEventListener("clock", (event) => this.handlers.onClock(JSON.parse(event.data)));
    source.addEventListener("reset", () => this.handlers.onReset());
    source.addEventListener("error", () => this.#lost(source));
    this.#source = source;
  }

  #lost(source) {
    this.handlers.onLost();
    // The browser reconnects by itself, except after an HTTP error.
    if (source.readyState === EventSource.CLOSED && source === this.#source) {
      this.#reopen = setTimeout(() => this.follow(), REOPEN_AFTER_MS);
    }
  }
}
