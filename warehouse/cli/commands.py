"""The commands of `sagspuls`, their options and reports; other rooms do the work."""

from __future__ import annotations

import importlib
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from getpass import getpass
from pathlib import Path
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from warehouse.base.disk import DiskFull, is_full
from warehouse.base.errors import FileRefused, SagspulsError
from warehouse.base.settings import Settings, read_settings
from warehouse.cli import console, journal
from warehouse.cli.progress_bar import drawn

if TYPE_CHECKING:  # What a command does not use it need not wait for.
    from warehouse.publish.runs import Run

app = typer.Typer(
    name="sagspuls",
    help="Casework figures from supplier extracts: load, build and test, publish, look.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    epilog="First look: `sagspuls demo`. Settings: sagspuls.toml or SAGSPULS_….",
)
export_app = typer.Typer(no_args_is_help=True, help="Write a chart or a report to a file.")
app.add_typer(export_app, name="export", epilog="Example: `sagspuls export chart --help`")

Json = Annotated[bool, typer.Option("--json", help="Answer in JSON on standard output.")]
Cases = Annotated[int, typer.Option(min=1, help="How many cases.")]
Strict = Annotated[
    bool,
    typer.Option(
        "--strict",
        help="Refuse a chart that shows nothing, or one row where its page has more; exit code 8.",
    ),
]
Seed = Annotated[int, typer.Option(min=0, help="The same seed gives the same files.")]


class QueryFormat(StrEnum):
    """How rows are written."""

    table = "table"
    csv = "csv"
    json = "json"
    parquet = "parquet"


class Engine(StrEnum):
    """What builds the models."""

    duckdb = "duckdb"
    spark = "spark"


class ChartFormat(StrEnum):
    """How a chart is written."""

    png = "png"
    svg = "svg"
    csv = "csv"
    xlsx = "xlsx"
    ics = "ics"


class ReportFormat(StrEnum):
    """How a yearly report is written."""

    pdf = "pdf"
    html = "html"


class Language(StrEnum):
    """Language of an export."""

    da = "da"
    en = "en"


def _version(asked: bool) -> None:
    if asked:
        from warehouse.build.state import own_version

        console.say(own_version())
        raise typer.Exit


@app.callback()
def root(
    debug: Annotated[
        bool, typer.Option("--debug", help="Show where in the program an error arose.")
    ] = False,
    version: Annotated[
        bool,
        typer.Option("--version", help="Show the version.", is_eager=True, callback=_version),
    ] = False,
) -> None:
    """Casework figures from supplier extracts: load, build and test, publish, look."""
    if debug:
        sys.excepthook = sys.__excepthook__


@app.command(epilog="Example: `sagspuls demo --cases 5000`")
def demo(
    cases: Cases = 20_000,
    seed: Seed = 1,
    serve: Annotated[bool, typer.Option(help="Start the dashboard at the end.")] = True,
    host: Annotated[str | None, typer.Option(help="Address of the dashboard.")] = None,
    port: Annotated[int | None, typer.Option(help="Port of the dashboard.")] = None,
) -> None:
    """Publish a sample municipality and start the dashboard; skips steps already done."""
    from warehouse.cli.demo import run_demo

    settings = _settings(host, port)
    with journal.record(settings, "demo") as told:
        result = run_demo(settings, draw=drawn, cases=cases, seed=seed)
        told.update(run_id=result.run.run_id, n_loads=result.built.n_loads)
    console.demo_done(result)
    if serve:
        _serve(settings)


@app.command(epilog="Example: `sagspuls sample --cases 10000 --seed 7 --out /tmp/sample`")
def sample(
    out: Annotated[Path, typer.Option(help="Folder the extracts are written to.")],
    cases: Cases = 20_000,
    seed: Seed = 1,
    as_json: Json = False,
) -> None:
    """Write the extracts of a sample municipality, and `truth.json` with their planted faults."""
    from warehouse.sample.write import write_sample

    with drawn("sample", quiet=as_json) as on_progress:
        truth = write_sample(out, cases, seed, on_progress)
    words = f"{cases} cases (seed {seed}) are in {out}.\nNext: sagspuls load {out} --mapping sample"
    console.answer(truth, words, as_json)


