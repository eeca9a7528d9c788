"""Shapes under the names the charts that are still programs know them by."""

from dashboard.marks.axes import Scale, days_scale, difference_scale, share_scale
from dashboard.marks.dots import INTERVAL, Dot, Mark, dots
from dashboard.marks.frame import nothing

__all__ = [
    "INTERVAL", "Dot", "Mark", "Scale", "days_scale", "difference_scale", "dots", "nothing",
    "share_scale",
]  # fmt: skip
