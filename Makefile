# What one does with this project. `make help` lists it.

.DEFAULT_GOAL := help
.PHONY: help run test lint tools deny build unit e2e bench timing night order

help: ## Say what can be done.
	@sed -n 's/^\([a-z0-9]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

run: ## Build and start the server with its embedded default, and say where to click.
	cargo run --bin readmit -- serve

test: tools lint deny build unit e2e ## Install what the tests need, then run every check and every test.

lint: ## Format and lints, warnings counting as errors.
	cargo fmt --all --check
	cargo clippy --workspace --all-targets -- -D warnings

deny: ## Licences and sources of all dependencies, also of those that only other systems need.
	cargo fetch --locked
	cargo deny --offline check bans licenses sources

build: ## Build what the tests run, and the library for recovery codes as it would be published.
	cargo build --profile suite --workspace --all-targets --locked
	cargo package -p recovery-codes --locked --allow-dirty --quiet

unit: ## The Rust tests: on SQLite, and again on PostgreSQL.
	.ci/unit

e2e: ## The built server, driven by a real browser and by unmodified SDKs.
	.ci/e2e

bench: ## What each operation costs, on SQLite and on PostgreSQL.
	.ci/bench

timing: ## Whether the time of an answer tells who has an account.
	.ci/timing

night: ## What takes too long for every change: 100,000 random sequences of steps on an account with recovery codes.
	PROPTEST_CASES=25000 cargo test --profile suite --workspace --test it --locked machine

order: ## Find out which functions a server runs, for the linker to lay them together.
	.ci/order

tools: ## Install what the tests need: Debian's PostgreSQL and Chromium, cargo-deny, npm and Python packages.
	.ci/tools
