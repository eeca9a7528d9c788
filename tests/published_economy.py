"""Small marts of the economy for the published run that tests read; see `published_fixture`."""

from __future__ import annotations

import duckdb

WRONG_TOTAL = "Drift i alt"
"""The total that does not add up."""

_MARTS = """
    create table marts.dim_provider as select * from (values
        ('0999', 'hus', 'Fælleshuset', 'The shared house', 'Aalborg', true),
        ('0999', 'bo', 'Botilbuddet', 'The residence', 'Prøvekommune', true)
    ) as t (municipality_code, provider_id, name_da, name_en, run_by, is_known);
    create table marts.mart_budget as
    select '0999' as municipality_code, 'budget' as kind, *,
        amount_dkk - amount_before_dkk as difference_dkk,
        case when amount_before_dkk is null then 'first' else 'compared' end as year_status,
        case when row_level = 'line' then 'Lønfremskrivning' end as reason,
        case when budget_year = 2017 and row_level = 'line' then 10000 end as stated_difference_dkk,
        case when budget_year = 2017 and row_level = 'line' then 'differs' else 'not_stated' end
            as stated_status,
        case when delivered_total_dkk is null then 'not_delivered' else 'differs' end
            as total_status
    from (values
        ('hus', 'line', 'Løn', 'Leder', 1, 2016, 533000::decimal(18, 2), null::decimal(18, 2), 1,
            null, null::decimal(18, 2)),
        ('hus', 'group', 'Løn', '-', 0, 2016, 533000, null, 1, null, null),
        ('hus', 'total', '-', '-', 0, 2016, 533000, null, 1, null, null),
        ('hus', 'line', 'Løn', 'Leder', 1, 2017, 545000, 533000, 1, null, null),
        ('hus', 'group', 'Løn', '-', 0, 2017, 545000, 533000, 1, null, null),
        ('hus', 'line', 'Drift', 'El', 1, 2017, 54000, 60000, 2, null, null),
        ('hus', 'group', 'Drift', '-', 0, 2017, 54000, 60000, 2, 'Drift i alt', 45000),
        ('hus', 'total', '-', '-', 0, 2017, 599000, 593000, 1, null, null),
        ('bo', 'line', '-', 'Leder', 1, 2024, 100000, null, 1, null, null),
        ('bo', 'group', '-', '-', 0, 2024, 100000, null, 1, null, null),
        ('bo', 'total', '-', '-', 0, 2024, 100000, null, 1, null, null)
    ) as t (provider_id, row_level, group_name, line_text, line_no, budget_year, amount_dkk,
        amount_before_dkk, line_order, delivered_total_text, delivered_total_dkk);
    create table marts.fct_budget_lines as
    select municipality_code, provider_id, budget_year, line_text, amount_dkk
    from marts.mart_budget where row_level = 'line';
    create table marts.mart_budget_accounts as
    select municipality_code, provider_id, row_level, group_name, line_text, line_no, budget_year,
        line_order, amount_dkk as budget_dkk, null::decimal(18, 2) as revised_dkk,
        null::decimal(18, 2) as forecast_dkk,
        case when provider_id = 'bo' then 104500.75::decimal(18, 2) end as actual_dkk,
        amount_dkk as allowed_dkk,
        case when provider_id = 'bo' then 104500.75::decimal(18, 2) end as spent_dkk,
        case when provider_id = 'bo' then 4500.75::decimal(18, 2) end as difference_dkk,
        case when provider_id = 'bo' then amount_dkk end as spent_within_dkk,
        case when provider_id = 'bo' then 4500.75::decimal(18, 2) end as over_dkk,
        case when provider_id = 'bo' then 0::decimal(18, 2) end as left_dkk,
        case when provider_id = 'bo' then 'actual' else 'none' end as held_against
    from marts.mart_budget;
    create table marts.mart_shared_financing as
    select '0999' as municipality_code, 'hus' as provider_id, *, 0.6 as shared_share,
        'Styregruppen' as decided_by, '2016-1' as case_number, 'counted' as population_basis,
        least(year, 2017) as budget_year, date '2016-09-27' as decided_on
    from (values
        (2016, 'ok', 'of_another_date', 533000, 319800, null, 0, 319800, null, 213200, 20, 10660,
            null, date '2015-01-01', date '2016-01-01', false),
        (2017, 'ok', 'ok', 599000, 359400, 2015, 40000, 319400, -400, 239600, 24, 9983, 12000,
            date '2016-01-01', date '2016-01-01', false),
        (2018, 'ok', 'ok', 599000, 359400, null, 0, 359400, 40000, 239600, 24, 9983, 12000,
            date '2016-01-01', date '2016-01-01', true)
    ) as t (year, financing_status, population_status, total_dkk, shared_dkk, surplus_year,
        surplus_taken_dkk, shared_after_surplus_dkk, shared_difference_dkk, tariff_part_dkk,
        expected_cases, tariff_dkk, n_persons, population_on, other_counted_on, is_estimate);
    create table marts.mart_shared_financing_shares as
    select '0999' as municipality_code, 'hus' as provider_id, *
    from (values
        (2016, '0851', 'Aalborg', 3, 3, null, null, null, null, null, null, null, false),
        (2017, '0851', 'Aalborg', 3, 3, 9000, 0.75, 239549, 1, 239550, 27, null, false),
        (2017, '0825', 'Læsø', null, null, 3000, 0.25, 79850, 0, 79850, 27, null, false),
        (2018, '0851', 'Aalborg', 3, 3, 9000, 0.75, 269550, 0, 269550, 30, 30000, true),
        (2018, '0825', 'Læsø', null, null, 3000, 0.25, 89850, 0, 89850, 30, 10000, true)
    ) as t (year, area_code, name, tile_row, tile_column, n_persons, population_share, rounded_dkk,
        rounding_dkk, amount_dkk, amount_per_person_dkk, difference_dkk, is_estimate);
    create table marts.mart_shared_financing_scenarios as
    select shares.municipality_code, shares.provider_id, shares.year, area_code, name, n_persons,
        cases_percent, shared_percent, key_code, 24 * cases_percent // 100 as n_cases,
        5990 * shared_percent - 40000 as to_share_dkk, 9983 * 100 // cases_percent as tariff_dkk,
        9983 * 100 // cases_percent - 9983 as tariff_difference_dkk,
        amount_dkk * shared_percent // 60 as amount_dkk, amount_dkk as decided_amount_dkk,
        amount_dkk * shared_percent // 60 - amount_dkk as difference_dkk,
        cases_percent = 100 and shared_percent = 60 and key_code = 'population' as is_decided
    from marts.mart_shared_financing_shares as shares
    cross join (values (50), (100), (150)) as cases (cases_percent)
    cross join (values (0), (60), (100)) as parts (shared_percent)
    cross join (values ('population'), ('equal')) as keys (key_code)
    where amount_dkk is not null;
    create table marts.mart_shared_financing_forecasts as
    select '0999' as municipality_code, 'hus' as provider_id, 2017 as year, *,
        amount_dkk - decided_amount_dkk as difference_dkk,
        amount_low_dkk - decided_amount_dkk as difference_low_dkk,
        amount_high_dkk - decided_amount_dkk as difference_high_dkk
    from (values
        (date '2020-01-01', '0851', 'Aalborg', 'ok', 'ok', 'pays_more', 9900, 9700, 10100,
            247535, 245000, 250000, 239550),
        (date '2020-01-01', '0825', 'Læsø', 'ok', 'ok', 'either_way', 2900, 2700, 3100,
            71865, 68000, 80000, 79850),
        (date '2025-01-01', '0851', 'Aalborg', 'incomplete', 'ok', 'not_told', 9990, 9000, 11000,
            null, null, null, 239550),
        (date '2025-01-01', '0825', 'Læsø', 'incomplete', 'missing', 'not_told', null, null, null,
            null, null, null, 79850)
    ) as t (expected_on, area_code, name, forecast_status, population_status, direction, n_persons,
        n_persons_low, n_persons_high, amount_dkk, amount_low_dkk, amount_high_dkk,
        decided_amount_dkk);
    create table marts.mart_provider_cases as
    select '0999' as municipality_code, 'hus' as provider_id, *, 'Budget 2016-2017' as source
    from (values
        (2016, 20, 26, 1.3, 533000, 'budget', 20500, 10660, 213200, 277160, 63960, true),
        (2017, 24, null, null, 599000, 'budget', 24958, 9983, 239600, null, null, false)
    ) as t (year, expected_cases, actual_cases, ratio, cost_dkk, cost_basis, cost_per_case_dkk,
        tariff_dkk, tariff_part_dkk, tariff_income_dkk, tariff_income_difference_dkk,
        is_preliminary);
    create table marts.mart_provider_cases_public as
    select * exclude (cost_per_case_dkk, tariff_income_dkk, tariff_income_difference_dkk)
        replace (cast(round(actual_cases / 5e0) * 5 as bigint) as actual_cases),
        false as is_suppressed
    from marts.mart_provider_cases;
    create table marts.mart_provider_activity as
    select '0999' as municipality_code, *, 'ok' as occupancy_status,
        capacity_places - activity_places as free_places,
        activity_places / capacity_places as realised_occupancy_share
    from (values
        ('hus', 'Afhøring', 2017, 'expected', 20, 18, 0.95),
        ('bo', 'Døgn', 2023, 'final', 20::decimal(9, 2), 19.5::decimal(9, 2), 0.95::decimal(9, 4)),
        ('bo', 'Døgn', 2024, 'final', 20, 17, 0.95),
        ('bo', 'Døgn', 2025, 'expected', 20, 18, 0.95),
        ('bo', 'Aflastning', 2024, 'final', 8, 7, 0.9)
    ) as t (provider_id, service_area, activity_year, basis, capacity_places, activity_places,
        budgeted_occupancy_share);
    create table marts.mart_provider_activity_public as
    select * replace (
            case when service_area <> 'Aflastning' then capacity_places end as capacity_places,
            case when service_area <> 'Aflastning' then activity_places end as activity_places,
            case when service_area <> 'Aflastning' then free_places end as free_places,
            case when service_area <> 'Aflastning' then budgeted_occupancy_share end
                as budgeted_occupancy_share,
            case when service_area <> 'Aflastning' then realised_occupancy_share end
                as realised_occupancy_share
        ),
        service_area = 'Aflastning' as is_suppressed
    from marts.mart_provider_activity;
    create table marts.mart_provider_accounts as
    select '0999' as municipality_code, 'bo' as provider_id, *, basis_of as basis
    from (values
        (2024, 'gross_budget', 1, 'budget', 100000::decimal(18, 2)),
        (2024, 'tariff_income', 2, 'actual', -95000),
        (2024, 'direct', 3, 'actual', 84500.75),
        (2024, 'administration', 4, 'actual', 5000),
        (2024, 'central_management', 5, 'actual', 4000),
        (2024, 'property_capital', 6, 'actual', 6000),
        (2024, 'supervision_development', 7, 'actual', 0),
        (2024, 'unplaced', 8, 'actual', 0),
        (2024, 'total', 9, 'actual', 4500.75)
    ) as t (budget_year, report_line, line_order, basis_of, amount_dkk);
    create table marts.mart_provider_warnings as
    select '0999' as municipality_code, 'bo' as provider_id, *, 'Styregruppen' as decided_by,
        date '2023-11-20' as decided_on, '2023-4' as case_number,
        case when warning_status = 'crossed' then 2024 end as since_year
    from (values
        ('Døgn', 'occupancy_below_budget', 2024, 'occupancy', 'Belægning under budget',
            'Occupancy below budget', 'final', 'crossed', 0.10, 0.05::decimal(5, 4)),
        ('Døgn', 'occupancy_below_budget', 2025, 'occupancy', 'Belægning under budget',
            'Occupancy below budget', 'expected', 'within', 0.05, 0.05),
        ('-', 'deficit_of_gross_budget', 2024, 'deficit', 'Merforbrug', 'Deficit', 'final',
            'crossed', 0.045, 0.03)
    ) as t (service_area, rule_id, figure_year, measure, name_da, name_en, basis, warning_status,
        figure_share, threshold_share);
    create table marts.mart_provider_warnings_public as
    select *, false as is_suppressed from marts.mart_provider_warnings;
    create table marts.mart_provider_texts as
    select '0999' as municipality_code, 'bo' as provider_id, 2024 as report_year, *,
        date '2025-03-31' as updated_on
    from (values
        ('short_description', '-', 'Et bosted.', 'ok'),
        ('status', '-', 'Første afsnit.

Andet <b>afsnit</b> & mere.', 'ok'),
        ('service_area', 'Døgn', '<script>alert(1)</script>', 'ok'),
        ('service_area', 'Nedlagt', 'Ingen steder.', 'unknown_service_area'),
        ('leadership', '-', 'Ny leder.', 'ok')
    ) as t (section, service_area, section_text, text_status);
    create table marts.mart_trends as select * from (values
        ('homeless', 2009, 'Hjemløse', 'Homeless persons', 4998.0, 2009, null, null, 'KL'),
        ('homeless', 2015, 'Hjemløse', 'Homeless persons', 6138.0, 2009, 0.22809, 0.23, 'KL')
    ) as t (series_id, year, name_da, name_en, figure, first_year, growth, stated_growth, source);
"""


def write_economy(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the marts of the economy."""
    connection.execute(_MARTS)
