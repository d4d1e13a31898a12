# Needs python3 >= 3.11 and make. Everything else comes from the lock files, into .venv.

PORT ?= 8000
DATA ?= .run
ROLE ?=
ORG ?=
ARGS ?=
export PORT DATA ROLE ORG

PYTHON ?= $(shell command -v python3 || command -v python3.13 || command -v python3.12 || command -v python3.11 || echo python3)
BIN := .venv/bin
UV ?= $(shell command -v uv || echo $(BIN)/uv)
INSTALL := $(PYTHON) requirements/install.py
# Tests bring their own servers and their own day.
ISOLATED := unset DATABASE_URL REDIS_URL TODAY DATA PORT ROLE ORG;

.DEFAULT_GOAL := help
.PHONY: help run test soak token audit-verify replay check bench openapi clean lock

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
	@echo
	@echo "PORT=8001 and DATA=folder choose the port and the data folder of run, token and clean;"
	@echo "TODAY=2022-12-31 sets the calendar; DATABASE_URL and REDIS_URL replace the embedded servers of run,"
	@echo "TEST_DATABASE_URL and TEST_REDIS_URL those of test."

run: ## set up what is missing and start everything in the foreground; Ctrl-C stops it
	@$(INSTALL) local
	@exec $(BIN)/python -m services.local --stop-with-parent

test: ## run the test suite on its own servers; ARGS="-k name" is passed to pytest
	@$(INSTALL) dev
	@$(ISOLATED) exec $(BIN)/python -m pytest -n auto $(ARGS)

soak: ## run the long checks, up to 25 minutes; needs nginx and chromium, which root gets from Debian
	@$(INSTALL) soak
	@$(BIN)/python -m tests.soak.needs
	@$(ISOLATED) exec $(BIN)/python -m pytest tests/soak --quiet --no-header $(ARGS)

token: ## print an access token of the running system: make -s token ROLE=reporter ORG=slug
	@$(INSTALL) local
	@exec $(BIN)/python -m services.gateway.token

audit-verify: ## prove the audit trail of the running system, or of DATABASE_URL; exit code 1 names the first bad row
	@$(INSTALL) local
	@exec $(BIN)/python -m services.gateway.audit_verify $(ARGS)

replay: ## compute every run again by its own engine and compare; exit code 1 on a difference
	@$(INSTALL) local
	@exec $(BIN)/python -m services.scoring_worker.replay

check: ## format, lint, types, import contracts, migrations
	@$(INSTALL) dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=. $(BIN)/lint-imports --no-logo
	$(BIN)/squawk --config migrations/squawk.toml $(shell find migrations/versions -name '*.sql')

bench: ## print the benchmark table: each figure beside its baseline of the same run
	@$(INSTALL) dev
	@$(ISOLATED) exec $(BIN)/python -m bench $(ARGS)

openapi: ## write the OpenAPI documents and docs/authorisation.md anew from the code; a test fails while they are stale
	@$(INSTALL) local
	@exec $(BIN)/python -m services.local.openapi

clean: ## remove the data folder DATA (not .venv); refused while it is in use
	@python=$$($(INSTALL) --python) && exec "$$python" -m services.local.clean

lock: ## resolve pyproject.toml anew into requirements/*.lock (needs uv)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv: pip install uv, or UV=/path/to/uv make lock"; exit 1; }
	$(call compile,base,)
	$(call compile,local,--extra local --constraint requirements/base.lock)
	$(call compile,dev,--extra local --extra dev --constraint requirements/local.lock)
	$(call compile,soak,--extra local --extra dev --extra soak --constraint requirements/dev.lock)

define compile
$(UV) pip compile --quiet --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --no-annotate --python-version 3.11 --universal $(2) --output-file requirements/$(1).lock pyproject.toml
endef
