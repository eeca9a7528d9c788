"""Charts of registers: focus points, initiatives, milestones, documents, templates, IT."""

from __future__ import annotations

from dashboard.marks.bars import Bars, parts
from dashboard.marks.columns import (
    Col,
    Row,
    Rows,
    named,
    only_beside,
    own_name,
    period_name,
    phrase,
    sign_word,
    worded,
)
from dashboard.marks.spec import Chart
from dashboard.reading.context import Context
from dashboard.reading.edition import OPEN
from dashboard.reading.read import department, mart, municipality, read
from dashboard.reading.view import DEPARTMENT
from dashboard.topics.follow_up.rows import (
    by_department,
    by_group,
    counts,
    department_name,
    register_chart,
    summary_of,
    where,
)
from dashboard.words import sources
from dashboard.words.language import later
from dashboard.words.vocabulary import BAR_PARTS, COVERAGE, INCIDENTS, MILESTONES, signal_sign

_MONTHS = 18
"""Months of incidents in the picture; the table has all."""

_DOCUMENTS = 30
"""Documents in the picture, the hardest first."""

_STATUSES = ("planned", "in_progress", "implemented", "retired")


def _by_status(context: Context, rows: Rows) -> Rows:
    told = counts(context, "focus_points")["all"]
    return [{"status": status, "n": told[status]} for status in _STATUSES]


def _focus_points(context: Context, rows: Rows) -> str:
    summary = phrase(
        context,
        "{told:count} focus points: {in_progress:count} in progress, {retired:count} retired. The "
        "text of {adjusted:count} was adjusted after approval.",
        counts(context, "focus_points")["all"],
    )
    if undated := counts(context, "focus_point_versions")["all"]["undated"]:
        words = later("{n:count} texts changed without a date of adjustment.")
        summary += " " + phrase(context, words, n=undated)
    return summary


def _money(context: Context, rows: Rows) -> str:
    over = [own_name(context, row) for row in rows if row["money_status"] == "over_grant"]
    told = counts(context, "initiatives")["all"]
    summary = phrase(context, "{told:count} initiatives, amounts in kroner.", told)
    if over:
        names = context.language.all_of(over)
        summary += " " + phrase(context, "Over the grant: {names}.", names=names)
    return summary


def _initiative(context: Context, row: Row) -> str:
    name = str(row[f"initiative_name_{context.language.code}"])
    problem = phrase(context, "not in the register")
    return f"{name} ({problem})" if row["problem"] else name


def _milestones_by_initiative(context: Context, rows: Rows) -> Rows:
    names = {row["initiative_id"]: _initiative(context, row) for row in rows}
    groups = by_group(counts(context, "milestones"), MILESTONES, names)
    return [{**row, "name": names[row["group"]]} for row in groups]


def _under_documents(context: Context, rows: Rows) -> str:
    # A bar has no axis: its unit stands here, for pictures too.
    bars = phrase(context, "Bars: LIX, the higher the harder to read")
    return f"{where(context)} · {bars}"


_case_type = named("case_type", "case_type_code")


def _templates(context: Context, rows: Rows) -> str:
    summary = phrase(
        context,
        "{covered:count} of {told:count} case types have a template that is up to date.",
        counts(context, "decision_templates")["all"],
    )
    without = [_case_type(context, row) for row in rows if row["coverage"] == "not_covered"]
    if without:
        names = context.language.all_of(without)
        summary += " " + phrase(context, "Without a template: {names}.", names=names)
    return summary


def _months(context: Context) -> Rows:
    return read(context, "mart_it_months", municipality(context), order="-month_start_on")


_month = period_name("month", "month_start_on")


def _freeze_signal(context: Context, row: Row) -> str:
    signal = row["freeze_signal"]
    return context.codes.of(signal_sign(signal)) if signal else ""


def _incidents(context: Context, rows: Rows) -> str:
    summary = phrase(
        context,
        "{incidents:count} incidents in {months:count} months.",
        counts(context, "it_incidents", whole=True)["all"],
    )
    worst = [_month(context, row) for row in _months(context) if row["freeze_signal"] == "concern"]
    if worst:
        months = context.language.all_of(worst)
        summary += " " + phrase(
            context, "More freezes than chance explains: {months}.", months=months
        )
    return summary


