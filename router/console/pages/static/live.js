// Keeps a page fresh: fetches its live parts every few seconds and changes only what differs, so that neither focus,
// nor a reply, nor the place one reads at is lost. Without scripts the pages work by reloading.

const EVERY_MS = 3000;
const NEAR_THE_END_PX = 80;
const page = document.querySelector("[data-live]");
const connection = document.getElementById("connection");
const shown = new Map(); // an element's id → it and its children as the server wrote them
let etag = "";

function localTimes(root) {
  const format = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });
  for (const time of root.querySelectorAll("time")) time.textContent = format.format(new Date(time.dateTime));
}

function asWritten(element) {
  return { html: element.outerHTML, children: [...element.children].map((child) => child.outerHTML) };
}

// Only the children that differ: a screen reader is to say "delivered", not the whole message again.
function update(present, fresh) {
  const before = shown.get(fresh.id);
  const now = asWritten(fresh);
  shown.set(fresh.id, now);
  if (before.html === now.html) return;
  localTimes(fresh);
  present.className = fresh.className;
  if (before.children.length !== now.children.length) return present.replaceChildren(...fresh.childNodes);
  const children = [...present.children];
  [...fresh.children].forEach((child, index) => {
    if (before.children[index] !== now.children[index]) children[index].replaceWith(child);
  });
}

function add(fresh) {
  shown.set(fresh.id, asWritten(fresh));
  localTimes(fresh);
  return fresh;
}

function mergeList(list, freshList) {
  const wanted = new Set([...freshList.children].map((child) => child.id));
  for (const child of [...list.children]) if (!wanted.has(child.id)) child.remove();
  let next = list.firstElementChild;
  for (const fresh of [...freshList.children]) {
    const present = document.getElementById(fresh.id);
    if (present) update(present, fresh);
    const placed = present ?? add(fresh);
    if (placed === next) next = next.nextElementSibling;
    else list.insertBefore(placed, next);
  }
}

function mergeWhole(part, fresh) {
  const html = fresh.outerHTML;
  if (shown.get(part.id).html === html) return;
  shown.set(part.id, { html });
  part.replaceChildren(...fresh.childNodes);
}

function merge(html) {
  const focused = document.activeElement?.id;
  const atTheEnd = innerHeight + scrollY >= document.documentElement.scrollHeight - NEAR_THE_END_PX;
  for (const fresh of new DOMParser().parseFromString(html, "text/html").querySelectorAll("[data-part]")) {
    const part = document.getElementById(fresh.id);
    if (fresh.dataset.part === "list") mergeList(part, fresh);
    else mergeWhole(part, fresh);
  }
  if (focused && document.activeElement?.id !== focused) document.getElementById(focused)?.focus({ preventScroll: true });
  if (atTheEnd && page.classList.contains("thread")) scrollTo(0, document.documentElement.scrollHeight);
}

async function refresh() {
  const answer = await fetch(page.dataset.live, { headers: { "If-None-Match": etag }, cache: "no-store" });
  if (answer.status === 401) return "Logged out: log in again in another tab";
  if (answer.status !== 200 && answer.status !== 304) return "Not connected, trying again";
  if (answer.status === 200) {
    merge(await answer.text());
    etag = answer.headers.get("ETag") ?? "";
  }
  return "";
}

async function keepFresh() {
  if (!document.hidden) {
    const problem = await refresh().catch(() => "Not connected, trying again");
    if (connection.textContent !== problem) connection.textContent = problem;
  }
  setTimeout(keepFresh, EVERY_MS);
}

// The link works without this, but what was typed already would be lost.
function putIntoTheBox(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || event.target.id !== "use-draft") return;
  event.preventDefault();
  const box = document.getElementById("text");
  box.value = [box.value, document.getElementById("draft-text").textContent].filter(Boolean).join("\n");
  box.focus();
}

function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => delete form.dataset.sent);
}

if (page) {
  for (const part of page.querySelectorAll("[data-part]")) {
    for (const element of part.dataset.part === "list" ? part.children : [part]) shown.set(element.id, asWritten(element));
  }
  page.addEventListener("click", putIntoTheBox);
  setTimeout(keepFresh, EVERY_MS);
}
for (const form of document.querySelectorAll("[data-once]")) sendOnce(form);
localTimes(document);
