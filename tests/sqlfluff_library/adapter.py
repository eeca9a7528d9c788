"""What `adapter` is to sqlfluff: enough of dbt's for the macros to be laid out and linted."""

from __future__ import annotations

from collections.abc import Callable


def dispatch(macro_name: str, macro_namespace: str) -> Callable[..., str]:
    """A stand-in of the engine's own macro: a call of that name, or a query where it is one."""
    if macro_name == "every_date":
        return lambda *_: "select calendar_on from every_date"
    return lambda *arguments: f"{macro_namespace}_{macro_name}({', '.join(map(str, arguments))})"
