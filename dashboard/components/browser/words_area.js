// A text area whose unsent words stay in this browser until the server says it has them.
//
// The server's copy comes in data.value. What is typed goes to localStorage at once and to the server after a short
// pause, on leaving the field, and before any other control is touched (a phone does not always blur a field first).
// An entry is removed when the server has sent the same words back, when the form was saved, and at sign-out; it carries
// the edition of the form it was typed into, so that words of a finished one are never put back. What is typed while a
// save is on its way (the field was left for the button, then entered again) belongs to the next filling-in: it moves there.
const PAUSE = 800;
const AGAIN = 4000;
const TRIES = 150;
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

// Whoever writes in a field that a save takes away goes on writing in the one that takes its place: the focus is carried
// over, and so are the letters that fall between the two.
const BETWEEN = 3000;

function between(key) {
  const { key: already, at, letters } = window.commonGroundWriting ?? {};
  if (already === key && letters !== undefined && Date.now() - at < BETWEEN) return;
  const writing = { key, at: Date.now(), letters: "" };
  // A key goes down in one moment and its letter comes in a later one, and the field may be taken away between the two: letters
  // are collected where they come. Keys that go down meanwhile are kept from the page, which takes some for commands.
  const collect = (event) => {
    const over = window.commonGroundWriting !== writing || Date.now() - writing.at > BETWEEN;
    if (over || !nobodyElse()) {
      if (over) for (const kind of ["keydown", "keypress"]) document.removeEventListener(kind, collect, true);
      return;
    }
    if (event.key.length > 1 || event.ctrlKey || event.metaKey || event.altKey) return;
    event.stopPropagation();
    if (event.type === "keydown") return;
    writing.letters += event.key;
    event.preventDefault();
  };
  window.commonGroundWriting = writing;
  for (const kind of ["keydown", "keypress"]) document.addEventListener(kind, collect, true);
}

function nobodyElse() {
  return !document.activeElement || document.activeElement === document.body;
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

  mine.received = data.received;
  let carried = false;

  const send = () => {
    clearTimeout(mine.timer);
    mine.timer = 0;
    if (area.value === mine.sent) return;
    mine.sent = area.value;
    setStateValue("words", area.value);
    mine.tries = 0;
    again();
  };
  // What is sent while the line is down is dropped, and a page that has come back does not ask for anything by itself: without
  // an answer it is sent again.
  const again = () => {
    clearTimeout(mine.again);
    if (mine.tries >= TRIES) return;
    mine.again = setTimeout(() => {
      const answered = mine.received === area.value || mine.acknowledged === area.value;
      if (answered || area.value !== mine.sent || !area.isConnected) return;
      mine.tries += 1;
      setStateValue("words", area.value);
      again();
    }, AGAIN);
  };
  mine.leave = () => {
    mine.left = area.value;
    window.commonGroundWriting = null;
    if (read(data.key, data.finished) !== null) write(data.key, area.value, data.edition, mine.left);
    send();
  };

  if (mine.key !== data.key || mine.edition !== data.edition) {
    // First sight of this field: words the server never got are put back.
    mine.key = data.key;
    mine.edition = data.edition;
    mine.acknowledged = mine.sent = data.value;
    mine.left = undefined;
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
    const { key, at, letters, area: before, mine: its } = window.commonGroundWriting ?? {};
    // The field that is taken away may still be there, and be written in.
    const stillThere = before && before !== area && before.getRootNode().activeElement === before;
    if (key === data.key && (stillThere || (Date.now() - at < BETWEEN && nobodyElse()))) {
      if (stillThere) its.followed = true;
      window.commonGroundWriting = null;
      area.focus();
      area.value += letters ?? "";
      area.setSelectionRange(area.value.length, area.value.length);
      carried = Boolean(letters);
    }
  } else if (data.value !== mine.acknowledged) {
    const untouched = !mine.timer && (area.value === mine.acknowledged || area.value === data.received);
    mine.acknowledged = data.value;
    if (untouched) area.value = mine.sent = data.value; // the server changed it: cleared, or copied from the last entry
  }
  if (area.value === mine.acknowledged && !mine.timer) {
    if (read(data.key, data.finished) !== null) {
      // Typed after the field was left: a save may be on its way that the server will clear it behind.
      if (mine.left === undefined || area.value === mine.left) drop(data.key);
      say(data.said.saved);
    }
  }

  area.oninput = () => {
    // Whoever was typing here goes on typing in the field that takes its place, whichever of the two is told first.
    window.commonGroundWriting = { key: data.key, at: Date.now(), area, mine };
    const kept = write(data.key, area.value, data.edition, mine.left);
    say(kept ? data.said.kept : data.said.typing);
    clearTimeout(mine.timer);
    mine.timer = setTimeout(send, PAUSE);
  };
  if (carried) area.oninput();
  // A field that is taken away loses the focus too, without having been left.
  area.onblur = () => {
    if (mine.followed) return;
    const left = area.value;
    send();
    // Which of the two it was shows in a moment; letters that fall into it are collected.
    between(data.key);
    setTimeout(() => {
      if (!area.isConnected) return;
      if (area.getRootNode().activeElement !== area) return mine.leave();
      // Whoever is quick writes in it again by now. That goes with the next pause: sent now, it would overtake the click that
      // the field was left for, and Streamlit would forget the click.
      mine.left = left;
      if (read(data.key, data.finished) !== null) write(data.key, area.value, data.edition, left);
    });
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
    if (area.getRootNode().activeElement === area) between(data.key);
    clearTimeout(mine.timer);
    clearTimeout(mine.again);
    document.removeEventListener("pointerdown", mine.watching, true);
    document.removeEventListener("visibilitychange", mine.watching);
  };
}
