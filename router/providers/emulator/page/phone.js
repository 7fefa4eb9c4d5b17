// Puts the phone together.

import * as api from "./api.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { timeOfDay } from "./dates.js";
import { Feed } from "./feed.js";
import { offerNewPhones } from "./new_phone.js";
import { fictionalNumber, written } from "./numbers.js";
import { Settings } from "./settings.js";

const CHANNEL_NAMES = { sms: "SMS", whatsapp: "WhatsApp" };
const STATE_NOTES = { off: "This phone is switched off.", landline: "This is a landline: it cannot text." };
const CLOCK_MS = 10_000;

const part = (selector) => document.querySelector(selector);

let thread = null;
const conversation = new Conversation(part(".log"), part(".newer"));
const composer = new Composer(part(".composer"), send);
const settings = new Settings(openThread);
const feed = new Feed({
  onOpen: () => reload(),
  onLost: () => showConnection("Reconnecting…"),
  onMessage: (message) => message.line === thread.line && conversation.show(message),
  onReset: () => conversation.clear(),
});

function openThread(chosen) {
  const moved = thread?.phone !== chosen.phone;
  const other = moved || thread?.line !== chosen.line;
  thread = chosen;
  dress();
  if (other) conversation.clear();
  // The feed reads the conversation when it opens.
  if (moved) feed.follow(thread.phone);
  else if (other) reload();
}

function dress() {
  const channel = CHANNEL_NAMES[thread.channel];
  document.documentElement.dataset.channel = thread.channel;
  part("#line-name").textContent = written(thread.line);
  part("#thread-hint").textContent = `${channel} from ${written(thread.phone)}`;
  const note = STATE_NOTES[thread.state];
  part(".switched-off").textContent = note ?? "";
  part(".switched-off").hidden = !note;
  composer.enable(!note);
  composer.placeholder(thread.channel === "sms" ? "Text message" : "Message");
  document.querySelectorAll(".chips button").forEach((chip) => (chip.disabled = Boolean(note)));
}

async function reload() {
  const { phone, line } = thread;
  const before = conversation.sids();
  const messages = await api.conversation(phone, line);
  if (phone === thread.phone && line === thread.line) {
    conversation.showAll(messages, before);
    showConnection("");
  }
}

async function send(body, media) {
  const message = await api.sendText({ from: thread.phone, to: thread.line, channel: thread.channel, body, media });
  if (message.line === thread.line && message.phone === thread.phone) conversation.show(message);
}

function showConnection(text) {
  part(".connection").textContent = text;
}

function showClock() {
  part("#clock").textContent = timeOfDay(new Date());
}

for (const chip of document.querySelectorAll(".chips button")) {
  chip.addEventListener("click", () => composer.submit(chip.textContent));
}
offerNewPhones(part("#new-phone-dialog"), part("#new-phone"), (number) => settings.addPhone(number));
showClock();
setInterval(showClock, CLOCK_MS);
await settings.load(fictionalNumber());
if (matchMedia("(min-width: 861px) and (min-height: 501px)").matches) composer.focus();
