// What the process that runs this phone has to say, such as a mistake in the flows.

import * as api from "./api.js";

export class Notice {
  #box;

  constructor(box) {
    this.#box = box;
  }

  async load() {
    this.show(await api.notice());
  }

  show({ title, text }) {
    this.#box.hidden = !title;
    this.#box.querySelector("strong").textContent = title;
    this.#box.querySelector("pre").textContent = text;
  }
}
