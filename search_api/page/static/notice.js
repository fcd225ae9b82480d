/** Says that something went wrong, or is not ready, and offers the way on. */

import { button, element } from "./dom.js";

const RETRY_MS = 2000;
const STARTING = 503;
const TOO_MANY = 429;

/**
 * Shows a problem in `place`, with a button that tries again where that may help.
 *
 * A service that is still starting is asked again by itself for as long as the notice stands, and said once to be so.
 */
export function showProblem(place, problem, again) {
  const starting = problem.status === STARTING;
  const standing = place.querySelector(".notice.waiting");
  const notice = starting && standing ? standing : noticeOf(problem, starting, again);
  if (notice !== standing) place.replaceChildren(notice);
  if (starting) {
    setTimeout(() => {
      if (notice.isConnected) again();
    }, RETRY_MS);
  }
}

function noticeOf(problem, starting, again) {
  const title = starting ? "The library is being opened" : problem.title;
  const detail = starting ? "This takes a few seconds after a start. The page goes on by itself." : problem.detail;
  return element(
    "div",
    { class: starting ? "notice waiting" : "notice problem", role: "alert" },
    element("h2", {}, title),
    detail ? element("p", {}, detail) : null,
    mayPass(problem.status) ? button("Try again", again, { class: "plain" }) : null,
  );
}

/** Whether the same question may succeed later: no answer came, too many asked, or the service itself failed. */
function mayPass(status) {
  return status === 0 || status === TOO_MANY || status >= 500;
}
