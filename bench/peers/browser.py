"""Chromium with a clock: from a click to the first frame in which what was looked for is another element than before."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright

from bench.map_filter import CHROMIUM, chromium

# As in bench/map_filter.py the clock stops with the frame after the change: what changed has then been painted.
CLOCK = """
() => {
  const find = () => FIND;
  const before = find();
  window.took = new Promise((done, failed) => {
    document.addEventListener('click', () => {
      const began = performance.now();
      const look = () => {
        const now = find();
        if (now && now !== before) requestAnimationFrame(() => done(performance.now() - began));
        else if (performance.now() - began > 60000) failed(new Error('nothing was redrawn in 60 s'));
        else requestAnimationFrame(look);
      };
      requestAnimationFrame(look);
    }, { capture: true, once: true });
  });
}
"""
PAINTED = """
addEventListener('load', () => requestAnimationFrame(() => requestAnimationFrame(() => {
  window.painted = performance.now();
})));
"""


@contextmanager
def page(*more: str) -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=[*CHROMIUM, *more])
        opened = browser.new_page(viewport={"width": 1440, "height": 900})
        opened.set_default_timeout(45_000)
        try:
            yield opened
        finally:
            browser.close()


def click_to_redrawn(page: Page, click: Callable[[], None], find: str) -> float:
    """Milliseconds; `find` is JavaScript for the drawn element."""
    page.evaluate(CLOCK.replace("FIND", find))
    click()
    return float(page.evaluate("window.took"))


def opened_and_painted(page: Page, url: str) -> float:
    """Milliseconds from asking for `url` to its first frame after loading; needs PAINTED as an init script."""
    answer = page.goto(url)
    if answer is None or not answer.ok:
        raise SystemExit(f"{url} was not answered.")
    page.wait_for_function("window.painted")
    return float(page.evaluate("window.painted"))
