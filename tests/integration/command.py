"""The command line in a process of its own, as a user starts it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from warehouse.base.settings import PROJECT_ROOT


def run(
    data: Path, *arguments: str, given: str | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run a command on a data folder, from a folder that is not the checkout."""
    return subprocess.run(
        [sys.executable, "-m", "warehouse", *arguments],
        env=surroundings(data) | environment,
        cwd=data.parent,
        input=given,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )


def surroundings(data: Path) -> dict[str, str]:
    """The environment of a command: this checkout, and everything of the user's beside the data."""
    return {
        **os.environ,
        "PYTHONPATH": str(PROJECT_ROOT),
        "SAGSPULS_DATA": str(data),
        "SAGSPULS_KEY_FILE": str(data.parent / "pseudonym.key"),
        "COLUMNS": "100",
        "NO_COLOR": "1",
    }
