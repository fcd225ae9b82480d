/** Turns text without markup into paragraphs of nodes (see inline.js). All offsets are UTF-16 code units. */

import { Inline, node } from "./inline.js";
import { linesOf } from "./offsets.js";

const LIST_ITEM = /^[ \t]*(?:[-*+\u2022]|\d{1,3}[.)])[ \t]/;
const WRAPPED_WIDTH = 50;
const WRAPPED_SHARE = 0.7;

/**
 * Renders `text.slice(from, to)`: paragraphs at blank lines, addresses as links, `marks` as in markdown.js.
 *
 * Lines of a paragraph are joined where the file was wrapped at a width, and kept where they were set by hand.
 */
export function renderPlain(text, options = {}) {
  const { from = 0, to = text.length } = options;
  const writer = new Inline(text, options);
  return paragraphsOf(text, linesOf(text, from, to)).map((lines) => {
    const children = [];
    const wrapped = isWrapped(lines);
    lines.forEach((line, index) => {
      if (index > 0) children.push(wrapped && !LIST_ITEM.test(text.slice(line.start, line.end)) ? "\n" : node("br"));
      writer.addresses(children, line.start, line.end);
    });
    return node("p", {}, children);
  });
}

function paragraphsOf(text, lines) {
  const paragraphs = [];
  let open = null;
  for (const line of lines) {
    if (text.slice(line.start, line.end).trim() === "") {
      open = null;
    } else if (open) {
      open.push(line);
    } else {
      open = [line];
      paragraphs.push(open);
    }
  }
  return paragraphs;
}

/** A file wrapped at a width has long lines of nearly one length; only a paragraph's last line may be short. */
function isWrapped(lines) {
  const lengths = lines.slice(0, -1).map((line) => line.end - line.start);
  const longest = Math.max(0, ...lengths, lines.at(-1).end - lines.at(-1).start);
  return longest >= WRAPPED_WIDTH && lengths.every((length) => length >= longest * WRAPPED_SHARE);
}
