"""How far a replica may be behind: moments in seconds, revisions as whole numbers."""

from db.lag import Lag


def test_what_was_seen_first_may_be_of_any_age() -> None:
    lag = Lag(10)
    lag.saw(7, 100)
    assert lag.floor(100) == 7


def test_a_change_must_be_in_the_replica_once_it_may_be_older_than_allowed() -> None:
    lag = Lag(10)
    lag.saw(7, 100)
    lag.saw(8, 101)  # made between 100 and 101
    lag.saw(9, 105)  # made between 101 and 105
    assert [lag.floor(at) for at in (105, 109.9, 110, 110.9, 111)] == [7, 7, 8, 8, 9]


def test_after_a_quiet_hour_the_change_may_have_been_made_right_at_its_beginning() -> None:
    lag = Lag(10)
    lag.saw(7, 100)
    lag.saw(8, 3700)
    assert lag.floor(3700) == 8


def test_looking_again_without_a_change_keeps_it_young() -> None:
    lag = Lag(10)
    lag.saw(7, 100)
    lag.saw(7, 3699)
    lag.saw(8, 3700)
    assert lag.floor(3700) == 7
    assert lag.floor(3709) == 8
