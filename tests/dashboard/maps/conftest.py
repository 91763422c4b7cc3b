"""Words for maps as literal English, so that a claim can be read without a catalogue."""

import pytest

from dashboard.maps.wording import MapWords, ScaleWords


@pytest.fixture
def words() -> ScaleWords:
    return ScaleWords(
        none="None",
        few="Too few to compare",
        single="{n}",
        span="{low} to {high}",
        over="{low} or more",
        under="Less than {high}",
        same="No change",
        up_single="Up {n}",
        up_span="Up {low} to {high}",
        up_over="Up {low} or more",
        down_single="Down {n}",
        down_span="Down {low} to {high}",
        down_over="Down {low} or more",
        number=lambda value, digits: f"{value:,.{digits}f}",
    )


@pytest.fixture
def map_words() -> MapWords:
    return MapWords(
        map="Map",
        loading="Loading",
        failed="The map's areas did not arrive.",
        retry="Try again",
        zoom_in="Closer",
        zoom_out="Further away",
        whole="Show all areas",
        close="Close",
        cluster="{n} concerns here",
    )
