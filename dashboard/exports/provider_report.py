"""A provider's yearly report as one page: HTML that Word opens, printed as PDF.

Headings and their order are those of the template of the framework agreement of North Jutland
(agenda of Den Administrative Styregruppe, 12 August 2014):
*Årsrapport [årstal] for [navn på tilbud]*.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path

from dashboard.exports.browser import BROWSER
from dashboard.exports.export import language_asked, refuse_format, source_line, write_whole
from dashboard.exports.provider_figures import Report, reports
from dashboard.reading.codes import Codes
from dashboard.reading.marts import Published, Row, marts_of
from dashboard.topics.economy.rows import warning_words
from dashboard.topics.follow_up.rows import kroner
from dashboard.words.language import Language, later
from dashboard.words.tables import NOTHING
from dashboard.words.vocabulary import INK, LINE, MUTED
from warehouse.base.errors import ExportFailed
from warehouse.base.out_file import folder, plain_file
from warehouse.base.settings import Settings

FORMATS = {"pdf": "application/pdf", "html": "text/html"}
"""What a report is written as, and what browsers call it."""

_SOURCE = later("The municipality's own budgets and published figures, by Sagspuls")

_FILE = {"da": "aarsrapport", "en": "yearly-report"}

DEVELOPMENT = (
    "professional",
    "organisation",
    "leadership",
    "competence",
    "premises",
    "other",
)
"""Sections of the development, in their order; those without a text are left out."""

_STYLE = f"""
@page {{ size: A4; margin: 16mm 18mm 14mm; }}
body {{ font: 10pt/1.4 "IBM Plex Sans", Arial, sans-serif; color: {INK}; max-width: 174mm;
  margin: 0 auto; }}
h1 {{ font-size: 17pt; line-height: 1.2; margin: 0 0 8pt; }}
h2 {{ font-size: 12pt; margin: 12pt 0 3pt; break-after: avoid; }}
h3 {{ font-size: 10pt; margin: 7pt 0 2pt; break-after: avoid; }}
p {{ margin: 0 0 4pt; overflow-wrap: anywhere; }}
ul {{ margin: 0 0 4pt; padding-left: 14pt; }}
table {{ border-collapse: collapse; width: 100%; margin: 3pt 0 5pt; break-inside: avoid;
  font-variant-numeric: tabular-nums; }}
th, td {{ border: 1px solid {LINE}; padding: 2.5pt 5pt; text-align: left; font-weight: 400;
  vertical-align: top; }}
thead th, .group th {{ font-weight: 600; }}
td, .year {{ text-align: right; width: 24mm; white-space: nowrap; }}
.note {{ color: {MUTED}; font-size: 8.5pt; }}
footer {{ border-top: 1px solid {LINE}; margin-top: 10pt; padding-top: 4pt; color: {MUTED};
  font-size: 8pt; }}
