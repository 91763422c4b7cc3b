"""Fill a store from the command line: python -m seed --help."""

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from db.errors import CommonGroundError
from db.first_start import prepare
from db.settings import Settings, get_settings
from db.store import Store
from seed import reports
from seed.import_concerns import import_concerns
from seed.import_neighbourhoods import Properties, import_neighbourhoods
from seed.mapping import read_mapping
from seed.sign_ins import demo_sign_ins

DONE, NOTHING_CHANGED = 0, 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one subcommand. 0: done; 1: nothing was changed, and a sentence says why; 2: not understood."""
    given = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = given.run
    try:
        return run(given)
    except CommonGroundError as error:
        print(f"{error}\nNothing was changed.", file=sys.stderr)
        return NOTHING_CHANGED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m seed", description="Fill the store named by COMMON_GROUND_DATABASE_URL."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    areas = commands.add_parser("import-neighbourhoods", help="load neighbourhoods from a GeoJSON file (WGS84)")
    areas.add_argument("file", type=Path)
    areas.add_argument("--name", help="property with the name, where it is not recognised")
    areas.add_argument("--code", help="property with a short distinct code")
    areas.add_argument("--population", help="property with the number of residents")
    areas.add_argument("--district", help="property with the precinct or district")
    areas.add_argument("--keep-capitals", action="store_true", help="leave names in capitals as they are")
    areas.set_defaults(run=_neighbourhoods)

    concerns = commands.add_parser("import-concerns", help="load concerns from a delimited file (.gz too)")
    concerns.add_argument("file", type=Path)
    concerns.add_argument("--mapping", type=Path, required=True, help="TOML file that says what the columns mean")
    concerns.add_argument(
        "--accept-good-rows", action="store_true", help="save the good rows although some are refused"
    )
    concerns.set_defaults(run=_concerns)

    demo = commands.add_parser("demo", help="load the invented community, once")
    demo.set_defaults(run=_demo)
    sign_ins = commands.add_parser("demo-sign-ins", help="say who one can sign in as in the demonstration")
    sign_ins.set_defaults(run=_demo_sign_ins)
    return parser


@contextmanager
def _opened() -> Iterator[tuple[Store, Settings, reports.Progress]]:
    """The store, made and brought up to date first; steps are told on standard error, not in the report."""
    settings = get_settings()
    tell = reports.Progress(sys.stderr)
    tell("Preparing the store")
    prepare(settings)
    store = Store.open(settings)
    try:
        yield store, settings, tell
    finally:
        tell.done()
        store.close()


def _neighbourhoods(given: argparse.Namespace) -> int:
    properties = Properties(given.name, given.code, given.population, given.district, given.keep_capitals)
    with _opened() as (store, _, tell):
        report = import_neighbourhoods(store, given.file, properties, now=datetime.now(UTC), tell=tell)
    print(reports.neighbourhoods(report))
    return DONE


def _concerns(given: argparse.Namespace) -> int:
    mapping = read_mapping(given.mapping)
    with _opened() as (store, settings, tell):
        report = import_concerns(
            store,
            given.file,
            mapping,
            accept_good_rows=given.accept_good_rows,
            now=datetime.now(UTC),
            tell=tell,
        )
    print(reports.concerns(report))
    if mapping.zone != settings.zone:
        print(
            f"The file's times are of {mapping.zone}, but this store counts days in {settings.zone}: "
            "set COMMON_GROUND_TIME_ZONE before importing if the two should agree."
        )
    return DONE if report.saved is not None else NOTHING_CHANGED


def _demo(_: argparse.Namespace) -> int:
    """Loads it once. A store that holds something is left alone: starting the server must not depend on it."""
    from seed import demo  # the importers do not need it, and it is large

    with _opened() as (store, settings, tell):
        found = demo.state(store)
        if found in (demo.State.EMPTY, demo.State.HALF_LOADED):
            tell.done()
            report = demo.load(store, now=datetime.now(UTC), progress=tell.part)
            tell.done()
            print(report)
        tell.done()
        print(demo_sign_ins(store, offered=settings.demo_sign_in))
    return DONE


def _demo_sign_ins(_: argparse.Namespace) -> int:
    with _opened() as (store, settings, tell):
        tell.done()
        print(demo_sign_ins(store, offered=settings.demo_sign_in))
    return DONE


if __name__ == "__main__":
    sys.exit(main())
