"""The table of faults tells the truth: what did not hold is in it and says so."""

from tests.faults.table import Ran, document

ROW = {
    "fault": "Disk full",
    "engine": "SQLite",
    "times": 1,
    "acknowledged": 1234,
    "lost": 0,
    "doubled": 0,
    "seconds": 0.5,
}


def test_what_held_and_what_did_not_are_rows_and_say_which() -> None:
    written = document(
        [Ran("test_a", "held", [{**ROW, "saw": "“The disk | is full”"}]), Ran("test_b", "failed", [ROW])], seconds=61
    )
    rows = [line for line in written.splitlines() if line.startswith("| Disk full")]
    assert rows[0] == "| Disk full | SQLite | 1 | 1,234 | 0 | 0 | 0.5 | “The disk \\| is full” | held |"
    assert rows[1].endswith("| **failed** |")


def test_what_broke_before_it_could_say_anything_is_a_row_under_its_name() -> None:
    written = document([Ran("test_a_full_disk[sqlite]", "failed"), Ran("test_quiet", "held")], seconds=61)
    assert "| A full disk (sqlite) |" in written
    assert "Quiet" not in written
