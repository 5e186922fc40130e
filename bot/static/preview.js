// Makes the page live: it fetches itself after each change and puts in what has become different.
// All that it does, the page also does without it, one reload later.
"use strict";

const parse = (html) => new DOMParser().parseFromString(html, "text/html");
const page = () => document.body;

// What is open stays open, whatever comes from the server.
function keepOpen(old, next) {
  for (const one of next.querySelectorAll("details[id]")) {
    const before = old.querySelector(`#${CSS.escape(one.id)}`);
    if (before) one.open = before.open;
  }
}

// Only differences are put in, each element stays itself: a menu that is open stays so, and a press
// during which the page is drawn anew is one. What does or leads to something else is another.
const CHOSEN = ["id", "value", "href"];
function turn(old, next) {
  if (old.isEqualNode(next)) return;
  const alike = (name) => old.getAttribute?.(name) === next.getAttribute?.(name);
  if (old.nodeName !== next.nodeName || !CHOSEN.every(alike)) return old.replaceWith(next);
  if (old.nodeType !== Node.ELEMENT_NODE) old.nodeValue = next.nodeValue;
  else turnParts(old, next);
}

function turnParts(old, next) {
  for (const { name } of [...old.attributes]) if (!next.hasAttribute(name)) old.removeAttribute(name);
  for (const { name, value } of next.attributes) old.setAttribute(name, value);
  const here = [...old.childNodes], there = [...next.childNodes];
  there.forEach((one, at) => here[at] ? turn(here[at], one) : old.append(one));
  here.slice(there.length).forEach((one) => one.remove());
}

function putList(old, next) {
  const wanted = new Map([...next.children].map((item) => [item.id, item]));
  const first = old.children.length === 0;
  for (const item of [...old.children]) if (!wanted.has(item.id)) item.remove();
  let at = old.firstElementChild;
  for (const item of wanted.values()) {
    const here = old.querySelector(`#${CSS.escape(item.id)}`);
    if (!here) {
      if (!first) item.classList.add("fresh");
      old.insertBefore(item, at);
      continue;
    }
    keepOpen(here, item);
    here.classList.remove("fresh");
    here.querySelectorAll("[aria-busy]").forEach((key) => key.removeAttribute("aria-busy"));
    at = here.nextElementSibling;
    turn(here, item);
  }
}

// `sent`: the words that were just accepted; what has been typed since then stays.
function putPart(old, next, sent) {
  // What is being typed is not touched, unless something else is to be written now.
  const writes = "mode" in next.dataset;
  const same = writes && next.dataset.mode === old.dataset.mode && !next.dataset.error;
  if (same && sent === undefined) return;
  keepOpen(old, next);
  if (sent === undefined && old.isEqualNode(next)) return;
  const before = document.activeElement;
  const place = old.contains(before) ? reachable(old).indexOf(before) : -1;
  const typed = /^ubah/.test(old.dataset.mode) ? "" : old.querySelector("textarea")?.value ?? "";
  // The element itself stays: only then is what is new in it read aloud.
  if (writes) old.replaceChildren();
  turnParts(old, next);
  const field = old.querySelector("textarea");
  if (field && !field.value && typed !== sent) field.value = typed;
  if (field && (place >= 0 || sent !== undefined || old.dataset.mode !== "tulis")) focusAtEnd(field);
  else if (place >= 0) reachable(old)[place]?.focus({ preventScroll: true });
}

function reachable(part) {
  return [...part.querySelectorAll("a, button, input, select, summary, textarea")];
}

function focusAtEnd(field) {
  field.focus({ preventScroll: true });
  field.setSelectionRange(field.value.length, field.value.length);
}

function markNew(old, next) {
  for (const row of next.querySelectorAll("li[data-seat]")) {
    const before = old.querySelector(`li[data-seat="${row.dataset.seat}"]`);
    if (!before || row.querySelector("[aria-current]")) continue;
    const words = (one) => one.querySelector(".last").textContent + one.querySelector("time").textContent;
    const fresh = before.classList.contains("new") || words(before) !== words(row);
    row.classList.toggle("new", fresh);
  }
}

// `sent`: the chat whose form was just accepted, and its words, so that it is emptied.
function put(html, sent) {
  const next = parse(html);
  if (next.body.dataset.state === undefined) return;
  const seats = (doc) => [...doc.querySelectorAll(".pane")].map((pane) => pane.dataset.seat).join();
  markNew(document.querySelector(".rail"), next.querySelector(".rail"));
  if (seats(document) !== seats(next)) {
    const before = document.activeElement?.closest(".rail")
      ? document.activeElement.closest("li")?.dataset.seat : null;
    document.querySelector("main").replaceWith(next.querySelector("main"));
    document.querySelector(`.rail li[data-seat="${before}"] a`)?.focus();
    document.title = next.title;
  }
  for (const old of document.querySelectorAll("[data-list]")) {
    const one = next.getElementById(old.id);
    if (one) putList(old, one);
  }
  for (const old of document.querySelectorAll("[data-part]")) {
    const one = next.getElementById(old.id);
    if (one) putPart(old, one, sent && old.id === `tulis-${sent.seat}` ? sent.words : undefined);
  }
  document.querySelectorAll(".write textarea").forEach(filterMenu);
  page().dataset.state = next.body.dataset.state;
}

