/** Keys: `/` to the search box, `j`, `k` or arrows from hit to hit, Enter to open one. Single keys can be off. */

import { prefer, preference } from "./preferences.js";

const SWITCH_KEY = "single-key-shortcuts";
const STEPS = { j: 1, k: -1 };
const ARROWS = { ArrowDown: 1, ArrowUp: -1 };

/**
 * Listens for keys. `box` is the search box, `toggle` the checkbox that switches single keys off.
 *
 * Arrows step only from a focused hit, or down out of the box, so that elsewhere they scroll as everywhere.
 */
export function listenForKeys(box, toggle) {
  toggle.checked = preference(SWITCH_KEY) !== "off";
  toggle.addEventListener("change", () => prefer(SWITCH_KEY, toggle.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const step = stepOf(event, box, toggle.checked);
    if (step !== null && focusHit(step)) {
      event.preventDefault();
    } else if (event.key === "Enter" && event.target.matches(".hit")) {
      event.target.querySelector("h2 a").click();
    } else if (event.key === "/" && toggle.checked && !isField(event.target)) {
      event.preventDefault();
      box.focus();
      box.select();
    }
  });
}

function stepOf({ key, target }, box, singleKeys) {
  if (target === box) return key === "ArrowDown" ? 1 : null;
  if (target.matches?.(".hit") && key in ARROWS) return ARROWS[key];
  return singleKeys && !isField(target) && key in STEPS ? STEPS[key] : null;
}

function isField(target) {
  return Boolean(target.closest?.("input:not([type=checkbox]), select, textarea"));
}

/** Moves the focus to the hit after or before the one that has it; answers whether there was one. */
function focusHit(step) {
  const hits = [...document.querySelectorAll(".hit")];
  const current = hits.indexOf(document.activeElement.closest(".hit"));
  const next = hits[current === -1 ? (step > 0 ? 0 : -1) : current + step];
  next?.focus();
  return next !== undefined;
}
