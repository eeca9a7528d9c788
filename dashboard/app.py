"""The server: Streamlit's, with our font, and the page's language told to browsers and readers.

Started by `sagspuls dashboard`, or `streamlit run dashboard/app.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
if str(FOLDER.parent) not in sys.path:
    # `streamlit run` puts this folder on the path, not the checkout it lies in.
    sys.path.insert(0, str(FOLDER.parent))

from starlette.middleware import Middleware  # noqa: E402  # needs the path above
from starlette.routing import Mount  # noqa: E402  # the same
from starlette.staticfiles import StaticFiles  # noqa: E402  # the same
from streamlit.starlette import App  # noqa: E402  # the same

from dashboard.page_language import PageLanguage  # noqa: E402  # the same
from warehouse.settings import read_settings  # noqa: E402  # the same

app = App(
    FOLDER / "entry" / "main.py",
    routes=[Mount("/fonts", StaticFiles(directory=FOLDER / "fonts"))],
    middleware=[Middleware(PageLanguage, language=read_settings().language)],
)
