"""The words of maps and legends in the agency's language: what pages hand to the pure builders."""

from dashboard.maps.wording import MapWords, MarkWords, ScaleWords
from dashboard.words import _, number


def scale_words() -> ScaleWords:
    """Words for the classes of a legend."""
    return ScaleWords(
        none=_("None"),
        few=_("Too few to compare"),
        single=_("{n}"),
        span=_("{low} to {high}"),
        over=_("{low} or more"),
        under=_("Less than {high}"),
        same=_("No change"),
        up_single=_("Up {n}"),
        up_span=_("Up {low} to {high}"),
        up_over=_("Up {low} or more"),
        down_single=_("Down {n}"),
        down_span=_("Down {low} to {high}"),
        down_over=_("Down {low} or more"),
        number=number,
    )


def map_words() -> MapWords:
    """What the map says of itself."""
    return MapWords(
        map=_("Map of neighbourhoods. The same figures are in the table on this page."),
        loading=_("Loading the map…"),
        failed=_("The map's areas did not arrive. Nothing is lost: the same figures are in the table on this page."),
        retry=_("Try again"),
        zoom_in=_("Closer"),
        zoom_out=_("Further away"),
        whole=_("Show all areas"),
        close=_("Close"),
        cluster=_("{n} concerns here. Press to look closer."),
    )


def mark_words() -> MarkWords:
    """Words for the marks drawn over the areas."""
    return MarkWords(
        concern=_("Concern"),
        event_held=_("Event held"),
        event_coming=_("Event coming"),
        mine=_("My areas"),
        heat=_("Where concerns are densest"),
    )
