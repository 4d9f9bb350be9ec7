"""Two reported figures for a share card: a ring before, a filled mark after, a dotted aim. Plain Python: a row in, SVG out."""

from measures.svg import apart, mark, n, opening, path, text, width_of, wrapped
from stories.dumbbell import Row, scale_top

WORDS, LINE = 26, 32
AFTER = 0.46  # of the width: the figure after stands to the right of its mark
UPWARDS = ("over", "above", "more", "at least", "plus", "au moins", ">")
DOWNWARDS = ("under", "below", "less", "at most", "moins", "au plus", "<")


def draw(row: Row, *, title: str, before: str, after: str, width: int, height: int, key: str = "card") -> str:
    """The drawing; empty where one of the two is missing. `before` and `after` are the words under the marks."""
    if row.before is None or row.after is None:
        return ""
    name = wrapped(row.name, width, size=WORDS, most=2)
    top, floor = LINE * len(name) + 84, height - 54
    values = [value for value in (row.before, row.after, row.aim) if value is not None]
    low, high = min(0.0, *values), scale_top(values, unit=row.unit)

    def y(value: float) -> float:
        return floor - (value - low) / (high - low) * (floor - top)

    first = max(width_of(row.before_words, 42) / 2, width_of(before, WORDS) / 2, 40)
    second = max(width * AFTER, first + 90)
    goes_up = y(row.after) <= y(row.before)
    is_under = goes_up and y(row.before) + 66 < floor
    drawn = [
        *(text(line, x=0, y=WORDS + LINE * at, kind="w26 strong") for at, line in enumerate(name)),
        path("floor", f"M0 {n(y(max(low, 0)))}H{width}"),
        path("aim", f"M0 {n(y(row.aim))}H{n(second + 24)}") if row.aim is not None else "",
        path(f"bar bar-{_tone(row)}", f"M{n(first)} {n(y(row.before))}L{n(second)} {n(y(row.after))}"),
        mark("circle", "ring", x=first, y=y(row.before), r=14),
        text(row.before_words, x=first, y=y(row.before) + (58 if is_under else -28), kind="w42 strong halo", anchor="middle"),
        *_after(row, x=second, y=y(row.after), aim_y=None if row.aim is None else y(row.aim), width=width, floor=floor),
        text(before, x=first, y=floor + 38, kind="w26", anchor="middle"),
        text(after, x=second, y=floor + 38, kind="w26", anchor="middle"),
    ]
    return opening(width=width, height=height, key=key, title=title, description="", kind="slope") + "".join(drawn) + "</svg>"


def _tone(row: Row) -> str:
    return row.verdict if row.verdict in ("better", "worse") else "same"


def _after(row: Row, *, x: float, y: float, aim_y: float | None, width: float, floor: float) -> list[str]:
    """Filled, by shape before colour; an arrow where only the side is known. Its figure and the aim stand beside it, neither over the other."""
    shape, kind, r = {"worse": ("diamond", "pt pt-out", 10), "better": ("circle", "pt pt-good", 17)}.get(row.verdict, ("circle", "pt", 17))
    room = width - x - 34
    size = next((size for size in (42, 34, 26) if width_of(row.after_words, size) <= room), 26)
    lines = wrapped(row.after_words, room, size=size, most=2) or [""]
    words = row.after_words.casefold()
    way = -1 if words.startswith(UPWARDS) else 1 if words.startswith(DOWNWARDS) else 0
    arrow = path(f"arrow arrow-{_tone(row)}", f"M{n(x)} {n(y)}v{46 * way}m-13 {-14 * way}l13 {16 * way}l13 {-16 * way}") if way else ""
    places = [y + way * 24, *([] if aim_y is None else [aim_y + (1 if way < 0 else -1 if way > 0 else 0)])]
    at, *aims = apart(places, [size * len(lines) + 4, WORDS + 10][: len(places)], low=0, high=floor)
    top = at - size * (len(lines) - 1) / 2 + size * 0.35
    return [
        arrow,
        mark(shape, kind, x=x, y=y, r=r),
        *(text(line, x=x + 34, y=top + size * number, kind=f"w{size} strong") for number, line in enumerate(lines)),
        *(text(row.aim_words, x=x + 34, y=aim + WORDS * 0.35, kind="w26") for aim in aims),
    ]
