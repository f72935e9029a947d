# `make run` and `make test` are all a newcomer needs; both set up .venv from the lock by themselves.

VENV  := .venv
BIN   := $(VENV)/bin
READY := $(VENV)/.ready

PARTS    := $(wildcard workflows/locale/*/parts/*.po)
MESSAGES := workflows/locale/zh_CN/LC_MESSAGES/console.mo

# Until the generator of the docs is there, this says so and succeeds.
DOCS := $(if $(wildcard tools/docs.py tools/docs/__main__.py),$(BIN)/python -m tools.docs,@: no generated docs yet:)

.DEFAULT_GOAL := help
.PHONY: help setup run test thorough check bench fmt messages docs lock

help: ## list the targets
	@grep -hE '^[a-z]+:.*## ' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

setup: $(READY) $(MESSAGES) ## make or update .venv from the lock

# The environment is touched only when the lock or the packaging is newer.
$(READY): requirements-dev.txt pyproject.toml setup.py tools/setup.sh
	@sh tools/setup.sh $(VENV)
	@touch $@

$(MESSAGES): $(PARTS) tools/messages.py | $(READY)
	@$(BIN)/python -m tools.messages compile

run: setup ## open the practice company
	@$(BIN)/console train

test: setup ## run the tests
	@$(BIN)/python -m pytest -n 2 --dist worksteal

thorough: setup ## try what is tried by examples with many more of them
	@TEST_EFFORT=10 $(BIN)/python -m pytest -n 2 --dist worksteal -m "hypothesis or thorough"

# One target a check, so that `make -k check` shows everything that is wrong and each can be run alone.
CHECKS := check-format check-lint check-types check-floors check-texts check-docs
.PHONY: $(CHECKS)

check: $(CHECKS) ## format, lint, types, floors, translations, generated docs

$(CHECKS): setup

check-format:
	$(BIN)/ruff format --check --quiet .

check-lint:
	$(BIN)/ruff check --quiet .

check-types:
	$(BIN)/mypy

check-floors:
	$(BIN)/lint-imports --no-logo

check-texts:
	$(BIN)/python -m tools.messages check

check-docs:
	$(DOCS) --check

bench: setup ## run the measurements
	@$(BIN)/python -m benchmarks

fmt: setup ## format and mend what can be mended
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

messages: setup ## collect texts for translation into workflows/locale/*/parts
	@$(BIN)/python -m tools.messages update

docs: setup ## regenerate the generated pages
	$(DOCS)

# Hashes for every platform and no annotation, so that the files are the same whoever writes them, and name no registry.
LOCK := uv pip compile --quiet --upgrade --universal --python-version 3.11 --generate-hashes --no-annotate --no-header

lock: ## bring the locked versions up to date (needs uv)
	$(LOCK) pyproject.toml -o requirements.txt
	$(LOCK) pyproject.toml --group dev -c requirements.txt -o requirements-dev.txt
