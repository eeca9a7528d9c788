"""What integration tests share: the models built once on a small municipality."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import truths
from command import run
from models_data import Raw, make_raw, write_raw_tables
from models_dbt import Built, build_models

from warehouse.settings import read_settings

SHARED = ("small_build", "demo_data")
"""Fixtures that build the whole project, once for every test that asks for them."""

BUILDS = (*SHARED, "built", "published")
"""Those that are built once in a file of tests too: what shares one stays with one worker."""


@pytest.hookimpl(tryfirst=True)  # Before pytest-xdist reads the groups.
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Group tests by the build they share, for `--dist loadgroup`."""
    for item in items:
        name = next((name for name in BUILDS if name in getattr(item, "fixturenames", ())), None)
        if name is not None:
            place = "" if name in SHARED else f"{item.path.stem}-"
            item.add_marker(pytest.mark.xdist_group(f"{place}{name}"))


@pytest.fixture(scope="session")
def small_raw() -> Raw:
    """The raw rows of a small municipality."""
    return make_raw()


@pytest.fixture(scope="session")
def small_build(small_raw: Raw, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The models built on them, every test run; not to be changed."""
    settings = read_settings(data=tmp_path_factory.mktemp("models"), memory_limit="1GB")
    settings.build.mkdir()
    write_raw_tables(settings.build_file, small_raw)
    return build_models(settings)


@pytest.fixture(scope="session")
def demo_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demo as a newcomer makes it, published; tests leave it as it was."""
    data = tmp_path_factory.mktemp("demo") / "data"
    done = run(data, "demo", "--no-serve")
    assert done.returncode == 0, done.stderr
    assert "Published: run " in done.stdout
    return data


@pytest.fixture(scope="session")
def built(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[truths.Built]:
    """The demo's truths, and a copy of its build file: commands may open their own."""
    folder = tmp_path_factory.mktemp("truths")
    truth = truths.read_truth(demo_data / "inbox" / "sample")
    file = shutil.copy(demo_data / "build" / "build.duckdb", folder)
    with duckdb.connect(file, read_only=True) as connection:
        yield truths.Built(truth, connection)
