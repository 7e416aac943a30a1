"""Pictures: a result as an Altair chart, in SVG, PNG or HTML. The only module that knows Altair.

The decision hidden here is what an answer looks like, and what its doubts look like: a day known only
within a range is a bar or a fading end, a count that may be either is a band, a sum that sources give
otherwise is a line between them, and what is only possible is dashed. ``DRAWINGS`` says which rows
have a picture. Its data are the cells of the table, so that a tooltip shows the row.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil, floor, log10
from typing import Any, NamedTuple, TypeAlias, cast

from aigraph.dataset import WrongQuestion
from aigraph.dates import CERTAIN, OPEN_END, OPEN_START, FuzzyDate, Verdict, iso
from aigraph.layout import width_of
from aigraph.ontology import AMOUNT_KINDS, DOUBTFUL_STATUSES, EVENT_TYPES, PERSON, RELATIONS, STATUSES, Label
from aigraph.queries.chronology import EventRow
from aigraph.queries.figures import MoneyRow, sum_words
from aigraph.queries.network import Path, Tie
from aigraph.queries.tenure import LEFT, Flow, Step, levels_of
from aigraph.results import CareerStep, Column, Leaving, Result, StintRow

try:
    import altair as alt
    import vl_convert  # noqa: F401 (Altair writes SVG and PNG with it)
except ImportError as error:
    raise ImportError("pictures need an extra: pip install 'aigraph[plot]'") from error

Chart: TypeAlias = alt.LayerChart | alt.VConcatChart
Rows: TypeAlias = Result[Any]
Datum: TypeAlias = dict[str, Any]

INK, GREY, FAINT, WARN = "#1f2933", "#69757f", "#e4e8ec", "#c2410c"
PALETTE = (
    "#2f6db5", "#e07b39", "#3a9d73", "#8d5bb5", "#c9a227", "#c44e6b", "#4aa5b8", "#7a6a53", "#6b8e23", "#9aa5b1",
    "#27406b", "#a34a1a", "#1f5f45", "#d18ad1", "#85741f", "#7d2440", "#1b6574", "#b59f84", "#a7c957", "#55606a",
)  # fmt: skip
FONTS = {
    "en": "Helvetica Neue, Helvetica, Arial, Liberation Sans, Noto Sans CJK JP, sans-serif",
    "ja": "Hiragino Sans, Yu Gothic, Meiryo, Noto Sans CJK JP, Noto Sans JP, IPAexGothic, sans-serif",
}
SIZE = 12
WIDTH = 760
"""How wide what is between the axes is, in pixels."""

_AS_OF = Label("as of {day}", "{day}現在")
_THERE = Label("there, of {n}", "在籍（{n}人中）")


class Drawing(NamedTuple):
    """How rows are drawn, and the words that say how to read the picture."""

    draw: Callable[[Rows], Chart]
    reads: Label


def draw(result: Rows, title: str = "") -> Chart:
    """Return the picture of a result; ``title`` stands over it.

    Raises:
        WrongQuestion: rows of that kind have no picture.
    """
    drawing = DRAWINGS.get(result.kind)
    if drawing is None:
        drawn = ", ".join(dict.fromkeys(kind.command for kind in DRAWINGS))
        raise WrongQuestion(f"an answer of `{result.kind.command}` has no picture; those of {drawn} have")
    chart = drawing.draw(result) if result.rows else _nothing(result)
    as_of = _AS_OF.say(result.lang).format(day=result.dataset.header.as_of.text)
    reads = f"{drawing.reads.say(result.lang)} · {as_of}" if result.rows else as_of
    return _dressed(chart, title or _about(result), reads, FONTS[result.lang])


def _about(result: Rows) -> str:
    """Return what the rows say themselves that they are about: a person's name, the names asked for, else the saga's."""
    speak, row = result.speaker(), result.rows[0] if result.rows else None
    if isinstance(row, CareerStep):
        return speak.name(row.person)
    if isinstance(row, EventRow) and row.focus:
        return speak.names(row.focus)
    return result.dataset.header.name.say(result.lang)


def picture(chart: Chart, form: str) -> bytes:
    """Return a chart in one of ``aigraph.registry.PICTURE_FORMS``; the HTML needs no network."""
    if form == "png":
        image = io.BytesIO()
        chart.save(image, format="png", scale_factor=2)
        return image.getvalue()
    text = io.StringIO()
    if form == "html":
        chart.save(text, format="html", inline=True, json_kwds={"cls": _InsideScript})
        return text.getvalue().encode()
    chart.save(text, format="svg")
    return _renumbered(text.getvalue()).encode()


def _renumbered(svg: str) -> str:
    """Return an SVG with its gradients counted from one, rather than from what the process drew before."""
    numbers: dict[str, str] = {}
    return re.sub(r"\bgradient_\d+", lambda m: numbers.setdefault(m[0], f"gradient_{len(numbers) + 1}"), svg)


class _InsideScript(json.JSONEncoder):
    """Writes JSON that cannot end the script of a page that it stands in."""

    def encode(self, o: Any) -> str:
        """Return the value as JSON without an angle bracket."""
        return super().encode(o).replace("<", "\\u003c")


def _dressed(chart: Chart, title: str, reads: str, font: str) -> Chart:
    """Return the chart with a heading and the one style."""
    heading = alt.TitleParams(
        text=title, subtitle=reads, anchor="start", frame="bounds", fontSize=17, fontWeight="bold", color=INK, offset=14,
        subtitleColor=GREY, subtitleFontSize=SIZE, subtitlePadding=5,
    )  # fmt: skip
    config: Any = alt.Config(
        background="white", font=font, padding=16, view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelColor=GREY, titleColor=GREY, labelFontSize=SIZE, titleFontSize=SIZE, titleFontWeight="normal", domain=False, ticks=False,
            gridColor=FAINT, labelPadding=8,
        ),
        legend=alt.LegendConfig(labelColor=INK, titleColor=GREY, labelFontSize=SIZE, titleFontSize=SIZE, titleFontWeight="normal", labelLimit=0),
        text=alt.MarkConfig(fontSize=SIZE, color=INK, aria=False), area=alt.AreaConfig(aria=False), line=alt.LineConfig(aria=False),
    )  # fmt: skip
    return chart.properties(title=heading, config=config)


def _nothing(result: Rows) -> Chart:
    return _layered([_base([{"text": result.speaker().word("nothing")}]).mark_text().encode(text="text:N")], WIDTH / 2, 60)


# --- what all pictures share -----------------------------------------------------------------------


def _base(values: Sequence[Datum]) -> alt.Chart:
    """Return the chart of some data, to which marks are added."""
    return alt.Chart(alt.InlineData(values=list(values)))


def _layered(layers: Sequence[alt.Chart], width: float, height: float | alt.Step) -> alt.LayerChart:
    return alt.LayerChart(layer=list(layers), width=width, height=height)


def _told(result: Rows) -> tuple[list[Datum], dict[str, Any]]:
    """Return the cells of the table by heading, row by row, and the channels that tell them: a tooltip, and words for who does not see."""
    headings, rows = result.cells()
    data: list[Datum] = [dict(zip(headings, row, strict=True)) | {"says": "; ".join(filter(None, row))} for row in rows]
    return data, {"tooltip": [alt.Tooltip(field=h, type="nominal") for h in headings], "description": "says:N"}


def _heading(kind: type[Any], english: str, lang: str) -> str:
    """Return the heading of a column in the language, given the English one."""
    columns: tuple[Column, ...] = kind.columns
    return next(c.heading.say(lang) for c in columns if c.heading.en == english)


def _long(text: str) -> float:
    """Return about how many pixels a text is long."""
    return width_of(text) * SIZE * 0.56


def _colour(field: str, shown: Sequence[str], legend: alt.Legend | None = None, colours: Sequence[str] = PALETTE) -> alt.Color:
    """Return a colour for each word, in order; without a legend where the words stand beside the marks."""
    scale = alt.Scale(domain=list(shown), range=[colours[i % len(colours)] for i in range(len(shown))])
    return alt.Color(field=field, type="nominal", scale=scale, legend=legend)


def _dots(title: str) -> alt.Legend:
    """Return a legend of dots."""
    return alt.Legend(title=title, symbolType="circle", symbolOpacity=1, symbolStrokeWidth=0)


class Box(NamedTuple):
    """Where something stands, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """Whether two boxes overlap."""
        return self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom


