// Streamlit's menu puts groups between the list and its items and marks the open page by colour only: say to a screen
// reader what the eye sees. And whether it is light or dark is known to the page's middle only, not to what opens above
// it (popovers, dialogs), where app.css needs it too. Attributes only: Streamlit's own redrawing is not disturbed.
function explain() {
  const app = document.querySelector('[data-testid="stApp"]');
  if (app) document.documentElement.style.colorScheme = getComputedStyle(app).colorScheme;
  const menu = document.querySelector('[data-testid="stSidebarNavItems"]');
  if (!menu) return;
  const grouped = [...menu.children].filter((child) => child.tagName === "DIV");
  if (grouped.length) menu.setAttribute("role", "presentation");
  for (const group of grouped) {
    const heading = group.querySelector('[data-testid="stNavSectionHeader"]');
    heading?.setAttribute("role", "presentation");
    group.setAttribute("role", "list");
    group.setAttribute("aria-label", heading?.querySelector("p")?.textContent ?? "");
  }
  for (const link of menu.querySelectorAll("a")) {
    if (new URL(link.href).pathname === location.pathname) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

let waiting = 0;

export default function () {
  explain();
  if (waiting) return;
  waiting = 1;
  const watch = new MutationObserver(() => {
    if (waiting > 1) return;
    waiting = 2;
    requestAnimationFrame(() => {
      waiting = 1;
      explain();
    });
  });
  watch.observe(document.body, { childList: true, subtree: true });
  return () => {
    watch.disconnect();
    waiting = 0;
  };
}
