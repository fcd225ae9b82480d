/**
 * Turns a stretch of text into inline nodes: words, emphasis, links, citations; and cuts words at marked ranges.
 *
 * A node is a string or `{tag, attributes, children}`; dom.js makes elements of them.
 * Nothing here touches the page, and no HTML in the text is ever taken for markup: it is shown as written.
 * Where Markdown and the words of a source disagree (a lone `*` in "HLA-B*15:02"), the words win.
 * All offsets are UTF-16 code units.
 */

const PUNCTUATION = /[!-/:-@[-`{-~]/;
const WORD = /[\p{L}\p{N}]/u;
const CITATION = /\[(@[^\s;\]]+(?:;\s*@[^\s;\]]+)*)\]/y;
const LINK = /\[((?:[^\[\]\\]|\\.)*)\]\(\s*<?([^\s<>()]*(?:\([^\s()]*\)[^\s<>()]*)*)>?(?:\s+(?:"[^"]*"|'[^']*'))?\s*\)/y;
const ADDRESS = /<(https?:\/\/[^\s<>]+)>|(https?:\/\/[^\s<>"]+)/y;
const HARD_BREAK = / {2,}\r?\n/y;
const TRAILING = /[.,;:!?'"\]]+$/;
const EMPHASIS = [/(\*\*|__)(?=\S)([^\n]*?\S)\1/y, /([*_])(?=[^\s*_])((?:[^*_\n]|\*\*|__)*?[^\s*_])\1/y];

/** Lets through links that open a page or a mail; anything else (`javascript:`, an unknown scheme) becomes text. */
export function safeAddress(address) {
  return /^(?:https?:\/\/|mailto:|#)/i.test(address) ? address : null;
}

export function node(tag, attributes = {}, children = []) {
  return { tag, attributes, children };
}

/** Reads inline marks. The options are those of `renderMarkdown`. */
export class Inline {
  constructor(text, { marks = [], cite = () => null, resolve = safeAddress } = {}) {
    this.text = text;
    this.marks = marks;
    this.cite = cite;
    this.resolve = resolve;
  }

  read(from, to) {
    const children = [];
    let written = from;
    const flush = (until) => {
      this.words(children, written, until);
    };
    let at = from;
    while (at < to) {
      const found = this.span(at, from, to);
      if (!found) {
        at += 1;
        continue;
      }
      const cites = found.made?.tag === "sup";
      flush(cites ? this.spaceBefore(at, written) : at);
      if (found.made) add(children, cites ? this.markAt(at) : null, found.made);
      else this.words(children, found.from, found.end);
      at = found.end;
      written = at;
    }
    flush(to);
    return children;
  }

  /** Where the white space before `at` begins: a superscript stands close to its word. */
  spaceBefore(at, from) {
    return from + this.text.slice(from, at).trimEnd().length;
  }

  /** Recognises the mark that begins at `at`: its end, and the node it makes or from where it is words. Or null. */
  span(at, from, to) {
    const { text } = this;
    switch (text[at]) {
      case "\\":
        return this.escape(at, to);
      case "`":
        return this.code(at, to);
      case "*":
      case "_":
        return this.emphasis(at, from, to);
      case "[":
        return this.citation(at, to) ?? this.link(at, to);
      case "!":
        return text[at + 1] === "[" ? this.picture(at, to) : null;
      case "<":
      case "h":
        return this.address(at, from, to);
      case " ":
        return this.lineBreak(at, to);
      default:
        return null;
    }
  }

  match(pattern, at, to) {
    pattern.lastIndex = at;
    const found = pattern.exec(this.text);
    return found && pattern.lastIndex <= to ? found : null;
  }

  escape(at, to) {
    if (at + 1 >= to) return null;
    if (this.text[at + 1] === "\n") return { end: at + 2, made: node("br") };
    if (!PUNCTUATION.test(this.text[at + 1])) return null;
    return { end: at + 2, from: at + 1 };
  }

  code(at, to) {
    const run = /^`+/.exec(this.text.slice(at, to))[0];
    const close = this.text.slice(at + run.length, to).search(new RegExp(`(?<!\`)${run}(?!\`)`));
    if (close === -1) return { end: at + run.length, from: at };
    const start = at + run.length;
    const children = [];
    this.words(children, start, start + close);
    return { end: start + close + run.length, made: node("code", {}, children) };
  }

  emphasis(at, from, to) {
    if (at > from && WORD.test(this.text[at - 1])) return null;
    for (const pattern of EMPHASIS) {
      const found = this.match(pattern, at, to);
      if (!found) continue;
      const end = at + found[0].length;
      if (end < to && WORD.test(this.text[end])) continue;
      const width = found[1].length;
      const tag = width === 2 ? "strong" : "em";
      return { end, made: node(tag, {}, this.read(at + width, end - width)) };
    }
    return null;
  }

  citation(at, to) {
    const found = this.match(CITATION, at, to);
    if (!found) return null;
    const cited = found[1].split(";").map((key) => this.cite(key.trim().slice(1)));
    if (cited.includes(null)) return null;
    const links = cited.flatMap(({ number, href, label, status }, index) => {
      const attributes = { href, title: label, "aria-label": `Reference ${number}: ${label}` };
      if (status) attributes.class = status;
      return [...(index > 0 ? [","] : []), node("a", attributes, [String(number)])];
    });
    return { end: at + found[0].length, made: node("sup", { class: "cites" }, links) };
  }

  link(at, to) {
    const found = this.match(LINK, at, to);
    if (!found) return null;
    const children = this.read(at + 1, at + 1 + found[1].length);
    const href = this.resolve(found[2]);
    const made = href ? node("a", anchor(href), children) : node("span", {}, children);
    return { end: at + found[0].length, made };
  }

  picture(at, to) {
    const found = this.match(LINK, at + 1, to);
    if (!found) return null;
    const made = node("span", { class: "picture" }, ["[picture: ", found[1], "]"]);
    return { end: at + 1 + found[0].length, made };
  }

  address(at, from, to) {
    if (at > from && WORD.test(this.text[at - 1])) return null;
    const found = this.match(ADDRESS, at, to);
    if (!found) return null;
    const start = found[1] ? at + 1 : at;
    const href = found[1] ?? bareAddress(found[2]);
    const children = [];
    this.words(children, start, start + href.length);
    const end = found[1] ? at + found[0].length : at + href.length;
    return { end, made: node("a", anchor(href), children) };
  }

  lineBreak(at, to) {
    const spaces = this.match(HARD_BREAK, at, to);
    return spaces ? { end: at + spaces[0].length, made: node("br") } : null;
  }

  /** Writes plain text with its addresses as links, for `renderPlain`. */
  addresses(children, from, to) {
    let written = from;
    for (let at = this.text.indexOf("http", from); at !== -1 && at < to; at = this.text.indexOf("http", at + 4)) {
      const found = at >= written && this.address(at, from, to);
      if (!found) continue;
      this.words(children, written, at);
      children.push(found.made);
      written = found.end;
    }
    this.words(children, written, to);
  }

  markAt(at) {
    return this.marks.find(({ start, end }) => start <= at && at < end) ?? null;
  }

  /** Adds the source's characters from `start` to `end`, cut where a mark begins or ends. */
  words(children, start, end) {
    let at = start;
    while (at < end) {
      const mark = this.marks.find((candidate) => candidate.end > at);
      const inside = mark && mark.start <= at;
      const stop = Math.min(end, mark ? (inside ? mark.end : mark.start) : end);
      add(children, inside ? mark : null, this.text.slice(at, stop));
      at = stop;
    }
  }
}

/** Adds a node, within `mark` if one is given; neighbours in one mark share one element. */
function add(children, mark, made) {
  const last = children.at(-1);
  if (!mark) children.push(made);
  else if (last?.mark === mark) last.children.push(made);
  else children.push({ ...node("mark", { class: mark.kind }, [made]), mark });
}

/** Leaves out what ends the sentence rather than the address: a full stop, a bracket that opened before it. */
function bareAddress(words) {
  const address = words.replace(TRAILING, "");
  const isClosedOutside = address.endsWith(")") && !address.includes("(");
  return isClosedOutside ? bareAddress(address.slice(0, -1)) : address;
}

function anchor(href) {
  return /^https?:/i.test(href) ? { href, rel: "noopener noreferrer" } : { href };
}
