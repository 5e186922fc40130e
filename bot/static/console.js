// Reviewing by keyboard: j and k move, Enter opens, 1 to 3 take a guess, t another topic, n a new
// entry, r a referral, i sets aside, l puts off, u undoes, ? tells all this.
// Each key does what a link or a button of the page does, so nothing is lost without it.
"use strict";

const groups = () => [...document.querySelectorAll("article.group")];

function move(by) {
  const all = groups();
  if (!all.length) return;
  const at = all.indexOf(document.activeElement?.closest("article.group"));
  const next = at < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(all.length - 1, Math.max(0, at + by));
  all[next].focus();
}

const press = (root, key) => root?.querySelector(`[data-key="${key}"]`)?.click();
const pressHere = (key) => () => press(document.activeElement?.closest("article.group"), key);

const acts = {
  j: () => move(1),
  k: () => move(-1),
  ...Object.fromEntries([..."123tnril"].map((key) => [key, pressHere(key)])),
  u: () => press(document.querySelector(".notice"), "u"),
  "?": () => {
    const keys = document.getElementById("pintasan");
    if (!keys) return;
    keys.open = !keys.open;
    keys.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && !"jk".includes(event.key)) return;
  if (event.target.closest("input, select, textarea")) return;
  if (event.key === "Enter" && event.target.matches("article.group")) {
    const details = event.target.querySelector("details");
    details.open = !details.open;
  } else if (Object.hasOwn(acts, event.key)) {
    event.preventDefault();
    acts[event.key]();
  }
});

// After setting one aside the work goes on at the one that has come up in its place.
const begun = location.hash.match(/^#k\d+$/) && (document.querySelector(location.hash) || groups().at(-1));
begun?.focus();

// A title makes its id, as the server would, until somebody writes another one.
const title = document.getElementById("judul");
const id = document.getElementById("id");
if (title && id) {
  let made = "";
  title.addEventListener("input", () => {
    if (id.value !== made) return;
    const prefix = document.querySelector("input[name=jenis]") ? "rujuk-" : "";
    const stem = title.value.normalize("NFKD").toLowerCase().replace(/[\u0300-\u036f]/g, "");
    const slug = stem.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
    made = slug && (prefix + slug).slice(0, 40).replace(/-$/, "");
    id.value = made;
  });
}
