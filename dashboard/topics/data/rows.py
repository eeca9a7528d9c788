"""What the Data page reads: loads, rejects by reason, test results, and the run itself."""

from __future__ import annotations

from datetime import date

from dashboard.reading.marts import Published, Row

EXAMPLES = 200
"""Rejected rows shown; the rest are counted."""


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
