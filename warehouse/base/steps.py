"""Steps of the work, logged at level debug: where an interrupted command stood."""

from __future__ import annotations

import logging

_LOG = logging.getLogger("sagspuls.steps")


def step(name: str) -> None:
    """Note a step that has been reached.

    Args:
        name: of the command and the step, such as `build.raw_ready`.
    """
    _LOG.debug(name)
