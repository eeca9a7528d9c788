-- Returns the comparisons whose strata do not weigh 1 together.
select
    municipality_code,
    org_level,
    org_a,
    org_b,
    service_code,
    period_start,
    measure,
    sum(weight_share) as weight_share
from {{ ref('mart_grant_strata') }}
where stratum_state = 'compared'
group by municipality_code, org_level, org_a, org_b, service_code, period_start, measure
having abs(sum(weight_share) - 1) > 1e-9
