# The verbs of UMAM. Everything happens in tools/setup.py, which needs nothing but Python 3.11 to 3.13:
# where there is no make, `python3 tools/setup.py run` does the same.

.DEFAULT_GOAL := help
.PHONY: help run setup test bench gallery lint types check ci clean
MAKEFLAGS += --no-print-directory

CANDIDATES := python3.11 python3.12 python3.13 python3 python
NEW_ENOUGH := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))
ifndef PYTHON
PYTHON := $(shell for name in $(CANDIDATES); do \
	"$$name" -c '$(NEW_ENOUGH)' >/dev/null 2>&1 && { echo "$$name"; exit; }; done; \
	command -v python3 || command -v python)
endif
ifeq ($(strip $(PYTHON)),)
$(error UMAM needs Python 3.11, 3.12 or 3.13, and this computer has none: install it, or name it with PYTHON=/path/to/python3.11)
endif
SETUP := $(PYTHON) tools/setup.py

help: ## show the verbs
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1@/' | column -t -s @ 2>/dev/null \
		|| grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST)

run: ## set up what is missing, start the studio, print its address
	@exec $(SETUP) run $(ARGS)

setup: ## set up what is missing, start nothing
	@$(SETUP) setup $(ARGS)

test: ## all tests, browser tests included; ARGS="tests/jobs -x" for some
	@$(SETUP) test $(ARGS)

bench: ## measure the numbers of docs and write them to var/bench.md; ARGS="jobs" for some
	@$(SETUP) bench $(ARGS)

gallery: ## a contact sheet of all camera moves on several subjects
	@$(SETUP) gallery $(ARGS)

lint: ## ruff, format and the direction of imports
	@$(SETUP) lint

types: ## mypy, strict
	@$(SETUP) types

check: ## Django's checks, missing migrations, the API's schema
	@$(SETUP) check

ci: ## everything that must hold before a change goes in
	@.ci/run

clean: ## remove what was set up and built; the data stay
	rm -rf .venv node_modules static/dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .coverage*
