// The phones side by side, one of which the settings speak of.

import { PhoneCard } from "./phone_card.js";

const REMEMBERED = "parley-phones";

export class Table {
  cards = [];
  active = null;
  #place;
  #template;
  #activated;

  constructor(place, template, activated) {
    this.#place = place;
    this.#template = template;
    this.#activated = activated;
  }

  // The threads that this browser had open last, as the addresses of phone and line.
  remembered() {
    try {
      const threads = JSON.parse(localStorage.getItem(REMEMBERED) ?? "[]");
      return Array.isArray(threads) ? threads : [];
    } catch {
      return [];
    }
  }

  #remember() {
    const threads = this.cards.map(({ thread }) => ({ phone: thread.phone, line: thread.line }));
    localStorage.setItem(REMEMBERED, JSON.stringify(threads));
  }

  add(thread) {
    const root = this.#template.content.firstElementChild.cloneNode(true);
    const card = new PhoneCard(root, () => this.#remove(card));
    root.addEventListener("focusin", () => this.activate(card));
    root.addEventListener("pointerdown", () => this.activate(card));
    this.#place.append(root);
    this.cards.push(card);
    this.#place.classList.toggle("several", this.cards.length > 1);
    card.open(thread);
    this.activate(card);
    this.#remember();
    return card;
  }

  #remove(card) {
    const index = this.cards.indexOf(card);
    this.cards.splice(index, 1);
    card.root.remove();
    this.#place.classList.toggle("several", this.cards.length > 1);
    this.active = null;
    this.activate(this.cards[Math.max(index - 1, 0)]);
    this.active.focus();
    this.#remember();
  }

  activate(card) {
    if (this.active === card) return;
    this.active = card;
    this.cards.forEach((each) => each.root.classList.toggle("active", each === card));
    document.documentElement.dataset.channel = card.thread.channel;
    this.#activated(card.thread);
  }

  // The settings chose another thread for the phone that they speak of; a phone's state is one for all its cards.
  rethread(thread) {
    if (!this.active) return;
    this.active.open(thread);
    this.cards
      .filter(({ thread: other }) => other.phone === thread.phone && other.state !== thread.state)
      .forEach((card) => card.open({ ...card.thread, state: thread.state }));
    document.documentElement.dataset.channel = thread.channel;
    this.#remember();
  }

  show(message) {
    this.cards.forEach((card) => card.show(message));
  }

  reload() {
    this.cards.forEach((card) => card.reload());
  }

  clear() {
    this.cards.forEach((card) => card.clear());
  }

  showConnection(text) {
    this.cards.forEach((card) => card.showConnection(text));
  }
}
