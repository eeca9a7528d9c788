"""The dashboard as a process of its own: started, waited for, ended with us."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable

from warehouse.base.errors import Busy, SagspulsError
from warehouse.base.listening import check_listening
from warehouse.base.processes import environment
from warehouse.base.settings import PROJECT_ROOT, Settings

START_SECONDS = 60


def serve(settings: Settings, on_ready: Callable[[str], None]) -> None:
    """Run the dashboard until it, or we, are ended (Ctrl-C).

    Args:
        settings: address, port and data folder.
        on_ready: told the address once it answers.

    Raises:
        ConfigurationError: the address leads beyond this machine, and no proxy is named.
        Busy: another process listens on the port.
        SagspulsError: the dashboard ended by itself, or does not answer.
    """
    host, port = settings.host, settings.port
    check_listening(settings, host)
    if _listens(host, port):
        raise Busy(
            f"Another process listens on {host}:{port}.",
            f"Is the dashboard open already? Else choose another: --port {port + 1}.",
        )
    command = [
        *(
            sys.executable,
            "-m",
            "streamlit",
            "run",
            str(PROJECT_ROOT / "dashboard" / "app" / "server.py"),
        ),
        *("--server.address", host, "--server.port", str(port)),
        *("--server.headless", "true", "--browser.gatherUsageStats", "false"),
    ]
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as said,
        subprocess.Popen(
            command,
            stdout=said,
            stderr=subprocess.STDOUT,
            env=environment(settings),
            cwd=PROJECT_ROOT,
        ) as child,
    ):
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            _wait_until_it_answers(child, host, port)
            on_ready(f"http://{_shown(host)}:{port}")
            child.wait()
        except KeyboardInterrupt:
            return
        finally:
            child.terminate()
        said.seek(0)
        lines = said.read().strip().splitlines()
        raise SagspulsError(
            f"The dashboard ended (exit code {child.returncode})"
            + (f": {lines[-1]}" if lines else "."),
            "Run `sagspuls doctor`.",
        )


def _wait_until_it_answers(child: subprocess.Popen[bytes], host: str, port: int) -> None:
    until = time.monotonic() + START_SECONDS
    while child.poll() is None:
        try:
            address = f"http://{_shown(host)}:{port}/_stcore/health"
            # No proxy: the address is this machine's own.
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with opener.open(address, timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            pass  # Not yet.
        if time.monotonic() > until:
            raise SagspulsError(
                f"The dashboard does not answer after {START_SECONDS} seconds.",
                "Run `sagspuls doctor`.",
            )
        time.sleep(0.2)


def _listens(host: str, port: int) -> bool:
    try:
        with socket.create_connection((_shown(host), port), timeout=1):
            return True
    except OSError:
        return False


def _shown(host: str) -> str:
    """An address one can open: a server for all addresses is reached on this machine's own."""
    everywhere = ("0.0.0.0", "::", "")  # noqa: S104  # compared with, never listened on
    return "127.0.0.1" if host in everywhere else host
