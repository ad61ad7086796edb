# Everything that people and CI call. Tools and binaries go to .venv and to caches outside the checkout.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed-$(shell sha256sum pyproject.toml | cut -c1-16)
MACHINE ?= small
SPEED ?= 20
FAST := not lab and not helm and not wheel and not journey and not fault and not screen
COVERAGE := --cov=forge_tui.domain --cov=forge_tui.engine --cov-branch --cov-fail-under=95 --cov-report=term:skip-covered

.PHONY: help setup demo test lint unit lab lab-build lab-test lab-demo journeys faults bench screenshots docs wheel clean

help: ## Show what can be done
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):[^#]*## (.*)/  make \1|\2/' | column -t -s '|'

setup: $(STAMP) ## Make .venv with everything that is needed

$(STAMP): pyproject.toml
	@echo "setting up $(VENV) (about a minute the first time)"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "forge-tui needs Python 3.11 or newer")'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[test,lint]'
	@rm -f $(VENV)/.installed-*
	@touch $@

demo: setup ## Install the platform into the embedded simulated cluster, with live progress
	@dir=$$(mktemp -d); trap 'rm -rf "$$dir"' EXIT; \
	printf 'version: 1\ndomain: demo.example\n' > $$dir/answers.yaml; \
	$(BIN)/forge-tui --headless $$dir/answers.yaml --simulate $(MACHINE),speed=$(SPEED)

test: setup lint lab-build ## Pass every check and test; without Go the lab's tests are skipped with the reason
	@$(BIN)/python -m pytest -q -n 2 -m '$(FAST)' $(COVERAGE)
	@$(BIN)/python -m pytest -q -n 2 -m 'screen and not lab'
	@$(BIN)/python -m pytest -q -n 2 --dist loadfile -m '(helm or wheel) and not lab and not fault'
	@$(BIN)/python -m pytest -m 'lab and not fault'

lint: setup ## ruff, mypy --strict, import-linter
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/lint-imports --no-cache

unit: setup ## The fast tests only (under a minute)
	@$(BIN)/python -m pytest -q -n 2 -m '$(FAST)'

lab-build: setup ## Build the lab's programs from pinned Go modules (13 minutes cold, 0 s cached)
	@$(BIN)/python -m tests.lab build || echo "the lab is not available; its tests will be skipped"

lab: setup ## Leave a lab running and print its kubeconfig
	@$(BIN)/python -m tests.lab up

lab-demo: setup ## Install into a lab of its own with the real engine
	@$(BIN)/python -m tests.lab demo

lab-test: setup ## Tests that need the lab
	@$(BIN)/python -m pytest -m 'lab and not fault'

journeys: setup ## Whole installs on the lab; FORGE_TUI_SEED=N repeats a choice of removals
	@$(BIN)/python -m pytest -s -m journey

faults: setup ## Kills, cuts and starvation on the lab
	@$(BIN)/python -m pytest -s -m fault --timeout 3600

bench: setup ## Measure, and write docs/performance-results.md
	@$(BIN)/python -m tests.bench

screenshots: setup ## Take the pictures of the real screens again (docs/screen-*.svg)
	@$(BIN)/python -m tests.screenshots

docs: setup ## Write the generated pages again
	@$(BIN)/python -m tests.generated_docs

wheel: setup ## Build the wheel into dist/
	@$(BIN)/python -m pip wheel --quiet --no-deps --wheel-dir dist .

clean: ## Remove what the other targets made in the checkout
	rm -rf $(VENV) dist build reports .pytest_cache .mypy_cache .ruff_cache .hypothesis
