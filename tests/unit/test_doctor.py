"""The doctor: each check can find its fault, and says how to mend it."""

from __future__ import annotations

import os
import shutil
import sys
from collections import namedtuple
from pathlib import Path

import pytest

from warehouse.base.settings import PROJECT_ROOT, Settings, read_settings
from warehouse.cli import doctor


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    key = tmp_path / "keys" / "pseudonym.key"
    key.parent.mkdir()
    key.write_text("00" * 32, encoding="ascii")
    key.chmod(0o600)
    return read_settings(data=tmp_path / "data", key_file=key)


def with_key(settings: Settings, path: Path) -> Settings:
    return settings.model_copy(update={"key_file": path})


def test_every_fault_says_how_to_mend_it(settings: Settings) -> None:
    checks = doctor.examine(settings)
    assert [check.name for check in checks] == [
        "python",
        "packages",
        "dbt",
        "browser",
        "font",
        "key",
        "data folder",
        "file modes",
        "disk",
        "published run",
    ]
    assert all(check.mend for check in checks if check.status != "ok")
    assert all(check.mend is None for check in checks if check.status == "ok")


def test_python(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.check_python(settings).status == "ok"
    monkeypatch.setattr(sys, "version_info", (3, 10, 1))
    assert doctor.check_python(settings).status == "missing"


def test_packages(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.check_packages(settings).status == "ok"
    monkeypatch.setattr(doctor, "PACKAGES", ("duckdb", "no-such-package"))
    check = doctor.check_packages(settings)
    assert check.status == "missing"
    assert "no-such-package" in check.found
    assert "duckdb" not in check.found


def test_dbt(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    assert doctor.check_dbt(settings).status == "missing"


def test_browser(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\necho cannot open libnss3.so >&2\nexit 1\n", encoding="ascii")
    program.chmod(0o700)
    monkeypatch.setenv("PATH", str(tmp_path))
    check = doctor.check_browser(settings)
    assert check.status == "warning"
    assert "libnss3.so" in check.found

    program.write_text("#!/bin/sh\necho Chromium 140\n", encoding="ascii")
    assert doctor.check_browser(settings).status == "ok"

    program.unlink()
    check = doctor.check_browser(settings)
    assert check.status == "warning"
    assert check.mend == "apt-get install chromium-headless-shell"


def test_the_browsers_are_those_the_dashboard_looks_for() -> None:
    from dashboard.exports.browser import BROWSERS

    assert doctor.BROWSERS == BROWSERS


def test_font(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert doctor.check_font(settings).status == "ok"
    monkeypatch.setattr(doctor, "PROJECT_ROOT", tmp_path)
    assert doctor.check_font(settings).status == "missing"


def test_key(settings: Settings, tmp_path: Path) -> None:
    assert doctor.check_key(settings).status == "ok"
    settings.key_file.chmod(0o640)
    check = doctor.check_key(settings)
    assert (check.status, check.mend) == ("missing", f"chmod 600 {settings.key_file}")
    assert doctor.check_key(with_key(settings, tmp_path / "none" / "key")).status == "ok"


@pytest.mark.parametrize("place", ["data", "checkout"])
def test_key_where_it_would_be_copied(settings: Settings, place: str) -> None:
    folder = settings.data if place == "data" else PROJECT_ROOT
    check = doctor.check_key(with_key(settings, folder / "pseudonym.key"))
    assert check.status == "missing"
    assert str(folder) in check.found


def test_data_folder(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert doctor.check_data_folder(settings).status == "ok"
    assert not settings.data.exists(), "looking does not make it"
    # The rights of a folder do not hold for root, who may run the tests.
    monkeypatch.setattr(os, "access", lambda _path, _mode: False)
    assert doctor.check_data_folder(settings).status == "missing"


def test_disk(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10, 9, 1_900_000_000))
    check = doctor.check_disk(settings)
    assert check.status == "warning"
    assert "1.9 GB" in check.found
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: usage(10, 9, 2_100_000_000))
    assert doctor.check_disk(settings).status == "ok"


def test_published_run(settings: Settings) -> None:
    check = doctor.check_published(settings)
    assert (check.status, check.mend) == ("warning", "sagspuls demo")
