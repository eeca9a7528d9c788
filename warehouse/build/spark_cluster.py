"""A Spark cluster on this machine: a master, two workers and a Thrift server, each its own JVM.

Everything listens on loopback and writes below one folder. The cluster runs under a process of
its own (`python -m warehouse.build.spark_cluster`), which stops it by process id when its standard
input closes: also when the build that asked for it was killed.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path

from warehouse.base.errors import BuildFailed, ConfigurationError
from warehouse.base.processes import environment
from warehouse.base.settings import Settings, read_settings

HOST = "127.0.0.1"
WORKERS = 2
WORKER_MEMORY = "1g"
SERVER_MEMORY = "1g"
DAEMON_MEMORY = "256m"
BROADCAST_UP_TO = "1m"
"""Of a table's Parquet: its rows take many times as much memory, on each worker and the server."""
START_SECONDS = 120
STOP_SECONDS = 20

_THRIFT_SERVER = "org.apache.spark.sql.hive.thriftserver.HiveThriftServer2"
_NEEDED = ("pyspark", "pyhive", "dbt.adapters.spark")


@dataclass(frozen=True)
class Cluster:
    """A cluster that runs: where its Thrift server listens, and its processes."""

    host: str
    port: int
    pids: Mapping[str, int]
    """By name: `master`, `worker-1`, `worker-2`, `thrift`."""


def check_installed(*, with_java: bool = True) -> None:
    """Look, without importing anything of Spark, whether it can be used here.

    Args:
        with_java: whether a cluster is to run here; another's needs no Java here.

    Raises:
        ConfigurationError: the extra or Java 17 is not there; says what to install.
    """
    missing = [name for name in _NEEDED if not _is_there(name)]
    if missing:
        raise ConfigurationError(
            f"The engine spark needs packages that are not installed: {', '.join(missing)}.",
            "python -m pip install --require-hashes -r requirements-spark.lock",
        )
    if with_java and _java() is None:
        raise ConfigurationError(
            "The engine spark needs Java 17, and none was found.",
            "apt-get install openjdk-17-jre-headless, or set JAVA_HOME.",
        )


@contextmanager
def cluster(settings: Settings) -> Iterator[Cluster]:
    """Start a cluster under a process of its own, and stop it.

    Args:
        settings: its files lie in `build/spark`.

    Raises:
        BuildFailed: it did not start; says what its log says.
    """
    child = subprocess.Popen(
        [sys.executable, "-m", "warehouse.build.spark_cluster", "--until-closed"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(settings),
        encoding="utf-8",
    )
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        answer = json.loads(child.stdout.readline() or "{}")
        if "port" not in answer:
            why = answer.get("failed", "its process ended")
            raise BuildFailed(f"The Spark cluster did not start: {why}")
        yield Cluster(**answer)
    finally:
        child.stdin.close()
        child.wait()
        child.stdout.close()


@contextmanager
def _running(folder: Path) -> Iterator[Cluster]:
    """Start the four processes; stop them, and remove what they wrote but for their logs."""
    logs = folder / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="work-", dir=folder)))
        master_port, thrift_port = _free_port(), _free_port()
        master = f"spark://{HOST}:{master_port}"
        _write_defaults(work, thrift_port)
        processes: dict[str, subprocess.Popen[bytes]] = {}
        stack.callback(_stop, processes)

        def start(name: str, command: Sequence[str], memory: str) -> None:
            with (logs / f"{name}.log").open("wb") as log:
                processes[name] = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    env=_environment(work, memory),
                    cwd=work,
                    start_new_session=True,  # Ctrl-C is for us, who stop them in order.
                )

        def spark_class(name: str, *arguments: str) -> list[str]:
            command = str(_spark_home() / "bin" / "spark-class")
            return [command, f"org.apache.spark.deploy.{name}", "--host", HOST, *arguments]

        at_port = ("--port", str(master_port), "--webui-port", "0")
        start("master", spark_class("master.Master", *at_port), DAEMON_MEMORY)
        _wait(processes, "master", master_port, logs)
        for number in range(1, WORKERS + 1):
            name = f"worker-{number}"
            size = ("--cores", "1", "--memory", WORKER_MEMORY, "--webui-port", "0")
            folders = ("--work-dir", str(work / name))
            command = spark_class("worker.Worker", *size, *folders, master)
            start(name, command, DAEMON_MEMORY)
        submit = str(_spark_home() / "bin" / "spark-submit")
        server = ("--class", _THRIFT_SERVER, "spark-internal")
        start("thrift", [submit, "--master", master, *server], SERVER_MEMORY)
        _wait(processes, "thrift", thrift_port, logs)
        pids = {name: process.pid for name, process in processes.items()}
        yield Cluster(HOST, thrift_port, pids)


