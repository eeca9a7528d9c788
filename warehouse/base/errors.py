"""The one family of errors a user can act on, and the exit code each ends the command line with."""

from __future__ import annotations


class SagspulsError(Exception):
    """What is wrong, in words, and what to do about it.

    Args:
        message: what is wrong and where (file, line, column).
        hint: what the user can do; printed on a line of its own.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class ConfigurationError(SagspulsError):
    """The settings, a contract or a mapping cannot be used as they stand."""

    exit_code = 2


class FileRefused(SagspulsError):
    """An extract breaks its contract as a whole: nothing of it was loaded."""

    exit_code = 3


class BuildFailed(SagspulsError):
    """A model or an error-severity test failed: nothing was published."""

    exit_code = 4


class NothingPublished(SagspulsError):
    """There is no published run to read."""

    exit_code = 5


class RunUnreadable(NothingPublished):
    """The current run is there by name only: its file or the pointer to it cannot be read."""


class Busy(SagspulsError):
    """Another process is doing the same work on the same data folder."""

    exit_code = 6


class QueryFailed(SagspulsError):
    """The SQL could not be run on the published warehouse."""

    exit_code = 7


class ExportFailed(SagspulsError):
    """A chart could not be written."""

    exit_code = 8


class NotErased(SagspulsError):
    """Somebody who was to be erased is still named in the data folder."""
