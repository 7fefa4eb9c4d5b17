// Keeps a page fresh: fetches its live parts every few seconds and changes only what differs, so that neither focus,
// nor a draft, nor the place one reads at is lost. Without scripts the pages work by reloading.

const EVERY_MS = 3000;
const NEAR_THE_END_PX = 80;
const page = document.querySelector("[data-live]");
const connection = document.getElementById("connection");
const shownHtml = new Map(); // an element's id → its HTML as the server wrote it
let etag = "";

function localTimes(root) {
  const format = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });
  for (const time of root.querySelectorAll("time")) time.textContent = format.format(new Date(time.dateTime));
}

function remember(element) {
  shownHtml.set(element.id, element.outerHTML);
}

function place(fresh, present, after, list) {
  const html = fresh.outerHTML;
  if (present && shownHtml.get(fresh.id) === html) {
    if (present.previousElementSibling !== after) list.insertBefore(present, after ? after.nextSibling : list.firstChild);
    return present;
  }
  shownHtml.set(fresh.id, html);
  localTimes(fresh);
  if (present) present.remove();
  list.insertBefore(fresh, after ? after.nextSibling : list.firstChild);
  return fresh;
}

function mergeList(list, fresh) {
  let after = null;
  const kept = new Set();
  for (const child of [...fresh.children]) {
    after = place(child, document.getElementById(child.id), after, list);
    kept.add(after);
  }
  for (const child of [...list.children]) if (!kept.has(child)) child.remove();
}

function mergeWhole(part, fresh) {
  const html = fresh.outerHTML;
  if (shownHtml.get(part.id) === html) return;
  shownHtml.set(part.id, html);
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
  if (answer.status === 401) return "Logged out: reload the page to log in again";
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

function sendOnce(form) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
  });
  addEventListener("pageshow", () => delete form.dataset.sent);
}

if (page) {
  for (const part of page.querySelectorAll("[data-part]")) {
    if (part.dataset.part === "list") for (const child of part.children) remember(child);
    else remember(part);
  }
  setTimeout(keepFresh, EVERY_MS);
}
for (const form of document.querySelectorAll("[data-once]")) sendOnce(form);
localTimes(document);
