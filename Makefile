.DEFAULT_GOAL := help
.PHONY: help run test fast lint e2e conformance bench soak agent lock

help: ## list the targets
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "make %-12s %s\n", $$1, $$2}'

run: ## prepare everything and serve http://127.0.0.1:8000 (HOIDONG_PORT, HOIDONG_DATA choose others)
	@scripts/run.sh

test: ## everything that CI runs: lint, types, layers, unit, integration, conformance, faults, browser
	@scripts/test.sh

fast: ## the inner loop, about two minutes: lint, unit tests and the quick integration tests
	@scripts/fast.sh

lint: ## ruff, mypy, layer rules, templates and our own JavaScript
	@scripts/lint.sh

e2e: ## the users' journeys in Chromium
	@scripts/e2e.sh

conformance: ## DMN TCK and BPMN models, one line a suite (DATA=folder, default ../shared/conformance; WRITE=1 writes the scores)
	@scripts/conformance.sh

bench: ## measure ratios in one run
	@scripts/bench.sh

soak: ## a long bounded run that watches memory, connections and queues
	@scripts/soak.sh

agent: ## the wheel of the signing program for leaders' own computers, in dist/
	@scripts/agent.sh

lock: ## write requirements/*.txt anew from pyproject.toml
	@scripts/lock.sh
