"""What a page of hostile words is looked at for in the browser."""

import re

from playwright.sync_api import Frame, Page

from tests.hostile.filled import MARK, collapsed

# Runs in every document before anything else: notes when a string of ours has run.
WATCH = """(() => {
  window.__ran = [];
  Object.defineProperty(window, 'ran', { configurable: true, set: () => window.__ran.push('ran'), get: () => undefined });
  for (const name of ['alert', 'confirm', 'prompt']) window[name] = () => { window.__ran.push(name); };
  document.addEventListener('securitypolicyviolation', (e) => window.__ran.push('policy: ' + e.blockedURI + ' ' + e.sample));
})()"""

# Elements and attributes that only a string of ours can have brought.
BROUGHT = """() => {
  const found = [];
  const never = new Set(['MARQUEE', 'OBJECT', 'EMBED', 'BASE', 'DIALOG', 'PLAINTEXT', 'XMP', 'X-Y', 'FOREIGNOBJECT', 'ANIMATE',
    'VIDEO', 'AUDIO', 'MGLYPH', 'PORTAL', 'BLINK']);
  const addresses = ['href', 'src', 'srcset', 'action', 'formaction', 'data', 'ping', 'xlink:href', 'poster', 'srcdoc', 'style'];
  const look = (root) => {
    for (const e of root.querySelectorAll('*')) {
      if (e.shadowRoot) look(e.shadowRoot);
      const said = () => e.outerHTML.slice(0, 200);
      if (e.tagName === 'FORM' && e.className !== 'vega-bindings') found.push('form ' + said());
      if (never.has(e.tagName.toUpperCase())) found.push('element ' + said());
      if (e.classList && e.classList.contains('katex')) found.push('formula ' + said());
      for (const a of e.attributes) {
        if (/^on/i.test(a.name)) found.push('handler ' + said());
        if (addresses.includes(a.name) && /evil[.]example|^\\s*(javascript|vbscript|data:text)/i.test(a.value))
          found.push('address ' + said());
      }
      if (e.tagName === 'STYLE' && /evil[.]example|[*]\\{display/.test(e.textContent)) found.push('style ' + said());
      if (e.tagName === 'SCRIPT' && /^ran=1/.test(e.textContent)) found.push('script ' + said());
      if (e.tagName === 'IMG' && e.getAttribute('src') === 'x') found.push('image ' + said());
      if (['H1', 'H2', 'H3', 'H4', 'H5', 'H6'].includes(e.tagName) && /A heading|A sub-heading/.test(e.textContent))
        found.push('heading ' + said());
      if (['CODE', 'PRE', 'BLOCKQUOTE', 'DEL', 'TABLE', 'LI'].includes(e.tagName)
          && e.closest('[data-testid=stMarkdownContainer]')
          && !(e.tagName === 'LI' && e.textContent.includes(' · '))  // a list of ours: parts beside each other
          && /^\\s*(<img|<script|they said|gone|a$|one$|two$|three$)/.test(e.textContent)) found.push('markdown ' + said());
    }
  };
  look(document);
  return found;
}"""

# Everything a reader sees, without icons (names of a font's pictures); what fields hold is read as well.
SAID = """() => {
  const icons = [...document.querySelectorAll('span')].filter((s) => getComputedStyle(s).fontFamily.includes('Material'));
  for (const icon of icons) icon.style.visibility = 'hidden';
  const said = document.body ? document.body.innerText : '';
  for (const icon of icons) icon.style.visibility = '';
  const marks = [...document.querySelectorAll('svg text, svg tspan')].map((t) => t.textContent);
  const hosts = [...document.querySelectorAll('*')].filter((e) => e.shadowRoot);
  const within = hosts.flatMap((e) => [...e.shadowRoot.children].map((c) => c.innerText || ''));
  const typed = [...document.querySelectorAll('input, textarea')].map((t) => t.value);
  return [said, ...within, ...marks, ...typed].join('\\n\\n');
}"""

# What is folded away, unfolded: opening one may draw the page again, so they are all pressed at once.
OPEN = "document.querySelectorAll('[data-testid=stMain] details:not([open]) > summary').forEach((s) => s.click())"

# What sticks out: words that leave the page, or lie over the menu.
STICKS_OUT = """() => {
  const main = document.querySelector('[data-testid=stMain]'), out = [];
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide > 0) out.push('the page by ' + wide);
  if (main && main.scrollWidth > main.clientWidth) out.push('the middle by ' + (main.scrollWidth - main.clientWidth));
  if (!out.length) return [];
  for (const e of main.querySelectorAll('p, button, label, h1, h2, h3, h4, li, td, summary, pre, span')) {
    const box = e.getBoundingClientRect();
    if (box.width && box.right > window.innerWidth + 1) { out.push(e.outerHTML.slice(0, 200)); if (out.length > 3) break; }
  }
  return out;
}"""


def ran(page: Page) -> list[str]:
    return [what for frame in page.frames for what in frame.evaluate("window.__ran || []")]


def brought(page: Page) -> list[str]:
    return [what for frame in page.frames for what in frame.evaluate(BROUGHT)]


def said(page: Page) -> str:
    return "\n\n".join(_said(frame) for frame in page.frames)


def _said(frame: Frame) -> str:
    text: str = frame.evaluate(SAID)
    return text


def sticks_out(page: Page) -> list[str]:
    found: list[str] = page.evaluate(STICKS_OUT)
    return found


def not_as_typed(text: str, dealt: list[str]) -> tuple[set[int], list[tuple[str, str]]]:
    """Which of the dealt strings are on the page, and which of them are not shown as they were typed."""
    shown, wrong, before = set[int](), [], 0
    for mark in MARK.finditer(text):
        typed, there = collapsed(dealt[int(mark.group(1))]), collapsed(text[before : mark.start()])
        before = mark.end()
        shown.add(int(mark.group(1)))
        excerpt = there.rpartition("…")[2]  # what search found, from where it found it
        if not there.endswith(typed) and not typed.endswith(excerpt):
            wrong.append((dealt[int(mark.group(1))], there[-len(typed) - 20 :]))
    return shown, wrong


def went_wrong(text: str) -> list[str]:
    return re.findall(r"Something went wrong|Reference [0-9a-f]{8}", text)
