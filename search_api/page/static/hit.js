/** One hit: the passage, where it stands, what it cites, and the means to quote and to check it. */

import { documentAddress, passageCitation, verify } from "./api.js";
import { button, element, grow } from "./dom.js";
import { monthInWords, readersOf } from "./evidence.js";
import { renderMarkdown } from "./markdown.js";
import { unitOffsets } from "./offsets.js";
import { renderPlain } from "./plain.js";
import { prefer, preference } from "./preferences.js";
import { citer, referenceList, warningOf } from "./references.js";
import { isMarkdown, linkResolver } from "./sources.js";

const STYLES = { apa: "APA", vancouver: "Vancouver", bibtex: "BibTeX", ris: "RIS", "csl-json": "CSL-JSON" };
// The reasons that POST /v1/verify gives.
const REFUSALS = {
  stands_elsewhere: "It stands elsewhere in the document: the library has changed. Search again to see its new place.",
  not_in_document: "It is no longer in the document: the library has changed. Search again to see what it says now.",
};
const STYLE_KEY = "citation-style";

/** Makes the article for a hit. `levelsUsed` tells whether a missing evidence level is worth a word. */
export function hitArticle(hit, generation, levelsUsed) {
  const { passage, citation, rank } = hit;
  const id = `hit-${rank}`;
  const address = documentAddress(citation.document_id, passage.id);
  return element(
    "article",
    { id, class: "hit", tabindex: "-1", "aria-labelledby": `${id}-title` },
    element("p", { class: "kind" }, ...kindOf(hit, levelsUsed)),
    element("h2", { id: `${id}-title` }, element("a", { href: address }, citation.title)),
    sectionLine(citation),
    element("div", { class: "passage prose" }, ...passageNodes(hit, id)),
    citedReferences(citation.references, id),
    citationLine(citation),
    actions(hit, generation, address),
  );
}

function kindOf({ document: about, citation }, levelsUsed) {
  const level = about?.evidence_level ?? (levelsUsed ? "evidence level not stated" : null);
  const parts = [
    level && element("span", { class: about?.evidence_level ? "level" : "level unknown" }, level),
    about?.audience && `for ${readersOf(about.audience)}`,
    about?.reviewed ? `reviewed ${monthInWords(about.reviewed)}` : citation.year && String(citation.year),
  ];
  return parts.filter(Boolean).flatMap((part, index) => (index > 0 ? [" · ", part] : [part]));
}

function sectionLine({ section, title, pages }) {
  const path = section[0] === title ? section.slice(1) : section;
  const parts = [path.join(" › "), pages && pageWords(pages)].filter(Boolean);
  return parts.length > 0 ? element("p", { class: "section" }, parts.join(" · ")) : null;
}

function pageWords([first, last]) {
  return first === last ? `page ${first}` : `pages ${first} to ${last}`;
}

function passageNodes({ passage, citation }, id) {
  const marks = highlightMarks(passage);
  const cite = citer(citation.references, `${id}-reference-`);
  const resolve = linkResolver(citation.document_id);
  const render = isMarkdown(citation.source) ? renderMarkdown : renderPlain;
  return grow(render(passage.text, { marks, cite, resolve }));
}

/** Highlights as marks; neighbouring sentences share one, so that no gap shows between them. */
function highlightMarks({ text, highlights }) {
  const units = unitOffsets(text);
  const marks = [];
  for (const [start, end] of highlights) {
    const last = marks.at(-1);
    if (last && text.slice(last.end, units(start)).trim() === "") last.end = units(end);
    else marks.push({ start: units(start), end: units(end), kind: "answer" });
  }
  return marks;
}

function citedReferences(references, id) {
  if (references.length === 0) return null;
  const warning = warningOf(references);
  const count = references.length === 1 ? "1 reference cited here" : `${references.length} references cited here`;
  return element(
    "details",
    { class: "cited", open: warning !== null },
    element("summary", {}, count, warning ? element("strong", { class: "warning" }, ` (${warning})`) : null),
    referenceList(references, `${id}-reference-`),
  );
}

function citationLine(citation) {
  return element("p", { class: "citation" }, element("span", { class: "unseen" }, "Cite as: "), citation.text);
}

function actions(hit, generation, address) {
  const { citation, rank } = hit;
  const outcome = element("div", { class: "outcome", role: "status" });
  const style = styleMenu(rank);
  const copy = button("Copy citation", () => copyCitation(hit.passage.id, style.value, outcome));
  const check = button("Check against source", () => checkSource(hit, generation, outcome));
  const open = element("a", { href: address, class: "open" }, "Read in document");
  open.setAttribute("aria-label", `Read in document: ${citation.title}`);
  const row = element("div", { class: "actions" }, open, element("span", { class: "copy" }, copy, style), check);
  return element("footer", {}, row, outcome);
}

function styleMenu(rank) {
  const stored = preference(STYLE_KEY);
  const options = Object.entries(STYLES).map(([value, name]) => {
    return element("option", { value, selected: value === stored }, name);
  });
  const attributes = { id: `hit-${rank}-style`, class: "style", "aria-label": "Citation style" };
  const menu = element("select", attributes, ...options);
  menu.addEventListener("change", () => {
    prefer(STYLE_KEY, menu.value);
    for (const other of document.querySelectorAll("select.style")) other.value = menu.value;
  });
  return menu;
}

async function copyCitation(passageId, style, outcome) {
  try {
    const text = await passageCitation(passageId, style);
    const copied = await copyText(text);
    const said = copied ? `Copied in ${STYLES[style]} style.` : "Copying is not allowed here; select the text below.";
    outcome.replaceChildren(element("p", {}, said), element("pre", { tabindex: "0" }, text.trim()));
  } catch (problem) {
    say(outcome, "failed", `The citation could not be fetched. ${problem.message}`);
  }
}

/** Browsers grant the clipboard on this machine and over HTTPS; elsewhere the reader copies by hand. */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

async function checkSource({ passage, citation }, generation, outcome) {
  const { document_id, start, end } = citation;
  try {
    const answer = await verify({ document_id, start, end, quotation: passage.text });
    if (answer.verified) {
      const place = `${start.toLocaleString("en-GB")} to ${end.toLocaleString("en-GB")}`;
      say(
        outcome,
        "verified",
        `Word for word as in ${citation.source}, characters ${place}.`,
        element("small", {}, `SHA-256 ${citation.sha256} · index ${generation}`),
      );
    } else {
      say(outcome, "failed", `This text does not stand there. ${REFUSALS[answer.reason] ?? ""}`);
    }
  } catch (problem) {
    say(outcome, "failed", `The check could not be made. ${problem.message}`);
  }
}

function say(outcome, kind, ...words) {
  outcome.replaceChildren(element("p", { class: kind }, ...words));
}
