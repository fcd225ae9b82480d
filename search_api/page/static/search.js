/** The search page: reads the question from the address, asks the service, shows what it answers. */

import { facets, search } from "./api.js";
import { button, element } from "./dom.js";
import { chosenIn, FILTER_FIELDS, filterRow, noFilters } from "./filters.js";
import { hitArticle } from "./hit.js";
import { showProblem } from "./notice.js";
import { listenForKeys } from "./shortcuts.js";

const PAGE_TITLE = document.title;
const PAGE_SIZE = 10;
const MOST_HITS = 50;
const SLOW_MS = 4000;

const form = document.getElementById("search");
const box = document.getElementById("question");
const filters = document.getElementById("filters");
const status = document.getElementById("status");
const results = document.getElementById("results");

/** Answers of this visit by request, so that going back is instant and the scroll position holds. */
const answers = new Map();
let running = new AbortController();
let shown = "";
let showChosen = () => {};
let levelsUsed = false;
let offering = null;

function requestInAddress() {
  const parameters = new URLSearchParams(location.search);
  const chosen = Object.fromEntries(FILTER_FIELDS.map((field) => [field, parameters.getAll(field)]));
  const asked = Math.trunc(Number(parameters.get("k"))) || PAGE_SIZE;
  const k = Math.min(Math.max(asked, 1), MOST_HITS);
  const correct = parameters.get("correct") !== "false";
  const expand = parameters.get("expand") !== "false";
  return { query: (parameters.get("q") ?? "").trim(), k, filters: chosen, correct, expand };
}

function addressOf({ query, k, filters: chosen, correct, expand }) {
  const parameters = new URLSearchParams({ q: query });
  for (const field of FILTER_FIELDS) for (const value of chosen[field]) parameters.append(field, value);
  if (k !== PAGE_SIZE) parameters.set("k", String(k));
  if (!correct) parameters.set("correct", "false");
  if (!expand) parameters.set("expand", "false");
  return `/?${parameters}`;
}

/** What the service is asked: a field without a choice is left out. */
function bodyOf({ query, k, filters: chosen, correct, expand }) {
  const used = Object.entries(chosen).filter(([, values]) => values.length > 0);
  return { query, k, correct, expand, ...(used.length > 0 && { filters: Object.fromEntries(used) }) };
}

function visit(request) {
  history.pushState(null, "", addressOf(request));
  scrollTo(0, 0);
  return show(request);
}

async function show(request) {
  running.abort();
  running = new AbortController();
  const { signal } = running;
  const key = JSON.stringify(request);
  shown = key;
  showChosen(request.filters);
  document.body.classList.toggle("asked", request.query !== "");
  results.dataset.question = request.query;
  document.title = request.query ? `${request.query} · ${PAGE_TITLE}` : PAGE_TITLE;
  if (box.value.trim() !== request.query) box.value = request.query;
  if (request.query === "") return clear();
  const known = answers.get(key);
  if (known) return showAnswer(known, request);
  return ask(request, key, signal);
}

function clear() {
  results.removeAttribute("aria-busy");
  status.textContent = "";
  results.replaceChildren();
}

async function ask(request, key, signal) {
  results.setAttribute("aria-busy", "true");
  status.textContent = "Searching …";
  const slow = setTimeout(() => {
    status.textContent = "Still searching. The first question after a start can take some seconds …";
  }, SLOW_MS);
  try {
    const [answer] = await Promise.all([search(bodyOf(request), signal), offerFilters()]);
    answers.set(key, answer);
    if (!signal.aborted) showAnswer(answer, request);
  } catch (problem) {
    if (signal.aborted) return;
    status.textContent = "";
    showProblem(results, problem, () => {
      if (shown === key) show(request);
    });
  } finally {
    clearTimeout(slow);
    if (!signal.aborted) results.removeAttribute("aria-busy");
  }
}

function showAnswer(answer, request) {
  results.removeAttribute("aria-busy");
  if (answer.hits.length === 0) return showNothing(request);
  const { verdict } = answer.answerable;
  const spoken = verdict === "no_good_answer" ? element("span", { class: "unseen" }, "No good answer. ") : "";
  status.replaceChildren(spoken, summaryOf(answer));
  results.classList.toggle("nearest", verdict === "no_good_answer");
  const articles = answer.hits.map((hit) => element("li", {}, hitArticle(hit, answer.generation, levelsUsed)));
  results.replaceChildren(
    ...[
      correctionLine(answer, request),
      expansionLine(answer, request),
      verdictNotice(answer.answerable),
    ].filter(Boolean),
    element("ol", { class: "hits" }, ...articles),
    ...[moreButton(answer, request)].filter(Boolean),
  );
}

