// A text area whose unsent words stay in this browser until the server says it has them.
//
// The server's copy comes in data.value. What is typed goes to localStorage at once and to the server after a short
// pause, on leaving the field, and before any other control is touched (a phone does not always blur a field first).
// An entry is removed when the server has sent the same words back, when the form was saved, and at sign-out; it carries
// the edition of the form it was typed into, so that words of a finished one are never put back. What is typed while a
// save is on its way (the field was left for the button, then entered again) belongs to the next filling-in: it moves there.
const PAUSE = 800;
const KEEP_FOR = 24 * 3600 * 1000;

function read(key, finished) {
  try {
    const entry = JSON.parse(localStorage.getItem(key));
    if (!entry || Date.now() - entry.at > KEEP_FOR) return null;
    return finished.includes(entry.edition) ? typedSince(entry) : entry.words;
  } catch {
    return null; // storage is switched off, or the entry is not ours
  }
}

// What came after the words that were saved: `left` is what stood in the field when it was left for the button.
function typedSince({ words, left }) {
  if (typeof left !== "string" || words === left) return null;
  return (words.startsWith(left) ? words.slice(left.length).trimStart() : words) || null;
}

function write(key, words, edition, left) {
  try {
    localStorage.setItem(key, JSON.stringify({ words, edition, left, at: Date.now() }));
    return true;
  } catch {
    return false;
  }
}

function drop(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // storage is switched off: there is nothing to drop
  }
}

export default function (component) {
  const { data, parentElement, setStateValue } = component;
  const area = parentElement.querySelector("textarea");
  const mine = (parentElement.wordsArea ??= { key: null, acknowledged: null, timer: 0 });
  const status = parentElement.querySelector(".status");
  const say = (text) => {
    if (status.textContent !== text) status.textContent = text;
  };

  parentElement.querySelector(".label").textContent = data.label;
  parentElement.querySelector(".required").textContent = data.required ? data.said.required : "";
  const help = parentElement.querySelector(".help");
  help.textContent = data.help ?? "";
  help.hidden = !data.help;
  const problem = parentElement.querySelector(".problem");
  problem.textContent = data.problem ?? "";
  problem.hidden = !data.problem;
  area.setAttribute("aria-invalid", data.problem ? "true" : "false");
  area.setAttribute("aria-required", data.required ? "true" : "false");
  area.placeholder = data.placeholder ?? "";
  area.maxLength = data.most;
  area.rows = data.rows;

  const send = () => {
    clearTimeout(mine.timer);
    mine.timer = 0;
    if (area.value === mine.sent) return;
    mine.sent = area.value;
    setStateValue("words", area.value);
  };
  mine.leave = () => {
    mine.left = area.value;
    if (read(data.key, data.finished) !== null) write(data.key, area.value, data.edition, mine.left);
    send();
  };

  if (mine.key !== data.key || mine.edition !== data.edition) {
    // First sight of this field: words the server never got are put back.
    mine.key = data.key;
    mine.edition = data.edition;
    mine.acknowledged = mine.sent = data.value;
    const kept = read(data.key, data.finished);
    if (kept !== null && kept !== data.value) {
      area.value = kept;
      write(data.key, kept, data.edition);
      say(data.said.restored);
      mine.timer = setTimeout(send, PAUSE);
    } else {
      area.value = data.value;
      drop(data.key);
      say("");
    }
    const { key, at } = window.commonGroundWriting ?? {};
    if (key === data.key && Date.now() - at < 3000) area.focus();
  } else if (data.value !== mine.acknowledged) {
    const untouched = !mine.timer && (area.value === mine.acknowledged || area.value === data.received);
    mine.acknowledged = data.value;
    if (untouched) area.value = mine.sent = data.value; // the server changed it: cleared, or copied from the last entry
  }
  if (area.value === mine.acknowledged && !mine.timer) {
    if (read(data.key, data.finished) !== null) {
      drop(data.key);
      say(data.said.saved);
    }
  }

  area.oninput = () => {
    const kept = write(data.key, area.value, data.edition, mine.left);
    say(kept ? data.said.kept : data.said.typing);
    clearTimeout(mine.timer);
    mine.timer = setTimeout(send, PAUSE);
  };
  // A field that is taken away loses the focus too, without having been left.
  area.onblur = () => {
    send();
    setTimeout(() => area.isConnected && mine.leave());
  };

  if (!mine.watching) {
    mine.watching = (event) => {
      if (event.type === "visibilitychange" && document.visibilityState === "visible") return;
      if (event.type === "pointerdown" && event.composedPath().includes(area)) return;
      if (event.type === "visibilitychange" ? mine.timer : area.value !== mine.left) mine.leave();
    };
    document.addEventListener("pointerdown", mine.watching, true);
    document.addEventListener("visibilitychange", mine.watching);
  }
  return () => {
    // Whoever was typing here goes on typing in the field that takes its place.
    if (area.getRootNode().activeElement === area) window.commonGroundWriting = { key: data.key, at: Date.now() };
    clearTimeout(mine.timer);
    document.removeEventListener("pointerdown", mine.watching, true);
    document.removeEventListener("visibilitychange", mine.watching);
  };
}