// One at a time, and never an older page over a newer one: it only says whether words were taken.
// Returns whether they, or whatever else was done, were.
let asked = 0;
async function load(address, options = {}, sent) {
  const mine = ++asked;
  const response = await fetch(address, options);
  const html = await response.text();
  if (response.status === 413) return say413();
  if (mine === asked) put(html, response.ok ? sent : undefined);
  else if (sent) putLate(html, response.ok, sent);
  return response.ok;
}

function putLate(html, taken, { seat, words }) {
  const old = document.getElementById(`tulis-${seat}`);
  const field = old?.querySelector("textarea");
  if (old && !taken) putPart(old, parse(html).getElementById(old.id));
  else if (field?.value === words) field.value = "";
}

function say413() {
  const output = document.activeElement?.closest("form")?.querySelector(".chosen");
  if (output) { output.hidden = false; output.textContent = "Gambar terlalu besar, paling besar 5 MB."; }
}

async function reload() {
  try { await load(location.href); } catch { lost(true); }
}

function lost(yes) {
  document.querySelectorAll(".lost").forEach((one) => { one.hidden = !yes; });
}

document.addEventListener("submit", async (event) => {
  const form = event.target;
  if (!form.matches("[data-live]")) return;
  event.preventDefault();
  if (event.submitter?.matches(".copies") && await copies(event.submitter)) return;
  const body = new FormData(form, event.submitter);
  if (form.matches(".write") && !form.reportValidity()) return;
  closeMenus();
  if (form.matches(".keys")) event.submitter?.setAttribute("aria-busy", "true");
  const seat = form.closest(".pane").dataset.seat;
  document.getElementById(`salah-${seat}`)?.remove();
  const writes = form.matches(".write, .start");
  if (writes && location.search.match(/ubah|balas|sebelum/)) leaveWork();
  try {
    const taken = await load(form.action, { method: "POST", body, headers: { "X-Live": "1" } },
      form.matches(".write") ? { seat, words: body.get("teks") } : undefined);
    if (form.matches(".keys")) event.submitter?.removeAttribute("aria-busy");
    if (writes) document.querySelector(`.pane[data-seat="${seat}"] .scroll`)?.scrollTo({ top: 0 });
    if (taken) await reload(); // what is wrong stays to be read
  } catch { lost(true); }
});

// Where the browser gives no clipboard (plain http elsewhere) the server shows the words instead.
async function copies(button) {
  try { await navigator.clipboard.writeText(button.value); } catch { return false; }
  const toast = document.createElement("p");
  toast.className = "toast";
  toast.textContent = "Disalin ke papan klip.";
  button.closest(".pane").querySelector(".over").replaceChildren(toast);
  return true;
}

function closeMenus(within) {
  for (const one of document.querySelectorAll("details.pop[open]")) {
    if (!within || !one.contains(within)) one.open = false;
  }
}

// Once it is saved, the address no longer asks for the message to be changed.
function leaveWork() {
  const address = new URL(location.href);
  for (const name of ["ubah", "balas", "sebelum"]) address.searchParams.delete(name);
  history.replaceState(null, "", address);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-live]");
  closeMenus(link ? null : event.target);
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.button) return;
  event.preventDefault();
  history.pushState(null, "", link.href);
  reload();
});

addEventListener("popstate", reload);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    closeMenus();
    event.target.closest(".composer")?.querySelector(".at a")?.click();
  }
  const writes = event.target.matches(".write textarea");
  if (writes && event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

// A slash opens the menu of commands, as in Telegram.
document.addEventListener("input", (event) => {
  if (!event.target.matches(".write textarea")) return;
  const menu = event.target.closest("footer").querySelector("details.menu");
  if (menu) menu.open = /^\/\w*$/.test(event.target.value);
  filterMenu(event.target);
});

function filterMenu(field) {
  const typed = field.value.startsWith("/") ? field.value : "";
  for (const one of field.closest("footer").querySelectorAll(".menu li")) {
    one.hidden = !one.querySelector("button").value.startsWith(typed);
  }
}

document.addEventListener("change", (event) => {
  if (!event.target.matches(".attach input")) return;
  closeMenus();
  const [file] = event.target.files;
  const output = event.target.form.querySelector(".chosen");
  output.hidden = !file;
  output.textContent = file ? `${file.name} akan dikirim; tulis keterangannya bila perlu.` : "";
  event.target.form.querySelector("textarea").focus();
});

// News come by a stream while the page is looked at. A browser has only six connections to one
// host: a tab that loses its stream to another one asks each second, one that is hidden not at all.
const ASKING = 1000;
let news = null;
let asking = 0;

function quiet() {
  news?.close();
  news = null;
  clearInterval(asking);
}

function listens() {
  quiet();
  if (document.hidden) return;
  news = new EventSource("/kejadian");
  news.onopen = () => lost(false);
  news.onmessage = (event) => heard(event.data);
  news.onerror = () => { lost(true); if (news?.readyState === EventSource.CLOSED) asks(); };
  news.addEventListener("penuh", asks);
}

function asks() {
  quiet();
  asking = setInterval(async () => {
    try {
      const answer = await fetch("/keadaan");
      if (answer.ok) { lost(false); heard(await answer.text()); }
    } catch { lost(true); }
  }, ASKING);
}

function heard(state) {
  if (state !== page().dataset.state) reload();
}

document.addEventListener("visibilitychange", listens);
addEventListener("focus", () => { if (!news) listens(); });
addEventListener("pagehide", quiet);
addEventListener("pageshow", (event) => { if (event.persisted) listens(); });
listens();
