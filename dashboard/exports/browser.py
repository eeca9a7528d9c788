"""One shared browser that draws figures and prints pages, with our own font and no network."""

from __future__ import annotations

import asyncio
import atexit
import os
import shutil
import tempfile
import threading
from base64 import b64decode
from collections.abc import Callable, Coroutine, MutableMapping, Sequence
from pathlib import Path
from typing import Any, TypeVar
from xml.sax.saxutils import escape

import kaleido
import plotly.graph_objects as go
from choreographer.browsers.chromium import Chromium

from dashboard.marks.theme import FONT_FOLDER
from warehouse.base.errors import ExportFailed

T = TypeVar("T")

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Commands looked for on the path, in this order; Debian's own come first."""

INSTALL = "apt-get install chromium-headless-shell"

_PICTURES_A_BROWSER = 80
"""A browser grows some 7 MB a picture: after so many it is replaced."""

_SECONDS_A_PICTURE = 60
_NOWHERE = "http://127.0.0.1:9"
"""A proxy where nothing listens: whatever a page asks the net for, it does not get."""


def has_browser() -> bool:
    """Whether there is a browser on this machine."""
    return any(shutil.which(name) for name in BROWSERS)


def find_browser() -> Path:
    """The browser on this machine.

    Raises:
        ExportFailed: there is none; the hint is the command that installs it.
    """
    for name in BROWSERS:
        found = shutil.which(name)
        if found:
            return Path(found)
    raise ExportFailed(
        "PNG, SVG and PDF need a browser to draw them, and there is none on this machine.",
        f"Run `{INSTALL}` as root. CSV, XLSX and HTML work without.",
    )


def font_configuration(folder: Path) -> Path:
    """Write a fontconfig file that knows our font and no other, so pictures are alike anywhere.

    Args:
        folder: where to write it, and where fontconfig may keep its cache.
    """
    file = folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n'
        f"<fontconfig><dir>{escape(str(FONT_FOLDER))}</dir>"
        f"<cachedir>{escape(str(folder))}</cachedir></fontconfig>\n",
        encoding="utf-8",
    )
    return file


class _OurFont(Chromium):
    """Chromium, told by its environment where the font is."""

    fonts: Path | None = None

    def pre_open(self) -> None:
        """Take a folder that may be left: the browser may still write to it while we end."""
        super().pre_open()
        self.tmp_dir.temp_dir.cleanup()
        self.tmp_dir.temp_dir = tempfile.TemporaryDirectory(
            prefix=".sagspuls-browser-", dir=self.tmp_dir.path.parent, ignore_cleanup_errors=True
        )
        self.tmp_dir.path = Path(self.tmp_dir.temp_dir.name)

    def get_env(self) -> MutableMapping[str, str]:
        """The environment the browser starts with."""
        environment: MutableMapping[str, str] = super().get_env()
        if self.fonts:
            environment["FONTCONFIG_FILE"] = str(self.fonts)
        return environment

    def get_cli(self) -> Sequence[str]:
        """The command the browser starts with; without hinting, letters stand where they should."""
        return [*super().get_cli(), "--font-render-hinting=none"]


class PictureBrowser:
    """A browser in a thread of its own, started at the first picture and shared by all."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._kaleido: Any = None
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._drawn = 0

    def picture(self, figure: go.Figure, *, kind: str, width: int, height: int) -> bytes:
        """Draw a figure.

        Args:
            figure: what to draw.
            kind: `png` or `svg`.
            width: in pixels; a PNG has twice as many, to be sharp in print.
            height: in pixels, likewise.

        Raises:
            ExportFailed: there is no browser, or it did not draw the figure.
        """
        options = {
            "format": kind,
            "width": width,
            "height": height,
            "scale": 2 if kind == "png" else 1,
        }
        return self._drawn_by(lambda browser: browser.calc_fig(figure, opts=options), "picture")

    def pdf(self, html: str) -> bytes:
        """Print a page on A4.

        Args:
            html: a whole document that asks for nothing but what is in it.

        Raises:
            ExportFailed: there is no browser, or it did not print the page.
        """
        return self._drawn_by(lambda browser: _printed(browser, html), "page")

    def _drawn_by(self, work: Callable[[Any], Coroutine[Any, Any, bytes]], what: str) -> bytes:
        with self._lock:
            if self._kaleido is None:
                self._start()
            try:
                drawn = self._run(work(self._kaleido))
            except (TimeoutError, RuntimeError, OSError, ValueError) as error:
                self._stop()
                raise ExportFailed(
                    f"The browser did not draw the {what}: {error or 'it took too long'}.",
                    "Try again; `sagspuls doctor` checks the browser.",
                ) from error
            self._drawn += 1
            if self._drawn >= _PICTURES_A_BROWSER:
                self._stop()
            return drawn

    def close(self) -> None:
        """Stop the browser; the next picture starts another."""
        with self._lock:
            self._stop()

    def _start(self) -> None:
        path = find_browser()
        self._folder = tempfile.TemporaryDirectory(prefix="sagspuls-browser-")
        fonts = font_configuration(Path(self._folder.name))
        self._loop = asyncio.new_event_loop()
        threading.Thread(target=self._loop.run_forever, daemon=True, name="pictures").start()
        browser = type("OurFont", (_OurFont,), {"fonts": fonts})

        async def start() -> Any:
            # Without `mathjax=False` every page would ask a content delivery network for it.
            started = kaleido.Kaleido(
                n=1,
                timeout=_SECONDS_A_PICTURE,
                mathjax=False,
                path=path,
                browser_cls=browser,
                proxy_server=_NOWHERE,
                # Chromium refuses its sandbox to root.
                enable_sandbox=hasattr(os, "geteuid") and os.geteuid() != 0,
            )
            await started.open()
            return started

        try:
            self._kaleido = self._run(start())
        except (TimeoutError, RuntimeError, OSError, ValueError) as error:
            self._stop()
            raise ExportFailed(
                f"The browser {path} does not start: {error or 'it took too long'}.",
                f"Run `{path} --version` to see why, or `{INSTALL}` as root.",
            ) from error
        self._drawn = 0

    def _stop(self) -> None:
        try:
            if self._kaleido is not None:
                self._run(self._kaleido.close())
        except (TimeoutError, RuntimeError, OSError):
            pass  # It is gone already, which is what was wanted.
        finally:
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._loop.stop)
            if self._folder is not None:
                shutil.rmtree(self._folder.name, ignore_errors=True)
            self._kaleido = self._loop = self._folder = None

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        if self._loop is None:
            raise RuntimeError("the browser is not started")
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(_SECONDS_A_PICTURE + 15)


async def _printed(browser: Any, html: str) -> bytes:
    """A page as PDF; scripts are off, whatever the page holds."""
    tab = await browser.create_tab("about:blank")
    try:

        async def told(command: str, **params: object) -> Any:
            answer = await tab.send_command(command, params=params)
            if "error" in answer:
                raise RuntimeError(answer["error"]["message"])
            return answer["result"]

        await told("Emulation.setScriptExecutionDisabled", value=True)
        tree = await told("Page.getFrameTree")
        await told("Page.setDocumentContent", frameId=tree["frameTree"]["frame"]["id"], html=html)
        found = await told("Page.printToPDF", preferCSSPageSize=True, printBackground=True)
        return b64decode(found["data"])
    finally:
        await browser.close_tab(tab.target_id)


BROWSER = PictureBrowser()
"""The one browser of this process."""

atexit.register(BROWSER.close)
