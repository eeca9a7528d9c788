"""What dbt does not check about its own project: grains tested, everything described, layers kept.

`python -m tools.project_checks` (in `make lint`) has dbt read the project and prints what is wrong.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Collection, Iterator

from warehouse.base.errors import SagspulsError
from warehouse.base.settings import PROJECT_ROOT, read_settings
from warehouse.build.build import read_project
from warehouse.build.contract_check import Manifest, Node, nodes_of
from warehouse.build.dbt_process import DbtProcess
from warehouse.build.descriptions import Descriptions
from warehouse.build.model_rules import grains, is_rules, rules_of
from warehouse.build.state import code_fingerprint
from warehouse.contracts.contract import CASE_KEY

GRAIN_COMMENT = "-- grain: one row per "
LEDGER_TABLES = frozenset({"load_ledger", "load_rejects", "case_extracts", "whole_case_loads"})
EVIDENCE_UNION = "fct_indicator_evidence"
KEYS_OF_A_CASE = frozenset({"case_key", "observed_key"})
TOUCHED_ONLY = "macro.sagspuls.touched_only"


def check_project(manifest: Manifest) -> list[str]:
    """What is wrong with the project, in words; empty where nothing is.

    Args:
        manifest: dbt's `manifest.json`, read.
    """
    checks: tuple[Callable[[Manifest], Iterator[str]], ...] = (
        undescribed,
        without_grain_comment,
        without_grain_test,
        badly_named_tests,
        marts_without_contract,
        against_the_layers,
        evidence_left_out,
    )
    return [message for check in checks for message in check(manifest)]


def undescribed(manifest: Manifest) -> Iterator[str]:
    """Models, seeds and sources, and columns that are listed, without a description."""
    descriptions = Descriptions(manifest)
    for node in (
        *nodes_of(manifest, "model"),
        *nodes_of(manifest, "seed"),
        *manifest["sources"].values(),
        *manifest["exposures"].values(),
    ):
        if not _says_something(node.get("description")):
            yield f"{node['name']}: is not described."
        if "columns" not in node:
            continue
        for name in node["columns"]:
            if not descriptions.of(node["unique_id"], name.lower()):
                yield f"{node['name']}: column {name} is not described."


def without_grain_comment(manifest: Manifest) -> Iterator[str]:
    """Models whose first line does not say what a row is."""
    for node in nodes_of(manifest, "model"):
        if not node["raw_code"].startswith(GRAIN_COMMENT):
            yield f"{node['name']}: the first line is not '{GRAIN_COMMENT}…'."


def without_grain_test(manifest: Manifest) -> Iterator[str]:
    """Models and seeds that do not say their grain, or whose grain is not proved.

    The `rules` test of a model says and proves it. A view may leave the proof to a model built from
    it (`meta.grain_tested_by`), where the test costs one read of a table and not two of the view.
    """
    all_grains = grains(manifest)
    tests = {
        rule.name: node["attached_node"]
        for node in nodes_of(manifest, "test")
        if is_rules(node)
        for rule in rules_of(node)
        if rule.kind == "grain"
    }
    for node in (*nodes_of(manifest, "model"), *nodes_of(manifest, "seed")):
        grain = all_grains.get(node["unique_id"])
        if not grain:
            yield f"{node['name']}: no grain says which columns make a row."
            continue
        tested_by = node["config"].get("meta", {}).get("grain_tested_by")
        if tested_by is None:
            if node["unique_id"] not in tests.values():
                yield f"{node['name']}: no grain test of {', '.join(grain)}."
        elif tested_by not in tests:
            yield f"{node['name']}: there is no grain test {tested_by}."
        elif tests[tested_by] not in _descendants(manifest, node["unique_id"]):
            yield f"{node['name']}: {tested_by} is not on a model built from it."


def badly_named_tests(manifest: Manifest) -> Iterator[str]:
    """Tests that do not name their model, say nothing, or do not say who mends what they find."""
    names = {n["name"] for kind in ("model", "seed") for n in nodes_of(manifest, kind)}
    for node in nodes_of(manifest, "test"):
        name = node["name"]
        if is_rules(node):
            yield from _badly_described_rules(node)
            continue
        if not _begins_with_a_model(name, names):
            yield f"{name}: the name is not <model>__<what>."
        if not _says_something(node.get("description")):
            yield f"{name}: the test is not described."
        if not node["config"].get("meta", {}).get("mended_by"):
            yield f"{name}: meta.mended_by does not say who mends what it finds."
    for node in manifest.get("unit_tests", {}).values():
        if not node["name"].startswith(f"{node['model']}__"):
            yield f"{node['name']}: the name is not <model>__<what>."
        if not _says_something(node.get("description")):
            yield f"{node['name']}: the unit test is not described."


def _badly_described_rules(node: Node) -> Iterator[str]:
    model = node["attached_node"].split(".")[-1]
    if node["name"] != f"{model}__rules":
        yield f"{node['name']}: the rules of a model are named {model}__rules."
    if node["config"].get("severity", "error").lower() != "error":
        yield f"{node['name']}: severity is said of each rule."
    rules = list(rules_of(node))
    for name, n in Counter(rule.name for rule in rules).items():
        if n > 1:
            yield f"{name}: two rules have the name."
    for rule in rules:
        if rule.severity not in ("error", "warn"):
            yield f"{rule.name}: severity is error or warn."
        if not _says_something(rule.description):
            yield f"{rule.name}: the rule is not described."
        if not rule.mended_by:
            yield f"{rule.name}: mended_by does not say who mends what it finds."


def marts_without_contract(manifest: Manifest) -> Iterator[str]:
    """Marts whose columns and types dbt does not hold them to."""
    for node in nodes_of(manifest, "model"):
        if _folder(node) == "marts" and not node["config"].get("contract", {}).get("enforced"):
            yield f"{node['name']}: a mart needs an enforced contract."


def against_the_layers(manifest: Manifest) -> Iterator[str]:
    """Models that read what is not theirs to read.

    In an incremental build some models hold the touched cases only (`_partial`): one that reads
    them and is built anew each time would lose all others.
    """
    partial = _partial(manifest)
    for node in nodes_of(manifest, "model"):
        name = node["name"]
        is_incremental = node["config"]["materialized"] == "incremental"
        for parent in node["depends_on"]["nodes"]:
            kind, parent_name = parent.split(".")[0], parent.split(".")[-1]
            may_read = is_incremental or node["unique_id"] in partial
            if parent in partial and not may_read:
                yield f"{name}: only incremental models may read {parent_name}."
            if kind == "source" and parent_name not in LEDGER_TABLES and not _is_staging(node):
                yield f"{name}: only staging may read the source {parent_name}."
        if _goes_over_touched(node) and not is_incremental and not _is_view(node):
            yield f"{name}: touched_only() is for incremental models and the views they read."
        if node["unique_id"] in partial and _folder(node) == "marts":
            yield f"{name}: a view of the touched cases only cannot be published."
        if is_incremental and node["config"].get("unique_key") not in KEYS_OF_A_CASE:
            yield f"{name}: an incremental model replaces whole cases: unique_key case_key."


def evidence_left_out(manifest: Manifest) -> Iterator[str]:
    """Evidence models the indicator engine does not read."""
    models = {node["name"]: node for node in nodes_of(manifest, "model")}
    union = models.get(EVIDENCE_UNION)
    read = set(union["depends_on"]["nodes"]) if union else set()
    for name, node in models.items():
        if name.startswith("int_evidence__") and node["unique_id"] not in read:
            yield f"{name}: {EVIDENCE_UNION} does not read it."


def _descendants(manifest: Manifest, unique_id: str) -> set[str]:
    found: set[str] = set()
    to_visit = [unique_id]
    while to_visit:
        children = set(manifest["child_map"].get(to_visit.pop(), ())) - found
        found |= children
        to_visit += children
    return found


def _begins_with_a_model(name: str, names: Collection[str]) -> bool:
    return any(name.startswith(f"{model}__") and len(name) > len(model) + 2 for model in names)


def _partial(manifest: Manifest) -> set[str]:
    """Models that hold only the touched cases in an incremental build.

    Staging of what belongs to cases does, as the raw views do (`contract.CASE_KEY`), but for
    entities that are always read whole; so does a view that says `touched_only()` or reads one
    that does.
    """
    of_cases = {
        name
        for name, source in manifest["sources"].items()
        if set(CASE_KEY) <= set(source["columns"])
        and not source.get("config", {}).get("meta", {}).get("is_whole")
    }
    views = [node for node in nodes_of(manifest, "model") if _is_view(node)]
    partial: set[str] = set()
    while True:
        found = {
            node["unique_id"]
            for node in views
            if (_is_staging(node) and not of_cases.isdisjoint(node["depends_on"]["nodes"]))
            or _goes_over_touched(node)
            or not partial.isdisjoint(node["depends_on"]["nodes"])
        }
        if found == partial:
            return partial
        partial = found


def _is_view(node: Node) -> bool:
    return bool(node["config"]["materialized"] == "view")


def _is_staging(node: Node) -> bool:
    return _folder(node) == "staging"


def _goes_over_touched(node: Node) -> bool:
    return TOUCHED_ONLY in node["depends_on"].get("macros", ())


def _folder(node: Node) -> str:
    """The layer a model is in: the folder below `models/`."""
    return str(node["path"]).replace("\\", "/").split("/", 1)[0]


def _says_something(text: str | None) -> bool:
    return bool(text and text.strip())


def main() -> int:
    """Have dbt read the project, and print what is wrong with it."""
    settings = read_settings(data=PROJECT_ROOT / "target" / "lint")
    settings.build.mkdir(parents=True, exist_ok=True)
    code = code_fingerprint(PROJECT_ROOT, settings.engine)
    try:
        with DbtProcess(settings, PROJECT_ROOT) as dbt:
            wrong = check_project(read_project(dbt, settings.build / "target", code, []))
    except SagspulsError as error:
        wrong = [str(error)]
    sys.stderr.writelines(f"{line}\n" for line in wrong)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
