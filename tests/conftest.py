"""What every test may use: a data folder of its own, and the real public data where it lies."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from warehouse.base.settings import PROJECT_ROOT, Settings, read_settings


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
