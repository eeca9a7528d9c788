"""What integration tests share: the models built once on a small municipality."""

from __future__ import annotations

import pytest
from models_data import Raw, make_raw, write_raw_tables
from models_dbt import Built, run_dbt


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
