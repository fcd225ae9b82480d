/**
 * Where things stand in a text.
 *
 * The API counts Unicode code points, JavaScript counts UTF-16 code units: only here is one turned into the other.
 */

/** Gives the function from code points to UTF-16 code units of `text`. */
export function unitOffsets(text) {
  if (!/[\uD800-\uDFFF]/.test(text)) return (offset) => Math.min(offset, text.length);
  const units = [];
  let unit = 0;
  for (const character of text) {
    units.push(unit);
    unit += character.length;
  }
  units.push(unit);
  return (offset) => units[Math.min(offset, units.length - 1)];
}

/** The lines of `text.slice(from, to)` as `{start, end}`, without their line ends. */
export function linesOf(text, from, to) {
  const lines = [];
  let start = from;
  while (start < to) {
    const feed = text.indexOf("\n", start);
    const stop = feed === -1 || feed >= to ? to : feed;
    const end = stop > start && text[stop - 1] === "\r" ? stop - 1 : stop;
    lines.push({ start, end });
    start = stop + 1;
  }
  return lines;
}
