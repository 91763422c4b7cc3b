// Draws nothing. Removes unsent words from this browser (one form's after it was saved, everybody's at sign-out) and
// asks the server to clear the cookie of a session that has ended.
const WORDS = "common-ground.words.";
const done = new Set();

export default function (component) {
  const { data } = component;
  if (done.has(data.once)) return; // a redraw must not remove what was typed since
  done.add(data.once);
  if (data.prefix !== null) {
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith(WORDS + data.prefix)) localStorage.removeItem(key);
      }
    } catch {
      // storage is switched off: nothing was kept
    }
  }
  if (data.end) {
    // Who goes on to the identity provider's way out still needs its cookie to be known there.
    const end = `${data.base}/session/end${data.leave ? "?keep=identity" : ""}`;
    fetch(end, { method: "POST", credentials: "same-origin" })
      .then(() => data.leave && location.assign(`${data.base}/${data.leave}`))
      .catch(() => done.delete(data.once));
  }
}
