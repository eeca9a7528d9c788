"""How charts look: one plotly template for screen and export, and the font they are set in."""

from __future__ import annotations

from pathlib import Path

import plotly.graph_objects as go

from dashboard.words.language import Language
from dashboard.words.vocabulary import BLUE, GREY, INK, LINE, MUTED, ORANGE, PAPER

FONT_FOLDER = Path(__file__).parents[1] / "fonts"
FONT_NAME = "IBM Plex Sans"
FONT = f"{FONT_NAME}, Arial, sans-serif"

CONFIG: dict[str, object] = {
    # The mode bar puts eight tab stops on every chart; what it does is not needed here.
    "displayModeBar": False,
    "responsive": True,
    "scrollZoom": False,
    "doubleClick": False,
}
"""Configuration of every chart on the screen; add `locale_config`."""


def template() -> go.layout.Template:
    """Quiet axes, room to breathe, text dark enough to read (contrast 4.5:1 or more)."""
    axis = {
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "tickfont": {"color": MUTED, "size": 13},
        "title": {"font": {"color": MUTED, "size": 13}},
        "fixedrange": True,
        "automargin": False,
    }
    return go.layout.Template(
        layout={
            "font": {"family": FONT, "size": 13, "color": INK},
            "paper_bgcolor": PAPER,
            "plot_bgcolor": PAPER,
            "colorway": [BLUE, ORANGE, GREY],
            "showlegend": False,
            "hovermode": "closest",
            "hoverlabel": {
                "bgcolor": INK,
                "bordercolor": INK,
                "font": {"family": FONT, "size": 13, "color": PAPER},
                "align": "left",
            },
            "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
            "xaxis": {**axis, "gridcolor": LINE},
            "yaxis": {**axis, "gridcolor": LINE},
            "dragmode": False,
        }
    )


TEMPLATE = template()


def separators(language: Language) -> str:
    """Decimal and thousand mark as plotly writes them."""
    return ",." if language.code == "da" else ".,"


def locale_config(language: Language) -> dict[str, object]:
    """The chart configuration in the reader's language; plotly ships no Danish of its own."""
    months = [str(name) for name in language.locale.months["format"]["wide"].values()]
    short = [str(name) for name in language.locale.months["format"]["abbreviated"].values()]
    words = {
        "format": {
            "months": months,
            "shortMonths": short,
            "decimal": separators(language)[0],
            "thousands": separators(language)[1],
        },
        "dictionary": {},
    }
    return {**CONFIG, "locale": language.code, "locales": {language.code: words}}
