/** The filter row: which audience, evidence level and theme the passages may come from. */

import { button, element } from "./dom.js";
import { byLevel, capitalised, meaningOf, readersOf } from "./evidence.js";

const KINDS = [
  { field: "audience", name: "Audience", label: readersOf, meaning: () => "" },
  { field: "evidence_level", name: "Evidence", label: (level) => level, meaning: meaningOf, order: byLevel },
  { field: "theme", name: "Theme", label: (theme) => theme, meaning: () => "" },
];

/** The fields that passages can be filtered by. */
export const FILTER_FIELDS = KINDS.map(({ field }) => field);

export function noFilters() {
  return Object.fromEntries(FILTER_FIELDS.map((field) => [field, []]));
}

/**
 * Fills `row` with one menu for each field that the library uses; without any, the row stays hidden.
 *
 * `change(chosen)` is called with field -> values when the reader picks.
 * Answers the function that shows what is chosen.
 */
export function filterRow(row, facets, change) {
  const menus = KINDS.filter(({ field }) => Object.keys(facets[field] ?? {}).length > 0).map((kind) => {
    return menu(kind, facets[kind.field], () => change(chosenIn(row)));
  });
  const clear = button("Clear", () => change(noFilters()), { class: "plain" });
  row.replaceChildren(...menus, clear);
  row.hidden = menus.length === 0;
  closeBesides(row);
  return (chosen) => {
    for (const box of row.querySelectorAll("input")) box.checked = chosen[box.name].includes(box.value);
    for (const details of row.querySelectorAll("details")) nameMenu(details, chosen);
    clear.hidden = FILTER_FIELDS.every((field) => chosen[field].length === 0);
  };
}

/** What is ticked in the row: field -> values. */
export function chosenIn(row) {
  const chosen = noFilters();
  for (const box of row.querySelectorAll("input:checked")) chosen[box.name].push(box.value);
  return chosen;
}

function menu(kind, counts, changed) {
  const options = Object.keys(counts)
    .sort(kind.order)
    .map((value) => option(kind, value, counts[value], changed));
  return element(
    "details",
    { name: "filter", "data-field": kind.field },
    element("summary", {}, kind.name),
    element("fieldset", {}, element("legend", { class: "unseen" }, kind.name), ...options),
  );
}

function option(kind, value, count, changed) {
  const box = element("input", { type: "checkbox", name: kind.field, value });
  box.addEventListener("change", changed);
  const meaning = kind.meaning(value);
  const words = meaning ? element("small", {}, meaning) : null;
  const name = element("span", { class: "name" }, capitalised(kind.label(value)), words);
  const number = element("span", { class: "count" }, String(count), element("span", { class: "unseen" }, " documents"));
  return element("label", {}, box, name, number);
}

/** Writes on the closed menu what is chosen in it. */
function nameMenu(details, chosen) {
  const { field } = details.dataset;
  const kind = KINDS.find((candidate) => candidate.field === field);
  const values = chosen[field];
  const said = values.length > 1 ? `${values.length} chosen` : values.map(kind.label).join("");
  details.querySelector("summary").textContent = said ? `${kind.name}: ${said}` : kind.name;
  details.classList.toggle("chosen", values.length > 0);
}

/** Closes an open menu on a press elsewhere and on Escape. */
function closeBesides(row) {
  const openMenu = () => row.querySelector("details[open]");
  document.addEventListener("pointerdown", ({ target }) => {
    const open = openMenu();
    if (open && !open.contains(target)) open.open = false;
  });
  row.addEventListener("keydown", ({ key }) => {
    const open = openMenu();
    if (key !== "Escape" || !open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
}