"""


def export_reports(
    settings: Settings,
    provider_id: str,
    *,
    year: int,
    language: str | None = None,
    format: str = "pdf",  # noqa: A002  # the name the command line uses
    out: Path,
) -> tuple[list[Path], list[str]]:
    """Write the yearly report of a provider, or of all.

    Args:
        settings: whose data folder and language.
        provider_id: the provider; `all` for all that have figures for the year.
        year: the year the report is of: the one that has passed.
        language: `da` or `en`; the settings' where not given.
        format: `pdf` or `html`.
        out: the file, or a folder in which each report gets a name of its own.

    Returns:
        The files written, and what was left out of them, in words.

    Raises:
        ExportFailed: the provider, year or language is not known, several reports are to go into
            one file, no browser is there, or a file cannot be written.
        NothingPublished: there is no run to read.
    """
    refuse_format(format, FORMATS)
    shown_in = Language(language_asked(settings, language))
    published = marts_of(settings).current()
    found = reports(published, provider_id, year)
    is_file = out.suffix.lower() == f".{format}"
    if is_file and len(found) > 1:
        raise ExportFailed(
            f"{len(found)} reports do not go into one file.", "Give a folder with --out."
        )
    if is_file:
        plain_file(out, ExportFailed)
    else:
        folder(out, ExportFailed)
    files = []
    for report in found:
        file = out if is_file else out / file_name(published, report, shown_in, format)
        files.append(write_whole(file, report_bytes(published, report, shown_in, format)))
    left_out = [
        f"{report.provider['provider_id']}: remarks to {row['service_area']!r} are in no report"
        " of the year, as it has no activity."
        if row["service_area"] != "-"
        else f"{report.provider['provider_id']}: its texts are in no report, as"
        " seeds/providers.csv does not have the provider."
        for report in found
        for row in report.misplaced
    ]
    return files, left_out


def file_name(published: Published, report: Report, language: Language, kind: str) -> str:
    """A name that tells provider, year, language and run."""
    provider = re.sub(r"[^\w.-]+", "-", str(report.provider["provider_id"])).strip(".-") or "report"
    municipality = report.provider["municipality_code"]
    parts = [_FILE[language.code], municipality, provider, report.year, published.run.run_id]
    return "_".join(str(part) for part in parts) + f".{kind}"


def report_bytes(published: Published, report: Report, language: Language, kind: str) -> bytes:
    """The content of a report's file; the same run gives the same bytes.

    Raises:
        ExportFailed: there is no browser to print with.
    """
    html = report_html(published, report, language)
    if kind == "html":
        return html.encode("utf-8")
    day = published.run.data_date
    return _dated(BROWSER.pdf(html), f"{day:%Y%m%d}" if day else "20000101")


def report_html(published: Published, report: Report, language: Language) -> str:
    """The report as one document that asks for nothing but what is in it."""
    _, codes = language.text, published.codes(language)
    name = language.name(report.provider)
    title = _("Yearly report {year} for {provider}", year=str(report.year), provider=name)
    parts = [
        f"<h1>{escape(title)}</h1>",
        _heading(_("{provider} – in short", provider=name)),
        _paragraphs(report.typed("short_description") or _("No text has been written.")),
        _heading(_("Status")),
        _paragraphs(report.typed("status") or _("No text has been written.")),
        _warnings(report, language),
        _heading(_("Economy")),
        *(_activity(report, area, language) for area in report.activity),
        "" if report.activity else _paragraphs(_("No activity has been delivered.")),
        _heading(_("Budget and accounts")),
        _accounts(report, codes),
        _development(report, name, codes),
        f"<footer>{escape(source_line(published, language, _SOURCE))}</footer>",
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="{language.code}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(part for part in parts if part)
        + "\n</body>\n</html>\n"
    )


def _heading(text: str) -> str:
    return f"<h2>{escape(text)}</h2>"


def _paragraphs(text: str) -> str:
    """A text people typed, as paragraphs; nothing in it is markup."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return "".join(f"<p>{'<br>'.join(escape(part).splitlines())}</p>" for part in parts)


def _head(report: Report, first: str, language: Language) -> str:
    """The heading of a table: the years, the last as expected."""
    before, own, after = report.years
    expected = escape(language.text("expected"))
    last = f"{after}<br>({expected})"
    years = "".join(
        f'<th scope="col" class="year">{year}</th>' for year in (str(before), str(own), last)
    )
    return f'<thead><tr><th scope="col">{escape(first)}</th>{years}</tr></thead>'


def _row(label: str, values: list[str]) -> str:
    cells = "".join(f"<td>{escape(value)}</td>" for value in values)
    return f'<tr><th scope="row">{escape(label)}</th>{cells}</tr>'


