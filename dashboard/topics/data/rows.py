"""What the Data page reads: loads, rejects by reason, test results, and the run itself."""

from __future__ import annotations

from datetime import date

from dashboard.reading.marts import Published, Row
from dashboard.words.language import later

EXAMPLES = 200
"""Rejected rows shown; the rest are counted."""

REASONS = {
    "missing_value": later("A value is missing"),
    "unknown_code": later("A code that is not known"),
    "wrong_pattern": later("Not written as agreed"),
    "invalid_cpr": later("Not a CPR number"),
    "nobody": later("A person who is nobody, such as 0000000000 or Ukendt"),
    "unclear_cpr": later("Several CPR numbers in one cell, a rounded one, or a part of one"),
    "unclear_birthday": later("A CPR number with a birthday in the future"),
    "date_not_decisive": later("A date that does not decide the date of the data"),
    "older_delivery": later("A delivery with older dates than another"),
    "events_left_out": later("Events of before that a later delivery of their cases lacks"),
    "case_in_two_files": later("Cases with events in two files of one delivery"),
    "cpr_in_text": later("A CPR number in a text"),
    "maybe_cpr": later("A number that may be a CPR number"),
    "invalid_date": later("Not a date"),
    "invalid_time": later("Not a date with a time"),
    "invalid_number": later("Not a number"),
    "filler_date": later("A date that stands for none, such as 31-12-9999"),
    "assumed_date_order": later("Dates that do not show whether day or month comes first"),
    "open_end": later("The file ends in the middle of a line"),
    "total_row": later("A total among the rows"),
    "equals_sum": later("A row that equals the sum of others"),
    "too_many_columns": later("More cells than the header"),
    "too_few_columns": later("Fewer cells than the header"),
    "broken_quotes": later("A quotation mark in the wrong place"),
    "line_too_long": later("A line too long to be a row"),
    "wrong_encoding": later("Bytes of another encoding"),
    "key_conflict": later("The same number with other content"),
    "unreadable": later("The row cannot be read"),
    "decided_before_received": later("Decided before it was received"),
    "answered_before_received": later("Answered before it was received"),
    "sample_larger_than_population": later("More cases are drawn than there are"),
    "closed_before_received": later("Closed before it was received"),
    "received_after_load": later("Received after the day of the load"),
    "cell_error": later("An error of a spreadsheet and no value"),
    "misread_letters": later("Letters read in the wrong encoding"),
    "unread_sheets": later("Sheets of a workbook that were not read"),
    "merged_cells": later("A cell merged with the one above"),
    "retired_without_date": later("Retired without a date"),
    "adjusted_before_approved": later("Adjusted before it was approved"),
    "retired_before_approved": later("Retired before it was approved"),
    "ends_before_start": later("Ends before it starts"),
    "negative_amount": later("An amount below zero"),
    "negative_number": later("A number below zero"),
    "reached_before_started": later("Reached before it was started"),
    "closed_before_sent": later("Closed before it was sent"),
    "more_returned_than_invited": later("More forms came back than were sent"),
    "ends_before_it_begins": later("Ends before it begins"),
    "amount_below_zero": later("An amount below zero"),
    "amount_without_unit": later("An amount without its unit"),
    "same_department": later("Both services are of one department"),
    "decision_without_reference": later("A political decision nobody names"),
    "attended_before_held": later("Attended before it was held"),
    "more_came_than_invited": later("More came than were invited"),
    "counts_do_not_fit": later("Counts that do not fit together"),
    "reviewed_after_next": later("Last review after the next one"),
    "ended_before_started": later("Over before it began"),
    "flag_without_decision": later("A goal of a decision without the decision's number"),
    "limits_in_order": later("The number is not between its limits, or one limit is missing"),
    "ages_in_order": later("The oldest age is below the youngest, or a number below zero"),
    "year_out_of_range": later("Not a possible year"),
    "invalid_recurrence": later("Not a recurrence rule that can be read"),
    "dates_out_of_order": later("The last date before the first"),
    "out_of_calendar": later("A date outside the calendar"),
    "left_before_joined": later("Left before it joined or gave notice"),
    "negative_places": later("Capacity or activity below zero"),
    "activity_without_capacity": later("Activity where there is no capacity"),
    "negative_occupancy": later("Occupancy below zero"),
    "occupancy_as_share": later("Occupancy written as a share, not in percent"),
    "budgeted_over_full": later("Budgeted occupancy above 100 %"),
    "more_than_full": later("More activity than capacity"),
    "remarks_without_service_area": later("Remarks to a service area that is not named"),
    "service_area_not_asked": later("A service area named where none is asked for"),
}
"""Reasons of the loader and of the contracts' own checks, in words."""


def run_info(published: Published) -> Row:
    """The run: when, from how many loads, with how many tests."""
    found = published.rows("select * from marts.run_info")
    return found[0] if found else {}


def age_days(published: Published, today: date) -> int | None:
    """Days from the date of the data to today."""
    day = published.run.data_date
    return (today - day).days if day else None


def loads_by_entity(published: Published) -> tuple[Row, ...]:
    """How much was loaded, by system, entity and what became of the files."""
    return published.rows(
        """
        select source_system, entity, status, count(*) as n_files,
            cast(sum(rows_read) as bigint) as rows_read,
            cast(sum(rows_loaded) as bigint) as rows_loaded,
            cast(sum(rows_rejected) as bigint) as rows_rejected,
            cast(sum(rows_repeated) as bigint) as rows_repeated,
            max(data_date) as data_date, max(loaded_at) as loaded_at
        from marts.load_ledger
        group by source_system, entity, status
        order by status = 'refused' desc, source_system, entity, status
        """
    )


def loads(published: Published) -> tuple[Row, ...]:
    """Every load, refused ones first, then newest first."""
    return published.rows(
        """
        select source_file, entity, source_system, status, rows_read, rows_loaded, rows_rejected,
            rows_repeated, data_date, loaded_at, message, load_id
        from marts.load_ledger
        order by status = 'refused' desc, loaded_at desc, load_id desc
        """
    )


def reject_reasons(published: Published) -> tuple[Row, ...]:
    """How many rejects and warnings there are for every reason, with the first of them."""
    return published.rows(
        """
        with ordered as (
            select reason_code, severity, message, source_file, line, column_name,
                row_number() over (
                    partition by reason_code, severity
                    order by source_file, line nulls last, column_name
                ) as nth
            from marts.load_rejects
        ),
        counted as (
            select reason_code, severity, count(*) as n, count(distinct source_file) as n_files
            from marts.load_rejects
            group by reason_code, severity
        )
        select counted.reason_code, counted.severity, counted.n, counted.n_files,
            ordered.message, ordered.source_file, ordered.line, ordered.column_name
        from counted
        inner join ordered
            on ordered.reason_code = counted.reason_code
            and ordered.severity = counted.severity
            and ordered.nth = 1
        order by counted.n desc, counted.reason_code, counted.severity
        """
    )


def reject_examples(published: Published) -> tuple[Row, ...]:
    """Rejected rows with file, line, column, reason and value (masked where it is personal)."""
    return published.rows(
        f"""
        select source_file, line, column_name, reason_code, severity, message, value
        from marts.load_rejects
        order by source_file desc, line, column_name
        limit {EXAMPLES}
        """
    )


def tests(published: Published) -> tuple[Row, ...]:
    """Results of the tests, those that found something first."""
    return published.rows(
        """
        select test_name, model, status, severity, failures, description, mended_by
        from marts.test_results
        order by case status when 'fail' then 0 when 'warn' then 1 else 2 end, model, test_name
        """
    )
