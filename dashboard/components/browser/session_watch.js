// Draws nothing. Exchanges the one-time ticket for the HttpOnly cookie, forgets another officer's unsent words, and
// asks the server to look again when the session should have been locked, so that a screen left alone does not stay.
const WORDS = "common-ground.words.";
const RETURN = "common-ground.return";
const used = new Set();

function forgetOthers(officer) {
  try {
    for (const key of Object.keys(localStorage)) {
      if (key.startsWith(WORDS) && !key.startsWith(`${WORDS}${officer}.`)) localStorage.removeItem(key);
    }
  } catch {
    // storage is switched off: nothing was kept
  }
}

// After signing in elsewhere: to the page that was asked for. Only ever an address of this server.
function goBack() {
  let wanted = null;
  try {
    wanted = sessionStorage.getItem(RETURN);
    sessionStorage.removeItem(RETURN);
  } catch {
    // storage is switched off: nothing was kept
  }
  if (!wanted || !/^\/(?!\/|\\)/.test(wanted)) return;
  if (wanted !== location.pathname + location.search) location.replace(wanted);
}

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const mine = (parentElement.sessionWatch ??= { timer: 0 });
  forgetOthers(data.officer);

  if (data.ticket && !used.has(data.ticket)) {
    used.add(data.ticket);
    fetch(`${data.base}/session/cookie`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ ticket: data.ticket }),
      credentials: "same-origin",
    }).then(goBack, () => used.delete(data.ticket)); // offline: the next redraw tries again
  }

  clearTimeout(mine.timer);
  if (data.idle_seconds) {
    mine.timer = setTimeout(() => setTriggerValue("idle", true), data.idle_seconds * 1000);
  }
  return () => clearTimeout(mine.timer);
}
