"""The process analysts' SQL runs in: read-only, no files, no network, bounded memory.

DuckDB's own limits do not hold everything (`repeat('x', 4e9)` allocates outside its memory
limit), so the system bounds the whole process; the parent bounds its time.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from typing import Any

ROWS_A_BATCH = 10_000


def main() -> int:
    """Run the request on standard input; Arrow IPC on standard output, errors as JSON."""
    request = json.load(sys.stdin)
    # Before they are imported: Arrow's own allocator would reserve address space ahead.
    os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"
    import duckdb
    import pyarrow as pa

    resource.setrlimit(resource.RLIMIT_AS, (request["address_space"],) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        connection = _connect(request)
    except duckdb.Error as error:
        return _fail("memory" if "Out of Memory" in str(error) else "run", str(error))
    try:
        with connection:
            result = connection.execute(request["sql"])
            if result is None:
                return _fail("sql", "There is no statement to run.")
            reader = result.to_arrow_reader(ROWS_A_BATCH)
            with pa.ipc.new_stream(sys.stdout.buffer, reader.schema) as stream:
                for batch in reader:
                    stream.write_batch(batch)
    except (duckdb.OutOfMemoryException, MemoryError):
        return _fail("memory", "")
    except BrokenPipeError:
        return 0
    except duckdb.IOException as error:  # No other file can be read here than the run's own.
        return _fail("run", str(error))
    except (duckdb.Error, pa.ArrowException, OSError) as error:
        # Rows that come late bring DuckDB's errors as Arrow's.
        words = str(error)
        kind = "memory" if "Out of Memory" in words else "run" if "IO Error" in words else "sql"
        return _fail(kind, words)
    return 0


def _connect(request: dict[str, Any]) -> Any:
    import duckdb

    connection = duckdb.connect(
        request["path"],
        read_only=True,
        config={
            "memory_limit": request["memory_limit"],
            "threads": request["threads"],
            "temp_directory": "",
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        },
    )
    connection.execute("set schema = 'marts'")
    # No files, no addresses, no extensions, and no variables of this process as tables.
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return connection


def _fail(kind: str, message: str) -> int:
    # Short enough for the pipe: the parent reads it when the process has ended.
    sys.stderr.write(json.dumps({"kind": kind, "message": message[:4000]}))
    return 1


if __name__ == "__main__":
    sys.exit(main())
