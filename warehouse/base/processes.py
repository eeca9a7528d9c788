"""The environment of child processes: imports from this checkout, and the settings."""

from __future__ import annotations

import os

from warehouse.base.settings import PROJECT_ROOT, Settings


def environment(settings: Settings) -> dict[str, str]:
    """The environment of a child process.

    The settings go with it as variables, so that a child reads the same ones wherever it runs.

    Args:
        settings: the settings in force.
    """
    given = {
        f"SAGSPULS_{name.upper()}": str(value)
        for name, value in settings.model_dump().items()
        if value is not None
    }
    paths = [str(PROJECT_ROOT), os.environ.get("PYTHONPATH", "")]
    given["PYTHONPATH"] = os.pathsep.join(path for path in paths if path)
    return {**os.environ, **given}
