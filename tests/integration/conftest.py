"""What integration tests share: the models built once on a small municipality."""

from __future__ import annotations

import pytest
from models_data import Raw, make_raw, write_raw_tables
from models_dbt import Built, run_dbt

BUILDS = frozenset({"small_build", "built", "published", "demo_data"})
"""Fixtures that build the whole project once: the tests that share one stay with one worker."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Group tests by the build they share, for `--dist loadgroup`."""
    for item in items:
        for name in BUILDS.intersection(getattr(item, "fixturenames", ())):
            place = "" if name == "small_build" else f"{item.path.stem}-"
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
