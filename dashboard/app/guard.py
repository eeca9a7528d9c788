"""Middleware that answers only those who ask for us, and says what a browser may do with a page.

A page of another site must not read ours: by a name of its own that leads here (DNS rebinding, so
the Host is held against a list) or by a websocket (so its Origin is). There is no login yet, so
beyond this machine only the proxy that has one may ask.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

import streamlit
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from warehouse.base.listening import LOOPBACK, is_loopback
from warehouse.base.settings import Settings

_ASKED = ("http", "websocket")
_PORT = re.compile(r":\d+$")


def guards(settings: Settings, host: str) -> list[Middleware]:
    """The middleware of the server, outermost first.

    Args:
        settings: trusted hosts and proxy.
        host: the address it listens on.
    """
    names = [*LOOPBACK, *settings.trusted_host_names]
    own = f"[{host}]" if ":" in host else host
    return [
        Middleware(BrowserRules, names=[*names, own]),
        Middleware(TrustedHostMiddleware, allowed_hosts=[*names, own], www_redirect=False),
        Middleware(OwnOrigin, trusted=settings.trusted_host_names),
        *([] if is_loopback(host) else [Middleware(OnlyProxy, proxy=settings.proxy)]),
    ]


class BrowserRules:
    """Sets the headers that tell a browser what a page may do, on every answer."""

    def __init__(self, app: ASGIApp, names: Sequence[str]) -> None:
        self.app = app
        self.names = names
        self.scripts = _inline_scripts()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; an error nobody foresaw is answered here, so it has them too."""
        if scope["type"] not in _ASKED:
            await self.app(scope, receive, send)
            return
        has_begun = False
        host = Headers(scope=scope).get("host", "").lower()
        is_ours = _PORT.sub("", host) in self.names
        rules = content_security_policy(host if is_ours else "", self.scripts)

        async def with_rules(message: Message) -> None:
            nonlocal has_begun
            if message["type"] in ("http.response.start", "websocket.http.response.start"):
                has_begun = True
                headers = MutableHeaders(scope=message)
                headers["content-security-policy"] = rules
                headers["x-frame-options"] = "DENY"
                headers["x-content-type-options"] = "nosniff"
                headers["referrer-policy"] = "same-origin"
                headers["cross-origin-resource-policy"] = "same-origin"
            await send(message)

        try:
            await self.app(scope, receive, with_rules)
        except Exception:
            if scope["type"] == "http" and not has_begun:
                answer = PlainTextResponse("Internal Server Error", status_code=500)
                await answer(scope, receive, with_rules)
            raise


class OwnOrigin:
    """Refuses requests that a page of another site makes."""

    def __init__(self, app: ASGIApp, trusted: Sequence[str]) -> None:
        self.app = app
        self.trusted = trusted

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes from our own pages, or from no page at all."""
        if scope["type"] in _ASKED:
            headers = Headers(scope=scope)
            origins = headers.getlist("origin")
            if any(not self._is_ours(origin, headers.get("host", "")) for origin in origins):
                await _refuse("This origin may not ask here.", scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _is_ours(self, origin: str, host: str) -> bool:
        """Same host and port as was asked, or, through a proxy, one of the trusted hosts."""
        try:
            parts = urlsplit(origin.lower())
            name = parts.hostname or ""
        except ValueError:
            return False
        if parts.scheme not in ("http", "https"):
            return False
        return parts.netloc == host.lower() or name in self.trusted


class OnlyProxy:
    """Refuses everyone but the proxy and this machine, where we listen beyond it."""

    def __init__(self, app: ASGIApp, proxy: str | None) -> None:
        self.app = app
        self.proxy = proxy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what the proxy asks."""
        client = (scope.get("client") or ("",))[0].removeprefix("::ffff:")
        if scope["type"] in _ASKED and not (client == self.proxy or is_loopback(client)):
            await _refuse("Ask through the proxy.", scope, receive, send)
            return
        await self.app(scope, receive, send)


def content_security_policy(host: str, scripts: Sequence[str]) -> str:
    """What a page may load and do: nothing from elsewhere, and no script of a text or address.

    Args:
        host: name and port of ours that was asked for; not every browser counts a websocket as
            `'self'`.
        scripts: hashes of the scripts that stand in Streamlit's page.
    """
    sockets = f" ws://{host} wss://{host}" if host else ""
    inline = "".join(f" '{script}'" for script in scripts)
    return "; ".join(
        (
            "default-src 'none'",
            # Streamlit makes a module of a component's script by a blob (`soft_links`).
            f"script-src 'self' blob:{inline}",
            # Streamlit and plotly write styles into the page.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "font-src 'self' data:",
            f"connect-src 'self'{sockets}",
            "manifest-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )


def _inline_scripts() -> list[str]:
    """Hashes of the scripts that stand in the page Streamlit serves."""
    page = (Path(streamlit.__file__).parent / "static" / "index.html").read_text("utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    return [f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}" for text in scripts]


async def _refuse(words: str, scope: Scope, receive: Receive, send: Send) -> None:
    await PlainTextResponse(words, status_code=403)(scope, receive, send)
