"""dbt in a child process that imports it once and reports events as JSON lines.

dbt-duckdb keeps the lock of the build file until its process ends, so dbt never runs in ours.
The child ends when its standard input closes: also when the parent was killed.
"""

from __future__ import annotations

import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from warehouse.base.errors import BuildFailed
from warehouse.base.processes import environment
from warehouse.base.settings import Settings

if TYPE_CHECKING:  # dbt takes 1.5 s; only the child imports it.
    from dbt.contracts.graph.manifest import Manifest

Event = Mapping[str, Any]
"""One event: `name`, `level`, `message`, `data`; the last of a command is named `Done`."""


REUSE = "reuse"
"""What the child does by itself, beside dbt's own commands."""


@dataclass
class DbtProcess:
    """The child process; a context manager, whose end is the child's.

    Args:
        settings: the build file, memory and threads.
        project: folder of dbt_project.yml and profiles.yml.
        target: where dbt leaves what it reads and makes; else `build/target`.
    """

    settings: Settings
    project: Path
    target: Path | None = None
    _child: subprocess.Popen[str] | None = field(default=None, repr=False)
    _errors: Any = field(default=None, repr=False)

    def __enter__(self) -> Self:
        """Start the child."""
        self._errors = tempfile.TemporaryFile("w+", encoding="utf-8")
        self._child = subprocess.Popen(
            [sys.executable, "-m", "warehouse.build.dbt_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=_environment(self.settings, self.project, self.target),
            encoding="utf-8",
        )
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the child and wait for it, so that the build file is free."""
        child = self._running()
        if kind is not None:
            child.kill()
        if child.stdin is not None:
            with suppress(BrokenPipeError):  # It has ended already.
                child.stdin.close()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()
        self._errors.close()

    def run(self, arguments: Sequence[str], on_event: Callable[[Event], None]) -> bool:
        """Run one dbt command.

        Args:
            arguments: as on dbt's command line, such as `["build", "--full-refresh"]`.
            on_event: called with every event as it comes.

        Returns:
            Whether dbt says all went well.

        Raises:
            BuildFailed: the child ended, or dbt itself could not go on.
        """
        child = self._running()
        assert child.stdin is not None
        try:
            child.stdin.write(json.dumps(list(arguments)) + "\n")
            child.stdin.flush()
        except BrokenPipeError:
            raise self._ended() from None
        for event in self._events():
            if event["name"] != "Done":
                on_event(event)
                continue
            if event["data"]["exception"]:
                raise BuildFailed(
                    f"dbt {arguments[0]} stopped: {event['data']['exception']}",
                    f"The log has more: {self.settings.build / 'logs' / 'dbt.log'}.",
                )
            return bool(event["data"]["success"])
        raise self._ended()

    def reuse(self, parsed: Path) -> bool:
        """Take the project as dbt read it before; the next commands run on it.

        Args:
            parsed: `partial_parse.msgpack`, which dbt wrote when it read the whole project. Whose
                code it is the caller has to know: dbt is not asked.

        Returns:
            Whether it could be read; another version of dbt's could not.

        Raises:
            BuildFailed: the child ended.
        """
        return self.run([REUSE, str(parsed)], lambda event: None)

    def _events(self) -> Iterator[Event]:
        child = self._running()
        assert child.stdout is not None
        for line in child.stdout:
            yield json.loads(line)

    def _running(self) -> subprocess.Popen[str]:
        if self._child is None:
            raise RuntimeError("the dbt process is not started: use `with`")
        return self._child

    def _ended(self) -> BuildFailed:
        code = self._running().wait()
        self._errors.seek(0)
        last = self._errors.read().strip().splitlines()[-1:]
        why = f"signal {-code}" if code < 0 else f"exit code {code}"
        hint = (
            "Too little memory is the usual reason: lower SAGSPULS_MEMORY_LIMIT, or free some."
            if code == -9
            else "Run `sagspuls doctor`."
        )
        return BuildFailed(
            f"The dbt process ended before its work was done ({why})"
            + (f": {last[0]}" if last else "."),
            hint,
        )


def _environment(settings: Settings, project: Path, target: Path | None) -> dict[str, str]:
    host, _, port = (settings.spark or "").partition(":")
    return {
        **environment(settings),
        **({"SAGSPULS_SPARK_HOST": host, "SAGSPULS_SPARK_PORT": port} if host else {}),
        "SAGSPULS_BUILD_FILE": str(settings.build_file),
        "DBT_PROJECT_DIR": str(project),
        "DBT_PROFILES_DIR": str(project),
        "DBT_TARGET_PATH": str(target or settings.build / "target"),
        "DBT_LOG_PATH": str(settings.build / "logs"),
        # What dbt tells comes as events; a line for each of its thousands of steps is a fifth of
        # what it costs.
        "DBT_LOG_LEVEL_FILE": "error",
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }


def _read_commands(put: Callable[[str], None]) -> None:
    """Pass every line of input on; at its end leave at once, whatever is going on."""
    for line in sys.stdin:
        put(line)
    os._exit(0)


def _read(parsed: Path) -> Manifest | None:
    """The project as dbt's own reader of partial parses gets it, without its look at every file."""
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    try:
        manifest: Manifest = Manifest.from_msgpack(
            parsed.read_bytes(), decoder=extended_mashumuro_decoder
        )
    except Exception:  # Whatever is wrong with the file: the project is there to be read.
        return None
    manifest.build_flat_graph()  # type: ignore[no-untyped-call]
    return manifest


def serve() -> None:
    """Run the commands on standard input, one JSON list a line, until it closes."""
    # Events go out on a copy of standard output; what dbt and its plugins print goes to stderr.
    out = os.fdopen(os.dup(1), "w", encoding="utf-8", buffering=1)
    os.dup2(2, 1)

    commands: queue.SimpleQueue[str] = queue.SimpleQueue()
    threading.Thread(target=_read_commands, args=[commands.put], daemon=True).start()

    # Here, not at the top: the parent imports this module too, and dbt takes 1.5 s.
    from dbt.cli.main import dbtRunner
    from dbt.contracts.graph.manifest import Manifest
    from dbt_common.events.base_types import BaseEvent, EventLevel, EventMsg
    from dbt_common.events.event_manager import EventManager
    from dbt_common.events.event_manager_client import ctx_set_event_manager
    from dbt_common.events.functions import msg_to_dict

    class Told(EventManager):
        """dbt's events without those told to nobody: their messages are a tenth of a build."""

        def fire_event(
            self, e: BaseEvent, level: EventLevel | None = None, *arguments: Any, **named: Any
        ) -> None:
            if (level or e.level_tag()) not in (EventLevel.DEBUG, EventLevel.TEST):
                super().fire_event(e, level, *arguments, **named)

    def tell(name: str, level: str, message: str, data: object) -> None:
        event = {"name": name, "level": level, "message": message, "data": data}
        out.write(json.dumps(event, default=str) + "\n")

    def on_event(event: EventMsg) -> None:
        content = msg_to_dict(event)
        info = content["info"]
        tell(info["name"], info["level"], info["msg"], content.get("data", {}))

    ctx_set_event_manager(Told())

    manifest: Manifest | None = None
    while True:
        arguments = json.loads(commands.get())
        if arguments[0] == REUSE:
            manifest = _read(Path(arguments[1]))
            tell("Done", "info", "", {"success": manifest is not None, "exception": None})
            continue
        result = dbtRunner(manifest=manifest, callbacks=[on_event]).invoke(["--quiet", *arguments])
        if isinstance(result.result, Manifest):
            manifest = result.result
        exception = str(result.exception) if result.exception else None
        tell("Done", "info", "", {"success": result.success, "exception": exception})


if __name__ == "__main__":
    serve()
