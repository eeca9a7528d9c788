"""Strangers: who may ask the dashboard, and what a browser is told of every answer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from dashboard.app.guard import guards
from warehouse.base.errors import ConfigurationError
from warehouse.base.listening import check_listening, is_loopback
from warehouse.base.settings import Settings, read_settings
from warehouse.cli.serve import serve

OWN = "http://127.0.0.1:8501"
HEADERS = (
    "content-security-policy",
    "x-frame-options",
    "x-content-type-options",
    "referrer-policy",
)


def _page(_request: Request) -> Response:
    return PlainTextResponse("figures")


def _broken(_request: Request) -> Response:
    raise RuntimeError("nobody foresaw it")


async def _stream(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text("figures")
    await socket.close()


@dataclass(frozen=True)
class Answer:
    """What came back: of a websocket 101 where it was accepted."""

    status: int
    headers: Headers
    text: str


@dataclass(frozen=True)
class Server:
    """A server with our guards."""

    app: Starlette
    client: str

    def get(self, path: str = "/", headers: Mapping[str, str] | None = None) -> Answer:
        return self._ask("http", path, headers)

    def stream(self, headers: Mapping[str, str] | None = None) -> Answer:
        return self._ask("websocket", "/stream", headers)

    def _ask(self, kind: str, path: str, headers: Mapping[str, str] | None) -> Answer:
        given = {"host": "127.0.0.1:8501"} | dict(headers or {})
        scope = {
            "type": kind, "path": path, "raw_path": path.encode(), "query_string": b"",
            "headers": [(k.encode(), v.encode()) for k, v in given.items()], "method": "GET",
            "client": (self.client, 50_000), "server": ("127.0.0.1", 8501), "http_version": "1.1",
            "scheme": "http" if kind == "http" else "ws", "subprotocols": [],
            "extensions": {"websocket.http.response": {}},
        }  # fmt: skip
        sent: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request" if kind == "http" else "websocket.connect"}

        async def send(message: Any) -> None:
            sent.append(message)

        try:
            asyncio.run(self.app(scope, receive, send))
        except RuntimeError:
            if path != "/broken":  # Told to the server's log, too.
                raise
        first = sent[0]
        text = b"".join(message.get("body", b"") for message in sent).decode()
        text += "".join(message.get("text", "") for message in sent)
        raw = Headers(raw=list(first.get("headers", [])))
        return Answer(first.get("status", 101), raw, text)


def served(host: str = "127.0.0.1", client: str = "127.0.0.1", **settings: object) -> Server:
    """A server with our guards that listens on an address, asked from another."""
    app = Starlette(
        routes=[Route("/", _page), Route("/broken", _broken), WebSocketRoute("/stream", _stream)],
        middleware=guards(read_settings(**settings), host),
    )
    return Server(app, client)


@pytest.mark.parametrize("host", ["127.0.0.1:8501", "localhost:8501", "LOCALHOST", "[::1]:8501"])
def test_our_own_names_are_answered(host: str) -> None:
    assert served().get("/", headers={"host": host}).text == "figures"


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8501", "127.0.0.1.evil.example", "localhost.evil.example",
     "192.0.2.1", "127.0.0.1@evil.example", "evil.example/127.0.0.1", "", "[::2]"],
)  # fmt: skip
def test_a_name_that_only_leads_here_is_refused(host: str) -> None:
    answer = served().get("/", headers={"host": host})
    assert answer.status == 400
    assert "figures" not in answer.text
    assert served().stream({"host": host}).status == 400


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "https://evil.example:8501", "null", "http://localhost:8501",
     "http://127.0.0.1:8502", "http://127.0.0.1", "file://", "http://127.0.0.1:8501.evil.example",
     "chrome-extension://127.0.0.1:8501", "", "http://[", "http://evil@127.0.0.1:8501"],
)  # fmt: skip
def test_a_page_of_another_site_is_refused(origin: str) -> None:
    answer = served().get("/", headers={"origin": origin})
    assert answer.status == 403
    assert served().stream({"origin": origin}).status == 403


@pytest.mark.parametrize("headers", [{}, {"origin": OWN}])
def test_our_own_pages_and_programs_without_a_page_are_answered(headers: dict[str, str]) -> None:
    assert served().get("/", headers=headers).text == "figures"
    assert served().stream(headers).status == 101


def test_the_settings_name_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAGSPULS_TRUSTED_HOSTS", "Sagspuls.kommune.example, figures.example")
    client = served()
    host = "sagspuls.kommune.example"
    # A proxy may hand on the name readers use, or ask by our address.
    for headers in (
        {"host": host, "origin": f"https://{host}"},
        {"origin": f"https://{host}"},
        {"host": "figures.example"},
    ):
        assert client.get("/", headers=headers).text == "figures"
    assert client.get("/", headers={"origin": "https://evil.example"}).status == 403
    assert client.get("/", headers={"host": f"x.{host}"}).status == 400


def test_beyond_this_machine_only_the_proxy_is_answered() -> None:
    named = {"trusted_hosts": "figures.example", "proxy": "192.0.2.7"}
    asked = {"host": "figures.example"}
    for client, code in (("192.0.2.7", 200), ("::ffff:192.0.2.7", 200), ("127.0.0.1", 200),
                         ("192.0.2.8", 403), ("2001:db8::1", 403)):  # fmt: skip
        assert served("0.0.0.0", client, **named).get("/", headers=asked).status == code
    assert served("::", "192.0.2.8", **named).stream(asked).status == 403


@pytest.mark.parametrize(
    ("path", "headers", "code"),
    [
        ("/", {}, 200),
        ("/none", {}, 404),
        ("/broken", {}, 500),
        ("/", {"host": "evil.example"}, 400),
        ("/", {"origin": "http://evil.example"}, 403),
    ],
)
def test_every_answer_says_what_a_browser_may_do(
    path: str, headers: dict[str, str], code: int
) -> None:
    answer = served().get(path, headers=headers)
    assert answer.status == code
    assert all(len(answer.headers.getlist(name)) == 1 for name in HEADERS)
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    rules = dict(
        rule.split(" ", 1) for rule in answer.headers["content-security-policy"].split("; ")
    )
    assert rules["default-src"] == "'none'"
    assert rules["frame-ancestors"] == "'none'"
    assert rules["base-uri"] == rules["form-action"] == "'none'"
    assert "unsafe" not in rules["script-src"]
    assert "http:" not in answer.headers["content-security-policy"]
    assert "*" not in answer.headers["content-security-policy"]
    assert "evil" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "::1", "[::1]"])
def test_this_machine_may_be_listened_on(settings: Settings, host: str) -> None:
    assert is_loopback(host)
    check_listening(settings, host)


BEYOND = ["0.0.0.0", "::", "", "192.0.2.1", "sagspuls.kommune.example", "2001:db8::1", "*"]


@pytest.mark.parametrize("host", BEYOND)
@pytest.mark.parametrize("named", [{}, {"trusted_hosts": "a.example"}, {"proxy": "192.0.2.7"}])
def test_no_other_address_without_a_proxy_and_why(host: str, named: dict[str, str]) -> None:
    settings = read_settings(host=host, **named)
    with pytest.raises(ConfigurationError, match="no login yet") as said:
        serve(settings, lambda address: None)
    assert "SAGSPULS_PROXY" in str(said.value.hint)
    assert "SAGSPULS_TRUSTED_HOSTS" in str(said.value.hint)
    check_listening(read_settings(host=host, trusted_hosts="a.example", proxy="192.0.2.7"), host)


@pytest.mark.parametrize(
    "wrong",
    [{"trusted_hosts": "*"}, {"trusted_hosts": "*.example"}, {"trusted_hosts": "a,,b"},
     {"trusted_hosts": "https://a.example"}, {"trusted_hosts": "a b"},
     {"proxy": "proxy.example"}, {"proxy": "*"}, {"proxy": "192.0.2.0/24"}],
)  # fmt: skip
def test_what_is_no_name_or_address_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ConfigurationError):
        read_settings(**wrong)