CHARTS = (
    register_chart(
        "focus_points",
        title=later("Focus points and their history"),
        rows=mart("mart_focus_point_versions", by=department, order="focus_point_id, -version_no"),
        picture=_by_status,
        label=worded("status", "focus_point_status"),
        mark=Bars(parts(BAR_PARTS, focus_points="n")),
        columns=(
            Col("Focus point", "title"),
            Col("No.", "focus_point_id"),
            Col("Version", "version_no", "count"),
            Col("From", "valid_from", "date"),
            Col("Until", "valid_to", "date"),
            Col("What changed", worded("change_kind", "focus_point_change")),
            Col("Status", worded("status", "focus_point_status")),
            Col("Priority", worded("priority")),
            Col("Text as approved", "approved_text"),
            Col("Why", "why"),
            Col("Wanted", "wanted"),
            Col("What was done", "what_was_done"),
            Col("Approved by", "approved_by"),
            Col("Approved", "approved_on", "date"),
            Col("Adjusted", "adjusted_on", "date"),
            Col("Retired", "retired_on", "date"),
            only_beside("Focus points", "n", "count"),
        ),
        says=_focus_points,
    ),
    register_chart(
        "initiative_money",
        title=later("Initiatives: money spent against budget and grant"),
        rows=mart("mart_initiatives", by=department, order="-spent_dkk, initiative_id"),
        mark=Bars(
            parts(
                BAR_PARTS,
                spent="spent_within_budget_dkk",
                over="over_budget_dkk",
                left="left_of_budget_dkk",
            ),
            inside=None,  # amounts are long: they stand beside the bar
        ),
        columns=(
            Col("Initiative", own_name),
            Col("No.", "initiative_id"),
            Col("Department", department_name),
            Col("Status", worded("status", "initiative_status")),
            Col("Money", worded("money_status")),
            Col("Spent, kr.", "spent_dkk", "kroner", beside=later("Spent")),
            Col("Budget, kr.", "budget_dkk", "kroner", beside=later("Budget")),
            Col("Of the budget", "budget_spent_share", "share"),
            Col("Grant", "grant_name"),
            Col("Grant, kr.", "grant_dkk", "kroner", beside=later("Grant")),
            only_beside("Money", worded("money_status")),
            Col("Spent of the grant, kr.", "grant_spent_dkk", "kroner"),
            Col("Of the grant", "grant_spent_share", "share"),
            Col("Starts", "starts_on", "date"),
            Col("Ends", "ends_on", "date"),
            Col("Decided by", "decided_by"),
            Col("Case number", "case_number"),
        ),
        says=_money,
    ),
    register_chart(
        "milestones",
        title=later("Initiatives: milestones"),
        rows=mart(
            "mart_milestones",
            by=department,
            order="initiative_name_da, initiative_id, planned_on, milestone_id",
        ),
        picture=_milestones_by_initiative,
        label="name",
        mark=Bars(parts(MILESTONES, *MILESTONES), only_used=True),
        columns=(
            Col("Milestone", "name"),
            Col("Initiative", _initiative),
            Col("No.", "milestone_id"),
            Col("Status", worded("milestone_status")),
            Col("Started", "started_on", "date"),
            Col("First plan", "first_planned_on", "date"),
            Col("Planned", "planned_on", "date"),
            Col("Reached", "reached_on", "date"),
            Col(
                "Days after the plan",
                lambda context, row: max(row["days_after_plan"], 0) or None,
                "count",
            ),
            Col("Note", "note"),
            Col("Problem", worded("problem", "milestone_problem")),
            only_beside("Milestones", "n", "count"),
        ),
        says=summary_of(
            "milestones",
            "Milestones reached: {reached_ever:count} of {told:count}. Overdue: {overdue:count}.",
        ),
    ),
    Chart(
        "guidance_documents",
        title=later("Guiding documents: readability and review"),
        filters=(DEPARTMENT,),
        edition=OPEN,
        source=sources.REGISTERS,
        rows=mart("mart_guidance_documents", by=department, order="-lix, document_id"),
        picture=lambda context, rows: rows[:_DOCUMENTS],
        mark=Bars(parts(BAR_PARTS, "lix")),
        columns=(
            Col("Document", "title"),
            Col("No.", "document_id"),
            Col("Category", worded("category", "document_category")),
            Col("Owner", "owner"),
            Col("At hand for", worded("available_to", "document_audience")),
            only_beside("To read", worded("readability")),
            Col("Review", worded("review_status"), beside="Review"),
            Col("Last reviewed", "last_reviewed_on", "date", beside=later("Reviewed")),
            Col("Next review", "review_due_on", "date"),
            Col("To read", worded("readability")),
            Col("LIX", "lix", "days"),
            Col("Words", "n_words", "count"),
            Col("Sentences", "n_sentences", "count"),
            Col("Long words", "n_long_words", "count"),
        ),
        says=summary_of(
            "guidance_documents",
            "{told:count} documents: review is overdue for {overdue:count} and was never done for "
            "{never_reviewed:count}; {hard_to_read:count} are hard or very hard to read.",
        ),
        under=_under_documents,
    ),
    register_chart(
        "template_coverage",
        title=later("Templates of decisions by case type"),
        rows=mart("mart_template_coverage", by=department, order="-coverage, case_type_code"),
        picture=lambda context, rows: by_department(context, "decision_templates", COVERAGE),
        label=lambda context, row: row["name"] or phrase(context, "Not stated"),
        mark=Bars(parts(COVERAGE, *COVERAGE)),
        columns=(
            Col("Case type", _case_type),
            Col("Department", department_name),
            Col("Template", worded("coverage", "template_coverage")),
            Col("Templates", "n_templates", "count"),
            Col("Last revised", "last_revised_on", "date"),
            Col("Next revision", "review_due_on", "date"),
            only_beside("Covered", "covered", "count"),
            only_beside("To be revised", "to_revise", "count"),
            only_beside("Not covered", "not_covered", "count"),
        ),
        says=_templates,
    ),
    Chart(
        "it_incidents",
        title=later("Incidents in IT systems, month by month"),
        filters=(),
        edition=OPEN,
        source=sources.REGISTERS,
        rows=mart("mart_it_incidents", order="-month_start_on, system, kind"),
        picture=lambda context, rows: _months(context)[:_MONTHS],
        label=_month,
        mark=Bars(parts(INCIDENTS, **{kind: f"n_{kind}" for kind in INCIDENTS}), only_used=True),
        columns=(
            Col("Month", "month_start_on", "date"),
            Col("System", "system"),
            Col("Kind", worded("kind", "incident_kind")),
            Col("Incidents", "n_incidents", "count"),
            Col("Minutes", "minutes", "count"),
            Col("Hours lost", "user_hours", "days"),
            Col("Users, most", "most_users", "count"),
            Col("Response, seconds", "longest_response_seconds", "days"),
            Col("Upper limit", "spc_upper", "days"),
            Col("Signal", sign_word(lambda context, row: signal_sign(row["spc_signal"]))),
            only_beside("Hours lost", "user_hours", "count"),
            only_beside("Signal", _freeze_signal),
        ),
        says=_incidents,
        under=lambda context, rows: where(context, whole=True),
    ),
)
