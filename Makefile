# Two commands do everything on a Debian machine with Rust: `make demo` and `make test`.
# Both install what they need from Debian's packages, say what they do, and may be run again at once.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

PACKAGES := pcscd vsmartcard-vpcd libpcsclite-dev pkg-config gcc iproute2 util-linux chromium chromium-driver fonts-noto-cjk python3 python3-venv python3-pip softhsm2 postgresql
FONT_PACKAGES := fonts-noto-cjk python3-fonttools
CARGO := cargo
TAPS ?= 100000
SEED ?= 20260721
QUOTES ?= 1000000
ROWS ?= 10000000
OFFLINE_SECONDS ?= 0
SECONDS := 60
TERMINALS ?= 487
RECORDS ?= 300
KILLS ?= 40

say = @printf '\n\033[1m== %s\033[0m\n' '$(1)'

.PHONY: help
help: ## 列出全部命令 · list the commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 16

.PHONY: packages
packages: ## 安装所需 Debian 软件包 · install what is missing from Debian's packages
	@missing=(); for package in $(PACKAGES); do \
	    dpkg-query -W -f='$${Status}' "$$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$$package"); done; \
	if [ $${#missing[@]} -eq 0 ]; then echo "软件包齐全 · all packages are there"; else \
	    echo "安装 · installing: $${missing[*]}"; \
	    root=; [ "$$(id -u)" -eq 0 ] || root=sudo; \
	    $$root apt-get update -q && $$root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$${missing[@]}"; fi

.PHONY: demo
demo: packages ## 一顿午餐的完整演示 · a whole lunch: cards, till, center; ends with Ctrl-C
	$(call say,编译 · building (the first time takes some minutes))
	$(CARGO) build --release --locked -p county-center -p canteen-terminal -p card-in-pcscd -p laptop-till
	$(call say,开始 · starting)
	@exec target/release/laptop-till demo

.PHONY: demo-script
demo-script: packages ## 脚本化的午餐，六十次刷卡 · the scripted lunch: 60 taps, tears, kill -9 (OFFLINE_SECONDS=3600 for a real hour)
	$(call say,编译 · building)
	$(CARGO) build --release --locked -p county-center -p canteen-terminal -p card-in-pcscd -p laptop-till
	$(call say,演练 · the scripted lunch)
	target/release/laptop-till script --offline-seconds $(OFFLINE_SECONDS)

.PHONY: test
test: packages ## 全部测试 · every test
	$(call say,编译与测试 · building and testing)
	$(CARGO) build --locked --workspace --bins
	$(CARGO) test --locked --workspace --no-fail-fast
	$(MAKE) on-postgres
	$(MAKE) county TAPS=$(TAPS) SEED=$(SEED)
	$(MAKE) demo-script
	$(MAKE) weight

.PHONY: on-postgres
on-postgres: ## 运营中心的全部故事，账本在 PostgreSQL · the center's stories again, with its books in PostgreSQL
	$(call say,账本在 PostgreSQL · the center on a real PostgreSQL)
	$(CARGO) build --locked -p both-stores
	target/debug/on-postgres $(CARGO) test --locked -p county-center --test center

.PHONY: county
county: ## 一颗种子里的县 · a county in a loop from one seed: make county SEED=7 TAPS=100000
	$(call say,模拟县 · virtual county: seed $(SEED) with $(TAPS) taps)
	$(CARGO) build --release --locked -p virtual-county
	target/release/virtual-county --seed $(SEED) --taps $(TAPS)

.PHONY: county-day
county-day: packages ## 合成县的一天，两种账本，DuckDB 复算 · a synthetic day on both stores, added up again by DuckDB (installs its wheel into target/)
	$(call say,合成县的一天 · a synthetic day: seed $(SEED), $(TERMINALS) tills with $(RECORDS) records)
	$(CARGO) build --release --locked -p county-center -p both-stores
	target/release/on-postgres python3 tests/county-day/run.py target/release/county-center --seed $(SEED) --terminals $(TERMINALS) --records $(RECORDS)

.PHONY: killed
killed: packages ## 逐项作业多次断电 · kill every job of the day at many moments, and once each on PostgreSQL: make killed KILLS=100
	$(call say,断电 · SIGKILL: $(KILLS) times each job)
	$(CARGO) build --locked -p both-stores
	KILLS=$(KILLS) $(CARGO) test --locked -p county-center --test center killed::jobs -- --nocapture
	target/debug/on-postgres $(CARGO) test --locked -p county-center --test center killed::jobs -- --nocapture

.PHONY: fuzz
fuzz: ## 敌意的卡，长时间 · hostile cards against every dialogue and parser: make fuzz SECONDS=600 SEED=7
	$(call say,敌意的卡 · hostile cards: seed $(SEED) for $(SECONDS) s)
	$(CARGO) build --release --locked -p hostile-cards
	target/release/hostile-cards --seed $(SEED) --seconds $(SECONDS)

.PHONY: oracle
oracle: packages ## 资费与第二个算法逐分比对 · the tariff language against its second program: make oracle QUOTES=10000000 SEED=7
	$(call say,比对 · oracle: seed $(SEED) with $(QUOTES) quotes)
	$(CARGO) build --release --locked -p oracle-match
	target/release/oracle-match --seed $(SEED) --quotes $(QUOTES) --processes $$(nproc) $(if $(WITHOUT),--without $(WITHOUT))

.PHONY: duckdb
duckdb: packages ## 对账与 DuckDB 逐行比对 · reconciliation against DuckDB (PyPI) on the same files: make duckdb ROWS=10000000 SEED=7
	$(call say,对账比对 · reconciliation: $(ROWS) rows a side)
	$(CARGO) build --release --locked -p duckdb-check
	target/release/duckdb-check --seed $(SEED) --rows $(ROWS)

.PHONY: mutants
mutants: ## 把资费程序逐处改错 · break the tariff's program in one place after another (hours)
	@command -v cargo-mutants >/dev/null || { echo '需要 cargo-mutants：cargo install cargo-mutants cargo-nextest · needed: cargo-mutants and cargo-nextest'; exit 1; }
	CARGO_PROFILE_DEV_OPT_LEVEL=0 CARGO_PROFILE_DEV_DEBUG=0 $(CARGO) mutants -p subsidy -j2 --test-tool nextest --timeout 25 -o target/mutants

.PHONY: weight
weight: ## 终端程序的体积 · the size of what is put on a till
	$(call say,终端程序 · the till binary)
	$(CARGO) build --profile till --locked -p canteen-terminal
	@size=$$(stat -c %s target/till/canteen-terminal); limit=$$((12 * 1024 * 1024)); \
	echo "canteen-terminal: $$size bytes stripped, limit $$limit"; test "$$size" -le "$$limit"

.PHONY: bench
bench: packages weight ## 性能数字与比率 · figures and their ratios to a baseline
	$(CARGO) build --release --locked -p county-center -p canteen-terminal -p card-in-pcscd -p laptop-till
	$(CARGO) bench --locked -p budgets

.PHONY: screenshots
screenshots: packages ## 重新生成说明中的截图 · regenerate the pictures of the README
	$(CARGO) build --release --locked -p county-center -p canteen-terminal -p card-in-pcscd -p laptop-till
	target/release/laptop-till screenshots tests/acceptance/pictures

.PHONY: font
font: ## 重新生成屏幕字体 · regenerate the font of the screens
	@for package in $(FONT_PACKAGES); do dpkg-query -W "$$package" >/dev/null 2>&1 || { \
	    root=; [ "$$(id -u)" -eq 0 ] || root=sudo; $$root apt-get install -y -q "$$package"; }; done
	terminal/screens/font/make-subset

.PHONY: deny
deny: ## 许可与漏洞检查 · licences and advisories (needs cargo-deny and its data)
	$(CARGO) deny check
