/**
 * Turns Markdown into blocks of nodes (see inline.js), and keeps marked ranges where they stand.
 *
 * It reads what documents are made of: paragraphs, lists, tables, quotations, code. Headings of a document come from
 * its sections, so here one is only a line in bold.
 * All offsets are UTF-16 code units.
 */

import { Inline, node } from "./inline.js";
import { linesOf } from "./offsets.js";

const BLANK = /^\s*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})/;
const HEADING = /^ {0,3}#{1,6}(?:[ \t]+|$)/;
const RULE = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^([ \t]*)(?:[-*+]|(\d{1,9})[.)])(?:[ \t]+|$)/;
const ROW = /^ {0,3}\|.*\|[ \t]*$/;
const DELIMITER = /^ {0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;

/**
 * Renders `text.slice(from, to)` as blocks.
 *
 * `marks` are disjoint `{start, end, kind}` in order; the text in them stands in `<mark class=kind>`.
 * `cite(key)` answers `{number, href, label, status}` for a citation `[@key]`, or null to leave it as written.
 * `resolve(address)` answers where a link leads, or null to show its text alone.
 */
export function renderMarkdown(text, options = {}) {
  const { from = 0, to = text.length } = options;
  return new Blocks(text, options).read(linesOf(text, from, to));
}

/** Renders one line of Markdown, such as a heading, without blocks. */
export function renderLine(text, options = {}) {
  return new Inline(text, options).read(0, text.length);
}

/** Reads blocks from lines, each a `{start, end}` in the text, of which a prefix may have been taken off. */
class Blocks {
  constructor(text, options) {
    this.text = text;
    this.inline = new Inline(text, options);
  }

  read(lines) {
    const made = [];
    let at = 0;
    while (at < lines.length) {
      const [block, next] = this.block(lines, at);
      if (block) made.push(block);
      at = next;
    }
    return made;
  }

  /** Reads one block from line `at`; answers the node, or null for a blank line, and the line after it. */
  block(lines, at) {
    const line = this.line(lines[at]);
    if (BLANK.test(line)) return [null, at + 1];
    if (FENCE.test(line)) return this.fence(lines, at);
    if (HEADING.test(line)) return this.heading(lines[at], at);
    if (RULE.test(line)) return [node("hr"), at + 1];
    if (QUOTE.test(line)) return this.quote(lines, at);
    if (this.startsTable(lines, at)) return this.table(lines, at);
    if (ITEM.test(line)) return this.list(lines, at);
    return this.paragraph(lines, at);
  }

  line({ start, end }) {
    return this.text.slice(start, end);
  }

  fence(lines, at) {
    const fence = FENCE.exec(this.line(lines[at]))[1];
    const children = [];
    let next = at + 1;
    while (next < lines.length && !this.line(lines[next]).trimStart().startsWith(fence)) {
      this.inline.words(children, lines[next].start, lines[next].end);
      children.push("\n");
      next += 1;
    }
    return [node("pre", {}, [node("code", {}, children)]), next + 1];
  }

  heading(line, at) {
    const opening = HEADING.exec(this.line(line))[0].length;
    const closing = /(?:[ \t]+#+)?[ \t]*$/.exec(this.line(line))[0].length;
    const end = Math.max(line.start + opening, line.end - closing);
    return [node("p", { class: "heading" }, this.inline.read(line.start + opening, end)), at + 1];
  }

  quote(lines, at) {
    const inner = [];
    let next = at;
    while (next < lines.length) {
      const prefix = QUOTE.exec(this.line(lines[next]));
      if (!prefix) break;
      inner.push({ start: lines[next].start + prefix[0].length, end: lines[next].end });
      next += 1;
    }
    return [node("blockquote", {}, this.read(inner)), next];
  }

  startsTable(lines, at) {
    const line = this.line(lines[at]);
    if (ROW.test(line)) return true;
    const below = at + 1 < lines.length ? this.line(lines[at + 1]) : "";
    return line.includes("|") && below.includes("|") && DELIMITER.test(below);
  }

  table(lines, at) {
    const below = at + 1 < lines.length ? this.line(lines[at + 1]) : "";
    const headed = below.includes("-") && DELIMITER.test(below);
    const alignments = headed ? this.cells(lines[at + 1]).map((cell) => alignment(this.line(cell))) : [];
    const rows = [];
    let next = at;
    for (; next < lines.length && this.line(lines[next]).includes("|"); next += 1) {
      if (DELIMITER.test(this.line(lines[next]))) continue;
      const tag = headed && next === at ? "th" : "td";
      rows.push(this.row(lines[next], tag, alignments));
    }
    const head = headed ? [node("thead", {}, rows.splice(0, 1))] : [];
    const table = node("table", {}, [...head, node("tbody", {}, rows)]);
    return [node("div", { class: "table", tabindex: "0", role: "region", "aria-label": "Table" }, [table]), next];
  }

  row(line, tag, alignments) {
    const cells = this.cells(line).map((cell, column) => {
      const attributes = alignments[column] ? { class: alignments[column] } : {};
      if (tag === "th") attributes.scope = "col";
      return node(tag, attributes, this.inline.read(cell.start, cell.end));
    });
    return node("tr", {}, cells);
  }

  /** Splits a table row at its bars; a bar that is escaped or stands in code belongs to the cell. */
  cells(line) {
    const cells = [];
    let start = line.start;
    let inCode = false;
    for (let at = line.start; at <= line.end; at += 1) {
      const character = this.text[at];
      if (at < line.end && character === "\\") at += 1;
      else if (at < line.end && character === "`") inCode = !inCode;
      else if (at === line.end || (character === "|" && !inCode)) {
        cells.push(this.trimmed(start, at));
        start = at + 1;
      }
    }
    const isEmpty = (cell) => cell.start === cell.end;
    if (isEmpty(cells[0])) cells.shift();
    if (cells.length > 0 && isEmpty(cells.at(-1))) cells.pop();
    return cells;
  }

  trimmed(start, end) {
    const words = this.text.slice(start, end);
    const left = words.length - words.trimStart().length;
    return { start: start + left, end: Math.max(start + left, start + words.trimEnd().length) };
  }

  list(lines, at) {
    const ordered = ITEM.exec(this.line(lines[at]))[2];
    const indent = this.indent(lines[at]);
    const items = [];
    let loose = false;
    let next = at;
    while (next < lines.length) {
      const marker = ITEM.exec(this.line(lines[next]));
      const belongs = marker && (marker[2] === undefined) === (ordered === undefined);
      if (!belongs || this.indent(lines[next]) > indent + 3 || RULE.test(this.line(lines[next]))) break;
      const [item, after, spaced] = this.item(lines, next, marker[0].length);
      items.push(item);
      loose ||= spaced;
      next = after;
    }
    const attributes = ordered === undefined || Number(ordered) === 1 ? {} : { start: String(Number(ordered)) };
    const children = items.map((item) => node("li", {}, loose ? item : unwrapped(item)));
    return [node(ordered === undefined ? "ul" : "ol", attributes, children), next];
  }

  /** Reads one list item; answers its blocks, the line after it, and whether a blank line stood in or behind it. */
  item(lines, at, width) {
    const inner = [{ start: lines[at].start + width, end: lines[at].end }];
    let next = at + 1;
    let spaced = false;
    for (; next < lines.length; next += 1) {
      const line = this.line(lines[next]);
      if (BLANK.test(line)) {
        const follows = lines.slice(next).find((later) => !BLANK.test(this.line(later)));
        if (!follows || (this.indent(follows) < width && !ITEM.test(this.line(follows)))) break;
        spaced = true;
        inner.push(lines[next]);
      } else if (this.indent(lines[next]) >= width) {
        inner.push({ start: lines[next].start + this.indentEnd(lines[next], width), end: lines[next].end });
      } else if (ITEM.test(line) || this.interrupts(lines, next) || BLANK.test(this.line(lines[next - 1]))) {
        break;
      } else {
        inner.push(lines[next]);
      }
    }
    return [this.read(inner), next, spaced];
  }

  indent(line) {
    const space = /^[ \t]*/.exec(this.line(line))[0];
    return space.replaceAll("\t", "    ").length;
  }

  /** How many characters of the line's white space make up `width` columns. */
  indentEnd(line, width) {
    let columns = 0;
    let characters = 0;
    while (columns < width) {
      columns += this.text[line.start + characters] === "\t" ? 4 : 1;
      characters += 1;
    }
    return characters;
  }

  /** Whether a line ends the paragraph before it; a number ends one only where it starts a list at 1. */
  interrupts(lines, at) {
    const line = this.line(lines[at]);
    const item = ITEM.exec(line);
    const startsList = item && item[0].trim() !== "" && (item[2] === undefined || Number(item[2]) === 1 || item[1]);
    const startsOther = [FENCE, HEADING, RULE, QUOTE].some((mark) => mark.test(line));
    return Boolean(startsList) || startsOther || this.startsTable(lines, at);
  }

  paragraph(lines, at) {
    let next = at + 1;
    while (next < lines.length && !BLANK.test(this.line(lines[next])) && !this.interrupts(lines, next)) next += 1;
    return [node("p", {}, this.run(lines.slice(at, next))), next];
  }

  /** Inline content of consecutive lines: in one go, unless a prefix such as `>` stands between them. */
  run(lines) {
    const gapless = lines.every((line, index) => {
      return index === 0 || BLANK.test(this.text.slice(lines[index - 1].end, line.start));
    });
    if (gapless) {
      const { start, end } = this.trimmed(lines[0].start, lines.at(-1).end);
      return this.inline.read(start, end);
    }
    return lines.flatMap((line, index) => [...(index > 0 ? ["\n"] : []), ...this.inline.read(line.start, line.end)]);
  }
}

function alignment(cell) {
  if (/^:.*:$/.test(cell)) return "centre";
  return cell.endsWith(":") ? "right" : "";
}

function unwrapped(blocks) {
  return blocks.flatMap((block) => (block.tag === "p" && !block.attributes.class ? block.children : [block]));
}
