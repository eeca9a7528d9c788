"""Steps of the work, in the log `sagspuls.steps` at level debug: where a killed command got to."""

from __future__ import annotations

import logging

_LOG = logging.getLogger("sagspuls.steps")


def step(name: str) -> None:
    """Note a step that has been reached.

    Args:
        name: of the command and the step, such as `build.raw_ready`.
    """
    _LOG.debug(name)
