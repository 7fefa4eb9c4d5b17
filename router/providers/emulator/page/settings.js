// Which phone texts which of our numbers, and whether that phone is on.

import * as api from "./api.js";
import { written } from "./numbers.js";

const UNREACHABLE_HINT = "Texts to it come back undelivered.";
const REMEMBERED = "parley-phone";

export class Settings {
  #panel = document.getElementById("settings");
  #stage = document.querySelector(".stage");
  #opener = document.querySelector(".open-settings");
  #lineSelect = document.getElementById("line");
  #phoneSelect = document.getElementById("phone");
  #stateSelect = document.getElementById("phone-state");
  #channels = document.querySelectorAll("input[name=channel]");
  #lines = [];
  #phones = new Map();
  #changed;

  constructor(changed) {
    this.#changed = changed;
    this.#lineSelect.addEventListener("change", () => this.#select());
    this.#phoneSelect.addEventListener("change", () => this.#select());
    this.#stateSelect.addEventListener("change", () => this.setState(this.#stateSelect.value));
    this.#channels.forEach((radio) => radio.addEventListener("change", () => this.#chooseChannel(radio.value)));
    this.#opener.addEventListener("click", () => this.#open(true));
    this.#panel.querySelector(".close-settings").addEventListener("click", () => this.#open(false));
    this.#panel.addEventListener("keydown", (event) => event.key === "Escape" && this.#open(false));
  }

  async load(firstNumber) {
    const [lines, phones] = await Promise.all([api.lines(), api.phones()]);
    this.#lines = lines;
    phones.forEach((phone) => this.#phones.set(phone.number, phone.state));
    const remembered = JSON.parse(localStorage.getItem(REMEMBERED) ?? "{}");
    await this.#knowPhone(remembered.phone ?? phones[0]?.number ?? firstNumber);
    const line = lines.find(({ address }) => address === remembered.line) ?? lines[0];
    this.#offerChannels(line.channel);
    this.#offerLines(line.address);
    this.#select();
  }

  // A phone that this browser remembers may be new to an emulator that was started again.
  async #knowPhone(number) {
    if (!this.#phones.has(number)) {
      await api.setUpPhone(number, "on");
      this.#phones.set(number, "on");
    }
    this.#offerPhones(number);
  }

  async addPhone(number) {
    await this.#knowPhone(number);
    this.#select();
  }

  async setState(state) {
    const number = this.#phoneSelect.value;
    await api.setUpPhone(number, state);
    this.#phones.set(number, state);
    this.#select();
  }

  #offerChannels(chosen) {
    for (const radio of this.#channels) {
      radio.disabled = !this.#lines.some(({ channel }) => channel === radio.value);
      radio.checked = radio.value === chosen;
    }
  }

  #chooseChannel(channel) {
    const number = this.#lineSelect.value.replace(/^whatsapp:/, "");
    const lines = this.#lines.filter((line) => line.channel === channel);
    const same = lines.find(({ address }) => address.endsWith(number)) ?? lines[0];
    this.#offerLines(same.address);
    this.#select();
  }

  #offerLines(chosen) {
    const { channel } = this.#lines.find(({ address }) => address === chosen);
    const lines = this.#lines.filter((line) => line.channel === channel);
    this.#lineSelect.replaceChildren(...lines.map(({ address }) => new Option(written(address), address)));
    this.#lineSelect.value = chosen;
  }

  #offerPhones(chosen) {
    this.#phoneSelect.replaceChildren(...[...this.#phones.keys()].map((number) => new Option(written(number), number)));
    this.#phoneSelect.value = chosen;
  }

  #select() {
    const { value: phone } = this.#phoneSelect;
    const line = this.#lines.find(({ address }) => address === this.#lineSelect.value);
    const state = this.#phones.get(phone);
    this.#stateSelect.value = state;
    document.getElementById("phone-state-hint").textContent = state === "on" ? "" : UNREACHABLE_HINT;
    localStorage.setItem(REMEMBERED, JSON.stringify({ phone, line: line.address }));
    this.#changed({ phone, state, line: line.address, channel: line.channel });
  }

  #open(open) {
    this.#panel.classList.toggle("open", open);
    this.#opener.setAttribute("aria-expanded", String(open));
    this.#stage.inert = open;
    (open ? this.#panel.querySelector(".close-settings") : this.#opener).focus();
  }
}
