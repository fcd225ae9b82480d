/** What the name of a source tells: whether it is Markdown, and where its links to other documents lead. */

import { documentAddress } from "./api.js";
import { safeAddress } from "./inline.js";

const MARKDOWN = /\.(?:md|markdown)$/i;

export function isMarkdown(source) {
  return MARKDOWN.test(source);
}

/**
 * Answers the `resolve` function of markdown.js for links in the document `id`.
 *
 * A link to another Markdown file opens the document that bears the file's name, at its heading if one is named.
 * A link to a heading of the same document leads there, from wherever it is shown.
 */
export function linkResolver(id) {
  return (address) => {
    if (address.startsWith("#")) return `${documentAddress(id)}${address}`;
    const [path, anchor] = address.split("#");
    if (/^[a-z][a-z0-9+.-]*:|^\/\//i.test(path)) return safeAddress(address);
    if (!isMarkdown(path)) return null;
    const stem = decode(path.split("/").at(-1)).replace(MARKDOWN, "");
    return `${documentAddress(stem)}${anchor ? `#${anchor}` : ""}`;
  };
}

function decode(name) {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
