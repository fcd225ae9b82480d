/** The document page: the whole text, its contents and references, with the cited passage marked. */

import { Problem, readDocument } from "./api.js";
import { element, grow } from "./dom.js";
import { dateInWords, meaningOf, readersOf } from "./evidence.js";
import { renderLine, renderMarkdown } from "./markdown.js";
import { unitOffsets } from "./offsets.js";
import { renderPlain } from "./plain.js";
import { showProblem } from "./notice.js";
import { citer, referenceList, warningOf } from "./references.js";
import { isMarkdown, linkResolver } from "./sources.js";

const SITE_TITLE = document.title;
const REFERENCE_PREFIX = "reference-";
const CONTENTS_FROM = 3;
// As in document.css: below this width the contents stand above the text, and would hide it.
const BESIDE_THE_TEXT = "(min-width: 56rem)";
const NOT_FOUND = 404;
const MISSING = new Problem(
  NOT_FOUND,
  "There is no such document",
  "It may have been renamed or removed since this link was made. A search may find what it said.",
);

const article = document.getElementById("document");
const contents = document.getElementById("contents");
const back = document.getElementById("back");

const id = decodeURIComponent(location.pathname.replace(/^\/documents\//, ""));
const passageId = new URLSearchParams(location.search).get("passage");

async function open() {
  article.setAttribute("aria-busy", "true");
  try {
    show(await readDocument(id));
  } catch (problem) {
    showProblem(article, problem.status === NOT_FOUND ? MISSING : problem, open);
  } finally {
    article.removeAttribute("aria-busy");
  }
}

function show(about) {
  document.title = `${about.title} · ${SITE_TITLE}`;
  const units = unitOffsets(about.text);
  const passage = about.passages.find((candidate) => candidate.id === passageId) ?? null;
  const marks = passage ? [{ start: units(passage.start), end: units(passage.end), kind: "passage" }] : [];
  const sections = placedSections(about);
  article.replaceChildren(
    header(about),
    ...[passageNote(passage)].filter(Boolean),
    ...sections.map((section) => sectionElement(about, section, units, marks)),
    ...[references(about.references)].filter(Boolean),
  );
  showContents(sections, about.references.length > 0);
  arrive();
}

/** The sections with the level and the anchor of their headings; the title's own heading stands in the header. */
function placedSections({ sections, title }) {
  const titleIsRoot = sections.find(({ path }) => path.length > 0)?.path[0] === title;
  const used = new Set();
  return sections.map((section) => {
    const depth = section.path.length - (titleIsRoot ? 1 : 0);
    const name = section.path.at(-1) ?? "";
    const anchor = depth > 0 ? unused(slug(name), used) : null;
    return { ...section, name, depth, level: Math.min(depth + 1, 6), anchor };
  });
}

function slug(name) {
  const words = name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "-");
  return words.replace(/^-|-$/g, "") || "section";
}

function unused(wanted, used) {
  let anchor = wanted;
  for (let count = 2; used.has(anchor); count += 1) anchor = `${wanted}-${count}`;
  used.add(anchor);
  return anchor;
}

function header({ title, source, metadata }) {
  const { evidence_level: level, audience, summary } = metadata;
  const kind = [level, audience && `for ${readersOf(audience)}`].filter((part) => typeof part === "string");
  return element(
    "header",
    { class: "about" },
    kind.length > 0 ? element("p", { class: "kind" }, kind.join(" · ")) : null,
    element("h1", {}, title),
    typeof summary === "string" ? element("p", { class: "summary" }, summary) : null,
    facts(source, metadata),
  );
}

function facts(source, metadata) {
  const { evidence_level: level, recommendation, authors, written, reviewed } = metadata;
  const rows = [
    ["Evidence", typeof level === "string" && meaningOf(level) ? `${level}: ${meaningOf(level)}` : null],
    ["Guideline", recommendation],
    ["Reviewed", typeof reviewed === "string" ? dateInWords(reviewed) : null],
    ["Written", typeof written === "string" && written !== reviewed ? dateInWords(written) : null],
    ["By", Array.isArray(authors) ? authors.join(", ") : authors],
    ["Source", source],
  ];
  const stated = rows.filter(([, value]) => typeof value === "string" && value !== "");
  return element("dl", {}, ...stated.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}

function passageNote(passage) {
  if (passageId === null) return null;
  if (passage) {
    const link = element("a", { href: "#passage" }, "The cited passage");
    return element("p", { class: "marked-note" }, link, " is marked.");
  }
  const words = "The passage you followed is not in this document any more: its text has changed since.";
  return element("p", { class: "notice verdict", role: "status" }, words);
}

function sectionElement(about, section, units, marks) {
  const { anchor, level, name } = section;
  const heading = anchor ? element(`h${level}`, { id: anchor, tabindex: "-1" }, ...grow(renderLine(name))) : null;
  const render = isMarkdown(about.source) ? renderMarkdown : renderPlain;
  const body = render(about.text, {
    from: units(section.body_start),
    to: units(section.end),
    marks,
    cite: citer(about.references, REFERENCE_PREFIX),
    resolve: linkResolver(about.id),
  });
  return element("section", { class: "prose" }, heading, ...grow(body));
}

function references(listed) {
  if (listed.length === 0) return null;
  const warning = warningOf(listed);
  return element(
    "section",
    { class: "bibliography" },
    element("h2", { id: "references", tabindex: "-1" }, "References"),
    warning ? element("p", { class: "warning" }, `Of these, ${warning}.`) : null,
    referenceList(listed, REFERENCE_PREFIX),
  );
}

/** A short text needs no table of contents. */
function showContents(sections, hasReferences) {
  const named = sections.filter(({ anchor, depth }) => anchor && depth <= 2);
  if (named.length < CONTENTS_FROM) return;
  const items = named.map(({ anchor, name, depth }) => {
    return element("li", { class: `depth-${depth}` }, element("a", { href: `#${anchor}` }, ...grow(renderLine(name))));
  });
  const last = element("li", { class: "depth-1" }, element("a", { href: "#references" }, "References"));
  if (hasReferences) items.push(last);
  contents.querySelector("ol").replaceChildren(...items);
  contents.open = matchMedia(BESIDE_THE_TEXT).matches;
  contents.hidden = false;
}

/** Goes to the place that the address names: a heading or reference, else the marked passage. */
function arrive() {
  const mark = article.querySelector("mark.passage");
  if (mark) {
    mark.id = "passage";
    mark.tabIndex = -1;
  }
  const named = location.hash ? document.getElementById(decodeURIComponent(location.hash.slice(1))) : mark;
  if (!named) return;
  named.scrollIntoView({ block: named === mark ? "center" : "start", behavior: "instant" });
  named.focus({ preventScroll: true });
}

/** Where the reader came from a search on this site, the way back leads to those results. */
function offerWayBack() {
  const from = document.referrer ? new URL(document.referrer) : null;
  if (from?.origin !== location.origin || from.pathname !== "/" || !from.search) return;
  back.href = `${from.pathname}${from.search}`;
  back.textContent = "Back to the results";
}

offerWayBack();
open();
