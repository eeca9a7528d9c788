"""The server: Streamlit's, guarded, with our font and the page's language told to browsers.

Started by `sagspuls dashboard`, or `streamlit run dashboard/app/server.py`.
"""

from __future__ import annotations

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
DASHBOARD = FOLDER.parent
if str(DASHBOARD.parent) not in sys.path:
    # `streamlit run` puts this folder on the path, not the checkout it lies in.
    sys.path.insert(0, str(DASHBOARD.parent))

from starlette.middleware import Middleware  # noqa: E402  # needs the path above
from starlette.routing import Mount  # noqa: E402  # the same
from starlette.staticfiles import StaticFiles  # noqa: E402  # the same
from streamlit import config  # noqa: E402  # the same
from streamlit.starlette import App  # noqa: E402  # the same

from dashboard.app.guard import guards  # noqa: E402  # the same
from dashboard.app.page_language import PageLanguage  # noqa: E402  # the same
from warehouse.base.errors import SagspulsError  # noqa: E402  # the same
from warehouse.base.listening import check_listening  # noqa: E402  # the same
from warehouse.base.settings import read_settings  # noqa: E402  # the same

settings = read_settings()
host = config.get_option("server.address") or ""
try:
    check_listening(settings, host)  # `streamlit run` takes an address of its own
except SagspulsError as error:
    sys.exit(f"Error: {error.message}\n  → {error.hint}")

app = App(
    FOLDER / "main.py",
    routes=[Mount("/fonts", StaticFiles(directory=DASHBOARD / "fonts"))],
    middleware=[*guards(settings, host), Middleware(PageLanguage, language=settings.language)],
)
