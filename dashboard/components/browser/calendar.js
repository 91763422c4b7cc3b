// A month as a table, a week as seven columns, an agenda as a list. Words go in as text, never as markup. Each event and each day is
// a real link; an ordinary click stays in the session instead of fetching the page anew. Arrow keys go from day to day.
const MARKS = { planned: "●", held: "✓", cancelled: "✕", open: "!" };

function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function eventLink(event) {
  const link = make("a", { href: event.href, class: `event ${event.state}`, title: event.said, "data-ref": event.ref });
  link.append(
    make("span", { class: "mark", "aria-hidden": "true" }, MARKS[event.state] ?? "●"),
    event.at ? make("span", { class: "at" }, event.at) : "",
    make("span", { class: "title" }, event.title),
  );
  link.setAttribute("aria-label", event.said);
  return link;
}

function dayParts(day, heading) {
  const number = make(
    "a",
    { href: day.href, class: "day", "data-day": day.day, "aria-label": day.said, "aria-current": day.today ? "date" : false },
    make("span", { class: "number" }, heading),
    day.n ? make("span", { class: "count", "aria-hidden": "true" }, String(day.n)) : null,
  );
  const kept = day.kept.map((one) => make("span", { class: "kept", title: one.said }, one.name));
  const events = make("ul", {}, ...day.events.map((event) => make("li", {}, eventLink(event))));
  const more = day.more ? make("a", { href: day.href, class: "more", "data-day": day.day, "aria-label": `${day.said}: ${day.more}` }, day.more) : null;
  return [number, ...kept, day.events.length ? events : null, more];
}

function classesOf(day) {
  return ["today", "chosen", "outside"].filter((name) => day[name]).concat(day.kept.length ? "keeps" : []).join(" ");
}

function table(data) {
  const head = make("tr", {}, ...data.heads.map((one) => make("th", { scope: "col", abbr: one.long }, one.short)));
  const body = make("tbody");
  for (let week = 0; week < data.days.length; week += 7) {
    const cells = data.days.slice(week, week + 7).map((day) => {
      const heading = data.span === "week" ? day.short : String(day.number);
      return make("td", { class: classesOf(day) }, ...dayParts(day, heading));
    });
    body.append(make("tr", {}, ...cells));
  }
  return make("table", { class: data.span }, make("caption", {}, data.title), make("thead", {}, head), body);
}

function agenda(data) {
  if (!data.days.length) return make("p", { class: "nothing" }, data.nothing);
  return make(
    "div",
    { class: "agenda", role: "group", "aria-label": data.title },
    ...data.days.map((day) => make("section", { class: classesOf(day) }, ...dayParts(day, day.long))),
  );
}

const STEPS = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const held = parentElement.querySelector(".calendar");
  const focused = held?.contains(held.getRootNode().activeElement) ? held.getRootNode().activeElement.dataset.day : null;
  const root = make("div", { class: "calendar" }, data.span === "agenda" ? agenda(data) : table(data));
  root.addEventListener("click", (event) => {
    const link = event.target.closest("a");
    if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    setTriggerValue("go", link.dataset.ref ? { ref: link.dataset.ref } : { day: link.dataset.day });
  });
  root.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    const days = [...root.querySelectorAll("a.day")];
    const here = days.indexOf(event.target);
    if (!step || here < 0) return;
    const next = days[here + (data.span === "month" ? step : Math.sign(step))];
    if (!next) return;
    event.preventDefault();
    next.focus();
  });
  held?.remove();
  parentElement.append(root);
  if (focused) root.querySelector(`a.day[data-day="${focused}"]`)?.focus();
}
