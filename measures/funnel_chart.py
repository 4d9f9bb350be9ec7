"""A funnel: units side by side, each by its size, within the limits that its size allows. Plain Python: readings in, SVG out."""

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt

from measures.axes import Scale, labels_of, scale_for
from measures.chart import FOOT, LABEL_GAP, WIDE, ChartWords, Size
from measures.funnel import UnitReading
from measures.svg import LINE, apart, mark, n, opening, path, text, width_of

TOP = 12
CURVE = 48  # steps of a limit from the smallest unit to the largest
RADIUS = 4.2
LIMITS = ("upper", "lower", "upper_95", "lower_95")
LEGIBLE = 30  # with more units only those outside bear a name


def draw_funnel(readings: Sequence[UnitReading], words: ChartWords, *, size: Size = WIDE, key: str = "", is_share: bool = True) -> str:
    """The funnel as SVG; empty without units. `is_share`: figures never lie above 100."""
    if not readings:
        return ""
    values = [value for each in readings for value in (each.value, each.lower, each.upper)]
    plot = size.plot or WIDE.plot
    scale = scale_for(values, lines=size.lines, never_below_zero=True, roof=100 if is_share else None)
    side = labels_of(scale, words.tick or words.figure)
    sizes = scale_for([0, readings[-1].denominator], lines=3 if size.is_narrow else 6)
    last = 1 / sqrt(sizes.high)
    centre = f"{words.centre} {words.figure(readings[-1].centre)}"
    ends = [(_limit(readings, "upper", last), "99.8%"), (readings[-1].centre, centre), (_limit(readings, "upper_95", last), "95%")]
    left = max(width_of(label) for _, label in side) + LABEL_GAP + 1
    right = size.width - max(width_of(label) for _, label in ends) - LABEL_GAP
    place = _Place(left, right, TOP, TOP + plot, scale, sizes)
    drawn = [*_axes(place, side), *_curves(place, readings), *_units(place, readings, words), *_ends(place, ends)]
    start = opening(
        width=size.width, height=TOP + plot + FOOT, key=f"{key or 'funnel'}{size.name}", title=words.title, description=words.description
    )
    return start + "".join(drawn) + "</svg>"


class _Place:
    """From a size and a figure to pixels."""

    def __init__(self, left: float, right: float, top: float, bottom: float, scale: Scale, sizes: Scale) -> None:
        self.left, self.right, self.top, self.bottom, self.scale, self.sizes = left, right, top, bottom, scale, sizes

    def x(self, size: float) -> float:
        return self.left + self.sizes.share(size) * (self.right - self.left)

    def y(self, value: float) -> float:
        return self.bottom - self.scale.share(value) * (self.bottom - self.top)


def _axes(place: _Place, side: Sequence[tuple[float, str]]) -> list[str]:
    drawn = []
    for value, label in side:
        y = place.y(value)
        drawn += [path("grid", f"M{n(place.left)} {n(y)}H{n(place.right)}"), text(label, x=place.left - 8, y=y + 4, anchor="end")]
    for size in place.sizes.ticks:
        x = place.x(size)
        drawn += [path("tickmark", f"M{n(x)} {n(place.bottom)}v5"), text(f"{size:.12g}", x=x, y=place.bottom + 22, anchor="middle")]
    return drawn


def _curves(place: _Place, readings: Sequence[UnitReading]) -> list[str]:
    """Smooth through the limits of the units, and a little beyond: over one by the root of the size they are nearly straight."""
    drawn = [path("centre", f"M{n(place.left)} {n(place.y(readings[-1].centre))}H{n(place.right)}")]
    low, high = 1 / sqrt(place.sizes.high), 1.15 / sqrt(readings[0].denominator)
    roots = [low + (high - low) * step / CURVE for step in range(CURVE + 1)]
    for name in LIMITS:
        d = "L".join(f"{n(place.x(1 / root**2))} {n(place.y(_limit(readings, name, root)))}" for root in roots)
        drawn.append(path("funnel-line funnel-95" if name.endswith("95") else "funnel-line", f"M{d}"))
    return drawn


def _limit(readings: Sequence[UnitReading], name: str, root: float) -> float:
    """A limit at any size, from those of the units next to it in size; beyond the last one in proportion."""
    known = sorted({1 / sqrt(each.denominator): getattr(each, name) - each.centre for each in readings}.items())
    return readings[-1].centre + _between([(0.0, 0.0), *known], root)


def _between(known: Sequence[tuple[float, float]], at: float) -> float:
    for (x0, y0), (x1, y1) in pairwise(known):
        if x0 <= at <= x1:
            return y0 + (y1 - y0) * (at - x0) / (x1 - x0)
    return known[-1][1] * at / known[-1][0]


def _units(place: _Place, readings: Sequence[UnitReading], words: ChartWords) -> list[str]:
    """Each unit by its mark, with its number beside it; outside the limits a diamond with its name."""
    drawn = []
    taken: list[tuple[float, float, float, float]] = []
    for number, each in sorted(enumerate(readings, 1), key=lambda pair: not pair[1].mark):
        x, y = place.x(each.denominator), place.y(each.value)
        about = f"{each.name}: {words.figure(each.value)}. n = {each.denominator:.12g}"
        shape, kind = ("diamond", "pt pt-neutral") if each.mark else ("circle", "pt")
        drawn.append(mark(shape, kind, x=x, y=y, r=RADIUS, about=about, place=number - 1))
        label = each.name if each.mark else str(number)
        box = _box(label, x, y, place)
        if (each.mark or len(readings) <= LEGIBLE) and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            drawn.append(text(label, x=box[0], y=y + 4.5, kind="unit"))
    return drawn


def _box(label: str, x: float, y: float, place: _Place) -> tuple[float, float, float, float]:
    """Where a label lies: right of its mark, or left of it where the drawing ends."""
    width, gap = width_of(label), RADIUS * 2 + 3
    start = x + gap if x + gap + width <= place.right else x - gap - width
    return start, y - LINE / 2, start + width, y + LINE / 2


def _overlap(one: tuple[float, float, float, float], two: tuple[float, float, float, float]) -> bool:
    return one[0] < two[2] and two[0] < one[2] and one[1] < two[3] and two[1] < one[3]


def _ends(place: _Place, ends: Sequence[tuple[float, str]]) -> list[str]:
    middles = apart([place.y(value) for value, _ in ends], [LINE] * len(ends), low=place.top - TOP, high=place.bottom)
    kinds = ["end", "end end-centre", "end"]
    return [
        text(label, x=place.right + LABEL_GAP, y=middle + 4.5, kind=kind)
        for (_, label), middle, kind in zip(ends, middles, kinds, strict=True)
    ]
