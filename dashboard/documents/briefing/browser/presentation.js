// A talk from one page. Nothing is fetched here; everything is in the page and decoded before the first slide.
//
// Two ways to black: a blank (B or a full stop, as clickers send it) that the next key lifts, and a panic (P, or two fingers
// held) that only R or Enter held down, or two fingers held again, can lift: a nervous click must not show it again.
"use strict";
(() => {
  const HOLD = 800; // milliseconds that Enter is held to lift a panic
  const FINGERS = 600; // that two fingers rest for a panic
  const SWIPE = 50; // pixels
  const JUMP = 3000; // milliseconds after which typed figures are forgotten
  const LARGEST = 1.3; // of the words of a slide with few of them
  const SMALLEST = 0.5; // of the words of a slide that is full; the style sheet stops at 24

  const root = document.documentElement;
  const byId = (name) => document.getElementById(name);
  const words = JSON.parse(document.body.dataset.words);
  const slides = [...document.querySelectorAll(".slide")];
  const [go, minutes, clock, said, stage] = ["go", "minutes", "clock", "said", "stage"].map(byId);
  const rooms = [...document.querySelectorAll("input[name=room]")];
  const rtl = root.dir === "rtl";
  let now = 0;
  let running = false;
  let blank = false;
  let held = false;
  let deadline = 0;
  let typed = "";
  let typedAt = 0;
  let holding = 0;
  let whole = false; // we asked for the full screen and have it
  let awake = null;
  // In a frame of the desk the address names a screen (#3): there it is looked at while somebody writes, so it takes neither
  // the focus nor the screen, and no time runs.
  const screen = () => Number(/^#([0-9]{1,3})$/.exec(location.hash)?.[1] ?? 0);
  const within = window !== window.top && screen() > 0;

  root.classList.add("js");

  // What is shown

  function show(number, take = true) {
    now = Math.min(Math.max(number, 0), slides.length - 1);
    slides.forEach((slide, place) => {
      slide.classList.toggle("now", place === now);
      slide.inert = place !== now;
    });
    if (take) slides[now].focus({ preventScroll: true });
    said.textContent = `${slides[now].querySelector(".number").textContent}: ${slides[now].getAttribute("aria-label")}`;
  }

  function step(by) {
    if (blank) return lift();
    show(now + by);
  }

  function black(is, why) {
    root.classList.toggle("black", is);
    said.textContent = why;
  }

  function toBlank() {
    blank = true;
    black(true, words.blanked);
  }

  function lift() {
    blank = false;
    black(false, words.shown_again);
    if (running) slides[now].focus({ preventScroll: true });
  }

  function panic() {
    held = true;
    blank = false;
    black(true, words.held);
  }

  function resume() {
    clearTimeout(holding);
    held = false;
    lift();
  }

  // Before and after

  function begin() {
    if (go.disabled) return;
    const given = Number(minutes.value) > 0 ? Number(minutes.value) : 20;
    // Coming back in the middle of a talk, the clock has gone on.
    if (!deadline || now === 0) deadline = Date.now() + given * 60000;
    running = true;
    root.classList.add("showing");
    fill();
    show(now);
    tick();
    fullScreen();
    navigator.wakeLock?.request("screen").then((lock) => { awake = lock; }, () => {});
  }

  function look() {
    running = true;
    root.classList.add("showing");
    fill();
    show(screen() - 1, false);
  }

  function leave() {
    if (within) return;
    running = false;
    blank = false;
    root.classList.remove("showing", "black", "still");
    whole = false;
    if (document.fullscreenElement) document.exitFullscreen().catch(() => {});
    awake?.release().catch(() => {});
    said.textContent = words.start;
    go.focus();
  }

  function fullScreen() {
    root.requestFullscreen?.().then(() => { whole = true; }, () => {});
  }

  function room(name) {
    root.classList.toggle("dark", name === "dark");
    root.classList.toggle("light", name !== "dark");
    for (const one of rooms) one.checked = one.value === name;
  }

  function tick() {
    if (!deadline) return;
    const left = deadline - Date.now();
    clock.classList.toggle("over", left <= 0);
    const text = left > 0 ? words.left : words.over;
    clock.textContent = text.replace("{n}", String(Math.ceil(Math.abs(left) / 60000)));
  }

  // As large as the stage allows, in this window and these fonts: a slide that is too full gets smaller words.
  function fill() {
    for (const slide of slides) {
      let size = slide.querySelector(".picture, .photo, h1") ? 1 : LARGEST;
      slide.style.setProperty("--f", size);
      while (size > SMALLEST && overflows(slide)) {
        size -= 0.05;
        slide.style.setProperty("--f", size.toFixed(2));
      }
      const body = slide.querySelector(".body");
      body.style.overflowY = overflows(slide) ? "auto" : "";
    }
  }

  // By where things stand, not by scrollHeight: letters of some scripts reach beyond their lines and are not cut off.
  function overflows(slide) {
    const stage = slide.getBoundingClientRect();
    const body = slide.querySelector(".body").getBoundingClientRect();
    const foot = slide.querySelector("footer").getBoundingClientRect();
    if (foot.bottom > stage.bottom + 1 || body.bottom > foot.top + 1) return true;
    return [...slide.querySelectorAll(".body *, header *, .note")].some((part) => {
      if (part.closest(".unseen, svg")) return false;
      const place = part.getBoundingClientRect();
      const low = part.closest(".body") && place.bottom > body.bottom + 1;
      return low || place.left < stage.left - 1 || place.right > stage.right + 1;
    });
  }

  // Keys. The letter where the keyboard is Latin, the place of the key where it is not.

  function named(event) {
    if (/^[a-z.]$/i.test(event.key)) return event.key.toLowerCase();
    const place = /^Key([A-Z])$/.exec(event.code);
    return event.key.length === 1 && place ? place[1].toLowerCase() : event.key;
  }

  function number(event) {
    const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.code);
    return /^[0-9]$/.test(event.key) ? event.key : digit && event.key.length === 1 ? digit[1] : "";
  }

  const forward = () => step(1);
  const back = () => step(-1);
  const KEYS = {
    ArrowRight: rtl ? back : forward,
    ArrowLeft: rtl ? forward : back,
    ArrowDown: forward,
    ArrowUp: back,
    PageDown: forward,
    PageUp: back,
    " ": forward,
    Home: () => (blank ? lift() : show(0)),
    End: () => (blank ? lift() : show(slides.length - 1)),
    Escape: leave,
    b: () => (blank ? lift() : toBlank()),
    ".": () => (blank ? lift() : toBlank()),
    d: () => room(root.classList.contains("dark") ? "light" : "dark"),
    h: () => root.classList.toggle("no-clock"),
    f: () => {
      if (!document.fullscreenElement) return fullScreen();
      whole = false;
      return document.exitFullscreen().catch(() => {});
    },
    F5: () => {}, // some clickers send it to start; it would load the page again, with the network cut
  };

  function enter() {
    const wanted = Date.now() - typedAt < JUMP ? Number(typed) : 0;
    typed = "";
    if (blank) lift();
    else if (wanted) show(wanted - 1);
    else step(1);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = named(event);
    if (held) {
      event.preventDefault();
      if (event.repeat) return;
      if (key === "r") resume();
      else if (key === "Enter") holding = setTimeout(resume, HOLD);
      return;
    }
    if (key === "p" && !event.repeat) {
      event.preventDefault();
      panic();
      return;
    }
    if (!running) return atTheStart(event, key);
    const digit = number(event);
    if (digit) {
      typed = (Date.now() - typedAt < JUMP ? typed : "") + digit;
      typedAt = Date.now();
    } else if (key === "Enter") {
      if (!event.repeat) enter();
    } else if (KEYS[key]) {
      // A key that is held down, or a clicker that hangs, is one step.
      if (!event.repeat) KEYS[key]();
    } else {
      return;
    }
    event.preventDefault();
  });

  function atTheStart(event, key) {
    const typing = event.target === minutes;
    if (key === "d" && !typing) KEYS.d();
    else if (key === "F5" || ((key === "Enter" || key === " ") && event.target === document.body)) begin();
    else return;
    event.preventDefault();
  }

  const letGo = () => clearTimeout(holding);
  document.addEventListener("keyup", (event) => { if (event.key === "Enter") letGo(); });
  window.addEventListener("blur", letGo);

  // Touch and mouse: halves of the screen, swipes, two fingers

  const side = (x) => step((x > window.innerWidth / 2) !== rtl ? 1 : -1);
  let from = null;
  let fingers = 0;

  document.addEventListener("touchstart", (event) => {
    clearTimeout(fingers);
    from = event.touches.length === 1 ? event.touches[0] : null;
    if (event.touches.length === 2 && (running || held)) {
      fingers = setTimeout(() => (held ? resume() : panic()), FINGERS);
    }
  }, { passive: true });

  document.addEventListener("touchmove", (event) => {
    if (event.touches.length !== 2) clearTimeout(fingers);
  }, { passive: true });

  document.addEventListener("touchend", (event) => {
    clearTimeout(fingers);
    if (held || !running) return;
    event.preventDefault(); // no click besides
    if (!from || event.touches.length) return;
    const to = event.changedTouches[0];
    const across = to.clientX - from.clientX;
    const down = to.clientY - from.clientY;
    from = null;
    if (Math.abs(across) > SWIPE && Math.abs(across) > Math.abs(down)) step((across < 0) !== rtl ? 1 : -1);
    else if (Math.abs(across) < 10 && Math.abs(down) < 10) side(to.clientX);
  }, { passive: false });

  document.addEventListener("touchcancel", () => clearTimeout(fingers));
  document.addEventListener("click", (event) => { if (running && !held) side(event.clientX); });

  let moved = 0;
  document.addEventListener("mousemove", () => {
    root.classList.remove("still");
    clearTimeout(moved);
    moved = setTimeout(() => root.classList.toggle("still", running), 2000);
  });

  // The window

  document.addEventListener("fullscreenchange", () => {
    // Escape leaves the full screen before this page hears of it.
    if (document.fullscreenElement || !whole || !running || held) return;
    leave();
  });
  window.addEventListener("resize", fill);
  window.addEventListener("beforeunload", (event) => { if (running && !within) event.preventDefault(); });
  window.addEventListener("hashchange", () => { if (within) look(); });
  setInterval(tick, 1000);

  document.querySelector("#start form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (!held) begin();
  });
  for (const one of rooms) one.addEventListener("change", () => room(one.value));

  async function prepare() {
    const never = () => {};
    await Promise.all([...document.fonts].map((font) => font.load().catch(never)));
    await Promise.all([...document.images].map((image) => image.decode().catch(never)));
    fill();
    go.disabled = false;
    byId("ready").textContent = byId("ready").dataset.words;
    if (within) look();
    else go.focus();
  }
  stage.setAttribute("aria-roledescription", "slides");
  prepare();
})();
