"""The demo: a sample from extracts to a published run; unchanged steps are skipped."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from warehouse.base.errors import ConfigurationError, FileRefused
from warehouse.base.ledger import read_ledger
from warehouse.base.permissions import private
from warehouse.base.progress import OnProgress
from warehouse.base.settings import Settings
from warehouse.build.build import BuildResult, build
from warehouse.ingest.load import LoadResult, load
from warehouse.publish.publish import publish
from warehouse.publish.runs import Run
from warehouse.sample.write import write_sample

SAMPLE_SYSTEM = "sample"
CASES = 20_000
SEED = 1

Draw = Callable[[str], AbstractContextManager[OnProgress]]


@dataclass(frozen=True)
class DemoResult:
    """What each step came to."""

    is_new_sample: bool
    loads: tuple[LoadResult, ...]
    built: BuildResult
    run: Run


def run_demo(settings: Settings, *, draw: Draw, cases: int = CASES, seed: int = SEED) -> DemoResult:
    """Publish a sample municipality.

    Args:
        settings: whose data folder.
        draw: opens the progress of a step, given its name.
        cases: size of the sample.
        seed: where all its chance starts.

    Raises:
        ConfigurationError: the data folder holds other data, which a sample must not mix with.
        FileRefused: a file of the sample was refused.
        BuildFailed: the build or a test failed.
        Busy: another process is at work on the data folder.
    """
    folder = settings.data / "inbox" / "sample"
    _refuse_to_mix(settings, folder, cases, seed)
    is_new = not _is_there(folder, cases, seed)
    if is_new:
        with private(settings), draw("sample") as on_progress:
            write_sample(folder, cases, seed, on_progress)
    with draw("load") as on_progress:
        loads = load(settings, folder, SAMPLE_SYSTEM, on_progress=on_progress)
    refused = [result for result in loads if result.status == "refused"]
    if refused:
        raise FileRefused(f"{refused[0].source_file}: {refused[0].message}", refused[0].hint)
    with draw("build") as on_progress:
        built = build(settings, on_progress=on_progress)
    with draw("publish") as on_progress:
        run = publish(settings, on_progress=on_progress)
    return DemoResult(is_new, tuple(loads), built, run)


def _refuse_to_mix(settings: Settings, folder: Path, cases: int, seed: int) -> None:
    """A sample never stands among real cases, nor among those of another sample."""
    hint = "Set SAGSPULS_DATA to an empty folder, such as SAGSPULS_DATA=~/sagspuls-demo."
    systems = {entry.source_system for entry in read_ledger(settings)}
    if strange := systems - {SAMPLE_SYSTEM, "audit"}:
        raise ConfigurationError(
            f"{settings.data} holds loads of {', '.join(sorted(strange))}: "
            "the demo would mix a sample with them.",
            hint,
        )
    if systems and not _is_there(folder, cases, seed):
        raise ConfigurationError(
            f"{settings.data} holds another sample than {cases} cases with seed {seed}.", hint
        )


def _is_there(folder: Path, cases: int, seed: int) -> bool:
    try:
        truth = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
        files = [folder / str(file["file"]) for file in truth["files"]]
        return (truth["cases"], truth["seed"]) == (cases, seed) and all(
            path.is_file() for path in files
        )
    except (OSError, ValueError, KeyError, TypeError):
        return False
