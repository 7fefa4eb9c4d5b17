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

  show({ title, items }) {
    this.#box.hidden = !title;
    this.#box.querySelector("strong").textContent = title;
    this.#box.querySelector(".items").replaceChildren(...items.flatMap(written));
  }
}

function written({ message, excerpt }) {
  const said = document.createElement("p");
  said.textContent = message;
  if (!excerpt) return [said];
  const line = document.createElement("pre");
  line.textContent = excerpt;
  line.tabIndex = 0;
  return [said, line];
}
