"""Bars that can be edited: what is behind them, and what their labels say, are the public figures and nothing else."""

import io
from datetime import date, datetime, time
from typing import Any

import xlsxwriter
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION, XL_TICK_MARK
from pptx.enum.dml import MSO_PATTERN
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Pt

from dashboard.documents.briefing import slide_frame as frame
from dashboard.documents.briefing.deck import Bar, Bars, Deck
from dashboard.documents.briefing.slide_lines import spacing, width, wrapped

SIZE = frame.SMALLEST
LABELS = 0.36  # of the chart's width, for the names of the bars
GAP = 6.0  # points between the bars of two names


def rows_high(bar: Bar, bars: Bars, deck: Deck, wide: float) -> float:
    """What one bar, or a pair, needs in height: the lines of its name, or the labels at its end."""
    line = SIZE * spacing(deck.language)
    names = len(wrapped(bar.label, SIZE, wide * LABELS - 12))
    return max(names, len(bars.series) or 1) * line + GAP


def head_high(bars: Bars, deck: Deck, wide: float) -> float:
    """The chart's own title, and the key to its two periods."""
    line = SIZE * spacing(deck.language)
    return len(wrapped(bars.title, SIZE, wide)) * line + 14 + (line + 10 if bars.series else 0)


def chart(slide: Any, bars: Bars, part: tuple[Bar, ...], deck: Deck, on: date, box: tuple[float, ...]) -> Any:
    """Some of the bars, on the scale of all of them. `box`: left, top, width, height in points."""
    data = CategoryChartData()
    data.categories = [bar.label for bar in part]
    for name, values in _series(bars, part):
        data.add_series(name, values)
    shape = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *(Pt(side) for side in box), data)
    made = shape.chart
    made.part.chart_workbook.update_from_xlsx_blob(_workbook(bars, part, on))
    made.font.size, made.font.color.rgb = Pt(SIZE), RGBColor.from_string(frame.INK)
    language = made._chartSpace.find(qn("c:txPr")).find(qn("a:p")).find(qn("a:pPr")).find(qn("a:defRPr"))
    language.set("lang", frame.culture(deck.language))
    frame.faces(language, deck.language)
    made.has_title = True
    _said(made.chart_title.text_frame, bars.title, deck, bold=True)
    made.has_legend = bool(bars.series)
    if bars.series:
        made.legend.position, made.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    _axes(made, bars, deck, box[2])
    _bars(made, bars, part, deck)
    _plot_area(made, bars, deck, box)
    return shape


def _series(bars: Bars, part: tuple[Bar, ...]) -> list[tuple[str, list[int]]]:
    """A figure that is not said in numbers has no length: its label says what is known."""
    now = [bar.n or 0 for bar in part]
    if not bars.series:
        return [(bars.axis, now)]
    return [(bars.series[0], now), (bars.series[1], [bar.before or 0 for bar in part])]


def _workbook(bars: Bars, part: tuple[Bar, ...], on: date) -> bytes:
    """What opens behind "Edit data": as python-pptx lays it out, and the words of each figure beside it."""
    file = io.BytesIO()
    # Strings stay strings: a name that looks like a formula or an address is none.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(file, options)
    book.set_properties({"created": datetime.combine(on, time())})
    sheet = book.add_worksheet("Sheet1")
    series = _series(bars, part)
    for row, bar in enumerate(part, start=1):
        sheet.write_string(row, 0, bar.label)
        for place, words in enumerate((bar.shown, bar.before_shown)[: len(series)]):
            sheet.write_string(row, 1 + len(series) + place, words)
    for place, (name, values) in enumerate(series):
        sheet.write_string(0, 1 + place, name)
        for row, value in enumerate(values, start=1):
            sheet.write_number(row, 1 + place, value)
    book.close()
    return frame.timeless(file.getvalue())


def _axes(made: Any, bars: Bars, deck: Deck, wide: float) -> None:
    """First bar on top, no scale: the labels say the figures. Mirrored where reading goes from right to left."""
    names, scale = made.category_axis, made.value_axis
    names.reverse_order = True
    names.format.line.color.rgb = RGBColor.from_string(frame.QUIET)
    names.major_tick_mark = XL_TICK_MARK.NONE
    names.tick_labels.offset = 40
    scale.visible = False
    scale.has_major_gridlines = False
    scale.tick_label_position = XL_TICK_LABEL_POSITION.NONE
    scale.minimum_scale = 0
    longest = max((n for bar in bars.bars for n in (bar.n, bar.before) if n), default=1)
    label = max(width(words, SIZE) for bar in bars.bars for words in (bar.shown, bar.before_shown))
    plot = wide * (1 - LABELS)
    scale.maximum_scale = longest / max(1 - (label + 16) / plot, 0.25)
    scale.reverse_order = deck.direction == "rtl"


def _bars(made: Any, bars: Bars, part: tuple[Bar, ...], deck: Deck) -> None:
    plot = made.plots[0]
    plot.gap_width, plot.overlap, plot.vary_by_categories = 35, 0, False
    for place, series in enumerate(plot.series):
        fill = series.format.fill
        if place == 0:
            fill.solid()
            fill.fore_color.rgb = RGBColor.from_string(frame.BAR)
        else:  # told apart without colour too
            fill.patterned()
            fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
            fill.fore_color.rgb = RGBColor.from_string(frame.BAR)
            fill.back_color.rgb = RGBColor(255, 255, 255)
            series.format.line.color.rgb = RGBColor.from_string(frame.BAR)
        series.invert_if_negative = False
        for point, bar in enumerate(part):
            label = series.points[point].data_label
            _said(label.text_frame, bar.before_shown if place else bar.shown, deck, short=True)
            label.position = XL_LABEL_POSITION.OUTSIDE_END


def _said(text: Any, words: str, deck: Deck, *, bold: bool = False, short: bool = False) -> None:
    text.text, text.word_wrap = words, not short
    properties = text.paragraphs[0]._p.get_or_add_pPr()
    properties.set("rtl", "1" if deck.direction == "rtl" else "0")
    for run in text.paragraphs[0].runs:
        run.font.size, run.font.bold = Pt(SIZE), bold
        run.font.color.rgb = RGBColor.from_string(frame.INK)
        run._r.get_or_add_rPr().set("lang", frame.culture(deck.language))
        frame.faces(run._r.get_or_add_rPr(), deck.language)


def _plot_area(made: Any, bars: Bars, deck: Deck, box: tuple[float, ...]) -> None:
    """A fixed place for the bars, or each program gives the names another width."""
    _left, _top, wide, high = box
    line = SIZE * spacing(deck.language)
    key = line + 10 if bars.series else 0
    top = head_high(bars, deck, wide) - key
    left = 0.01 if deck.direction == "rtl" else LABELS
    area = made._chartSpace.chart.plotArea
    for old in area.findall(qn("c:layout")):
        area.remove(old)
    sides = {"x": left, "y": top / high, "w": 0.99 - LABELS, "h": (high - top - key) / high}
    values = "".join(f'<c:{side} val="{value:.4f}"/>' for side, value in sides.items())
    modes = '<c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
    space = 'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"'
    area.insert(0, parse_xml(f"<c:layout {space}><c:manualLayout>{modes}{values}</c:manualLayout></c:layout>"))
