// Reviewing by keyboard: j and k move, Enter opens, i sets aside, u undoes, ? tells all this.
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

const press = (root, key) => root?.querySelector(`button[data-key="${key}"]`)?.click();

const acts = {
  j: () => move(1),
  k: () => move(-1),
  i: () => press(document.activeElement?.closest("article.group"), "i"),
  u: () => press(document.querySelector(".notice"), "u"),
  "?": () => {
    const keys = document.getElementById("pintasan");
    if (!keys) return;
    keys.open = !keys.open;
    keys.querySelector("summary").focus();
  },
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat && event.key === "i") return;
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
