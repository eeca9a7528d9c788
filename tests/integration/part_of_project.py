"""A part of the project's models in a folder of its own: what a test needs built, and no more."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import yaml

from warehouse.base.settings import PROJECT_ROOT

_REF = re.compile(r"ref\(\s*['\"](\w+)['\"]")


def models() -> dict[str, str]:
    """The SQL of every model, by its name."""
    found = (PROJECT_ROOT / "models").rglob("*.sql")
    return {path.stem: path.read_text("utf-8") for path in found}


def incremental_models() -> set[str]:
    """Models that a delivery is added to."""
    return {name for name, sql in models().items() if "materialized='incremental'" in sql}


def leading_to(names: set[str]) -> set[str]:
    """Models and all they are from."""
    given, found, left = models(), set(), list(names)
    while left:
        name = left.pop()
        if name in given and name not in found:
            found.add(name)
            left += _REF.findall(given[name])
    return found


def copied_part(target: Path, names: set[str]) -> Path:
    """The project with these models and the seeds they name: to be changed, quick to build."""
    for name in ("macros", "seeds", "models"):
        shutil.copytree(PROJECT_ROOT / name, target / name)
    for path in list((target / "models").rglob("*.*")):
        if path.suffix == ".sql":
            if path.stem not in names:
                path.unlink()
        elif path.suffix == ".yml":
            _keep_described(path, names)
    kept = [*_files(target / "models"), *_files(target / "macros")]
    seeds = {name for path in kept for name in _REF.findall(path.read_text("utf-8"))}
    for path in _files(target / "seeds"):
        if path.suffix == ".yml":
            _keep_seeds(path, seeds)
        elif path.stem not in seeds:
            path.unlink()
    (target / "tests" / "sql").mkdir(parents=True)
    singular = ("tests/sql/_sql__tests.yml", "tests/sql/fct_cases__every_case.sql")
    for name in ("dbt_project.yml", "profiles.yml", *singular):
        shutil.copy(PROJECT_ROOT / name, target / name)
    return target


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def _keep_described(path: Path, names: set[str]) -> None:
    """Leave what a file says of these models; unit tests and exposures are of others too."""
    said = yaml.safe_load(path.read_text("utf-8"))
    said.pop("exposures", None)
    said.pop("unit_tests", None)
    said["models"] = [model for model in said.get("models", []) if model["name"] in names]
    path.write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")


def _keep_seeds(path: Path, names: set[str]) -> None:
    """Leave what a file says of these seeds; of their tests the grain, which each must have."""
    said = yaml.safe_load(path.read_text("utf-8"))
    said["seeds"] = [seed for seed in said["seeds"] if seed["name"] in names]
    for seed in said["seeds"]:
        (test,) = seed["data_tests"]
        rules = test["rules"]
        rules["arguments"] = {"grain": rules["arguments"]["grain"]}
    path.write_text(yaml.safe_dump(said, allow_unicode=True), "utf-8")
