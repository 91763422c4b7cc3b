"""Delimited files: literal bytes in, rows with their true line numbers out, or one sentence."""

import gzip
from pathlib import Path

import pytest

from db.errors import BadFile
from seed import table
from seed.table import read_table


def written(tmp_path: Path, content: bytes | str, name: str = "t.csv") -> Path:
    file = tmp_path / name
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def test_cells_stay_text(tmp_path: Path) -> None:
    file = written(tmp_path, "id,word,empty\n007,NA,\n")
    assert read_table(file, columns=["id", "word", "empty"]).rows[0].cells == {
        "id": "007",
        "word": "NA",
        "empty": "",
    }


def test_lines_are_those_of_the_file_even_after_quoted_line_breaks(tmp_path: Path) -> None:
    file = written(tmp_path, 'id,note\n1,"two\nlines"\n\n2,short\n3,"a\r\nb\r\nc"\n4,last\n')
    assert [(row.line, row.cells["id"]) for row in read_table(file, columns=["id"]).rows] == [
        (2, "1"), (5, "2"), (6, "3"), (9, "4"),
    ]  # fmt: skip


def test_a_row_with_too_few_or_too_many_cells_is_named_by_its_line(tmp_path: Path) -> None:
    read = read_table(written(tmp_path, "id,b,c\n1,2,3\n4,5\n6,7,8,9\n"), columns=["id"])
    assert [row.cells["id"] for row in read.rows] == ["1"]
    assert [(line, str(reason)) for line, reason in read.broken] == [
        (3, "It has 2 cells, the header has 3."),
        (4, "It has 4 cells, the header has 3."),
    ]


def test_a_byte_order_mark_and_spaces_round_column_names_do_not_matter(tmp_path: Path) -> None:
    assert read_table(written(tmp_path, "\ufeffid , b\n1,2\n"), columns=["id", "b"]).rows[0].cells == {
        "id": "1",
        "b": "2",
    }


def test_a_gzipped_file_reads_the_same_whatever_its_name(tmp_path: Path) -> None:
    plain = written(tmp_path, "id,b\n1,ü\n")
    packed = written(tmp_path, gzip.compress(plain.read_bytes()), "t.csv.gz")
    misnamed = written(tmp_path, gzip.compress(plain.read_bytes()), "u.csv")
    rows = read_table(plain, columns=["b"]).rows
    assert rows == read_table(packed, columns=["b"]).rows == read_table(misnamed, columns=["b"]).rows
    assert read_table(plain, columns=["b"]).file_hash != read_table(packed, columns=["b"]).file_hash


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "LARGEST_EXPANDED", 2_000_000)
    bomb = written(tmp_path, gzip.compress(b"id,b\n" + b"0" * 2_000_000, mtime=0), "t.csv.gz")
    assert bomb.stat().st_size < 5_000
    with pytest.raises(BadFile, match="unpacks to more than 2 MB"):
        read_table(bomb, columns=["id"])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "The file is empty."),
        (
            "101,2015-01-02,lamp\n102,2015-01-03,lamp\n",
            "does not look like a header: it holds “101, 2015-01-02, lamp”",
        ),
        ("id;opened;kind\n1;2;3\n", "The first line is one piece: “id;opened;kind”"),
        ("id,opened\n1,2\n", "has no column kind. It has: id, opened."),
        ("id,opened,kind,kind\n1,2,3,4\n", "two columns named kind"),
        ("id,opened,kind\n1,2,caf\u00e9\n".encode("latin-1"), "Line 2 is not utf-8 text"),
        ("id,opened,kind\n1,2,3\n".encode("utf-16"), "zero byte"),
        (b"id,opened,kind\n1,2,3\n4,\x00,6\n", "Line 3 holds a zero byte"),
        ('id,opened,kind\n1,2,3\n4,"open,6\n7,8,9\n', "Line 3: a quotation mark is left open"),
        (gzip.compress(b"id,opened,kind\n1,2,3\n" * 50, mtime=0)[:-12], "damaged or was cut off"),
    ],
)
def test_a_file_that_is_no_such_table_is_refused_with_a_sentence(
    tmp_path: Path, content: bytes | str, said: str
) -> None:
    with pytest.raises(BadFile) as refused:
        read_table(written(tmp_path, content), columns=["id", "opened", "kind"])
    assert said in str(refused.value)


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="There is no file"):
        read_table(tmp_path / "nowhere.csv", columns=["id"])
    with pytest.raises(BadFile, match="cannot be read"):
        read_table(tmp_path, columns=["id"])


def test_another_delimiter_and_encoding_can_be_said(tmp_path: Path) -> None:
    file = written(tmp_path, "id;b\n1;caf\u00e9\n".encode("windows-1252"))
    assert read_table(file, columns=["id", "b"], delimiter=";", encoding="windows-1252").rows[0].cells["b"] == "café"