@app.command(epilog="Example: `sagspuls load ~/extracts/2026-11.zip --mapping sample`")
def load(
    path: Annotated[Path, typer.Argument(help="A file, a folder or a zip.")],
    mapping: Annotated[
        str, typer.Option(help="Source system, or path of a mapping file.")
    ] = "standard",
    data_date: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"], help="Date of the extract. Default: the newest date in it."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Load supplier extracts: check, pseudonymise, and list rejected rows with the reason.

    Exit code 3 if a file was refused; the others are loaded.
    """
    from warehouse.base.ledger import stray_files, stray_hint
    from warehouse.ingest.load import load as run_load

    settings = _settings()
    with journal.record(settings, "load") as told, drawn("load", quiet=as_json) as on_progress:
        results = run_load(
            settings,
            path,
            mapping,
            data_date=data_date.date() if data_date else None,
            on_progress=on_progress,
        )
        is_refused = any(result.status == "refused" for result in results)
        if is_refused:
            told.update(outcome="refused", exit_code=FileRefused.exit_code)
        told["load_ids"] = [r.load_id for r in results if r.status in ("loaded", "refused")]
        told["n_files"] = Counter(result.status for result in results)
        for count in ("rows_read", "rows_loaded", "rows_rejected", "rows_repeated"):
            told[count] = sum(getattr(r, count) for r in results if r.status == "loaded")
    console.loads(results, as_json)
    if strays := stray_files(settings):
        console.strays(strays, stray_hint(settings, strays[0]))
    if is_refused:
        raise typer.Exit(FileRefused.exit_code)


@app.command(epilog="Example: `sagspuls template focus_points --out fokuspunkter.xlsx`")
def template(
    entity: Annotated[str, typer.Argument(help="Register; an unknown name lists them.")],
    out: Annotated[Path, typer.Option(help="The file, or a folder.")] = Path(),
    as_json: Json = False,
) -> None:
    """Write the empty workbook of a register; once filled in, `sagspuls load` reads it."""
    from warehouse.forms.template import write_template

    path = write_template(entity, out, municipality_code=_settings().municipality_code)
    words = f"Written: {path}\nNext: fill it in, then sagspuls load {path}"
    console.answer({"file": str(path)}, words, as_json)


@app.command(
    epilog="Example: `sagspuls audit-sample --round 2026-1 --case-type AELDREBOLIG "
    "--case-type REHAB --size 80 --by case_type_code --seed 7 --out audit_2026-1.xlsx`"
)
def audit_sample(
    round_id: Annotated[str, typer.Option("--round", help="Name of the round, as 2026-1.")],
    case_type: Annotated[list[str], typer.Option(help="Case type to audit; repeat for several.")],
    out: Annotated[Path, typer.Option(help="The form, an XLSX file with audit in its name.")],
    seed: Seed,
    size: Annotated[int, typer.Option(min=1, help="How many cases.")] = 80,
    by: Annotated[
        str | None, typer.Option(help="Draw by strata of this column, as case_type_code.")
    ] = None,
    name: Annotated[str, typer.Option(help="Title of the round.")] = "",
    since: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Cases decided from this day.")
    ] = None,
    until: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Cases decided to this day.")
    ] = None,
    municipality: Annotated[str | None, typer.Option(help="Code of the municipality.")] = None,
    as_json: Json = False,
) -> None:
    """Draw the cases of an audit round, and write the form for the auditors."""
    from warehouse.forms.audit_sample import audit_sample as run_audit_sample

    settings = _settings()
    with journal.record(settings, "audit-sample"):
        audited, drawn = run_audit_sample(
            settings,
            out,
            round_id,
            case_type,
            name=name,
            size=size,
            seed=seed,
            by=by,
            since=since.date() if since else None,
            until=until.date() if until else None,
            municipality=municipality,
        )
    words = (
        f"{len(drawn)} of {audited.population_size} cases are drawn (seed {seed}).\n"
        f"The form is {out}. Fill in the column Fund of its first sheet. Then: "
        f"sagspuls load {out} --mapping audit && sagspuls build --publish"
    )
    told = {"round_id": round_id, "out": str(out), "population_size": audited.population_size}
    console.answer(told | {"seed": seed, "cases": [d.case_key for d in drawn]}, words, as_json)


@app.command(
    name="match-services", epilog="Example: `sagspuls match-services --out ydelsesmatch.xlsx`"
)
def match_services(
    out: Annotated[
        Path, typer.Option(help="The form, an XLSX file with ydelsesmatch in its name.")
    ] = Path("ydelsesmatch.xlsx"),
    municipality: Annotated[str | None, typer.Option(help="Code of the municipality.")] = None,
    as_json: Json = False,
) -> None:
    """Propose services that two catalogues may have under different codes; a person decides."""
    from warehouse.forms.match_services import match_services as run_match_services

    settings = _settings()
    with journal.record(settings, "match-services"):
        form, proposals = run_match_services(settings, out, municipality)
    words = (
        f"{len(proposals)} pairs of services have similar names; only confirmed pairs are "
        f"compared.\nThe form is {form}. Write ja or nej in the column Samme ydelse. Then: "
        f"sagspuls load {form} && sagspuls build --publish"
    )
    told = [
        {"service": p.first.code, "other_service": p.second.code, "score": p.score}
        for p in proposals
    ]
    console.answer({"file": str(form), "proposals": told}, words, as_json)


@app.command(epilog="Example: `sagspuls build --publish`")
def build(
    full: Annotated[
        bool, typer.Option("--full", help="Build everything, even if nothing has changed.")
    ] = False,
    publish: Annotated[
        bool, typer.Option("--publish", help="Publish the build if it succeeds.")
    ] = False,
    engine: Annotated[
        Engine | None, typer.Option(help="What builds the models. Default: the setting `engine`.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Build and test the warehouse from what is loaded; does nothing if nothing has changed."""
    from warehouse.build.build import build as run_build

    settings = _settings(engine=engine.value if engine else None)
    with journal.record(settings, "build") as told, drawn("build", quiet=as_json) as on_progress:
        result = run_build(settings, full=full, on_progress=on_progress)
        told["outcome"] = result.status
        for name in ("run_id", "n_loads", "n_touched_cases", "n_models", "n_tests", "n_warnings"):
            told[name] = getattr(result, name)
    run = None
    if publish:
        run = _publish(settings, as_json)
    console.built(result, run, as_json)


@app.command(epilog="Example: `sagspuls publish`")
def publish(
    restate: Annotated[
        str | None,
        typer.Option(help="Recompute public figures already published; the text says why."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Publish the last build if it succeeded; readers see it at once."""
    run = _publish(_settings(), as_json, restate)
    console.answer(run, console.published(run), as_json)


@app.command(epilog="Example: `sagspuls rollback 20261122T081500-3fa1`")
def rollback(
    run: Annotated[
        str | None, typer.Argument(help="Name of the run. Default: the one before the current.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make an earlier published run the current one; nothing is deleted."""
    from warehouse.publish.publish import rollback as run_rollback

    settings = _settings()
    with journal.record(settings, "rollback") as told:
        now = run_rollback(settings, run)
        told["run_id"] = now.run_id
    console.answer(now, f"Current now: {console.run_line(now)}.", as_json)


@app.command(epilog="Example: `sagspuls status --json`")
def status(as_json: Json = False) -> None:
    """Show what is loaded, built and published."""
    from warehouse.publish.status import read_status

    console.status(read_status(_settings()), as_json)


@app.command(epilog="Example: `sagspuls sql \"from mart_scorecard where status = 'not_met'\"`")
def sql(
    query: Annotated[
        str, typer.Argument(help="SQL on schema marts; `-` reads it from standard input.")
    ],
    form: Annotated[
        QueryFormat, typer.Option("--format", help="Format of the rows.")
    ] = QueryFormat.table,
    out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds it may take.")] = 60,
    memory: Annotated[int, typer.Option(min=64, help="MB it may use.")] = 1024,
) -> None:
    """Run SQL on the published run: read-only, no files, no network, limited time and memory."""
    from warehouse.base.out_file import plain_file
    from warehouse.publish.query import Limits, stream_query
    from warehouse.publish.query_formats import write_rows

    if out:
        plain_file(out)
    text = sys.stdin.read() if query == "-" else query
    limits = Limits(memory_bytes=memory << 20, seconds=timeout)
    with stream_query(_settings(), text, limits) as rows:
        write_rows(rows, form.value, out, sys.stdout.buffer)


@app.command(epilog="Example: `sagspuls dashboard --port 8502`")
def dashboard(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Start the dashboard and print its address; Ctrl-C ends it."""
    _serve(_settings(host, port))


@export_app.command(
    "chart",
    epilog="Example: `sagspuls export chart deadline_kept_by_unit --format svg --period 2026-Q3 "
    "--filter department=SOF --out kept.svg`",
)
def export_chart(
    chart: Annotated[str, typer.Argument(help="Name of the chart; an unknown name lists them.")],
    out: Annotated[Path, typer.Option(help="The file, or a folder.")] = Path(),
    form: Annotated[
        ChartFormat, typer.Option("--format", help="Format of the file.")
    ] = ChartFormat.png,
    period: Annotated[
        str | None, typer.Option(help="2026, 2026-Q3 or 2026-09. Default: the latest whole period.")
    ] = None,
    language: Annotated[
        Language | None, typer.Option(help="Default: the setting `language`.")
    ] = None,
    filters: Annotated[
        list[str] | None, typer.Option("--filter", help="name=code; repeat for several.")
    ] = None,
    strict: Strict = False,
    as_json: Json = False,
) -> None:
    """Write a chart of the dashboard from the public edition, with source and data date.

    Default period and filters: those of its page.
    """
    path = _dashboard("exports.export").export_chart(
        _settings(),
        chart,
        format=form.value,
        period=period,
        language=language.value if language else None,
        filters=_pairs(filters or []),
        strict=strict,
        out=out,
    )
    console.answer({"file": str(path)}, f"Written: {path}", as_json)


@export_app.command("charts", epilog="Example: `sagspuls export charts --out charts --format svg`")
def export_charts(
    out: Annotated[Path, typer.Option(help="The folder.")],
    form: Annotated[
        ChartFormat, typer.Option("--format", help="Format of the files.")
    ] = ChartFormat.png,
    language: Annotated[
        Language | None, typer.Option(help="Default: the setting `language`.")
    ] = None,
    strict: Strict = False,
    as_json: Json = False,
) -> None:
    """Write every chart of the dashboard, with the period and filters its page opens with."""
    from warehouse.base.errors import ExportFailed

    with drawn("export", quiet=as_json) as on_progress:
        done = _dashboard("exports.export").export_charts(
            _settings(),
            format=form.value,
            language=language.value if language else None,
            strict=strict,
            out=out,
            on_progress=on_progress,
        )
    words = [f"Written: {len(done.files)} files to {out}"]
    words += [f"{chart}: {problem}" for chart, problem in done.problems.items()]
    answer = {"files": [str(path) for path in done.files], "show_too_little": done.problems}
    console.answer(answer, "\n".join(words), as_json)
    if strict and done.problems:
        raise typer.Exit(ExportFailed.exit_code)


@export_app.command(
    "provider-report",
    epilog="Example: `sagspuls export provider-report all --year 2024 --out reports`",
)
def export_provider_report(
    provider: Annotated[str, typer.Argument(help="Code of the provider, or `all`.")],
    year: Annotated[int, typer.Option(help="The year reported on.")],
    out: Annotated[Path, typer.Option(help="The file, or a folder.")] = Path(),
    form: Annotated[
        ReportFormat, typer.Option("--format", help="Format of the file; Word opens HTML.")
    ] = ReportFormat.pdf,
    language: Annotated[
        Language | None, typer.Option(help="Default: the setting `language`.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Write a provider's yearly report: activity, accounts, early warning and its own texts."""
    files, left_out = _dashboard("exports.provider_report").export_reports(
        _settings(),
        provider,
        year=year,
        language=language.value if language else None,
        format=form.value,
        out=out,
    )
    words = [f"Written: {path}" for path in files] + [f"Left out: {said}" for said in left_out]
    answer = {"files": [str(path) for path in files], "left_out": left_out}
    console.answer(answer, "\n".join(words), as_json)


@app.command(epilog="Example: `sagspuls verify --quick || mail -s sagspuls drift@example.org`")
def verify(
    quick: Annotated[
        bool, typer.Option("--quick", help="Check hashes only; do not rebuild and compare rows.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Verify raw files, published files and published rows; exit code 9 if one is wrong."""
    from warehouse.upkeep.verify import EXIT_CODE
    from warehouse.upkeep.verify import verify as run_verify

    settings = _settings()
    with journal.record(settings, "verify") as told, drawn("verify", quiet=as_json) as on_progress:
        verdict = run_verify(settings, quick=quick, on_progress=on_progress)
        told["run_id"] = verdict.current_run
        told["n_findings"] = len(verdict.findings)
        if not verdict.is_right:
            told.update(outcome="wrong", exit_code=EXIT_CODE)
    console.verified(verdict, as_json)
    if not verdict.is_right:
        raise typer.Exit(EXIT_CODE)


@app.command(epilog="Example: `sagspuls erase --cpr-file numbers.txt`, or `sagspuls erase < …`")
def erase(
    cpr_file: Annotated[
        Path | None,
        typer.Option(help="A file with a number per line. Default: standard input."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Erase citizens: delete all rows of their cases, publish a new run, delete older runs.

    CPR numbers are never arguments: the list of processes would show them.
    """
    from warehouse.upkeep.erase import erase as run_erase
    from warehouse.upkeep.erase import read_numbers

    settings = _settings()
    if cpr_file is None and sys.stdin.isatty():
        text = getpass("CPR number (not shown): ")
    else:
        text = cpr_file.read_text("utf-8") if cpr_file else sys.stdin.read()
    numbers = read_numbers(text)
    with journal.record(settings, "erase") as told, drawn("erase", quiet=as_json) as on_progress:
        done = run_erase(settings, numbers, on_progress=on_progress)
        told.update(run_id=done.run_id, load_ids=list(done.loads_rewritten), n_cases=done.n_cases)
        told["rows_erased"] = sum(done.rows_erased.values())
    console.erased(done, as_json)


@app.command(epilog="Example: `sagspuls rekey`, then back up the key file")
def rekey(as_json: Json = False) -> None:
    """Rotate the key of the pseudonyms; old and new loads still match."""
    from warehouse.upkeep.rekey import rekey as run_rekey

    settings = _settings()
    with journal.record(settings, "rekey") as told, drawn("rekey", quiet=as_json) as on_progress:
        done = run_rekey(settings, on_progress=on_progress)
        told.update(run_id=done.run_id, n_loads=done.n_loads, n_links=done.n_links)
    console.answer(
        done,
        f"{done.n_loads} loads now use key {done.n_links} of {done.key_file}; "
        f"{len(done.runs_removed)} older runs were deleted.\n"
        "Back up the key file now: without it no citizen is recognised again.",
        as_json,
    )


@app.command(epilog="Example: `sagspuls doctor`")
def doctor(as_json: Json = False) -> None:
    """List what this machine lacks, with the command that installs it; exit code 1 if required."""
    from warehouse.cli.doctor import examine

    checks = examine(_settings())
    console.examined(checks, as_json)
    if any(check.status == "missing" for check in checks):
        raise typer.Exit(1)


def main() -> None:
    """Run the command line; errors become words and an exit code, never a traceback."""
    sys.excepthook = _one_line
    with _in_words(sys.argv):
        # Not `app()`, which puts a hook of its own in place of ours.
        typer.main.get_command(app)(prog_name="sagspuls")


@contextmanager
def _in_words(arguments: Sequence[str]) -> Iterator[None]:
    """Turn an error the user can act on into its message, its hint and its exit code."""
    try:
        yield
    except SagspulsError as error:
        console.failed(error, as_json="--json" in arguments)
        sys.exit(error.exit_code)
    except OSError as error:
        if "--debug" in arguments:
            raise
        if is_full(error):
            full = DiskFull(error)
            console.failed(full, as_json="--json" in arguments)
            sys.exit(full.exit_code)
        where = f": {error.filename}" if error.filename else ""
        console.complain(f"{error.strerror or error}{where}", "Run `sagspuls doctor`.")
        sys.exit(1)


def _one_line(
    kind: type[BaseException], error: BaseException, _trace: TracebackType | None
) -> None:
    """What is said of an error nobody foresaw; the exit code is 1."""
    words = " ".join(str(error).split())[:300]
    console.complain(
        f"Unexpected: {kind.__name__}: {words}",
        "Where it arose: run the same command as `sagspuls --debug …`.",
    )


def _publish(settings: Settings, as_json: bool, restate: str | None = None) -> Run:
    from warehouse.publish.publish import publish as run_publish

    with journal.record(settings, "publish") as told:
        with drawn("publish", quiet=as_json) as on_progress:
            run = run_publish(settings, restate=restate, on_progress=on_progress)
        told["run_id"] = run.run_id
    return run


def _settings(
    host: str | None = None, port: int | None = None, engine: str | None = None
) -> Settings:
    given = {"host": host, "port": port, "engine": engine}
    return read_settings(**{name: value for name, value in given.items() if value is not None})


def _serve(settings: Settings) -> None:
    from warehouse.cli.serve import serve

    serve(settings, lambda address: console.say(f"Dashboard: {address}  (Ctrl-C ends it)"))


def _dashboard(module: str) -> Any:
    """A module of the dashboard: the one place where the warehouse reaches for it."""
    loaded: ModuleType = importlib.import_module(f"dashboard.{module}")
    return loaded


def _pairs(texts: Sequence[str]) -> dict[str, str]:
    pairs = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise typer.BadParameter(f"'{text}' is not name=code.", param_hint="--filter")
        if name.strip() in pairs:
            raise typer.BadParameter(f"'{name.strip()}' is given twice.", param_hint="--filter")
        pairs[name.strip()] = value.strip()
    return pairs
