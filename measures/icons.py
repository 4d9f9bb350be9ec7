"""Variation and assurance (Making Data Count) at a glance: our own drawings, which always stand beside their words. Plain Python."""

from measures.svg import mark, path

SIZE = 40
STEADY = (22, 17, 23, 18, 22)
RISING = (28, 27, 24, 17, 12)
FALLING = (12, 13, 16, 23, 28)
SHAPES = {"improvement": ("square", "pt pt-good"), "concern": ("diamond", "pt pt-out"), "neutral": ("square", "pt pt-neutral")}
BANDS = {"pass": (10, 20, 30), "fail": (20, 30, 10), "hit_or_miss": (12, 28, 20)}  # the two limits, and the aim
SIGNS = {"pass": "M31 15l3 3 5-7", "fail": "M32 12l6 6m0-6l-6 6", "hit_or_miss": ""}


def icon(kind: str) -> str:
    """The drawing for one of `Analysis.variation` or `Analysis.assurance`; empty for what has none. Hidden from those who read its words."""
    drawn = _assurance(kind) if kind in BANDS else _variation(kind)
    if not drawn:
        return ""
    return f'<svg class="chart-svg chart-icon" viewBox="0 0 {SIZE} {SIZE}" aria-hidden="true">{drawn}</svg>'


def _variation(kind: str) -> str:
    """Five points: level between two limits, or going where the signal lies with the last two marked."""
    tone, _, height = kind.partition("_")
    if kind != "common_cause" and tone not in SHAPES:
        return ""
    heights = STEADY if kind == "common_cause" else RISING if height == "high" else FALLING
    places = [(5 + 7.5 * number, y) for number, y in enumerate(heights)]
    line = path("series", "M" + "L".join(f"{x:g} {y}" for x, y in places))
    shape, classes = SHAPES.get(tone, ("circle", "pt"))
    plain = 5 if kind == "common_cause" else 3
    marks = [
        mark("circle" if number < plain else shape, "pt" if number < plain else classes, x=x, y=y, r=2.2 if number < plain else 3)
        for number, (x, y) in enumerate(places)
    ]
    limits = path("limit", "M2 8H38M2 32H38") if kind == "common_cause" else path("centre", "M2 20H38")
    return limits + line + "".join(marks)


def _assurance(kind: str) -> str:
    """The two limits, and the aim beyond them or between them."""
    upper, lower, aim = BANDS[kind]
    steady = "".join(mark("circle", "pt", x=6 + 6 * at, y=(upper + lower) / 2 + (2 if at % 2 else -2), r=1.6) for at in range(4))
    sign = path("centre", SIGNS[kind])
    return path("limit", f"M2 {upper}H28M2 {lower}H28") + path("aim", f"M2 {aim}H38") + steady + sign
