-- grain: one row per municipality and case type, as the year's end could be told at the newest month's end

-- The newest month alone: month by month the differences would tell of single cases.

{{ public_edition(
    'mart_case_forecast',
    keys=['municipality_code', 'case_type_code', 'year_start_on', 'known_on'],
    table_of=['municipality_code', 'known_on'],
    small=['n_so_far', 'forecast_cases'],
    counts=['n_so_far', 'forecast_cases'],
    shares=['typical_error_share'],
    kept=['n_years_tried', 'estimate'],
    condition='is_newest'
) }}
