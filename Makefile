# One word for each thing a person wants; `make` alone tells them.
.DEFAULT_GOAL := help
.PHONY: help demo test check run bench pdf screenshots wheel setup setup-test clean

BIN := .venv/bin
# further words for the command, as in: make demo ARGS="--households 300"
ARGS ?=
# the ids of the shipped forms
FORMS = $(shell sed -n 's/^form: *//p' forms/*.yaml)

help: ## Tell what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

setup:
	@scripts/setup.sh run

setup-test:
	@scripts/setup.sh test

demo: setup ## Install what is missing, load the demo town, serve it
	@$(BIN)/gridflow demo $(ARGS)

test: setup-test check ## Install what is missing, then every check and every test
	@$(BIN)/python -m pytest -n 2 --dist loadfile $(ARGS)

check: setup-test ## Format, lint, types, layers, and our own definitions
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/shellcheck scripts/*.sh .ci/run
	$(BIN)/gridflow check

run: setup ## Serve this site, publishing what is on disk
	@$(BIN)/gridflow serve --dev $(ARGS)

bench: setup ## Print the figures of the budgets
	@$(BIN)/gridflow bench $(ARGS)

pdf: setup ## Print the empty form of every printable into var/pdf
	@mkdir -p var/pdf
	@$(BIN)/gridflow demo var/demo --no-serve --households 300 >/dev/null
	@for form in $(FORMS); do \
	    $(BIN)/gridflow print --blank $$form --site var/demo -o var/pdf/$$form.pdf; \
	done

screenshots: setup-test ## Take the picture of the README from the running demo
	@$(BIN)/python -m pytest tests/browser/test_grid_member.py $(ARGS)
	@mkdir -p docs/pictures
	@cp var/screenshots/phone_page_and_paper.png docs/pictures/page_and_paper.png

wheel: setup-test ## Build the wheel into dist/
	@$(BIN)/python -m pip wheel -q --no-deps -w dist .

clean: ## Remove what the demo and the tests wrote
	rm -rf var dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
