"""One furnished store for the folder: four neighbourhoods; what tests put in is rolled back."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from db.store import Store
from tests.db.conftest import opened
from tests.db.disclosure.records import Book, book


@pytest.fixture(scope="session")
def city(furnished_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    file = shutil.copy(furnished_file, tmp_path_factory.mktemp("public") / "city.db")
    with opened(f"sqlite:///{file}") as store:
        yield store


@pytest.fixture
def records(city: Store) -> Iterator[Book]:
    with book(city) as here:
        yield here
