// Puts the page together: some phones on a table, and what is beside it.

import * as api from "./api.js";
import { ClockPanel } from "./clock_panel.js";
import { timeOfDay } from "./dates.js";
import { FaultPanel } from "./faults.js";
import { Feed } from "./feed.js";
import { offerNewPhones } from "./new_phone.js";
import { Notice } from "./notice.js";
import { fictionalNumber } from "./numbers.js";
import { RecorderPanel } from "./recorder_panel.js";
import { Settings } from "./settings.js";
import { Table } from "./table.js";
import { now } from "./time.js";

const CLOCK_MS = 10_000;

const part = (selector) => document.querySelector(selector);

const table = new Table(part(".phones"), part("#phone-template"), (thread) => settings.show(thread));
const settings = new Settings(part("#settings"), (thread) => table.rethread(thread));
const recorder = new RecorderPanel(part("#recorder"), () => table.active?.thread);
const faults = new FaultPanel(part("#faults"));
const notice = new Notice(part(".announcement"));
const clock = new ClockPanel(part("#clock"), part(".moved"), showClock);
const feed = new Feed({
  onOpen: () => {
    table.reload();
    notice.load();
    clock.load();
  },
  onLost: () => table.showConnection("Reconnecting…"),
  onMessage: (message) => {
    table.show(message);
    recorder.note(message);
  },
  onNotice: (shown) => {
    notice.show(shown);
    settings.reloadLines(table.active.thread);
    clock.load();
  },
  onClock: (shown) => clock.show(shown),
  onReset: () => {
    table.clear();
    faults.load();
  },
});

async function addBeside() {
  const thread = await settings.anotherPhone(fictionalNumber());
  table.add(thread).focus();
  showClock();
}

function showClock() {
  const time = timeOfDay(now());
  document.querySelectorAll(".clock").forEach((each) => (each.textContent = time));
}

offerNewPhones(part("#new-phone-dialog"), part("#new-phone"), (number) => settings.addPhone(number));
part("#add-beside").addEventListener("click", addBeside);
setInterval(showClock, CLOCK_MS);

const threads = await settings.load(table.remembered(), fictionalNumber());
threads.forEach((thread) => table.add(thread));
table.activate(table.cards[0]);
showClock();
feed.follow();
faults.load();
if (matchMedia("(min-width: 861px) and (min-height: 501px)").matches) table.active.focus();
