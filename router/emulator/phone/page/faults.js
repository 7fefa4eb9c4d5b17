// The dials: what goes wrong, and how often.

import * as api from "./api.js";

const CREATES = {
  429: "429 too many requests",
  500: "500, not taken",
  "500_after_accept": "500, but taken",
  503: "503 unavailable",
  hang: "Hangs, not taken",
  hang_after_accept: "Hangs, but taken",
  reset: "Reset, not taken",
  reset_after_accept: "Reset, but taken",
  slow: "Slow answer",
  bad_json: "Broken JSON, but taken",
};
const CALLBACKS = { lost: "Lost", late: "Late", doubled: "Doubled", reordered: "Out of order" };
const TIMES = { hang_seconds: "Hangs for, seconds", slow_ms: "Slow by, milliseconds", late_ms: "Late by, milliseconds" };

export class FaultPanel {
  #panel;
  #problem;
  #dials = null;
  #turns = 0;
  #sent = Promise.resolve();

  constructor(panel) {
    this.#panel = panel;
    this.#problem = panel.querySelector(".problem");
    this.#offer(".creates", CREATES, share);
    this.#offer(".callbacks", CALLBACKS, share);
    this.#offer(".times", TIMES, amount);
    panel.addEventListener("input", (event) => showShare(event.target));
    panel.addEventListener("change", () => this.#turn());
    panel.querySelector(".rest").addEventListener("click", () => this.#put({}));
  }

  #offer(place, names, control) {
    const controls = Object.entries(names).map(([name, label]) => control(name, label));
    this.#panel.querySelector(place).append(...controls);
  }

  async load() {
    this.#show(await api.dials());
  }

  #show(dials) {
    this.#dials = dials;
    this.#fill(".creates", dials.creates, 100);
    this.#fill(".callbacks", dials.callbacks, 100);
    this.#fill(".times", dials, 1);
    this.#panel.querySelector("[name=paced]").checked = dials.paced;
    this.#panel.classList.toggle("on", isOn(dials));
    this.#panel.querySelector(".state").textContent = isOn(dials) ? "on" : "";
  }

  #fill(place, values, factor) {
    for (const input of this.#panel.querySelectorAll(`${place} input`)) {
      input.value = Math.round(values[input.name] * factor);
      showShare(input);
    }
  }

  // What the panel has no control for stays as it is.
  #turn() {
    const creates = this.#shares(".creates");
    if (total(creates) > 1.000001) return this.#complain("All faults of sending together are at most 100 %.");
    const times = Object.fromEntries(this.#inputs(".times").map(({ name, valueAsNumber }) => [name, valueAsNumber || 0]));
    const paced = this.#panel.querySelector("[name=paced]").checked;
    const callbacks = this.#shares(".callbacks");
    return this.#put({ ...this.#dials, ...times, paced, creates, callbacks });
  }

  #inputs(place) {
    return [...this.#panel.querySelectorAll(`${place} input`)];
  }

  #shares(place) {
    return Object.fromEntries(this.#inputs(place).map(({ name, valueAsNumber }) => [name, valueAsNumber / 100]));
  }

  // One after the other, and only the last answer is shown: a key held down turns a dial many times a second.
  #put(dials) {
    const turn = ++this.#turns;
    this.#problem.textContent = "";
    this.#sent = this.#sent.then(async () => {
      if (turn !== this.#turns) return;
      const turned = await api.turnDials(dials);
      if (turn === this.#turns) this.#show(turned);
    });
    this.#sent = this.#sent.catch((error) => this.#complain(error.message));
  }

  #complain(why) {
    this.#problem.textContent = why;
    this.#show(this.#dials);
  }
}

const total = (shares) => Object.values(shares).reduce((sum, each) => sum + each, 0);

function isOn({ creates, callbacks, rejects, paced }) {
  const shares = [...Object.values(creates), ...Object.values(callbacks)];
  return paced || Object.keys(rejects).length > 0 || shares.some((each) => each > 0);
}

function share(name, label) {
  const row = document.getElementById("share-template").content.firstElementChild.cloneNode(true);
  row.querySelector("span").textContent = label;
  row.querySelector("input").name = name;
  return row;
}

function amount(name, label) {
  const row = document.getElementById("amount-template").content.firstElementChild.cloneNode(true);
  row.querySelector("span").textContent = label;
  row.querySelector("input").name = name;
  return row;
}

function showShare(input) {
  if (input.type === "range") input.nextElementSibling.textContent = `${input.value} %`;
}
