"""Reads a mapping from its file, and says what is wrong in it by file and line."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from yaml.reader import ReaderError

from warehouse.base.errors import ConfigurationError
from warehouse.contracts.mapping import ColumnMap, Dialect, FileMap, Mapping
from warehouse.contracts.mapping_check import closest, find_faults
from warehouse.contracts.mapping_yaml import read_document

MAPPINGS = Path(__file__).resolve().parent / "mappings"


def mappings() -> tuple[str, ...]:
    """Names of the mappings that come with Sagspuls, sorted."""
    return tuple(sorted(path.stem for path in MAPPINGS.glob("*.yaml")))


def read_mapping(name: str) -> Mapping:
    """Read a mapping.

    Args:
        name: the name of one that comes with Sagspuls, or the path of a YAML file.

    Raises:
        ConfigurationError: there is no such mapping, or it cannot be understood.
    """
    path = MAPPINGS / f"{name}.yaml"
    if not path.is_file():
        path = Path(name)
    if path.suffix not in (".yaml", ".yml") or not path.is_file():
        raise ConfigurationError(
            f"There is no mapping '{name}'.",
            f"Give the path of a YAML file, or one of: {', '.join(mappings())}.",
        )
    try:
        written = path.read_bytes()
        document = read_document(written.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise ConfigurationError(
            f"The mapping {path} is not UTF-8: line {line} holds a sign of another encoding.",
            "Save it as UTF-8.",
        ) from None
    except OSError as error:
        raise ConfigurationError(f"The mapping {path} cannot be read: {error.strerror}.") from None
    except (yaml.YAMLError, RecursionError) as error:
        raise ConfigurationError(
            f"The mapping {path} is not YAML: {_words(error, written.decode('utf-8-sig'))}"
        ) from None
    problems = list(document.problems)
    mapping: Mapping | None = None
    if not problems:
        try:
            mapping = Mapping.model_validate(document.content)
        except ValidationError as error:
            problems = [(document.line(e["loc"]), _said(e)) for e in error.errors()]
        else:
            problems = [(document.line(at), message) for at, message in find_faults(mapping)]
    if mapping is None or problems:
        lines = "\n".join(f"  line {n}: {m}" for n, m in dict.fromkeys(sorted(problems)))
        raise ConfigurationError(f"The mapping {path} cannot be used.\n{lines}")
    mapping._place = f"{path} line {document.line(('system',))}"
    return mapping


def _words(error: Exception, text: str) -> str:
    """What is wrong with a file that is no YAML, on one line."""
    if isinstance(error, ReaderError):
        line = text.count("\n", 0, error.position) + 1
        return f"line {line}: a sign that no text has, such as a control character; remove it."
    mark = getattr(error, "problem_mark", None)
    if mark is None:
        return "it goes too deep, from line 1 on; write less within each other."
    problem = getattr(error, "problem", None) or "it cannot be read"
    return f"line {mark.line + 1}: {problem}. Are blanks, colons and quotes in their places?"


_TYPES = {
    "string_type": "It has to be one text; write one, in quotes.",
    "list_type": "It has to be a list; write [ … ].",
    "dict_type": "It has to be names with values; write them as name: value.",
    "model_type": "It has to be names with values; write them as name: value.",
    "too_short": "It is empty; write one at least.",
}


def _said(error: ErrorDetails) -> str:
    """What pydantic found wrong, and what to write."""
    name = str(error["loc"][-1]) if error["loc"] else "mapping"
    kind = error["type"]
    if kind == "missing":
        return f"'{name}' is missing; write {name}: …"
    if kind == "extra_forbidden":
        return f"'{name}' says nothing here. {closest(name, _names(error['loc']))}"
    if kind == "string_pattern_mismatch":
        return f"{name}: '{error['input']}' is not written as {error['ctx']['pattern']}."
    if kind == "literal_error":
        return f"{name}: '{error['input']}' is none of {error['ctx']['expected']}; write one."
    if kind == "value_error":
        return f"{name}: {error['ctx']['error']}."
    return f"{name}: {_TYPES.get(kind, error['msg'] + '.')}"


def _names(loc: tuple[int | str, ...]) -> list[str]:
    """The names that may stand where an unknown one does."""
    by_depth: dict[int, type[BaseModel]] = {1: Mapping, 3: FileMap, 4: Dialect, 5: ColumnMap}
    fields = by_depth[len(loc)].model_fields
    return [field.alias or name for name, field in fields.items()]
