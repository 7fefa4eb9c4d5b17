// One phone: a thread with one of our numbers, and where its customer writes.

import * as api from "./api.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { written } from "./numbers.js";

const CHANNEL_NAMES = { sms: "SMS", whatsapp: "WhatsApp" };
const STATE_NOTES = { off: "This phone is switched off.", landline: "This is a landline: it cannot text." };
const NO_LINE = "This account has no numbers to text.";

export class PhoneCard {
  thread = { phone: "", line: "", channel: "sms", state: "on" };
  #conversation;
  #composer;
  #clearings = 0;

  constructor(root, remove) {
    this.root = root;
    this.#conversation = new Conversation(this.#part(".log"), this.#part(".newer"));
    this.#composer = new Composer(this.#part(".composer"), (body, media) => this.#send(body, media));
    this.#part(".remove-phone").addEventListener("click", remove);
    for (const chip of root.querySelectorAll(".chips button")) {
      chip.addEventListener("click", () => this.#composer.submit(chip.textContent));
    }
  }

  #part(selector) {
    return this.root.querySelector(selector);
  }

  focus() {
    this.#composer.focus();
  }

  open(thread) {
    const { phone, line } = this.thread;
    this.thread = thread;
    this.#dress();
    if (phone === thread.phone && line === thread.line) return;
    this.#conversation.clear();
    this.reload();
  }

  #dress() {
    const { phone, line, channel, state } = this.thread;
    this.root.dataset.channel = channel;
    this.root.setAttribute("aria-label", `Phone ${written(phone)}`);
    this.#part(".line-name").textContent = line ? written(line) : "Nobody";
    this.#part(".thread-hint").textContent = `${CHANNEL_NAMES[channel]} from ${written(phone)}`;
    const note = line ? STATE_NOTES[state] : NO_LINE;
    this.#part(".switched-off").textContent = note ?? "";
    this.#part(".switched-off").hidden = !note;
    this.#composer.enable(!note);
    this.#composer.placeholder(channel === "sms" ? "Text message" : "Message");
    this.root.querySelectorAll(".chips button").forEach((chip) => (chip.disabled = Boolean(note)));
  }

  async reload() {
    const { phone, line } = this.thread;
    if (!line) return;
    const before = this.#conversation.sids();
    const messages = await api.conversation(phone, line);
    if (phone !== this.thread.phone || line !== this.thread.line) return;
    this.#conversation.showAll(messages, before);
    messages.forEach((message) => this.#read(message));
    this.showConnection("");
  }

  show(message) {
    if (message.phone !== this.thread.phone || message.line !== this.thread.line) return;
    this.#conversation.show(message);
    this.#read(message);
  }

  // Who has the thread open has read it; WhatsApp tells the service.
  #read({ channel, direction, status, sid }) {
    const unread = channel === "whatsapp" && direction !== "inbound" && status === "delivered";
    if (unread && document.visibilityState === "visible") api.markRead(sid).catch(() => {});
  }

  clear() {
    this.#clearings += 1;
    this.#conversation.clear();
  }

  async #send(body, media) {
    const { phone, line, channel } = this.thread;
    const clearings = this.#clearings;
    const message = await api.sendText({ from: phone, to: line, channel, body, media });
    // A reset may have come before the service's answer.
    if (clearings === this.#clearings) this.show(message);
  }

  showConnection(text) {
    this.#part(".connection").textContent = text;
  }
}
