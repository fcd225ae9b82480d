/** Speaks to the service. Every path of the API that the page uses stands here. */

/** What went wrong, in words for a reader. `status` is the HTTP status, 0 where no answer came. */
export class Problem extends Error {
  constructor(status, title, detail) {
    super(title);
    this.status = status;
    this.title = title;
    this.detail = detail;
  }
}

export function search(request, signal) {
  return askJson("/v1/search", { ...post(request), signal });
}

export function facets() {
  return askJson("/v1/facets");
}

export function readDocument(id) {
  return askJson(`/v1/documents/${pathOf(id)}`);
}

export function verify(claim) {
  return askJson("/v1/verify", post(claim));
}

export async function passageCitation(id, style) {
  const response = await ask(`/v1/passages/${pathOf(id)}/citation?style=${encodeURIComponent(style)}`);
  return response.text();
}

/** The page on which a document is read, at a passage if one is named. */
export function documentAddress(id, passageId = null) {
  const address = `/documents/${pathOf(id)}`;
  return passageId === null ? address : `${address}?passage=${encodeURIComponent(passageId)}`;
}

/** An identifier as it stands in a path: its slashes are kept, everything else is escaped. */
function pathOf(id) {
  return id.split("/").map(encodeURIComponent).join("/");
}

function post(body) {
  return { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
}

async function askJson(path, options) {
  const response = await ask(path, options);
  return response.json();
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (failure) {
    if (failure.name === "AbortError") throw failure;
    throw new Problem(0, "The service cannot be reached", "It may have stopped, or the connection to it was lost.");
  }
  if (!response.ok) throw await problemOf(response);
  return response;
}

/** Reads problem details (RFC 9457); another kind of answer, say from a proxy, keeps its status alone. */
async function problemOf(response) {
  let details = {};
  try {
    details = await response.json();
  } catch {
    details = {};
  }
  const title = details.title ?? `The service answered with status ${response.status}`;
  return new Problem(response.status, title, details.detail ?? "");
}
