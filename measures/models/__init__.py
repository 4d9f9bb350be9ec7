from .indicator import Indicator
from .measure import AimStep, ChartNote, Measure, Part
from .observation import MeasureRevision, Observation

__all__ = ["AimStep", "ChartNote", "Indicator", "Measure", "MeasureRevision", "Observation", "Part"]
