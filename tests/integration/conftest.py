"""What integration tests share: the models built once on a small municipality."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
import truths
from models_data import Raw, make_raw, write_raw_tables
from models_dbt import Built, run_dbt

from warehouse.build import build
from warehouse.load import load
from warehouse.sample import write_sample
from warehouse.settings import read_settings

BUILDS = frozenset({"small_build", "built", "published", "demo_data"})
"""Fixtures that build the whole project once: the tests that share one stay with one worker."""


@pytest.hookimpl(tryfirst=True)  # Before pytest-xdist reads the groups.
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Group tests by the build they share, for `--dist loadgroup`."""
    for item in items:
        for name in BUILDS.intersection(getattr(item, "fixturenames", ())):
            shared = name == "small_build" or item.path.stem.startswith("test_truths")
            place = "" if shared else f"{item.path.stem}-"
            item.add_marker(pytest.mark.xdist_group(f"{place}{name}"))


@pytest.fixture(scope="session")
def small_raw() -> Raw:
    """The raw rows of a small municipality."""
    return make_raw()


@pytest.fixture(scope="session")
def small_build(small_raw: Raw, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The models built on them, every test run; not to be changed."""
    folder = tmp_path_factory.mktemp("models")
    write_raw_tables(folder / "build.duckdb", small_raw)
    built = Built(folder / "build.duckdb", folder / "target")
    run_dbt(built, "build", "--full-refresh")
    return built


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[truths.Built]:
    """A sample with its truths, loaded and built once; not to be changed."""
    folder = tmp_path_factory.mktemp("truths")
    write_sample(folder / "sample", truths.CASES, truths.SEED)
    settings = read_settings(
        data=folder / "data", key_file=folder / "pseudonym.key", memory_limit="1GB"
    )
    results = load(settings, folder / "sample", "sample")
    build(settings)
    with duckdb.connect(str(settings.build_file), read_only=True) as connection:
        yield truths.Built(truths.read_truth(folder / "sample"), results, connection)
