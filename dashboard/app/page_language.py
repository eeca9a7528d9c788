"""Middleware that writes the reader's language and our name into the page Streamlit serves.

Streamlit's page says `<html lang="en">` whatever it shows; a screen reader then reads Danish
with English sounds. The language switch is a link, so the page is served anew in each language.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from dashboard.words.language import LANGUAGES

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Message, Receive, Send], Awaitable[None]]

_LEFT_OUT = (b"accept-encoding", b"if-none-match", b"if-modified-since")
"""Headers of a request for a page: without them it comes whole and not compressed."""


class PageLanguage:
    """Sets `lang` and the title of every page served."""

    def __init__(self, app: App, language: str) -> None:
        self.app = app
        self.language = language

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Pass a request on; rewrite the answer where it is a page."""
        if scope["type"] != "http" or not _wants_page(scope):
            await self.app(scope, receive, send)
            return
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        language = asked.get("lang", [self.language])[0]
        language = language if language in LANGUAGES else self.language
        headers = [pair for pair in scope["headers"] if pair[0].lower() not in _LEFT_OUT]
        start: Message = {}
        body = bytearray()

        async def rewrite(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            page = bytes(body)
            if _header(start, b"content-type").startswith(b"text/html"):
                page = in_language(page, language)
                kept = (b"content-length", b"etag", b"last-modified")
                start["headers"] = [
                    *(pair for pair in start["headers"] if pair[0].lower() not in kept),
                    (b"content-length", str(len(page)).encode()),
                    (b"content-language", language.encode()),
                ]
            await send(start)
            await send({"type": "http.response.body", "body": page})

        await self.app({**scope, "headers": headers}, receive, rewrite)


def in_language(page: bytes, language: str) -> bytes:
    """The page with its language and title set."""
    page = page.replace(b'<html lang="en">', f'<html lang="{language}">'.encode(), 1)
    return page.replace(b"<title>Streamlit</title>", b"<title>Sagspuls</title>", 1)


def _wants_page(scope: Message) -> bool:
    last = str(scope["path"]).rsplit("/", 1)[-1]
    accepts = next((v for k, v in scope["headers"] if k.lower() == b"accept"), b"")
    return scope["method"] == "GET" and "." not in last and b"text/html" in accepts


def _header(message: Message, name: bytes) -> bytes:
    return next((value for key, value in message.get("headers", []) if key.lower() == name), b"")
