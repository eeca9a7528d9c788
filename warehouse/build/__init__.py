"""From rows to marts: the raw schema, dbt on DuckDB or Spark, its results, and what was built."""
