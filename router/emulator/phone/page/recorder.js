// Turns a conversation into a scenario for `parley test`: what the customer wrote, what they were told, how long they
// waited. Its time is in UTC, whatever clocks the browser and the service go by.

import { now } from "./time.js";

const PATTERN_LENGTH = 60;
const PLAIN = /^[a-z]+( [a-z]+)*$/i;
const WORD_OF_YAML = /^(y|n|yes|no|on|off|true|false|null)$/i;
const WAIT_FROM_MS = 60_000;
const UNITS = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["m", 60_000],
];

export class Recorder {
  #thread;
  #startedAt;
  #messages = new Map();

  constructor(thread, startedAt = now()) {
    this.#thread = thread;
    this.#startedAt = startedAt;
  }

  get count() {
    return this.#messages.size;
  }

  // Twilio's own answers to STOP and the like are no words of the flow.
  note(message) {
    const { sid, phone, line, direction, created_at: at } = message;
    const ours = phone === this.#thread.phone && line === this.#thread.line && direction !== "outbound-reply";
    if (ours && new Date(at) >= this.#startedAt && !this.#messages.has(sid)) this.#messages.set(sid, message);
  }

  scenario(name) {
    const { phone, line } = this.#thread;
    const lines = ["scenarios:", `  ${scalar(name)}:`, `    at: ${minuteOf(this.#startedAt)}`];
    const between = [`    from: ${JSON.stringify(phone)}`, `    to: ${JSON.stringify(line)}`];
    return `${[...lines, ...between, "    steps:", ...this.#steps()].join("\n")}\n`;
  }

  #steps() {
    const messages = [...this.#messages.values()].sort((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at));
    let last = this.#startedAt.getTime();
    return messages.flatMap((message) => {
      const at = Date.parse(message.created_at);
      const wait = waitOf(at - last);
      last = at;
      return [...(wait ? [`      - wait: ${wait}`] : []), ...stepsOf(message)];
    });
  }
}

function stepsOf({ direction, body, media }) {
  if (direction === "inbound") return [`      - in: ${media.length ? withPictures(body, media) : quoted(body)}`];
  const note = media.length ? `  # and ${media.length === 1 ? "a picture" : `${media.length} pictures`}` : "";
  return [`      - out: ${body.trim() ? scalar(pattern(body)) : '""'}${note}`];
}

const withPictures = (text, media) => JSON.stringify({ text, media: media.map(({ url, source_url }) => url ?? source_url) });

// The beginning of the text, to be found as it stands: the rest may name a day that will be another.
function pattern(text) {
  const beginning = text.trim().split("\n")[0].slice(0, PATTERN_LENGTH).trim();
  return `/${beginning.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&")}/`;
}

function waitOf(milliseconds) {
  if (milliseconds < WAIT_FROM_MS) return "";
  const [unit, length] = UNITS.find(([, each]) => milliseconds >= each);
  return `${Math.round(milliseconds / length)}${unit}`;
}

// JSON's strings are YAML's too.
const quoted = (text) => (PLAIN.test(text) && !WORD_OF_YAML.test(text) ? text : JSON.stringify(text));

// Within single quotes nothing is escaped but the quote, so a pattern stays as it is written.
const scalar = (text) => (/^[/\w][\w \\/.?!()-]*$/.test(text) ? text : `'${text.replaceAll("'", "''")}'`);

const minuteOf = (moment) => `${moment.toISOString().slice(0, 16).replace("T", " ")}Z`;
