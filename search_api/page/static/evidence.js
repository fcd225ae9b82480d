/** The words for what documents say of themselves: evidence level, audience, dates. */

const LEVELS = {
  guideline: "recommendations of a guideline body",
  "systematic review": "reviews or meta-analyses of trials or population studies",
  "randomised trials": "single randomised trials",
  observational: "cohorts, surveys, accuracy or uncontrolled studies",
  "expert opinion": "narrative reviews, consensus, definitions",
  preclinical: "laboratory and animal work",
  mixed: "several kinds, none carrying the document",
};

const AUDIENCES = { patient: "patients", professional: "professionals" };

/** What the cited evidence mainly is, for a level of the library; empty for a word the library does not define. */
export function meaningOf(level) {
  return LEVELS[level] ?? "";
}

/** Levels in the order in which they are read, unknown words last. */
export function byLevel(one, other) {
  const order = Object.keys(LEVELS);
  const place = (level) => (order.includes(level) ? order.indexOf(level) : order.length);
  return place(one) - place(other) || one.localeCompare(other);
}

export function readersOf(audience) {
  return AUDIENCES[audience] ?? audience;
}

export function capitalised(words) {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** An ISO date in words, "24 November 2026"; anything else as it stands. */
export function dateInWords(date) {
  return formatted(date, { day: "numeric", month: "long", year: "numeric" });
}

/** The month of an ISO date, "Nov 2026"; anything else as it stands. */
export function monthInWords(date) {
  return formatted(date, { month: "short", year: "numeric" });
}

function formatted(date, parts) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) return date;
  return new Intl.DateTimeFormat("en-GB", { ...parts, timeZone: "UTC" }).format(new Date(`${date}T00:00:00Z`));
}
