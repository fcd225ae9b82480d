/** Remembers small choices of the reader, where the browser lets a page remember anything. */

export function preference(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

/** Keeps a choice; without storage it lasts until the page is left, which is all that can be done. */
export function prefer(name, value) {
  try {
    localStorage.setItem(name, value);
  } catch {
    return;
  }
}
