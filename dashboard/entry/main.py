"""The script Streamlit runs for every page.

It lies in a folder of its own: beside a folder called `pages` Streamlit would take its files for
an app of the older kind, and run them without their frame where one is the first page asked for.
"""

from __future__ import annotations

import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
if str(CHECKOUT) not in sys.path:
    sys.path.insert(0, str(CHECKOUT))

from dashboard.shell import show  # noqa: E402  # needs the path above

show()