function summaryOf({ hits, answerable, took_ms }) {
  const documents = new Set(hits.map(({ citation }) => citation.document_id)).size;
  const { probability } = answerable;
  const found = `${counted(hits.length, "passage")} from ${counted(documents, "document")}`;
  const chance = probability === null ? null : `${Math.round(probability * 100)}% likely to hold the answer`;
  return [found, chance, `${Math.max(1, Math.round(took_ms))} ms`].filter(Boolean).join(" · ");
}

function counted(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** Says which words were taken for misspelt, and offers to search for them as they were asked. */
function correctionLine({ corrections }, request) {
  if (corrections.length === 0) return null;
  const said = corrections.flatMap(({ asked, used }, place) => [
    place > 0 ? ", " : "",
    element("strong", {}, used),
    ` instead of ${asked}`,
  ]);
  const asAsked = button("Search for the words as asked", () => visit({ ...request, correct: false }), {
    class: "plain",
  });
  return element("p", { class: "corrected" }, "Searched for ", ...said, ". ", asAsked);
}

/** Says what abbreviations and brand names were taken to stand for, and offers to search without. */
function expansionLine({ expansions }, request) {
  if (expansions.length === 0) return null;
  const said = expansions.flatMap(({ asked, added }, place) => [
    place > 0 ? ", " : "",
    element("strong", {}, added),
    ` (${asked})`,
  ]);
  const without = button("Search without them", () => visit({ ...request, expand: false }), {
    class: "plain",
  });
  return element("p", { class: "corrected" }, "Searched also for ", ...said, ". ", without);
}

/** Says how far to trust the hits; says nothing while that has not been measured. */
function verdictNotice({ verdict, probability }) {
  if (verdict === "no_good_answer") {
    return notice(
      "The library has no good answer to this",
      "What follows is only the nearest text. It may be about something else.",
    );
  }
  // Below one half the passages answer something else more often than not, whatever the verdict's cut.
  if (probability !== null && (verdict === "uncertain" || probability < 0.5)) {
    return notice(
      "The library may not answer this",
      "These passages are close, but they may answer only a part of the question, or a different one.",
    );
  }
  return null;
}

function notice(title, text) {
  return element("div", { class: "notice verdict" }, element("h2", {}, title), element("p", {}, text));
}

function showNothing(request) {
  const filtered = FILTER_FIELDS.some((field) => request.filters[field].length > 0);
  status.replaceChildren(element("span", { class: "unseen" }, "No passages found."));
  const words = filtered
    ? "No passage within these filters comes near the question."
    : "Nothing in the library comes near the question. Other words may help: a diagnosis, a treatment, a symptom.";
  const unfiltered = button("Search without filters", () => visit({ ...request, filters: noFilters() }), {
    class: "plain",
  });
  const said = element("div", { class: "notice" }, element("h2", {}, "No passages found"), element("p", {}, words));
  if (filtered) said.append(unfiltered);
  results.replaceChildren(said);
}

function moreButton(answer, request) {
  if (answer.hits.length < request.k || request.k >= MOST_HITS) return null;
  return button("More passages", () => showMore(request), { class: "plain more" });
}

async function showMore(request) {
  const more = { ...request, k: Math.min(request.k + PAGE_SIZE, MOST_HITS) };
  history.replaceState(null, "", addressOf(more));
  await show(more);
  document.getElementById(`hit-${request.k + 1}`)?.focus();
}

/** A reference is listed in a closed fold: opens it before the link to it is followed. */
function openFold({ target }) {
  const link = target.closest("sup.cites a");
  const place = link && document.getElementById(link.hash.slice(1));
  const fold = place?.closest("details");
  if (fold) fold.open = true;
}

/** Fills the filter row, once; where that fails it is tried again with the next question. */
function offerFilters() {
  offering ??= fillFilters().catch(() => {
    filters.hidden = true;
    offering = null;
  });
  return offering;
}

async function fillFilters() {
  const { facets: counts } = await facets();
  levelsUsed = Object.keys(counts.evidence_level ?? {}).length > 0;
  showChosen = filterRow(filters, counts, (chosen) => {
    const request = { query: box.value.trim(), k: PAGE_SIZE, filters: chosen, correct: true, expand: true };
    if (request.query) visit(request);
    else showChosen(chosen);
  });
  showChosen(requestInAddress().filters);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const query = box.value.trim();
  if (query) visit({ query, k: PAGE_SIZE, filters: chosenIn(filters), correct: true, expand: true });
});
results.addEventListener("click", openFold);
addEventListener("popstate", () => {
  const request = requestInAddress();
  if (JSON.stringify(request) !== shown) show(request);
});
listenForKeys(box, document.getElementById("single-keys"));
offerFilters();
show(requestInAddress());
if (requestInAddress().query === "" && matchMedia("(hover: hover)").matches) box.focus();
