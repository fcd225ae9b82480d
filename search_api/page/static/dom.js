/** Makes elements. Text goes in as text, never as HTML. */

/** An element with attributes (null and false leave one out, true sets it empty) and children (null is left out). */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== false) made.setAttribute(name, value === true ? "" : value);
  }
  made.append(...children.flat().filter((child) => child !== null));
  return made;
}

/** The elements of a tree made by markdown.js. */
export function grow(nodes) {
  return nodes.map((node) => {
    return typeof node === "string" ? node : element(node.tag, node.attributes, ...grow(node.children));
  });
}

/** A button that calls `act` when pressed. */
export function button(label, act, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", act);
  return made;
}
