"""What every test may use: a data folder of its own, and the real public data where it lies."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock
from models_dbt import read_models

from warehouse.base.settings import PROJECT_ROOT, Settings, read_settings
from warehouse.build.build import PARSED


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Start long tests before others, so that no worker is left with one at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(autouse=True)
def no_unfinished_result() -> Iterator[None]:
    """End what a test left unread on DuckDB's default connection: 2.0 refuses the next query."""
    yield
    duckdb.execute("select 1").fetchall()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose data folder and key belong to this test alone."""
    return read_settings(
        data=tmp_path / "data", key_file=tmp_path / "key" / "pseudonym.key", memory_limit="1GB"
    )


@pytest.fixture(scope="session")
def real_folder() -> Path:
    """Where real public data lies, if it is on this machine."""
    return Path(os.environ.get("SAGSPULS_REAL_DATA", PROJECT_ROOT.parent / "shared" / "data"))


@pytest.fixture(scope="session")
def real_data(real_folder: Path) -> Path:
    """The folder of real public data; a test that needs it is skipped where it is not there."""
    if not real_folder.is_dir():
        pytest.skip(f"real public data is not at {real_folder}; set SAGSPULS_REAL_DATA")
    return real_folder


@pytest.fixture(scope="session")
def project_read(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """A data folder where dbt has read the project, half a minute's work: once for all workers."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    settings = read_settings(data=shared / "project_read")
    with FileLock(shared / "project_read.lock"):
        if not (settings.build / "target" / PARSED).is_file():
            read_models(settings)
    return settings
