# Two commands for a newcomer: `make demo` and `make test`. Both set up what they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CASES ?= 20000
SERVE ?= 1

.DEFAULT_GOAL := help
.PHONY: help demo test test-all lint lint-sql translations test-duckdb2 test-spark test-durations spark-cluster bench lock clean \
	browser

# What every run of the tests leaves for `make test-durations`.
TIMES := build/durations
# Where DuckDB matters: loading, models and their rules, publishing, queries, and what pages read.
DUCKDB2_TESTS ?= tests/oracles tests/unit/test_dashboard_charts.py tests/unit/test_dashboard_pages.py \
	$(addprefix tests/integration/,test_build.py test_grant_verdicts.py test_key_fingerprint.py test_load.py test_load_text.py test_models.py \
	test_models_economy.py test_models_public.py test_models_public_marts.py test_models_tests.py \
	test_publish.py test_query.py test_raw.py test_reversal_rates.py test_same_build_twice.py)

# Calls whose texts a reader sees, and which argument is the text where it is not the first.
TEXT_CALLS := text later phrase:2 summary_of:2 plural:1,2 n_:1,2 Col html_col only_beside
TEXTS := build/sagspuls.pot
EXTRACT_TEXTS = mkdir -p build && $(BIN)/pybabel -q extract --keywords '$(TEXT_CALLS)' --add-location=file \
	--sort-output --project=Sagspuls --version=1 --output=$(TEXTS) dashboard
UPDATE_TEXTS = $(BIN)/pybabel -q update --input-file=$(TEXTS) --output-dir=dashboard/locale --domain=sagspuls \
	--no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date --width=96

help: ## Say what there is to do
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-14s %s\n", $$1, $$2}'

demo: $(VENV)/ready ## A sample municipality, from extracts to the dashboard (SERVE=0: stop once published)
	$(BIN)/sagspuls demo --cases $(CASES) $(if $(filter 0,$(SERVE)),--no-serve)

test: $(VENV)/ready-dev browser lint ## Protect a change: lint, unit tests, models on one small build, every chart and page once
	$(BIN)/python -m pytest -n 2 -m 'not full and not spark' --durations=15 --junitxml=$(TIMES)/test.xml

test-all: $(VENV)/ready-spark browser lint-sql test-duckdb2 ## The rest: faults, fuzz, large samples, real data, languages, DuckDB 2.0, Spark
	$(BIN)/python -m pytest -n 2 -m 'full or spark' --durations=15 --junitxml=$(TIMES)/test-all.xml

lint: $(VENV)/ready-dev ## Style of Python and of changed SQL, types, imports, and the rules of the dbt project
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	@changed=$$(git diff --name-only --diff-filter=d "$$(git merge-base HEAD origin/main 2>/dev/null || echo HEAD)" -- models tests/sql | grep '\.sql$$'); \
		[ -z "$$changed" ] || $(BIN)/sqlfluff lint --disable-progress-bar $$changed
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m tools.project_checks
	@$(EXTRACT_TEXTS)
	@$(UPDATE_TEXTS) --check || { echo 'Texts and translations differ. Run: make translations' >&2; exit 1; }

translations: $(VENV)/ready-dev ## Bring new texts of the dashboard into dashboard/locale, to be translated there
	$(EXTRACT_TEXTS)
	$(UPDATE_TEXTS)

lint-sql: $(VENV)/ready-dev ## Style of all SQL
	$(BIN)/sqlfluff lint --processes 2 --disable-progress-bar models tests/sql

test-duckdb2: .venv-duckdb2/ready ## The tests in which DuckDB matters on DuckDB 2.0 (DUCKDB2_TESTS=tests: all)
	.venv-duckdb2/bin/python -m pytest -n 2 -m 'not spark and not long' --durations=15 \
		--junitxml=$(TIMES)/test-duckdb2.xml $(DUCKDB2_TESTS)

test-spark: $(VENV)/ready-spark ## Build the models of a sample on DuckDB and on Spark, and compare every mart
	$(BIN)/python -m pytest -m spark -s --durations=10 tests/spark

test-durations: ## Write benchmarks/durations.md: what the last runs of the tests took
	$(BIN)/python -m tools.durations $(TIMES) benchmarks/durations.md

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

# DuckDB 2.0 before the packages of $(VENV), which are not installed again.
.venv-duckdb2/ready: $(VENV)/ready-dev
	@$(BIN)/python -m venv .venv-duckdb2
	@.venv-duckdb2/bin/python -m pip install --quiet --disable-pip-version-check 'duckdb>=2,<3'
	@$(BIN)/python -c 'import sysconfig; print("import site; site.addsitedir(%r)" % sysconfig.get_path("purelib"))' \
		> $$(.venv-duckdb2/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/base.pth
	@touch $@

$(VENV)/ready-spark: $(VENV)/ready-dev requirements-spark.lock
	@command -v java >/dev/null || [ -n "$$JAVA_HOME" ] \
		|| { echo 'Spark needs Java 17: sudo apt-get install openjdk-17-jre-headless' >&2; exit 1; }
	@echo 'Adding Spark ...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-spark.lock
	@touch $@
