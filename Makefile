# Throughline. `make help` lists what can be done; docs/development.md says more.
ifndef PYTHON
PYTHON := $(shell for name in python3.13 python3.12 python3.11 python3; do if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then echo $$name; break; fi; done)
endif
VENV ?= .venv
BIN = $(VENV)/bin
export VENV

.PHONY: help demo run test check format lock messages benchmark ten-editors kill-test crash-test drain-shares search-node search-cluster-test search-parity fake-networks peers clean python venv venv-dev

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-19s %s\n", $$1, $$2 }' Makefile

demo: venv ## the site with its demo on http://127.0.0.1:8000 (PORT=... for another)
	@exec $(BIN)/python scripts/start.py demo

run: venv-dev ## the site for development: DEBUG, reloads on change
	@exec $(BIN)/python scripts/start.py run

test: venv-dev ## every check and test
	@exec $(BIN)/python scripts/test.py

check: venv-dev ## types, lint, format, import order, templates, migrations, deployment settings
	@exec $(BIN)/python scripts/check.py

format: venv-dev ## ruff's fixes and format
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: venv-dev ## compile the hashed locks anew from requirements*.txt
	@for name in requirements requirements-dev; do $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 --no-emit-index-url --no-header --no-annotate $$name.txt --output-file $$name.lock; done

messages: ## what has no French yet; compiles the French that is there
	@$(PYTHON) scripts/messages.py

benchmark: venv-dev ## queries, CPU and bytes per page with 2,000 and 10,000 stories
	@$(BIN)/python -m benchmarks.pages

ten-editors: venv-dev ## ten editors publish at once for 60 s over HTTP
	@$(BIN)/python -m benchmarks.ten_editors

kill-test: venv-dev ## kill -9 of web and worker while editors publish
	@$(BIN)/python -m benchmarks.kill_test

crash-test: venv-dev ## kill -9 while posts go out to networks that fail (ROUNDS=200)
	@$(BIN)/python -m benchmarks.crash_test $(or $(ROUNDS),200)

drain-shares: venv-dev ## 1,000 posts over five accounts: errors, time, memory
	@$(BIN)/python -m benchmarks.drain_shares

search-node: venv-dev ## a real Elasticsearch on loopback, until Ctrl+C (needs Java 17 and Maven)
	@exec $(BIN)/python -m tests.search_node

fake-networks: venv-dev ## X, Bluesky, Mastodon, LinkedIn and Facebook, faked on http://127.0.0.1:8900 (FAKES_PORT=...), until Ctrl+C
	@exec $(BIN)/python -m tests.fakes.networks --port $(or $(FAKES_PORT),8900)

peers: venv-dev ## Bluesky's own server and snac2 (a relative of Mastodon) on loopback, until Ctrl+C (needs npm and Debian)
	@exec $(BIN)/python -m tests.peers

search-cluster-test: venv-dev ## three nodes of Elasticsearch, one killed during search and indexing
	@$(BIN)/python -m benchmarks.search_cluster

search-parity: venv-dev ## 200 questions on SQLite, PostgreSQL and Elasticsearch: the same answers?
	@$(BIN)/python -m benchmarks.search_parity

clean: ## remove the venv and caches; your data in var/ stays
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

python:
	@test -n "$(PYTHON)" || { echo "Throughline needs Python 3.11 or newer, and none was found. Install one (Debian: sudo apt-get install python3 python3-venv), then the same command again."; exit 1; }

venv: python
	@$(PYTHON) scripts/bootstrap.py

venv-dev: python
	@$(PYTHON) scripts/bootstrap.py dev
