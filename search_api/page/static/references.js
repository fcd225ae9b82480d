/** Numbers the references of a text, and lists them with their links and their standing. */

import { element } from "./dom.js";

const STANDINGS = {
  retracted: ["Retracted", "This work was withdrawn: do not rely on it."],
  superseded: ["Superseded", "A newer version of this work replaces it."],
};

/** Answers the `cite` function of markdown.js for references listed under ids that begin with `prefix`. */
export function citer(references, prefix) {
  const places = new Map(references.map((reference, index) => [reference.id, index]));
  return (key) => {
    const index = places.get(key);
    if (index === undefined) return null;
    const { title, year, status } = references[index];
    const standing = STANDINGS[status]?.[0] ?? null;
    const label = [title, year, standing].filter(Boolean).join(", ");
    return { number: index + 1, href: `#${prefix}${index + 1}`, label, status: standing ? status : null };
  };
}

/** How many of the references are retracted or superseded, in words, or null. */
export function warningOf(references) {
  const counts = Object.keys(STANDINGS).map((status) => {
    const count = references.filter((reference) => reference.status === status).length;
    return count > 0 ? `${count} ${status}` : "";
  });
  return counts.filter(Boolean).join(", ") || null;
}

export function referenceList(references, prefix) {
  const items = references.map((reference, index) => {
    const standing = STANDINGS[reference.status];
    return element(
      "li",
      { id: `${prefix}${index + 1}`, tabindex: "-1", class: standing ? reference.status : null },
      standing ? standingNote(standing) : null,
      reference.citation ?? [reference.title, reference.year].filter(Boolean).join(". "),
      linksOf(reference),
    );
  });
  return element("ol", { class: "references" }, ...items);
}

function standingNote([name, meaning]) {
  return element("strong", { class: "standing" }, `${name}. `, element("span", {}, `${meaning} `));
}

function linksOf({ doi, pmid, url }) {
  const links = [
    doi && ["DOI", `https://doi.org/${encodeURI(doi)}`],
    pmid && ["PubMed", `https://pubmed.ncbi.nlm.nih.gov/${encodeURIComponent(pmid)}/`],
    !doi && !pmid && url && /^https?:\/\//i.test(url) && ["Source", url],
  ].filter(Boolean);
  if (links.length === 0) return null;
  const anchors = links.map(([name, href]) => element("a", { href, rel: "noopener noreferrer" }, name));
  return element("span", { class: "links" }, ...anchors.flatMap((anchor) => [" ", anchor]));
}
