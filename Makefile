# Throughline. `make help` lists what can be done.
PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do if $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$p; break; fi; done)
VENV ?= .venv
BIN = $(VENV)/bin
export VENV

.PHONY: help demo run test check venv venv-dev python format messages lock ten-editors kill-test benchmark clean

help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

python:
	@test -n "$(PYTHON)" || { echo "Throughline needs Python 3.11 or newer, and none was found. Install one (Debian: sudo apt-get install python3 python3-venv), then the same command again."; exit 1; }

venv: python
	@$(PYTHON) scripts/bootstrap.py

venv-dev: python
	@$(PYTHON) scripts/bootstrap.py dev

demo: venv ## the site with its demo on http://127.0.0.1:8000 (PORT=... for another)
	@exec $(BIN)/python scripts/start.py demo

run: venv-dev ## the site for development: DEBUG, reloads on change
	@exec $(BIN)/python scripts/start.py run

test: venv-dev ## every check and test
	@$(BIN)/python scripts/test.py

check: venv-dev ## lint, format, types, import order, templates, migrations, deployment settings
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/djlint templates --lint --quiet
	@VAR_DIR=$(VENV)/check $(BIN)/mypy
	@VAR_DIR=$(VENV)/check $(BIN)/python manage.py makemigrations --check --dry-run --verbosity 1
	@VAR_DIR=$(VENV)/check ALLOWED_HOSTS=example.org DEBUG=0 DEMO=0 $(BIN)/python manage.py check --deploy --fail-level WARNING

format: venv-dev ## ruff's fixes and format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: venv-dev ## compile the hashed locks anew from requirements*.txt
	@for name in requirements requirements-dev; do $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header --no-annotate $$name.txt --output-file $$name.lock; done

benchmark: venv-dev ## queries, CPU and bytes per page with 2,000 and 10,000 stories
	@$(BIN)/python -m benchmarks.pages

ten-editors: venv-dev ## ten editors publish at once for 60 s over HTTP
	@$(BIN)/python -m benchmarks.ten_editors

kill-test: venv-dev ## kill -9 of web and worker while editors publish
	@$(BIN)/python -m benchmarks.kill_test

clean: ## remove the venv and caches; your data in var/ stays
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
