// Records the phone in hand, and hands out the scenario as a file.

import { written } from "./numbers.js";
import { Recorder } from "./recorder.js";

export class RecorderPanel {
  #panel;
  #button;
  #status;
  #result;
  #name;
  #currentThread;
  #recorder = null;
  #recording = false;

  constructor(panel, currentThread) {
    this.#panel = panel;
    this.#currentThread = currentThread;
    this.#button = panel.querySelector(".record");
    this.#status = panel.querySelector("[role=status]");
    this.#result = panel.querySelector(".result");
    this.#name = panel.querySelector("input");
    this.#button.addEventListener("click", () => (this.#recording ? this.#stop() : this.#start()));
    this.#name.addEventListener("input", () => this.#showResult());
    panel.querySelector(".download").addEventListener("click", () => this.#download());
  }

  note(message) {
    if (!this.#recording) return;
    this.#recorder.note(message);
    this.#status.textContent = `Recording: ${this.#recorder.count} texts`;
  }

  #start() {
    const thread = this.#currentThread();
    if (!thread?.line) return;
    this.#recorder = new Recorder(thread);
    this.#show(true, `Recording ${written(thread.phone)}. Text from it.`);
  }

  #stop() {
    const empty = this.#recorder.count === 0;
    this.#show(false, empty ? "Nothing was said." : `${this.#recorder.count} texts recorded`);
    this.#result.hidden = empty;
    this.#showResult();
    this.#result.scrollIntoView({ block: "nearest" });
  }

  #show(recording, text) {
    this.#recording = recording;
    this.#panel.classList.toggle("on", recording);
    this.#result.hidden = true;
    this.#button.textContent = recording ? "Stop recording" : "Record this phone";
    this.#status.textContent = text;
  }

  #text() {
    return this.#recorder.scenario(this.#name.value.trim() || "recorded");
  }

  #showResult() {
    this.#result.querySelector("pre").textContent = this.#text();
  }

  #download() {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([this.#text()], { type: "application/yaml" }));
    link.download = "recorded.test.yaml";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }
}