def _beside(x: float, y: float, text: str, side: str, away: float = 7) -> Box:
    """Return the box of a text on the left or the right of a point."""
    left = x + away if side == LEFT else x - away - _long(text)
    return Box(left, y - SIZE * 0.6, left + _long(text), y + SIZE * 0.6)


@dataclass(frozen=True, slots=True)
class Days:
    """The days that a time axis shows, as ordinals."""

    first: int
    last: int

    @classmethod
    def of(cls, days: Iterable[int]) -> Days:
        """Return the axis that shows all of these days, open ends apart, with a little room."""
        known = [d for d in days if OPEN_START < d < OPEN_END] or [dt.date(2015, 1, 1).toordinal()]
        room = max(3, (max(known) - min(known)) // 40)
        return cls(max(1, min(known) - room), min(dt.date.max.toordinal(), max(known) + room))

    def clip(self, day: int) -> int:
        """Return the nearest day that is shown."""
        return min(max(day, self.first), self.last)

    def x(self, day: int) -> float:
        """Return where a day stands, in pixels."""
        return (self.clip(day) - self.first) / (self.last - self.first) * WIDTH

    def axis(self, field: str, lang: str, **more: Any) -> alt.X:
        """Return the axis, its ticks as far apart as the days are many."""
        days = self.last - self.first
        steps: tuple[tuple[float, str, int, str, str], ...] = (
            (12 * 365, "year", 2, "%Y", "%Y年"), (3.5 * 365, "year", 1, "%Y", "%Y年"), (400, "month", 3, "%Y-%m", "%Y年%-m月"),
            (130, "month", 1, "%Y-%m", "%Y年%-m月"), (25, "week", 1, "%Y-%m-%d", "%-m月%-d日"), (8, "day", 2, "%Y-%m-%d", "%-m月%-d日"), (0, "day", 1, "%Y-%m-%d", "%-m月%-d日"),
        )  # fmt: skip
        _, unit, step, en, ja = next(s for s in steps if days >= s[0])
        ticks: Any = {"interval": unit, "step": step}
        axis = alt.Axis(format=ja if lang == "ja" else en, tickCount=ticks, title=None, labelOverlap="parity", labelFlush=False, **more)
        domain = [_utc(self.first), _utc(self.last)]
        return alt.X(field=field, type="temporal", scale=alt.Scale(type="utc", domain=domain, nice=False), axis=axis)


def _utc(day: int) -> Any:
    """Return a day as Vega-Lite writes it in a scale."""
    date = dt.date.fromordinal(day)
    return alt.DateTime(year=date.year, month=date.month, date=date.day, utc=True)


def _fade(towards: str) -> Any:
    """Return a veil over a bar that hides it more and more to one side."""
    thick, thin = "rgba(255,255,255,1)", "rgba(255,255,255,0.12)"
    first, last = (thick, thin) if towards == LEFT else (thin, thick)
    return alt.LinearGradient(
        gradient="linear", x1=0, x2=1, y1=0, y2=0, stops=[alt.GradientStop(color=first, offset=0), alt.GradientStop(color=last, offset=1)]
    )


# --- timeline --------------------------------------------------------------------------------------

MANY_EVENTS = 90
"""More events than these are drawn by their type, without titles."""
_STATUS_COLOURS = dict(zip(STATUSES, ("#1f4e8c", "#5b9bd5", "#e0a03b", "#c2410c"), strict=True))


def _timeline(result: Rows) -> Chart:
    """Draw events in order: a day as a dot, a range of days as a bar, its colour how well it is known."""
    speak, (data, tips) = result.speaker(), _told(result)
    rows: Sequence[EventRow] = result.rows
    sure = [r for r in rows if r.verdict is CERTAIN] or rows
    days = Days.of(d for r in sure for d in (r.event.date.lo, r.event.date.hi))
    for i, (datum, row) in enumerate(zip(data, rows, strict=True)):
        date, title = row.event.date, speak.title(row.event)
        datum |= {
            "row": i, "earliest": iso(date.lo), "latest": iso(date.hi), "id": row.event.id, "title": title, "when": date.text,
            "status": speak.status(row.event.status), "kind": EVENT_TYPES[row.event.type].label.say(result.lang),
            "from": iso(days.clip(date.lo)), "to": iso(days.clip(date.hi)), "exact": date.exact, "sure": row.verdict is CERTAIN and not date.doubtful,
            **_title_place(days, date, title),
        }  # fmt: skip
    many = len(rows) > MANY_EVENTS
    base = _base(data)
    kinds = [t.label.say(result.lang) for t in EVENT_TYPES.values()]
    present = [k for k in dict.fromkeys(kinds) if any(d["kind"] == k for d in data)]
    y = alt.Y("kind:N", sort=present, axis=alt.Axis(title=None, grid=True, labelColor=INK)) if many else alt.Y("row:O", axis=None)
    used = [s for s in STATUSES if any(row.event.status == s for row in rows)]
    shown, colours = [STATUSES[s].say(result.lang) for s in used], [_STATUS_COLOURS[s] for s in used]
    colour = _colour("status", shown, _dots(_heading(EventRow, "Status", result.lang)) if len(shown) > 1 else None, colours)
    x, faint = days.axis("from", result.lang, orient="top"), alt.condition("datum.sure", alt.value(0.5), alt.value(0.22))
    layers: list[alt.Chart] = [
        base.transform_filter("!datum.exact")
        .mark_bar(height=3 if many else 9, cornerRadius=4)
        .encode(x=x, x2="to:T", y=y, color=colour, opacity=alt.value(0.12) if many else faint, **tips),
        base.transform_filter("datum.exact")
        .mark_circle(size=34 if many else 80)
        .encode(x=x, y=y, color=colour, opacity=alt.value(0.55) if many else alt.condition("datum.sure", alt.value(1), alt.value(0.5)), **tips),
    ]  # fmt: skip
    if not many:
        layers += [
            base.transform_filter(f"datum.side == '{s}'").mark_text(align=s, dx=d).encode(x=alt.X("at:T"), y=y, text="title:N")
            for s, d in _SIDES
        ]
        layers.append(base.mark_text(align="right", color=GREY).encode(x=alt.value(-10), y=y, text="when:N"))
    return _layered(layers, WIDTH, alt.Step(22))


_SIDES: tuple[tuple[Any, int], ...] = (("left", 9), ("right", -9), ("center", 0))


def _title_place(days: Days, date: FuzzyDate, title: str) -> Datum:
    """Return where a title stands: right of its mark, left of it, or on it, wherever there is room."""
    if days.x(date.hi) + 9 + _long(title) <= WIDTH + 90:
        return {"side": "left", "at": iso(days.clip(date.hi))}
    if _long(title) + 9 <= days.x(date.lo):
        return {"side": "right", "at": iso(days.clip(date.lo))}
    if _long(title) <= WIDTH and not date.exact:
        return {"side": "center", "at": iso((days.clip(date.lo) + days.clip(date.hi)) // 2)}
    return {"side": "left", "at": iso(days.clip(date.hi))}


# --- posts -----------------------------------------------------------------------------------------


def _posts(result: Rows) -> Chart:
    """Draw posts as bars, one line for each: vague ends fade, a deed is a diamond, what is in doubt is pale."""
    speak, (data, tips) = result.speaker(), _told(result)
    rows: Sequence[StintRow] = result.rows
    as_of = result.dataset.as_of
    ends = [d for r in rows for d in (r.stint.s_lo, r.stint.s_hi, *((r.stint.e_lo, r.stint.e_hi) if r.stint.lasting else ()))]
    days = Days.of([*ends, *([as_of] if any(r.stint.lasting and r.stint.end is None for r in rows) else [])])
    career = result.kind is CareerStep
    lines: dict[tuple[str, str], int] = {}
    for datum, row in zip(data, rows, strict=True):
        s = row.stint
        whose = speak.name(s.object if career else s.subject)
        line = lines.setdefault((whose, speak.post(s)), len(lines))
        e_lo, e_hi = (s.e_lo, s.e_hi) if s.lasting else (s.s_lo, s.s_hi)
        datum |= {
            "line": line, "name": whose, "post": speak.post(s), "place": speak.name(s.object), "lasting": s.lasting,
            "starts earliest": iso(s.s_lo), "starts latest": iso(s.s_hi), "ends earliest": iso(e_lo), "ends latest": iso(e_hi),
            "from": iso(days.clip(s.s_lo)), "began": iso(days.clip(min(s.s_hi, e_hi))), "ending": iso(days.clip(max(e_lo, s.s_lo))), "to": iso(days.clip(e_hi)),
            "middle": iso((days.clip(s.s_lo) + days.clip(s.s_hi)) // 2), "sure": row.verdict is CERTAIN and not s.doubtful, "vague start": s.s_lo < s.s_hi, "vague end": s.lasting and e_lo < e_hi,
            "short": days.x(e_hi) - days.x(s.s_lo) < 4,
        }  # fmt: skip
    base, y = _base(data), alt.Y("line:O", axis=None)
    colour = _colour("place", list(dict.fromkeys(d["place"] for d in data)))
    lasting, deed = base.transform_filter("datum.lasting"), base.transform_filter("!datum.lasting")
    x, pale = days.axis("from", result.lang, orient="top"), alt.condition("datum.sure", alt.value(1), alt.value(0.45))
    layers = [
        lasting.mark_bar(height=15, cornerRadius=3).encode(x=x, x2="to:T", y=y, color=colour, opacity=pale, **tips),
        lasting.transform_filter("datum.short").mark_bar(height=15, xOffset=-2, x2Offset=2).encode(x=x, x2="to:T", y=y, color=colour, opacity=pale, **tips),
        lasting.transform_filter("datum['vague start']").mark_bar(height=17, xOffset=-1, color=_fade("left")).encode(x=x, x2="began:T", y=y, **tips),
        lasting.transform_filter("datum['vague end']").mark_bar(height=17, x2Offset=1, color=_fade("right")).encode(x=alt.X("ending:T"), x2="to:T", y=y, **tips),
        lasting.transform_filter("!datum.sure")
        .mark_bar(height=15, cornerRadius=3, filled=False, strokeWidth=1.2, strokeDash=[4, 3])
        .encode(x=x, x2="to:T", y=y, color=colour, **tips),
        deed.transform_filter("datum['vague start']").mark_bar(height=15, cornerRadius=3, opacity=0.35).encode(x=x, x2="to:T", y=y, color=colour, **tips),
        deed.mark_point(shape="diamond", size=110, filled=True, opacity=1).encode(x=alt.X("middle:T"), y=y, color=colour, **tips),
        base.mark_text(align="right", fontWeight="bold", dy=-7).encode(x=alt.value(-12), y=y, text="name:N"),
        base.mark_text(align="right", color=GREY, dy=8).encode(x=alt.value(-12), y=y, text="post:N"),
    ]  # fmt: skip
    return _layered(layers, WIDTH, alt.Step(37))


# --- retention -------------------------------------------------------------------------------------


def _retention(result: Rows) -> Chart:
    """Draw how many are there: a staircase, a band between the least and the most, names at the steps."""
    steps: Sequence[Step] = result.rows
    data, tips = _told(result)
    days = Days.of(d for s in steps for d in (s.date.lo, s.date.hi))
    total = steps[0].total
    named = total <= 40
    levels = [(days.clip(day), least, most) for day, least, most in levels_of(steps)]
    levels.append((days.last, *levels[-1][1:]))
    top = max(most for *_, most in levels)
    height = max(260, 24 * (top + 1)) if named else 360
    names: list[Datum] = []
    for _ in range(3 if named else 0):  # names need room, and room moves names
        names = list(_step_names(result, steps, levels, days, height / (top + 1)))
        days = _roomy(days, names)
    for datum, step in zip(data, steps, strict=True):
        datum |= {
            "earliest": iso(step.date.lo), "latest": iso(step.date.hi), "least": step.least, "most": step.most, "total": step.total,
            "from": iso(days.clip(step.date.lo)), "to": iso(days.clip(step.date.hi)), "exact": step.date.exact,
        }  # fmt: skip
    band = _base([{"day": iso(d), "least": least, "most": most} for d, least, most in levels])
    x = days.axis("day", result.lang, grid=False)
    scale = alt.Scale(domain=[0, top + 1 if named else top * 1.05], nice=False)
    ticks = list(range(0, top + 1, 1 if top <= 15 else 5 if top <= 50 else 20 if top <= 200 else 50))
    axis = alt.Axis(title=_THERE.say(result.lang).format(n=total), values=ticks, format="d", grid=True)
    low, high = alt.Y("least:Q", scale=scale, axis=axis, stack=None), alt.Y("most:Q", scale=scale, axis=axis)
    turns = _base(data)
    layers = [
        band.mark_area(interpolate="step-after", color=PALETTE[0], opacity=0.09).encode(x=x, y=low),
        band.mark_area(interpolate="step-after", color=PALETTE[0], opacity=0.38).encode(x=x, y=low, y2="most:Q"),
        band.mark_line(interpolate="step-after", color=PALETTE[0], strokeWidth=1.2, strokeDash=[4, 3]).encode(x=x, y=high),
        band.mark_line(interpolate="step-after", color=PALETTE[0], strokeWidth=2.2).encode(x=x, y=low),
        turns.mark_point(size=240, opacity=0).encode(x=days.axis("to", result.lang, grid=False), y=low, **tips),
    ]  # fmt: skip
    if named:
        texts = _base(names)
        layers += [
            texts.transform_filter(f"datum.side == '{side}'").mark_text(align=side, dx=dx, baseline="middle").encode(x=alt.X("at:T"), y=alt.Y("level:Q", scale=scale), text="name:N", color=alt.condition("datum.sure", alt.value(INK), alt.value(WARN)))
            for side, dx in _SIDES[:2]
        ]  # fmt: skip
    return _layered(layers, WIDTH, height)


Level: TypeAlias = tuple[int, int, int]


def _step_names(result: Rows, steps: Sequence[Step], levels: Sequence[Level], days: Days, unit: float) -> Iterator[Datum]:
    """Yield the names of those who go (right of the stair) and come (left of it), or on its other side, where there is room."""
    speak, risers = result.speaker(), _risers(levels)
    taken = [Box(days.x(day) - 2, -high * unit + 3, days.x(day) + 2, -low * unit - 3) for (day, _), (low, high) in risers.items()]
    for step in steps:
        going = step.change == LEFT
        sides = (("left", step.date.hi), ("right", step.date.lo))[:: 1 if going else -1]
        spots = [(s, d, n + 0.5) for s, d in sides for curve in (1, 0) for n in range(*risers.get((days.clip(d), curve), (0, 0)))]
        for person in step.people[::-1] if going else step.people:
            text = speak.name(person)
            for side, day, level in spots:
                box = _beside(days.x(day), -level * unit, text, side)
                if not any(box.meets(other) for other in taken):
                    taken.append(box._replace(left=box.left - 5, right=box.right + 5))
                    yield {"name": text, "side": side, "day": day, "at": iso(day), "level": level, "sure": not step.doubtful}
                    break


def _risers(levels: Sequence[Level]) -> dict[tuple[int, int], tuple[int, int]]:
    """Return, by day and curve (0 the least, 1 the most), between which numbers the stair goes up or down."""
    changes = ((day, pair) for (_, *before), (day, *after) in pairwise(levels) for pair in enumerate(zip(before, after, strict=True)))
    return {(day, curve): (min(a, b), max(a, b)) for day, (curve, (a, b)) in changes if a != b}


def _roomy(days: Days, names: Sequence[Datum]) -> Days:
    """Return an axis wide enough for the names beside the steps."""
    boxes = [_beside(days.x(n["day"]), 0, n["name"], n["side"]) for n in names]
    left, right = max([0.0, *(-b.left for b in boxes)]), max([0.0, *(b.right - WIDTH for b in boxes)])
    share = (days.last - days.first) / max(WIDTH / 2, WIDTH - left - right)
    return Days(days.first - int(left * share), days.last + int(right * share))


# --- money -----------------------------------------------------------------------------------------


def _money(result: Rows) -> Chart:
    """Draw sums on a log axis: a vague day is a line across, sums that sources give otherwise a line up and down."""
    rows: Sequence[MoneyRow] = result.rows
    data, tips = _told(result)
    days = Days.of(d for r in rows for d in (r.event.date.lo, r.event.date.hi))
    kinds = [k for k, _ in Counter(r.amount.kind for r in rows).most_common()]
    words = [AMOUNT_KINDS[k].say(result.lang) for k in kinds]
    for datum, row in zip(data, rows, strict=True):
        date, sums = row.event.date, (row.amount.value, *row.others)
        datum |= {
            "earliest": iso(date.lo), "latest": iso(date.hi), "from": iso(days.clip(date.lo)), "to": iso(days.clip(date.hi)),
            "middle": iso((days.clip(date.lo) + days.clip(date.hi)) // 2), "value": row.amount.value, "least": min(sums), "most": max(sums),
            "others": list(row.others), "kind": AMOUNT_KINDS[row.amount.kind].say(result.lang), "currency": row.amount.currency,
            "sum": sum_words(row.amount.value, row.amount.currency, result.lang), "sure": row.event.status not in DOUBTFUL_STATUSES and not row.others,
        }  # fmt: skip
    colour = _colour("kind", words, _dots(_heading(MoneyRow, "Kind", result.lang)))
    currencies = [c for c, _ in Counter(d["currency"] for d in data).most_common()]
    panels = [_sums(result, [d for d in data if d["currency"] == c], days, colour, tips, c == currencies[-1]) for c in currencies]
    return alt.vconcat(*panels, spacing=16)


def _sums(result: Rows, data: list[Datum], days: Days, colour: alt.Color, tips: dict[str, Any], last: bool) -> alt.LayerChart:
    """Draw the sums of one currency, or the shares, which have none."""
    currency, lang = data[0]["currency"], result.lang
    least, most = min(d["least"] for d in data), max(d["most"] for d in data)
    height = 520 if len(data) > 40 else 320 if len(data) > 12 else 130 if len(data) > 1 else 50
    logs = least > 0 and currency is not None
    decades = _decades(least, most) if logs else []
    domain = [decades[0], decades[-1]] if logs else [min(0, least), max(100, most) if currency is None else max(1, most * 1.1)]
    scale = alt.Scale(type="log" if logs else "linear", domain=domain, nice=False)
    labels = json.dumps({round(log10(v)): sum_words(v, currency, lang) for v in decades}, ensure_ascii=False)
    marks: Any = {"values": decades, "labelExpr": f"{labels}[round(log(datum.value) / LN10)]"} if logs else {"tickCount": 3}
    axis = alt.Axis(title=currency or "%", **marks)
    y = alt.Y("value:Q", scale=scale, axis=axis)
    x, base = days.axis("from", lang, labels=last), _base(data)
    vague, differing = base.transform_filter("datum.from != datum.to"), base.transform_filter("datum.least != datum.most")
    middle = alt.X("middle:T")
    layers: list[alt.Chart] = [
        vague.mark_rule(strokeWidth=5, strokeCap="round", opacity=0.28).encode(x=x, x2="to:T", y=y, color=colour, **tips),
        differing.mark_rule(strokeWidth=2, strokeDash=[4, 3]).encode(x=middle, y=alt.Y("least:Q", scale=scale, axis=axis), y2="most:Q", color=colour, **tips),
        differing.transform_flatten(["others"]).mark_tick(thickness=2, width=9, orient="horizontal").encode(x=middle, y=alt.Y("others:Q", scale=scale, axis=axis), color=colour, **tips),
        base.transform_filter("datum.sure").mark_circle(size=66, opacity=1, stroke="white", strokeWidth=0.7).encode(x=middle, y=y, color=colour, **tips),
        base.transform_filter("!datum.sure").mark_point(size=62, filled=True, fill="white", strokeWidth=2, opacity=1).encode(x=middle, y=y, stroke=alt.Stroke("kind:N", scale=colour["scale"], legend=None), **tips),
    ]  # fmt: skip
    texts = _base(list(_sum_texts(data, days, domain, height, logs)))
    layers += [texts.transform_filter(f"datum.side == '{s}'").mark_text(align=s, dx=dx, fontSize=11).encode(x=middle, y=y, text="sum:N", color=alt.value(INK)) for s, dx in _SIDES[:2]]  # fmt: skip
    return _layered(layers, WIDTH, height)


def _decades(least: float, most: float) -> list[float]:
    """Return the powers of ten from below the least to above the most."""
    first, last = floor(log10(least / 1.3)), ceil(log10(most * 1.2))
    return [10.0**n for n in range(first, max(last, first + 1) + 1)]


def _sum_texts(data: list[Datum], days: Days, domain: list[float], height: float, logs: bool) -> Iterator[Datum]:
    """Yield the sums to be written beside their dots, the greatest first, where nothing is in the way."""

    def y(value: float) -> float:
        a, b, v = (log10(n) if logs else n for n in (*domain, value))
        return height * (1 - (v - a) / (b - a))

    spots = [(days.x(dt.date.fromisoformat(d["middle"]).toordinal()), y(d["value"]), d) for d in data]
    taken = [Box(px - 5, py - 5, px + 5, py + 5) for px, py, _ in spots]
    for px, py, datum in sorted(spots, key=lambda s: -s[2]["value"]):
        for side in ("left", "right"):
            box = _beside(px, py, datum["sum"], side, 6)
            if not any(box.meets(other) for other in taken) and box.left > 0 and box.right < WIDTH + 40:
                taken.append(box)
                yield {**{k: datum[k] for k in ("sum", "middle", "value")}, "side": side}
                break


# --- moves -----------------------------------------------------------------------------------------


def _moves(result: Rows) -> Chart:
    """Draw moves as ribbons from organization to organization, the possible ones pale around the certain."""
    flows: Sequence[Flow] = result.rows
    speak, (data, tips) = result.speaker(), _told(result)
    origin_of, destination_of = (lambda f: f.origin), (lambda f: f.destination)
    from_, to = list(dict.fromkeys(f.origin for f in flows)), list(dict.fromkeys(f.destination for f in flows))
    to = _by_centre(flows, _stacked(flows, origin_of, from_, destination_of, to))
    left = _stacked(flows, origin_of, from_, destination_of, to)
    right = _stacked(flows, destination_of, to, origin_of, from_)
    height = max(bottom for side in (left, right) for _, bottom in side.ends.values())
    for i, (datum, flow) in enumerate(zip(data, flows, strict=True)):
        a, b = left.tops[i], right.tops[i]
        curve = [(t / 24, a + (b - a) * _smooth(t / 24)) for t in range(25)]
        sure, whole = flow.least * left.unit, flow.most * left.unit
        datum |= {
            "flow": i, "origin": speak.name(flow.origin), "least": flow.least, "most": flow.most, "xs": [x * WIDTH for x, _ in curve],
            "tops": [y for _, y in curve], "sures": [y + sure for _, y in curve], "bottoms": [y + whole for _, y in curve],
        }  # fmt: skip
    origins = [speak.name(o) for o, _ in sorted(left.ends.items(), key=lambda e: e[1][0] - e[1][1])]
    colour = _colour("origin", origins)
    x = alt.X("xs:Q", scale=alt.Scale(domain=[0, WIDTH], nice=False), axis=None)
    scale = alt.Scale(domain=[0, height], nice=False, reverse=True)
    base = _base(data).transform_flatten(["xs", "tops", "sures", "bottoms"])
    y = alt.Y("tops:Q", scale=scale, axis=None)
    layers: list[alt.Chart] = [
        base.mark_area(interpolate="basis", aria=True, opacity=0.5).encode(x=x, y=y, y2="sures:Q", color=colour, detail="flow:N", **tips),
        base.transform_filter("datum.least < datum.most").mark_area(interpolate="basis", aria=True, opacity=0.18).encode(x=x, y=alt.Y("sures:Q", scale=scale, axis=None), y2="bottoms:Q", color=colour, detail="flow:N", **tips),
        base.transform_filter("datum.least < datum.most").mark_line(interpolate="basis", strokeDash=[4, 3], strokeWidth=1).encode(x=x, y=alt.Y("bottoms:Q", scale=scale, axis=None), color=colour, detail="flow:N"),
    ]  # fmt: skip
    for side, at, align, dx in ((left, 0, "right", -10), (right, WIDTH, "left", 10)):
        nodes = [{"name": speak.name(n), "x": at, "top": a, "bottom": b, "middle": (a + b) / 2, "label": f"{speak.name(n)}  {side.people[n]}"} for n, (a, b) in side.ends.items()]  # fmt: skip
        marks = _base(nodes)
        nx = alt.X("x:Q", scale=alt.Scale(domain=[0, WIDTH], nice=False), axis=None)
        layers += [
            marks.mark_rule(aria=False, strokeWidth=7, color=GREY).encode(x=nx, y=alt.Y("top:Q", scale=scale, axis=None), y2="bottom:Q"),
            marks.mark_text(align=cast("Any", align), dx=dx).encode(x=nx, y=alt.Y("middle:Q", scale=scale, axis=None), text="label:N"),
        ]  # fmt: skip
    return _layered(layers, WIDTH, height)


class Side(NamedTuple):
    """One side of the ribbons: where each ends, where each organization stands, how many people it has, a person's height."""

    tops: dict[int, float]
    ends: dict[str, tuple[float, float]]
    people: dict[str, str]
    unit: float


def _stacked(
    flows: Sequence[Flow], end: Callable[[Flow], str], order: Sequence[str], far: Callable[[Flow], str], there: Sequence[str]
) -> Side:
    """Stack the organizations of one side, and on each its ribbons in the order of their far ends."""
    unit = max(5.0, min(16.0, 620 / max(1, sum(f.most for f in flows))))
    tops, ends, people, y = dict[int, float](), dict[str, tuple[float, float]](), dict[str, str](), 0.0
    for node in order:
        own = sorted((i for i, f in enumerate(flows) if end(f) == node), key=lambda i: there.index(far(flows[i])))
        least, most = sum(flows[i].least for i in own), sum(flows[i].most for i in own)
        room = max(most * unit, 16)
        top = y + (room - most * unit) / 2
        ends[node], people[node] = (top, top + most * unit), str(most) if least == most else f"{least}–{most}"
        for i in own:
            tops[i] = top
            top += flows[i].most * unit
        y += room + 5
    return Side(tops, ends, people, unit)


def _by_centre(flows: Sequence[Flow], left: Side) -> list[str]:
    """Return destinations by where their people come from, so that few ribbons cross."""
    centres: dict[str, list[tuple[float, int]]] = {}
    for i, flow in enumerate(flows):
        centres.setdefault(flow.destination, []).append((left.tops[i], flow.most))
    return sorted(centres, key=lambda n: (sum(y * w for y, w in centres[n]) / sum(w for _, w in centres[n]), n))


def _smooth(t: float) -> float:
    """Return a share of the way that leaves and arrives level."""
    return t * t * (3 - 2 * t)


# --- network ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Edge:
    """A relation to be drawn, and the row of the table that tells of it."""

    subject: str
    object: str
    relation: str
    verdict: Verdict
    doubtful: bool
    row: int


def _ties(result: Rows) -> Chart:
    """Draw relations between people, on the left, and all else, on the right; possible ones dashed."""
    return _network(
        result, [Edge(t.stint.subject, t.stint.object, t.stint.relation, t.verdict, t.stint.doubtful, i) for i, t in enumerate(result.rows)]
    )


def _paths(result: Rows) -> Chart:
    """Draw chains of relations as the network that they run through."""
    hops = {(h.stint.subject, h.stint.object, h.stint.relation): (h, i) for i, path in enumerate(result.rows) for h in path.hops}
    return _network(result, [Edge(*key, h.verdict, h.stint.doubtful, i) for key, (h, i) in hops.items()])


def _network(result: Rows, edges: Sequence[Edge]) -> Chart:
    speak, (cells, tips) = result.speaker(), _told(result)
    people, others = _ordered(result, edges)
    height = 22 * max(len(people), len(others), 4)
    spots = {n: (x, height * (i + 0.5) / len(side)) for side, x in ((people, 0.0), (others, WIDTH * 0.72)) for i, n in enumerate(side)}
    between = Counter(frozenset((e.subject, e.object)) for e in edges)
    seen: Counter[frozenset[str]] = Counter()
    data: list[Datum] = []
    for edge in edges:
        pair = frozenset((edge.subject, edge.object))
        bow = (seen[pair] - (between[pair] - 1) / 2) * 9
        seen[pair] += 1
        points = _curve(spots[edge.subject], spots[edge.object], bow)
        data.append({
            **cells[edge.row], "edge": len(data), "subject": speak.name(edge.subject), "object": speak.name(edge.object),
            "relation": RELATIONS[edge.relation].label.say(result.lang), "verdict": edge.verdict.value, "sure": edge.verdict is CERTAIN and not edge.doubtful,
            "xs": [x for x, _ in points], "ys": [y for _, y in points], "n": list(range(len(points))),
        })  # fmt: skip
    shown = [r.label.say(result.lang) for r in RELATIONS.values()]
    present = [r for r in dict.fromkeys(shown) if any(d["relation"] == r for d in data)]
    legend = alt.Legend(
        title=None, orient="top", columns=4, columnPadding=22, symbolType="stroke", symbolStrokeWidth=3, symbolOpacity=1, offset=12
    )
    nodes = _base([{"name": speak.name(n), "x": x, "y": y} for n, (x, y) in spots.items()])
    across, down = alt.Scale(domain=[0, WIDTH * 0.72], nice=False), alt.Scale(domain=[0, height], nice=False, reverse=True)
    base = _base(data).transform_flatten(["xs", "ys", "n"])
    dots = nodes.encode(x=alt.X("x:Q", scale=across, axis=None), y=alt.Y("y:Q", scale=down, axis=None))
    layers: list[alt.Chart] = [
        base.transform_filter(f"datum.sure == {sure}")
        .mark_line(interpolate="basis", aria=True, strokeWidth=1.7, opacity=0.85, strokeDash=dash)
        .encode(
            x=alt.X("xs:Q", scale=across, axis=None), y=alt.Y("ys:Q", scale=down, axis=None), detail="edge:N", order="n:Q", **tips,
            color=_colour("relation", present, legend),
        )
        for sure, dash in (("true", [1, 0]), ("false", [5, 4]))
    ]  # fmt: skip
    layers.append(dots.mark_circle(aria=False, size=70, color=INK, opacity=1))
    layers += [
        dots.transform_filter(f"datum.x {where} 0").mark_text(align=cast("Any", align), dx=dx).encode(text="name:N")
        for where, align, dx in (("==", "right", -10), (">", "left", 10))
    ]
    return _layered(layers, WIDTH * 0.72, height)


def _ordered(result: Rows, edges: Sequence[Edge]) -> tuple[list[str], list[str]]:
    """Return the people and all else, each ordered by where its partners stand, so that few lines cross."""
    partners: dict[str, list[str]] = {}
    for e in edges:
        partners.setdefault(e.subject, []).append(e.object)
        partners.setdefault(e.object, []).append(e.subject)
    sides: list[list[str]] = [[], []]
    for node in partners:
        sides[result.dataset.entities[node].type != PERSON].append(node)
    sides[1].sort(key=lambda n: -len(partners[n]))
    for turn in range(6):
        place = {n: (i + 0.5) / len(side) for side in sides for i, n in enumerate(side)}
        sides[turn % 2].sort(key=lambda n: sum(place[p] for p in partners[n]) / len(partners[n]))
    for side in sides:
        hub = max(side, key=lambda n: len(partners[n]), default="")
        if len(side) > 2 and len(partners[hub]) > len(edges) / 2:
            side.remove(hub)
            side.insert(len(side) // 2, hub)
    return sides[0], sides[1]


def _curve(a: tuple[float, float], b: tuple[float, float], bow: float) -> list[tuple[float, float]]:
    """Return the points of a line between two nodes: across it is a wave, on one side an arc into the middle."""
    (x1, y1), (x2, y2) = a, b
    steps = [t / 20 for t in range(21)]
    if x1 == x2:
        reach = (1 if x1 == 0 else -1) * (16 + abs(bow) + min(abs(y2 - y1) * 0.45, WIDTH * 0.3))
        return [(x1 + reach * 4 * t * (1 - t), y1 + (y2 - y1) * t) for t in steps]
    return [(x1 + (x2 - x1) * t, y1 + (y2 - y1) * _smooth(t) + bow * 4 * t * (1 - t)) for t in steps]


_OF_POSTS = Drawing(
    _posts, Label("fading: between its earliest and latest day; dashed: in doubt", "薄れる端：最早日から最遅日まで、破線：疑義あり")
)
_OF_TIES = Label("people on the left; dashed: possible or in doubt", "左は人物、破線：可能性または疑義あり")
_OF_SUMS = Label(
    "wide bar: one unknown day of these; dashed: sources differ; hollow: in doubt",
    "太い横線：そのうちのいずれか1日、破線：異説の幅、白抜き：疑義あり",
)
DRAWINGS: dict[type[Any], Drawing] = {
    EventRow: Drawing(_timeline, Label("bar: one unknown day of these", "横棒：そのうちのいずれか1日")),
    Step: Drawing(_retention, Label("shaded: between those surely and those possibly there", "濃い帯：確実な人数から可能性のある人数まで")),
    CareerStep: _OF_POSTS,
    StintRow: _OF_POSTS,
    Leaving: _OF_POSTS,
    Flow: Drawing(_moves, Label("people who went from left to right; dashed: possibly", "左から右へ移った人数、破線：可能性")),
    MoneyRow: Drawing(_money, _OF_SUMS),
    Tie: Drawing(_ties, _OF_TIES),
    Path: Drawing(_paths, _OF_TIES),
}
"""Row class to its picture."""
