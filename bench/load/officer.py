"""One simulated officer: signs in, thinks, clicks, waits for the answer, and goes on after a lost line."""

import asyncio
import json
import random
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

from websockets.exceptions import WebSocketException

from bench.load.browser import fetch_page, is_there_again, redeem
from bench.load.diary import Diary, Kept, Save
from bench.load.seen import Element, Run
from bench.load.wire import LineLost, Page, chosen, pressed, typed, written

# What officers do, in a hundred: the load mix of the product's promises.
MIX = {"map filter": 50, "concern list": 20, "today": 15, "record": 10, "save": 5}
WORDS = ("light", "music", "racing", "sofa", "window", "dog", "graffiti", "scooters", "library", "van")
PERIODS = ("7 days", "30 days", "90 days", "365 days")
RECEIPT = re.compile(r"Saved as (A-\d{4}-\d+).* in (.+), [^,]+$")
NOWHERE = "no neighbourhood"  # as the receipt of an entry without one reads
Click = Callable[[], Awaitable[Run]]
REFUSED = "another look"
TRIES = 10
FIRST_TRY, LONGEST_PAUSE, GIVE_UP, QUIET = 0.5, 4.0, 120.0, 0.5  # seconds: how a browser tries to come back


class Interrupted(Exception):
    """The line was lost and is there again: whatever was being done has to begin anew."""


class Missing(Interrupted):
    """The page did not show what the officer wanted to use: it could not, and said why."""


class ShiftOver(Exception):
    """The next click would come after the end."""


@dataclass(frozen=True, slots=True)
class Who:
    """`cookie` is a session's that was begun already; without one the officer signs in on the page as this role."""

    number: int
    role: str = "officer"
    cookie: str = ""
    alone_with_account: bool = False


