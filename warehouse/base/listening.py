"""Which machines may reach the dashboard: this one; others only through a proxy with a login."""

from __future__ import annotations

from ipaddress import ip_address

from warehouse.base.errors import ConfigurationError
from warehouse.base.settings import Settings

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
"""Names of this machine, as they stand in a Host header."""


def is_loopback(host: str) -> bool:
    """Whether an address leads to this machine alone."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def check_listening(settings: Settings, host: str) -> None:
    """Refuse to listen beyond this machine where nobody asks readers who they are.

    Args:
        settings: trusted hosts and proxy.
        host: the address to listen on; empty for all.

    Raises:
        ConfigurationError: it leads beyond this machine, and the settings do not name what is in
            front.
    """
    if is_loopback(host) or (settings.trusted_host_names and settings.proxy):
        return
    raise ConfigurationError(
        f"The dashboard does not listen on {host or 'all addresses'}: it has no login yet, so "
        "whoever reaches it reads everything, cases included.",
        "Let it listen on 127.0.0.1 behind a proxy on this machine that asks for a login. Where "
        "the proxy is another machine, name both in the settings: SAGSPULS_PROXY (its IP address) "
        "and SAGSPULS_TRUSTED_HOSTS (the names readers use, with a comma between).",
    )
