# Two commands for a newcomer: `make demo` and `make test`. Both set up what they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CASES ?= 20000
SERVE ?= 1

.DEFAULT_GOAL := help
.PHONY: help demo test test-all lint lint-sql test-duckdb2 test-spark spark-cluster bench lock clean browser

help: ## Say what there is to do
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

demo: $(VENV)/ready ## A sample municipality, from extracts to the dashboard (SERVE=0: stop once published)
	$(BIN)/sagspuls demo --cases $(CASES) $(if $(filter 0,$(SERVE)),--no-serve)

test: $(VENV)/ready-dev browser lint ## Protect a change: lint, unit tests, models on one small build, every chart and page once
	$(BIN)/python -m pytest -n 2 -m 'not full and not spark' --durations=15

test-all: $(VENV)/ready-dev browser lint-sql ## All the rest: faults, fuzz, truths at size, real data, both languages, Spark
	$(BIN)/python -m pytest -n 2 -m full --durations=15
	$(MAKE) test-spark

lint: $(VENV)/ready-dev ## Style of Python and of changed SQL, types, imports, and the rules of the dbt project
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@changed=$$(git diff --name-only --diff-filter=d "$$(git merge-base HEAD origin/main 2>/dev/null || echo HEAD)" -- models tests/sql | grep '\.sql$$'); \
		[ -z "$$changed" ] || $(BIN)/sqlfluff lint --disable-progress-bar $$changed
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.project_checks

lint-sql: $(VENV)/ready-dev ## Style of all SQL
	$(BIN)/sqlfluff lint --processes 2 --disable-progress-bar models tests/sql

test-duckdb2: ## The suite on DuckDB 2.0, in an environment of its own
	$(PYTHON) -m venv .venv-duckdb2
	.venv-duckdb2/bin/python -m pip install --quiet --require-hashes -r requirements-dev.lock
	.venv-duckdb2/bin/python -m pip install --quiet 'duckdb>=2,<3'
	.venv-duckdb2/bin/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	.venv-duckdb2/bin/python -m pytest -n 2

test-spark: $(VENV)/ready-spark ## Build the sample on DuckDB and on Spark, and compare every mart
	$(BIN)/python -m pytest -m spark -s tests/spark

spark-cluster: $(VENV)/ready-spark ## A Spark master, two workers and a Thrift server on this machine
	$(BIN)/python -m warehouse.build.spark_cluster

bench: $(VENV)/ready-spark ## Measure against the named baselines (BENCH="--large" and other options)
	$(BIN)/python -m benchmarks $(BENCH)

lock: ## Pin every dependency anew, with hashes (needs uv)
	uv pip compile pyproject.toml --extra dev --universal --python-version 3.11 --generate-hashes \
		--no-strip-extras --custom-compile-command 'make lock' -o requirements-dev.lock
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes \
		--no-strip-extras --custom-compile-command 'make lock' \
		-c requirements-dev.lock -o requirements.lock
	uv pip compile pyproject.toml --extra spark --universal --python-version 3.11 --generate-hashes \
		--no-strip-extras --custom-compile-command 'make lock' \
		-c requirements-dev.lock -o requirements-spark.lock

browser: ## The browser that draws exports and walks through the dashboard in tests
	@command -v chromium-headless-shell chromium chromium-browser google-chrome >/dev/null \
		|| if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo 'Installing chromium-headless-shell ...'; \
			apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null; \
		else \
			echo 'No browser was found. Install one: sudo apt-get install chromium-headless-shell' >&2; exit 1; \
		fi

clean: ## Remove what was set up and built (not the data folder)
	rm -rf $(VENV) .venv-duckdb2 build *.egg-info .import_linter_cache .mypy_cache .ruff_cache .pytest_cache

$(VENV)/ready: requirements.lock pyproject.toml
	@echo 'Setting up $(VENV) (a minute or two, once) ...'
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'Python 3.11 or newer is needed: make demo PYTHON=python3.11' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { echo 'Python has no venv module. Install it: sudo apt-get install python3-venv' >&2; exit 1; }
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/ready-dev: $(VENV)/ready requirements-dev.lock
	@echo 'Adding what the tests need ...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/ready-spark: $(VENV)/ready-dev requirements-spark.lock
	@command -v java >/dev/null || [ -n "$$JAVA_HOME" ] \
		|| { echo 'Spark needs Java 17: sudo apt-get install openjdk-17-jre-headless' >&2; exit 1; }
	@echo 'Adding Spark ...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	@touch $@
