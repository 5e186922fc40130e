// A page that waits for work beside it presses its own button, so that nobody has to.
"use strict";

const PAUSE = 1000; // milliseconds
const again = document.querySelector("[data-again]");

if (again) {
  setTimeout(() => (again instanceof HTMLFormElement ? again.requestSubmit() : location.replace(again.href)), PAUSE);
}