def _write_defaults(work: Path, thrift_port: int) -> None:
    """What holds for all four processes; in-memory, the catalogue needs no database of its own."""
    defaults = {
        "spark.ui.enabled": "false",
        "spark.master.rest.enabled": "false",
        "spark.driver.host": HOST,
        "spark.executor.memory": WORKER_MEMORY,
        "spark.sql.catalogImplementation": "in-memory",
        "spark.sql.warehouse.dir": str(work / "warehouse"),
        "spark.sql.shuffle.partitions": str(2 * WORKERS),
        "spark.sql.autoBroadcastJoinThreshold": BROADCAST_UP_TO,
        "spark.sql.session.timeZone": "UTC",
        "spark.sql.timestampType": "TIMESTAMP_NTZ",
        "spark.hadoop.hive.server2.thrift.port": str(thrift_port),
        "spark.hadoop.hive.server2.thrift.bind.host": HOST,
    }
    conf = work / "conf"
    conf.mkdir()
    lines = "".join(f"{name} {value}\n" for name, value in defaults.items())
    (conf / "spark-defaults.conf").write_text(lines, encoding="utf-8")
    (conf / "log4j2.properties").write_text(
        "rootLogger.level = warn\n"
        "rootLogger.appenderRef.stdout.ref = console\n"
        "appender.console.type = Console\n"
        "appender.console.name = console\n"
        "appender.console.layout.type = PatternLayout\n"
        "appender.console.layout.pattern = %d{HH:mm:ss} %p %c{1}: %m%n%ex\n",
        encoding="utf-8",
    )


def _environment(work: Path, memory: str) -> dict[str, str]:
    return {
        **os.environ,
        "SPARK_HOME": str(_spark_home()),
        "SPARK_CONF_DIR": str(work / "conf"),
        "SPARK_LOCAL_DIRS": str(work / "local"),
        "SPARK_LOCAL_IP": HOST,
        "SPARK_DAEMON_MEMORY": memory,
        "TMPDIR": str(work),
        "_JAVA_OPTIONS": f"-Djava.io.tmpdir={work}",
    }


def _stop(processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    """Ask each to end, the last started first; kill what has not ended in time."""
    for process in reversed(list(processes.values())):
        with suppress(ProcessLookupError):
            process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(
    processes: Mapping[str, subprocess.Popen[bytes]], name: str, port: int, logs: Path
) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if processes[name].poll() is not None:
            break
        with suppress(OSError), socket.create_connection((HOST, port), timeout=1):
            return
        time.sleep(0.2)
    lines = (logs / f"{name}.log").read_text(encoding="utf-8", errors="replace").splitlines()
    said = [line for line in lines if not line.startswith("\tat ")][-3:]
    raise BuildFailed(f"The Spark {name} did not start: {' '.join(said)}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def _spark_home() -> Path:
    spec = find_spec("pyspark")
    if spec is None or spec.origin is None:
        raise ConfigurationError("pyspark is not installed.")
    return Path(spec.origin).parent


def _java() -> str | None:
    home = os.environ.get("JAVA_HOME")
    return shutil.which(str(Path(home) / "bin" / "java")) if home else shutil.which("java")


def _is_there(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def main() -> None:
    """Run a cluster until Ctrl-C, SIGTERM or, with `--until-closed`, the end of standard input."""
    until_closed = "--until-closed" in sys.argv[1:]
    settings = read_settings()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    if until_closed:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # The parent decides.
    try:
        check_installed()
        with _running(settings.build / "spark") as running:
            sys.stdout.write(json.dumps(asdict(running)) + "\n")
            sys.stdout.flush()
            with suppress(KeyboardInterrupt):
                if until_closed:
                    sys.stdin.read()
                else:
                    sys.stderr.write(
                        f"Build on it: SAGSPULS_SPARK={running.host}:{running.port} "
                        "sagspuls build --engine spark  (Ctrl-C ends it)\n"
                    )
                    signal.pause()
    except (BuildFailed, ConfigurationError) as error:
        sys.stdout.write(json.dumps({"failed": error.message}) + "\n")
        sys.exit(error.exit_code)


if __name__ == "__main__":
    main()
