// Which phone texts which of our numbers, and whether that phone is on.

import * as api from "./api.js";
import { bareNumber, written } from "./numbers.js";

const UNREACHABLE_HINT = "Texts to it come back undelivered.";

export class Settings {
  #panel;
  #openers = () => document.querySelectorAll(".open-settings");
  #stage = document.querySelector(".stage");
  #lineSelect = document.getElementById("line");
  #phoneSelect = document.getElementById("phone");
  #stateSelect = document.getElementById("phone-state");
  #channels = document.querySelectorAll("input[name=channel]");
  #lines = [];
  #phones = new Map();
  #changed;

  constructor(panel, changed) {
    this.#panel = panel;
    this.#changed = changed;
    this.#lineSelect.addEventListener("change", () => this.#select());
    this.#phoneSelect.addEventListener("change", () => this.#select());
    this.#stateSelect.addEventListener("change", () => this.setState(this.#stateSelect.value));
    this.#channels.forEach((radio) => radio.addEventListener("change", () => this.#chooseChannel(radio.value)));
    this.#stage.addEventListener("click", (event) => event.target.closest(".open-settings") && this.#open(true));
    panel.querySelector(".close-settings").addEventListener("click", () => this.#open(false));
    panel.addEventListener("keydown", (event) => event.key === "Escape" && this.#open(false));
  }

  // Returns the threads to begin with: those that are remembered, or one.
  async load(remembered, firstNumber) {
    const [, phones] = await Promise.all([this.#loadLines(), api.phones()]);
    phones.forEach((phone) => this.#phones.set(phone.number, phone.state));
    const wanted = remembered.length ? remembered : [{ phone: phones[0]?.number ?? firstNumber }];
    for (const { phone } of wanted) await this.#knowPhone(phone);
    return wanted.map(({ phone, line }) => this.#thread(phone, line));
  }

  async #loadLines() {
    this.#lines = await api.lines();
    document.getElementById("no-lines").hidden = this.#lines.length > 0;
  }

  // The flows that name the lines may have changed.
  async reloadLines({ phone, line }) {
    await this.#loadLines();
    const thread = this.#thread(phone, line);
    this.show(thread);
    if (thread.line !== line) this.#changed(thread);
  }

  // A phone that this browser remembers may be new to an emulator that was started again.
  async #knowPhone(number) {
    if (!this.#phones.has(number)) {
      await api.setUpPhone(number, "on");
      this.#phones.set(number, "on");
    }
  }

  #thread(phone, lineAddress) {
    const line = this.#lines.find(({ address }) => address === lineAddress) ?? this.#lines[0];
    const state = this.#phones.get(phone);
    return { phone, state, line: line?.address ?? "", channel: line?.channel ?? "sms" };
  }

  // Says what the phone that was chosen on the table is.
  show({ phone, line, channel, state }) {
    this.#offerChannels(channel);
    this.#offerLines(line, channel);
    this.#offerPhones(phone);
    this.#stateSelect.value = state;
    document.getElementById("phone-state-hint").textContent = state === "on" ? "" : UNREACHABLE_HINT;
  }

  async anotherPhone(number) {
    await this.#knowPhone(number);
    return this.#thread(number, this.#lineSelect.value);
  }

  async addPhone(number) {
    await this.#knowPhone(number);
    this.#offerPhones(number);
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
    const number = bareNumber(this.#lineSelect.value);
    const lines = this.#lines.filter((line) => line.channel === channel);
    const same = lines.find(({ address }) => bareNumber(address) === number) ?? lines[0];
    this.#offerLines(same.address, channel);
    this.#select();
  }

  #offerLines(chosen, channel) {
    const lines = this.#lines.filter((line) => line.channel === channel);
    this.#lineSelect.replaceChildren(...lines.map(({ address }) => new Option(written(address), address)));
    this.#lineSelect.value = chosen;
    this.#lineSelect.disabled = lines.length === 0;
  }

  #offerPhones(chosen) {
    this.#phoneSelect.replaceChildren(...[...this.#phones.keys()].map((number) => new Option(written(number), number)));
    this.#phoneSelect.value = chosen;
  }

  #select() {
    const thread = this.#thread(this.#phoneSelect.value, this.#lineSelect.value);
    this.show(thread);
    this.#changed(thread);
  }

  #open(open) {
    this.#panel.classList.toggle("open", open);
    this.#openers().forEach((opener) => opener.setAttribute("aria-expanded", String(open)));
    this.#stage.inert = open;
    const opener = document.querySelector(".phone.active .open-settings");
    (open ? this.#panel.querySelector(".close-settings") : opener).focus();
  }
}