def _activity(report: Report, area: str, language: Language) -> str:
    _ = language.text
    of_year = report.activity[area]
    if any(row["is_suppressed"] for row in of_year.values()):
        note = _("Not shown: fewer than 10 places are in use.")
        return f'<h3>{escape(area)}</h3><p class="note">{escape(note)}</p>'

    def values(column: str, decimals: int, *, is_share: bool = False) -> list[str]:
        found = [of_year[year][column] if year in of_year else None for year in report.years]
        return [
            NOTHING
            if value is None
            else language.percent(float(value), decimals)
            if is_share
            else language.number(float(value), decimals if float(value) % 1 else 0)
            for value in found
        ]

    rows = [
        _row(_("Capacity"), values("capacity_places", 1)),
        _row(_("Realised activity"), values("activity_places", 1)),
        _row(_("Budgeted occupancy (%)"), values("budgeted_occupancy_share", 1, is_share=True)),
        _row(_("Realised occupancy (%)"), values("realised_occupancy_share", 1, is_share=True)),
    ]
    remarks = report.typed("service_area", area)
    return (
        f"<table>{_head(report, area, language)}<tbody>{''.join(rows)}</tbody></table>"
        + (_paragraphs(remarks) if remarks else "")
        + _not_of_its_kind(report, of_year, language)
    )


def _not_of_its_kind(report: Report, of_year: Mapping[int, Row], language: Language) -> str:
    """What stands in a column and is not what its heading says: expected, or over already."""
    notes = []
    for year, wanted in zip(report.years, ("final", "final", "expected"), strict=True):
        basis = of_year[year]["basis"] if year in of_year else None
        if basis and basis != wanted:
            words = (
                later("{year} is expected.")
                if basis == "expected"
                else later("{year} is over: it is realised.")
            )
            notes.append(language.text(words, year=str(year)))
    return f'<p class="note">{escape(" ".join(notes))}</p>' if notes else ""


def _accounts(report: Report, codes: Codes) -> str:
    language = codes.language
    _ = language.text
    if not report.accounts:
        return _paragraphs(_("No budget and no accounts have been delivered."))
    body = ""
    for line, label in codes.words("report_line").items():
        of_year = report.accounts[line]
        amounts = [of_year[y]["amount_dkk"] if y in of_year else None for y in report.years]
        if line == "unplaced" and not any(amounts):
            continue
        if line in ("gross_budget", "tariff_income"):
            group = _("Budget") if line == "gross_budget" else _("Accounts")
            body += f'<tr class="group"><th scope="rowgroup" colspan="4">{escape(group)}</th></tr>'
        body += _row(label, [_kroner(value, language) for value in amounts])
    note = _("Kroner. Income has a minus; a total above zero is a deficit.")
    expected = {
        year: {"basis": {"actual": "final", "forecast": "expected"}.get(row["basis"])}
        for year, row in report.accounts["total"].items()
    }
    return (
        f"<table>{_head(report, _('Year'), language)}<tbody>{body}</tbody></table>"
        f'<p class="note">{escape(note)}</p>{_not_of_its_kind(report, expected, language)}'
    )


def _kroner(amount: object, language: Language) -> str:
    found = kroner(amount)
    return NOTHING if found is None else language.number(found)


def _warnings(report: Report, language: Language) -> str:
    """What asks for attention, with the rule that says so; nothing where no rule is crossed."""
    if not report.warnings:
        return ""
    items = "".join(f"<li>{escape(warning_words(language, row))}</li>" for row in report.warnings)
    heading = escape(language.text("Early warning"))
    return f"<h3>{heading}</h3><ul>{items}</ul>"


def _development(report: Report, name: str, codes: Codes) -> str:
    """Sections of what has changed; left out where nothing has, as the template says."""
    _ = codes.language.text
    sections = [
        f"<h3>{escape(codes.word('provider_text_section', section))}</h3>{_paragraphs(text)}"
        for section in DEVELOPMENT
        if (text := report.typed(section))
    ]
    if not sections:
        return ""
    return _heading(_("Development of {provider}", provider=name)) + "".join(sections)


def _dated(pdf: bytes, day: str) -> bytes:
    """A PDF whose dates are that of the data, so that the same report is the same file."""
    return re.sub(
        rb"(/(?:Creation|Mod)Date \(D:)\d{8}\d{6}", rb"\g<1>" + day.encode() + b"000000", pdf
    )
