"""What integration tests share: the models built once on a small municipality."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
import stub_warehouse as stub
import truths
from command import run
from models_data import Raw, make_raw, write_raw_tables
from models_dbt import Built, build_models, give_what_dbt_read

from warehouse.base.settings import Settings, read_settings

SHARED = ("small_build", "demo_data")
"""Fixtures that build the whole project, once for every test that asks for them."""

BUILDS = (*SHARED, "published")
"""Those that are built once in a file of tests too: what shares one stays with one worker."""


HERE = Path(__file__).parent

QUICK = {"small_build", "small_raw", "project_read"}
"""Fixtures of a test that `make test` runs: the models on one small build that all share."""

OWN_DATA = {"demo_data", "built", "settings", "real_data"}
"""Fixtures with a data folder beside it: loads, builds and publishes of their own take minutes."""


@pytest.hookimpl(tryfirst=True)  # Before pytest-xdist reads the groups and pytest the markers.
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave what is not of the small build to `make test-all`, and group tests by their build."""
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if HERE in item.path.parents and (not fixtures & QUICK or fixtures & OWN_DATA):
            item.add_marker(pytest.mark.full)
        name = next((name for name in BUILDS if name in fixtures), None)
        if name is not None:
            place = "" if name in SHARED else f"{item.path.stem}-"
            item.add_marker(pytest.mark.xdist_group(f"{place}{name}"))


@pytest.fixture(scope="session")
def small_raw() -> Raw:
    """The raw rows of a small municipality."""
    return make_raw()


@pytest.fixture(scope="session")
def small_build(
    small_raw: Raw, project_read: Settings, tmp_path_factory: pytest.TempPathFactory
) -> Built:
    """The models built on them, every test run; not to be changed."""
    settings = read_settings(data=tmp_path_factory.mktemp("models"), memory_limit="1GB")
    give_what_dbt_read(project_read, settings)
    write_raw_tables(settings.build_file, small_raw)
    return build_models(settings)


@pytest.fixture(scope="session")
def stub_built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The stub project built on a load of two cases; to be copied, not to be changed."""
    settings = stub.stub_settings(tmp_path_factory.mktemp("stub") / "data")
    stub.add_two_cases(settings)
    stub.build_stub(settings)
    return settings


@pytest.fixture(scope="session")
def demo_data(project_read: Settings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of a demo as a newcomer makes it, published; tests leave it as it was."""
    data = tmp_path_factory.mktemp("demo") / "data"
    give_what_dbt_read(project_read, read_settings(data=data))
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
