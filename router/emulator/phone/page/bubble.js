// One message in the conversation.

import { timeOfDay } from "./dates.js";

const EMOJI_ONLY = /^(?:\p{Emoji_Presentation}|\p{Emoji}\uFE0F|\p{Emoji_Modifier}|\u200D|\p{Regional_Indicator}){1,12}$/u;
const EMOJI_LIMIT = 3;
const SETTLED = new Set(["taken", "delivered", "read"]);

const template = document.getElementById("bubble-template");

export function createBubble(message) {
  const bubble = template.content.firstElementChild.cloneNode(true);
  bubble.dataset.sid = message.sid;
  bubble.dataset.at = message.created_at;
  bubble.classList.add(message.direction === "inbound" ? "mine" : "theirs");
  const text = bubble.querySelector(".text");
  text.textContent = message.body;
  text.classList.toggle("emoji-only", isEmojiOnly(message.body));
  const time = bubble.querySelector("time");
  time.dateTime = message.created_at;
  time.textContent = timeOfDay(new Date(message.created_at));
  return bubble;
}

function isEmojiOnly(text) {
  return EMOJI_ONLY.test(text) && [...new Intl.Segmenter().segment(text)].length <= EMOJI_LIMIT;
}

export function updateBubble(bubble, message) {
  bubble.dataset.version = message.version;
  showPictures(bubble.querySelector(".pictures"), message.media);
  const fate = message.direction === "inbound" ? fateOfMine(message) : fateOfTheirs(message);
  bubble.classList.toggle("settled", SETTLED.has(fate.state));
  bubble.classList.toggle("taken", fate.state === "taken");
  bubble.classList.toggle("failed", fate.state === "failed");
  bubble.classList.toggle("unseen", Boolean(fate.unseen));
  bubble.querySelector(".state").textContent = fate.label;
  showMark(bubble.querySelector(".mark"), fate.mark);
  const reason = bubble.querySelector(".reason");
  reason.textContent = fate.reason ?? "";
  reason.hidden = !fate.reason;
}

// The customer's own text: one tick on its way to the service, two when the service took it.
function fateOfMine({ reports }) {
  // After the webhook, its fallback may have been asked.
  const report = reports.at(-1);
  if (!report) return { state: "sent", label: "Sent", mark: "tick" };
  if (report.reason === null) return { state: "taken", label: "Taken", mark: "ticks" };
  const code = report.error_code ? ` (${report.error_code})` : "";
  return { state: "failed", label: "Not taken", mark: "alert", reason: `${capital(report.reason)}${code}` };
}

// The service's text: how far the carrier is with it.
function fateOfTheirs({ status, error_code: code, error_message: why }) {
  if (status === "undelivered" || status === "failed") {
    return { state: "failed", label: capital(status), mark: "alert", reason: `${why} (${code})`, unseen: true };
  }
  return { state: status, label: capital(status) };
}

function showMark(mark, name) {
  // SVG elements have no `hidden` property, only the attribute.
  mark.toggleAttribute("hidden", !name);
  if (name) mark.firstElementChild.setAttribute("href", `#${name}`);
}

function showPictures(box, media) {
  const shown = media.map((picture) => picture.url ?? picture.source_url).join(" ");
  if (box.dataset.shown === shown) return;
  box.dataset.shown = shown;
  box.replaceChildren(...media.map(pictureLink));
}

function pictureLink(picture) {
  const link = document.createElement("a");
  link.href = safeAddress(picture.url ?? picture.source_url);
  link.target = "_blank";
  link.rel = "noopener noreferrer";
  if (picture.url && picture.content_type.startsWith("image/")) {
    const image = document.createElement("img");
    image.src = picture.url;
    image.alt = "Picture";
    link.append(image);
  } else {
    link.className = "elsewhere";
    link.textContent = `Attachment: ${picture.source_url}`;
  }
  return link;
}

// The service chose this address: nothing but the web may open from here.
const safeAddress = (address) => (/^(https?:\/\/|\/)/i.test(address) ? address : "#");

const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1);
