// Where the customer writes a text and adds pictures.

const PICTURES_LIMIT = 10;

export class Composer {
  #form;
  #text;
  #chooser;
  #previews;
  #problem;
  #pictures = [];
  #send;

  constructor(form, send) {
    this.#form = form;
    this.#text = form.querySelector("textarea");
    this.#chooser = form.querySelector("input[type=file]");
    this.#previews = form.querySelector(".previews");
    this.#problem = form.querySelector(".problem");
    this.#send = send;
    this.#listen();
  }

  #listen() {
    this.#form.addEventListener("submit", (event) => this.#submit(event));
    this.#text.addEventListener("keydown", (event) => this.#typed(event));
    this.#text.addEventListener("paste", (event) => this.#add(event.clipboardData.files));
    this.#form.querySelector(".add-picture").addEventListener("click", () => this.#chooser.click());
    this.#chooser.addEventListener("change", () => {
      this.#add(this.#chooser.files);
      this.#chooser.value = "";
    });
  }

  enable(enabled) {
    this.#form.querySelectorAll("button, textarea").forEach((control) => (control.disabled = !enabled));
  }

  placeholder(text) {
    this.#text.placeholder = text;
  }

  focus() {
    this.#text.focus();
  }

  #typed(event) {
    // While an input method composes, Enter chooses a word.
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#form.requestSubmit();
    }
  }

  async #submit(event) {
    event.preventDefault();
    const body = this.#text.value.trim();
    if (body || this.#pictures.length) await this.submit(body, this.#takePictures());
  }

  #takePictures() {
    this.#text.value = "";
    const pictures = this.#pictures;
    this.#pictures = [];
    this.#showPreviews();
    return pictures;
  }

  // Sends a text; if it cannot leave, the customer gets it back.
  async submit(body, pictures = []) {
    this.#problem.textContent = "";
    try {
      const media = await Promise.all(pictures.map(({ file }) => encoded(file)));
      await this.#send(body, media);
      pictures.forEach(({ address }) => URL.revokeObjectURL(address));
    } catch (error) {
      this.#giveBack(body, pictures, error);
    }
  }

  #giveBack(body, pictures, error) {
    const why = error instanceof TypeError ? "the emulator does not answer" : error.message;
    this.#problem.textContent = `Not sent: ${why}.`;
    this.#text.value ||= body;
    this.#pictures.unshift(...pictures);
    this.#showPreviews();
  }

  #add(files) {
    const images = [...files].filter((file) => file.type.startsWith("image/"));
    const added = images.map((file) => ({ file, address: URL.createObjectURL(file) }));
    this.#pictures = [...this.#pictures, ...added].slice(0, PICTURES_LIMIT);
    this.#showPreviews();
    if (images.length) this.#text.focus();
  }

  #showPreviews() {
    this.#previews.replaceChildren(...this.#pictures.map((picture) => this.#preview(picture)));
  }

  #preview(picture) {
    const item = document.createElement("li");
    const image = document.createElement("img");
    image.src = picture.address;
    image.alt = picture.file.name;
    const remove = document.createElement("button");
    remove.type = "button";
    remove.setAttribute("aria-label", `Remove ${picture.file.name}`);
    remove.append(icon("cross"));
    remove.addEventListener("click", () => this.#remove(picture));
    item.append(image, remove);
    return item;
  }

  #remove(picture) {
    URL.revokeObjectURL(picture.address);
    this.#pictures = this.#pictures.filter((other) => other !== picture);
    this.#showPreviews();
    this.#text.focus();
  }
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  svg.setAttribute("aria-hidden", "true");
  use.setAttribute("href", `#${name}`);
  svg.append(use);
  return svg;
}

async function encoded(file) {
  const reader = new FileReader();
  const loaded = new Promise((resolve, reject) => {
    reader.addEventListener("load", resolve);
    reader.addEventListener("error", () => reject(new Error(`${file.name} cannot be read`)));
  });
  reader.readAsDataURL(file);
  await loaded;
  return { content_type: file.type, data: reader.result.slice(reader.result.indexOf(",") + 1) };
}
