"""The script Streamlit runs for every page.

It does not lie beside the folder `pages`: there Streamlit would take the files in it for
an app of the older kind, and run them without their frame where one is the first page asked for.
"""

from __future__ import annotations

import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
if str(CHECKOUT) not in sys.path:
    sys.path.insert(0, str(CHECKOUT))

from dashboard.app.shell import show  # noqa: E402  # needs the path above

show()