class Officer:
    """`think` is the mean of the pause before each click, in seconds."""

    def __init__(self, who: Who, address: str, diary: Diary, *, think: float, seed: int, source: str | None = None):
        self.who, self.address, self.diary, self.think = who, address, diary, think
        self.chance = random.Random(seed * 100_003 + who.number)
        self.cookies = {"common_ground_session": who.cookie} if who.cookie else {}
        self.source = source
        self.page = Page(address, self.cookies, source=source)
        self.mark = f"L{seed}-{who.number}"
        self._saved = 0
        self._until: Callable[[], float] = lambda: float("inf")

    async def arrive(self) -> None:
        """From the address bar to the first page, signed in, with the cookie in the jar."""
        await fetch_page(self.address, self.cookies, source=self.source)
        await self.page.connect()
        run = await self._noted(self.page.open("", kind="arrive"))
        if not self.who.cookie:
            door = run.widget(f"sign-in-{self.who.role}", "button")
            if door is None:
                raise LookupError(f"the page offers no demonstration sign-in as {self.who.role}")
            run = await self._noted(self.page.act(pressed(door), kind="sign in"))
            await redeem(self.address, self.cookies, run, source=self.source)
        self.diary.signed_in += 1

    async def work(self, until: Callable[[], float]) -> None:
        """One thing after another until the diary's clock says so."""
        self._until = until
        while True:
            kind = self.chance.choices(list(MIX), list(MIX.values()))[0]
            try:
                await self.do(kind)
            except Missing:
                if not await self._tried_again():
                    return
            except Interrupted:
                continue
            except ShiftOver:
                return

    async def _tried_again(self) -> bool:
        """As the page asks to, after a moment; False when the shift is over."""
        try:
            await self._click(lambda: self.page.act(kind="try again"))
        except Interrupted:
            return True
        except ShiftOver:
            return False
        return True

    async def do(self, kind: str) -> None:
        act = {
            "map filter": self.filter_map, "concern list": self.look_through_list, "today": self.see_today,
            "record": self.open_record, "save": self.log_activity,
        }[kind]  # fmt: skip
        await act()

    async def leave(self) -> None:
        await self.page.close()

    async def see_today(self) -> None:
        await self._click(lambda: self.page.go("today", kind="today"))

    async def filter_map(self) -> None:
        """Mostly categories on and off; now and then other dates."""
        if self.page.page_hash != self.page.pages.get("concern_map"):
            await self._click(lambda: self.page.go("concern_map", kind="open map"))
        name = "filter-category" if self.chance.random() < 0.8 else "filter-period"
        pills = self._widget(name)
        wanted = self._other_pills(pills, several=name == "filter-category")
        await self._click(lambda: self.page.act(chosen(pills, wanted), kind="map filter"))

    async def look_through_list(self) -> None:
        """Other categories, words to find, or the next page."""
        await self._to_the_list()
        more = self.page.last.widget("concerns-more", "button")
        how = self.chance.choice(("filter", "words", "more") if more else ("filter", "words"))
        if how == "filter":
            pills = self._widget("filter-category")
            wanted = self._other_pills(pills, several=True)
            await self._click(lambda: self.page.act(chosen(pills, wanted), kind="list filter"))
        elif how == "words" or more is None:
            field, words = self._widget("concerns-find"), self.chance.choice(WORDS)
            await self._click(lambda: self.page.act(typed(field, words), kind="list words"))
        else:
            await self._click(lambda: self.page.act(pressed(more), kind="list page"))

    async def open_record(self) -> None:
        """One of the concerns on the screen; from the list when there is none."""
        if not self.page.last.links("concerns", "ref=C-"):
            await self._to_the_list()
        links = self.page.last.links("concerns", "ref=C-")
        if links:
            link = self.chance.choice(links[:20])
            await self._click(lambda: self.page.go(link, kind="record"))

    async def log_activity(self) -> None:
        """The Log form as it stands: kind of activity, a dispatch number, words, Save, and the receipt read."""
        await self._click(lambda: self.page.go("log", kind="open log"))
        if another := self.page.last.widget("log.another", "button"):
            await self._click(lambda: self.page.act(pressed(another), kind="log another"))
        self._saved += 1
        mark = f"{self.mark}-{self._saved}"
        type_ = self.chance.choice(self._widget(".type").words)
        await self._click(lambda: self.page.act(chosen(self._widget(".type"), [type_]), kind="log field"))
        await self._click(lambda: self.page.act(typed(self._widget(".dispatch_ref"), mark), kind="log field"))
        words = json.dumps({"words": f"Talked with people about the {self.chance.choice(WORDS)}."})
        await self._click(lambda: self.page.act(written(self._widget(".note"), words), kind="log field"))
        kind = "save"
        for _try in range(TRIES):  # what could not be saved stands in the form; pressing again is the same save
            try:
                if self._holds(mark):
                    await self._click(partial(self._press_save, kind))
                else:
                    await self._click(lambda: self.page.act(kind="try again"))
            except Interrupted:
                await self._after_a_cut(mark, type_)
                raise
            except ShiftOver:
                if kind != "save":
                    self._read_receipt(mark, type_)
                raise
            if self._receipt() or not (self._holds(mark) or self.page.last.troubles):
                break
            kind = "save again"
        self._read_receipt(mark, type_)

    async def _after_a_cut(self, mark: str, type_: str) -> None:
        """The line went while Save was on its way. Does the page know? If the form is there as it was typed, once more:
        it is the same save. Where officers share an account they share its draft, and nobody can tell."""
        if self.who.alone_with_account and self._holds(mark):
            try:
                await self._click(partial(self._press_save, "save again"))
            except (Interrupted, ShiftOver):
                self.diary.saves.append(Save(mark, type_, "", "", Kept.UNKNOWN))
                return
        self._read_receipt(mark, type_)

    def _holds(self, mark: str) -> bool:
        """Whether the Log form is there, as it was filled in."""
        field = self.page.last.widget(".dispatch_ref")
        return field is not None and self.page.text_in(field) == mark

    async def _press_save(self, kind: str) -> Run:
        return await self.page.act(pressed(self._widget(".save")), kind=kind)

    def _receipt(self) -> tuple[str, str] | None:
        """Reference and neighbourhood, when the page shows that something was saved."""
        for one in self.page.last.elements:
            if one.kind == "alert" and (said := RECEIPT.search(one.label.replace("\\", ""))):
                return said[1], said[2]
        return None

    def _read_receipt(self, mark: str, type_: str) -> None:
        if found := self._receipt():
            area = "" if found[1] == NOWHERE else found[1]
            self.diary.saves.append(Save(mark, type_, area, found[0], Kept.ACKNOWLEDGED))
            return
        # A field that needs another look was not saved; of anything else only the store knows.
        refused = any(REFUSED in words for words in self.page.last.troubles)
        self.diary.saves.append(Save(mark, type_, "", "", Kept.REFUSED if refused else Kept.UNKNOWN))
        self.diary.note_trouble("save", "no receipt: " + "; ".join(self.page.last.troubles))

    async def _to_the_list(self) -> None:
        here = self.page.page_hash == self.page.pages.get("concerns") and "ref=" not in self.page.query
        if not here:
            await self._click(lambda: self.page.go("concerns", kind="open list"))

    def _widget(self, key: str) -> Element:
        found = self.page.last.widget(key)
        if found is None:
            if not self.page.last.troubles:  # otherwise they are noted already
                self.diary.note_trouble("missing", f"no {key} on {self.page.page_name}")
            raise Missing
        return found

    def _other_pills(self, pills: Element, *, several: bool) -> list[str]:
        """One more of several, or one fewer; another one where only one can be chosen."""
        before = list(pills.now)
        if not several:
            return [self.chance.choice([words for words in PERIODS if [words] != before])]
        one = self.chance.choice(pills.words)
        return [words for words in before if words != one] if one in before else [*before, one]

    async def _click(self, act: Click) -> Run:
        """After a moment's thought; a lost line is found again first, and then it was no click."""
        pause = self.chance.expovariate(1 / self.think) if self.think else 0.0
        left = self._until() - self.diary.now
        if pause >= left:
            await asyncio.sleep(max(0.0, left))
            raise ShiftOver
        await asyncio.sleep(pause)
        try:
            return await self._noted(act())
        except LineLost:
            await self._come_back()
            raise Interrupted from None

    async def _noted(self, answer: Awaitable[Run]) -> Run:
        run = await answer
        self.diary.note(run.kind, seconds=run.seconds, size=run.bytes)
        for words in run.troubles:
            self.diary.note_trouble(run.kind, words)
        return run

    async def _come_back(self) -> None:
        """Tries again, less and less often, asking for the page it had; then the page is drawn anew."""
        self.diary.reconnects += 1
        began, pause = self.diary.now, FIRST_TRY
        while True:
            await asyncio.sleep(pause * self.chance.uniform(0.7, 1.3))
            pause = min(LONGEST_PAUSE, pause * 2)
            try:
                await self.page.close()
                if not await is_there_again(self.address, self.cookies, source=self.source):
                    raise LineLost
                await self.page.connect()
                await self._noted(self.page.act(kind="come back", quiet=QUIET))
            except (LineLost, OSError, TimeoutError, WebSocketException) as error:
                if self.diary.now - began > GIVE_UP:
                    raise ConnectionError(f"not back within {GIVE_UP:.0f} s") from error
            else:
                return
