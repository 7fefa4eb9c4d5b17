// The time of the flows: shown in their zone, and moved where the service lets it be moved.

import * as api from "./api.js";
import * as time from "./time.js";

const TICK_MS = 1000;

export class ClockPanel {
  #panel;
  #form;
  #problem;
  #stage;
  #moved;
  #zone = "UTC";
  #isMoved = false;

  constructor(panel, stage, moved) {
    this.#panel = panel;
    this.#form = panel.querySelector("form");
    this.#problem = panel.querySelector(".problem");
    this.#stage = stage;
    this.#moved = moved;
    for (const button of panel.querySelectorAll("[data-advance]")) {
      button.addEventListener("click", () => this.#move({ advance: button.dataset.advance }));
    }
    panel.querySelector("[data-at]").addEventListener("click", (event) => this.#move({ at: event.target.dataset.at }));
    for (const button of document.querySelectorAll(".real-time")) {
      button.addEventListener("click", () => this.#move({ reset: true }));
    }
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#move({ at: this.#form.elements.at.value });
    });
    setInterval(() => this.#tick(), TICK_MS);
  }

  async load() {
    this.show(await api.clock());
  }

  show({ now, zone, movable, ahead }) {
    this.#panel.hidden = !movable;
    this.#zone = zone;
    this.#isMoved = ahead !== 0;
    time.beAhead(ahead);
    this.#panel.querySelector(".state").textContent = this.#isMoved ? "moved" : "";
    this.#panel.querySelector(".real-time").disabled = !this.#isMoved;
    this.#stage.hidden = !this.#isMoved;
    this.#form.elements.at.value ||= now.slice(0, 16);
    this.#tick();
    this.#moved();
  }

  #tick() {
    const written = writtenIn(this.#zone, time.now());
    this.#panel.querySelector(".now").textContent = `${written}, ${this.#zone.replaceAll("_", " ")}`;
    this.#stage.querySelector(".now").textContent = written;
  }

  async #move(move) {
    this.#problem.textContent = "";
    this.#busy(true);
    try {
      const clock = await api.moveClock(move);
      this.show(clock);
      this.#problem.textContent = clock.warning;
    } catch (error) {
      this.#problem.textContent = error.message;
    } finally {
      this.#busy(false);
    }
  }

  // A day may take a second: all that comes due on the way happens.
  #busy(busy) {
    this.#panel.setAttribute("aria-busy", String(busy));
  }
}

function writtenIn(zone, moment) {
  const style = { weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "numeric", minute: "2-digit" };
  return new Intl.DateTimeFormat(undefined, { ...style, timeZone: zone }).format(moment);
}
