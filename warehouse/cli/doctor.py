"""What this machine lacks for Sagspuls, and the command that mends it."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from warehouse.base.errors import ConfigurationError, NothingPublished, RunUnreadable
from warehouse.base.permissions import OF_A_GROUP, open_to_others, others
from warehouse.base.settings import PROJECT_ROOT, Settings
from warehouse.contracts.key_fingerprint import open_key, stored
from warehouse.publish.runs import current_run

Status = Literal["ok", "warning", "missing"]

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Commands of the browser that draws PNG and SVG, as `dashboard.exports.browser` looks for them."""

PACKAGES = ("dbt-core", "dbt-duckdb", "duckdb", "streamlit", "plotly", "kaleido", "python-calamine")
OLDEST_PYTHON = (3, 11)
LEAST_FREE_GB = 2.0
"""A million cases with ten million events take 1.5 GB of raw, build and published files."""

_SYNC = "python -m pip install --require-hashes -r requirements.lock"


@dataclass(frozen=True)
class Check:
    """One thing looked at: `missing` must be mended, a `warning` may be lived with."""

    name: str
    status: Status
    found: str
    mend: str | None = None


def examine(settings: Settings) -> tuple[Check, ...]:
    """Look at everything Sagspuls needs on this machine.

    Args:
        settings: the settings in force.
    """
    checks: Sequence[Callable[[Settings], Check]] = (
        check_python,
        check_packages,
        check_dbt,
        check_browser,
        check_font,
        check_key,
        check_data_folder,
        check_modes,
        check_disk,
        check_published,
    )
    return tuple(check(settings) for check in checks)


def check_python(_settings: Settings) -> Check:
    """Python is new enough."""
    found = ".".join(str(part) for part in sys.version_info[:3])
    if sys.version_info >= OLDEST_PYTHON:
        return Check("python", "ok", found)
    return Check("python", "missing", found, "apt-get install python3.11")


def check_packages(_settings: Settings) -> Check:
    """The packages we call are installed."""
    missing = [name for name in PACKAGES if not _version(name)]
    if missing:
        return Check("packages", "missing", f"not installed: {', '.join(missing)}", _SYNC)
    return Check("packages", "ok", ", ".join(f"{name} {_version(name)}" for name in PACKAGES))


def check_dbt(_settings: Settings) -> Check:
    """What a build runs, dbt and its adapter, can be imported; in a process of its own."""
    script = "from dbt.cli.main import dbtRunner; import dbt.adapters.duckdb"
    error = _run([sys.executable, "-c", script], seconds=60)
    if error is None:
        return Check("dbt", "ok", "can be imported")
    return Check("dbt", "missing", f"cannot be imported: {error}", _SYNC)


def check_browser(_settings: Settings) -> Check:
    """A browser is there and starts; only PNG and SVG need it."""
    mend = "apt-get install chromium-headless-shell"
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        lacking = "none: PNG and SVG cannot be exported, browser tests cannot run"
        return Check("browser", "warning", lacking, mend)
    error = _run([found, "--version"], seconds=20)
    if error is not None:
        return Check("browser", "warning", f"{found} does not start: {error}", mend)
    return Check("browser", "ok", found)


def check_font(_settings: Settings) -> Check:
    """The bundled font is there: without one Chromium draws charts with no text and no error."""
    folder = PROJECT_ROOT / "dashboard" / "fonts"
    fonts = sorted(path.name for path in folder.glob("*.[ot]tf"))
    if fonts:
        return Check("font", "ok", ", ".join(fonts))
    return Check("font", "missing", f"none in {folder}", "git checkout -- dashboard/fonts")


def check_key(settings: Settings) -> Check:
    """Only its owner may read the key of the pseudonyms, and it lies outside data and checkout."""
    path = settings.key_file
    for folder in (settings.data, PROJECT_ROOT):
        if path.is_relative_to(folder):
            return Check(
                "key",
                "missing",
                f"{path} lies in {folder}, which is copied and shared",
                f"mv {path} ~/.config/sagspuls/ and set SAGSPULS_KEY_FILE",
            )
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        return _missing_key(settings)
    except PermissionError:
        return Check("key", "missing", f"{path} belongs to another user", f"chown $USER {path}")
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return Check("key", "missing", f"others may read {path}", f"chmod 600 {path}")
    if not os.access(path, os.R_OK):
        return Check("key", "missing", f"{path} cannot be read", f"chmod 600 {path}")
    try:
        kept = stored(settings)
        if kept is None:
            return Check("key", "ok", f"{path}, only its owner may read it; nothing is loaded yet")
        open_key(settings)
    except ConfigurationError as error:
        return Check("key", "missing", error.message, error.hint)
    return Check(
        "key", "ok", f"{path}, only its owner may read it; fingerprint {kept[:8]}, as in the data"
    )


def _missing_key(settings: Settings) -> Check:
    try:
        if stored(settings) is not None:
            open_key(settings)
    except ConfigurationError as error:
        return Check("key", "missing", error.message, error.hint)
    return Check("key", "ok", f"not there yet: the first load creates {settings.key_file}")


def check_data_folder(settings: Settings) -> Check:
    """The data folder, or the nearest folder above it that is there, can be written."""
    folder = _nearest(settings.data)
    if os.access(folder, os.W_OK | os.X_OK):
        return Check("data folder", "ok", str(settings.data))
    mend = f"sudo chown $USER {folder}, or set SAGSPULS_DATA"
    return Check("data folder", "missing", f"{folder} cannot be written", mend)


def check_modes(settings: Settings) -> Check:
    """No file of the data folder can be read by others than its owner, or the group it shares."""
    try:
        wrong = open_to_others(settings)
    except PermissionError:
        lacking = f"parts of {settings.data} belong to another user"
        return Check("file modes", "warning", lacking, "run it as the owner of the data")
    if not wrong:
        return Check("file modes", "ok", "only the owner may read the data")
    named = ", ".join(str(path) for path in wrong[:3])
    more = f" and {len(wrong) - 3} more" if len(wrong) > 3 else ""
    bits = "g-w,o=" if others(settings) == OF_A_GROUP else "go="
    return Check(
        "file modes",
        "warning",
        f"others may read {named}{more}",
        f"chmod -R {bits} {settings.data}",
    )


def check_disk(settings: Settings) -> Check:
    """There is room for a build and another published run."""
    free = shutil.disk_usage(_nearest(settings.data)).free / 1e9
    if free >= LEAST_FREE_GB:
        return Check("disk", "ok", f"{free:.1f} GB free")
    return Check(
        "disk",
        "warning",
        f"{free:.1f} GB free, {LEAST_FREE_GB:g} GB are advised",
        "lower SAGSPULS_KEEP_RUNS, or set SAGSPULS_DATA to another disk",
    )


def check_published(settings: Settings) -> Check:
    """A run is published for the dashboard to show."""
    try:
        run = current_run(settings)
    except RunUnreadable as error:
        return Check("published run", "missing", error.message, error.hint)
    except NothingPublished:
        return Check("published run", "warning", "none yet", "sagspuls demo")
    return Check("published run", "ok", f"{run.run_id}, data to {run.data_date or 'no date'}")


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _run(command: Sequence[str], seconds: float) -> str | None:
    """Run a command; None where it went well, else the last line of what it said."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return str(error)
    if done.returncode == 0:
        return None
    lines = (done.stderr or done.stdout).strip().splitlines()
    return lines[-1] if lines else f"exit code {done.returncode}"


def _nearest(path: Path) -> Path:
    return next(folder for folder in (path, *path.parents) if folder.is_dir())
