"""What each figure of the peers was asked, in words, and the document they stand in."""

ASKED = {
    "ours_click": "Common Ground: from a click on a category to the redrawn concern map, in Chromium",
    "ours_counts": "Common Ground: the area counts from the store, each asked for the first time",
    "ours_counts_again": "Common Ground: the same area counts once more",
    "ours_memory": "Common Ground: memory of its server, most at once, one person",
    "streamlit_click": "A page of Streamlit with nothing to ask or draw: from a chosen word to a changed number, in Chromium",
    "chromium_click": "No server at all: from a click to a number changed by the browser's own script",
    "superset_api_cold": "Superset: the area counts over HTTP from its chart data API, past its cache",
    "superset_api_cached": "Superset: the same once more, from its cache (beside ours once more)",
    "superset_api_rollup_cold": "Superset: the same over Common Ground's table of counts, past its cache",
    "superset_click": "Superset: from Apply with one more category to the redrawn chart, in Chromium",
    "superset_click_cached": "Superset: the same clicks once more, answered from its cache",
    "superset_click_rollup": "Superset: the same clicks over Common Ground's table of counts",
    "superset_memory": "Superset: memory of its server (one worker, twenty threads), most at once, one person",
    "datasette_api": "Datasette: the area counts by SQL over its JSON API",
    "datasette_api_rollup": "Datasette: the same by SQL over Common Ground's table of counts",
    "datasette_page": "Datasette: its table page with the areas as a facet, from its address to its first frame, in Chromium",
    "datasette_memory": "Datasette: memory of its server, most at once, one person",
    "tutorial_click": "Tutorial dashboard with st.cache_data: from a chosen category to the redrawn map, in Chromium",
    "tutorial_click_uncached": "Tutorial dashboard without a cache: the same, once",
    "tutorial_memory": "Tutorial dashboard with st.cache_data: memory of its server, most at once, one person",
}

DOCUMENT = """# Beside other tools

Written by `make bench-peers` on {day}. Nobody asserts these figures: they are what one run found.

The question is the same everywhere: **open concerns by neighbourhood, of chosen categories, received within a span of
days**, over the same SQLite store of a million invented concerns in Seattle's 61 police neighbourhoods. One after the
other, on the same machine ({machine}), in one run of {minutes} minutes. Load of the minute before it began:
{load}.{disturbed} Before its time is taken, each one's answer is held against SQL written by hand; a wrong answer ends
the run. (Of Superset's dashboard the chart's answer is checked, not the picture.)

{versions}

{table}

"Times ours" is the median beside Common Ground's median of the same run: a click beside our click, an answer beside our
store's answer, memory beside our memory.

## What was asked for

From filter click to redrawn map at least 8 times faster than Superset's chart on the same filter, and than the cached
tutorial dashboard:

{claims}

{room}

## What is comparable, and what is not

- **Clicks** are taken alike: the clock starts with the click and stops when Chromium has painted the frame after the
  change. Each click adds a category, so that nobody was asked the same before, except where it says "once more".
  Opening a list, searching in it and the way to the button are in nobody's time.
- **Answers** are not taken alike: Common Ground's page asks its store within one process, while Superset and Datasette
  are asked over HTTP on this machine, sign-in and JSON included. That is how each of them works, but it is not only the
  store's time.
- **Memory** is the resident memory of all processes of a server added up; what they share is counted more than once.

**Apache Superset** is made for anybody's questions to any database: charts that nobody foresaw, many sources, SQL for
analysts. It knows nothing of this store's counts kept by area, and so it is asked both over the records and over that
table. SQLite is not a source it is made for (it has to be allowed), its own records are in SQLite here too, and its
answers are kept in files instead of Redis. Its chart is a bar chart of area numbers, not a map. It runs as its
container image does, one worker of twenty threads; more workers serve more people at once and take more memory.

**Datasette** is made for publishing and exploring data, read only, by whoever has the address. It is asked in its best
mode (an immutable file) with its limits raised, because with its own (one second for a query, a fifth of a second for a
facet) it rightly refuses long questions. Its page also shows the first twenty records, and it loads a whole page where
the others change one.

**The tutorial dashboard** (`bench/peers/tutorial.py`) is written as Streamlit tutorials write one, and is right for a
small table. It is treated kindly: only the columns it uses are read, its areas are simplified as ours are, scripts and
map tiles that it loads from the internet come from this machine. It holds every record in memory, for whoever opens it.

None of the three records a concern or keeps its history, and Common Ground answers only the questions it was built for.
Its counts by area are kept while records are written; the figures over its table of counts say how much of the
difference that table is, and how much is the way from the answer to the screen.

## How to repeat it

`make bench-peers` installs the exact versions in `bench/peers/superset.txt` and `bench/peers/datasette.txt` into
environments of their own under `.cache/peers`, builds the store (both only the first time), starts each one on a free
port of this machine, asks, and ends it. It needs Python 3.11, Chromium, npm and openssl, and about a quarter of an hour
the first time. Leave the machine alone meanwhile. Every figure is also in `bench/peers/results.json`;
`python -m bench.peers --write-docs` writes this page from it without asking anybody.
"""
