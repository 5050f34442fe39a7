"""One synthetic day at full size, on both stores, added up a second time by DuckDB.

The same seed makes the same county in SQLite and in PostgreSQL; every table of the books must come out alike, and so must
the closed day: signed statements and balances. Then the records of the day are exported, and DuckDB, which knows nothing of our code, adds them up: its sums must be those of
the merchants' statements and of the accounts, to the fen. Run by `make county-day`.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

DUCKDB = "duckdb==2.0.1"
DAY = "20240715"
FOLDER = Path("target/county-day")
WHEELS = Path("target/county-day-python")


def wheel():
    """DuckDB from PyPI, into the target folder and nowhere else."""
    if not (WHEELS / "duckdb").is_dir():
        print(f"安装 · installing {DUCKDB} (PyPI) → {WHEELS}", flush=True)
        subprocess.run(
            [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps",
             "--only-binary", ":all:", "--target", str(WHEELS), DUCKDB],
            check=True,
        )
    sys.path.insert(0, str(WHEELS))
    import duckdb

    return duckdb


def ask(center, books, *words):
    """What a command answers, and how long it took."""
    begun = time.monotonic()
    ran = subprocess.run([center, "--json", "--books", books, *words], check=True, stdout=subprocess.PIPE)
    return json.loads(ran.stdout), time.monotonic() - begun


def live(center, name, books, arguments):
    """The day on one store: made, checked, exported."""
    truth, sales, statements = (FOLDER / f"{name}-{part}.csv" for part in ("truth", "sales", "statements"))
    size = ["--terminals", str(arguments.terminals), "--records", str(arguments.records)]
    told, whole = ask(center, books, "demo-county", "--seed", str(arguments.seed), *size, "--truth", str(truth))
    # Closing writes down when it was done, so tables are compared before it and its outcome after.
    digest, _ = ask(center, books, "books", "digest")
    closed, closing = ask(center, books, "day", "close", "--day", DAY)
    outcome = [ask(center, books, *words, "--day", DAY)[0] for words in (("day", "show"), ("statement", "list"))]
    checked, check = ask(center, books, "books", "check")
    totals, _ = ask(center, books, "books", "totals", "--day", DAY)
    ask(center, books, "books", "sales", "--day", DAY, str(sales))
    ask(center, books, "books", "statements", "--day", DAY, str(statements))
    seconds = told.pop("milliseconds") / 1000
    print(
        f"{name}: {told['records']} 条记录 records, {told['batches']} 批 batches, 收单 intake {seconds:.1f} s "
        f"({told['records'] / seconds:.0f}/s), 全程 all {whole:.1f} s, 日终 closing {closing:.2f} s, 核对 books check {check:.1f} s",
        flush=True,
    )
    return {"told": {key: told[key] for key in told if key != "truth"}, "checked": checked, "digest": digest,
            "closed": closed, "outcome": outcome,
            "totals": totals, "files": [path.read_bytes() for path in (truth, sales, statements)]}


def same(one, other):
    """Both stores must say the same, word for word."""
    for part in one:
        if one[part] != other[part]:
            differ = part
            if part == "digest":
                differ = [table for table in one[part] if one[part][table] != other[part].get(table)]
            sys.exit(f"两个账本不同 · the stores differ: {differ}")
    rows = sum(table["rows"] for table in one["digest"].values())
    print(f"两个账本逐表相同 · equal on both stores: {len(one['digest'])} 张表 tables, {rows} 行 rows")


VIEWS = """
CREATE VIEW sales AS SELECT * FROM read_csv('{sales}', skip = 1, header = true, all_varchar = true,
    null_padding = true) WHERE merchant <> 'END';
CREATE VIEW statements AS SELECT * FROM read_csv('{statements}', skip = 1, header = true, all_varchar = true,
    null_padding = true) WHERE merchant <> 'END';
CREATE VIEW priced AS SELECT *, price::DECIMAL(18,2) AS gross, benefit::DECIMAL(18,2) AS public,
    self_pay::DECIMAL(18,2) AS own, status IN ('good', 'adjusted') AS paid, status LIKE 'waiting:%' AS waits FROM sales;
CREATE VIEW legs AS SELECT split_part(leg, ':', 1) AS fund, split_part(leg, ':', 2)::DECIMAL(18,2) AS amount
    FROM (SELECT unnest(string_split(legs, ';')) AS leg FROM sales WHERE legs IS NOT NULL AND legs <> '')
"""

# What DuckDB adds up, in the order of the statements' columns.
ADDED = """
SELECT merchant, count(*) FILTER (paid), coalesce(sum(gross) FILTER (paid), 0), coalesce(sum(public) FILTER (paid), 0),
    coalesce(sum(own) FILTER (paid), 0), coalesce(sum(own) FILTER (paid AND tender = 'cash'), 0),
    coalesce(sum(gross) FILTER (paid), 0) - coalesce(sum(own) FILTER (paid AND tender = 'cash'), 0),
    count(*) FILTER (waits), coalesce(sum(gross) FILTER (waits), 0),
    count(*) FILTER (NOT paid AND NOT waits), coalesce(sum(gross) FILTER (NOT paid AND NOT waits), 0)
FROM priced GROUP BY merchant ORDER BY merchant
"""

STATED = """
SELECT merchant, count::BIGINT, price::DECIMAL(18,2), benefit::DECIMAL(18,2), self_pay::DECIMAL(18,2),
    cash::DECIMAL(18,2), payable::DECIMAL(18,2), pending_count::BIGINT, pending_price::DECIMAL(18,2),
    refused_count::BIGINT, refused_price::DECIMAL(18,2)
FROM statements ORDER BY merchant
"""


def add_up(duckdb, accounts, closed):
    """The day once more, by another program."""
    begun = time.monotonic()
    base = duckdb.connect()
    views = VIEWS.format(sales=FOLDER / "sqlite-sales.csv", statements=FOLDER / "sqlite-statements.csv")
    for view in filter(str.strip, views.split(";\n")):
        base.execute(view)
    added, stated = base.execute(ADDED).fetchall(), base.execute(STATED).fetchall()
    if added != stated:
        wrong = [pair for pair in zip(added, stated) if pair[0] != pair[1]][:5]
        sys.exit(f"DuckDB 算出的合计与结算单不同 · DuckDB adds up otherwise: {wrong or (len(added), len(stated))}")
    payable = int(sum(row[6] for row in added) * 100)
    if payable != closed["payable_fen"]:
        sys.exit(f"日终应付不同 · the closed day pays otherwise: {payable} {closed['payable_fen']}")
    odd = base.execute("SELECT count(*) FROM priced WHERE gross <> public + own").fetchone()[0]
    if odd:
        sys.exit(f"{odd} 条记录的应收不等于补贴加自付 · prices that are not benefit and self-pay together")

    def fen(sql):
        return int(base.execute(sql).fetchone()[0] * 100)

    # An inflow stands on its fund with the other sign, and on `outside`.
    booked = {
        name: accounts[f"fund:{name}"] + accounts.get(f"outside:{name}", 0)
        for name in (key.split(":")[1] for key in accounts if key.startswith("fund:"))
    }
    drawn = {fund: int(amount * 100)
             for fund, amount in base.execute("SELECT fund, sum(amount) FROM legs GROUP BY fund").fetchall()}
    if {fund: amount for fund, amount in booked.items() if amount} != drawn:
        sys.exit(f"各资金的承担不同 · funds differ: {booked} {drawn}")
    purse = fen("SELECT coalesce(sum(own) FILTER (paid AND tender = 'purse'), 0) FROM priced")
    owed = fen("SELECT sum(gross) FILTER (paid) FROM priced")
    merchants = -sum(amount for name, amount in accounts.items() if name.startswith("merchant:"))
    if (purse, owed) != (accounts["card:purse"], merchants):
        sys.exit(f"账户不同 · accounts differ: {purse} {accounts['card:purse']} {owed} {merchants}")
    rows = base.execute("SELECT count(*) FROM sales").fetchone()[0]
    print(
        f"DuckDB {duckdb.__version__}: {rows} 条记录 rows, {len(added)} 张结算单 statements, {len(drawn)} 项资金 funds, "
        f"应付 owed {owed // 100}.{owed % 100:02}, 分文不差 equal to the fen, {time.monotonic() - begun:.1f} s"
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("center")
    parser.add_argument("--seed", type=int, default=20260721)
    parser.add_argument("--terminals", type=int, default=487)
    parser.add_argument("--records", type=int, default=300)
    arguments = parser.parse_args()
    server = os.environ.get("BOOKS_SERVER")
    if not server:
        sys.exit("需要 BOOKS_SERVER，请用 make county-day · BOOKS_SERVER is needed; use make county-day")
    duckdb = wheel()
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    places = {"sqlite": str(FOLDER / "books.db"), "postgres": f"{server}?schema=county_day"}
    one, other = (live(arguments.center, name, books, arguments) for name, books in places.items())
    same(one, other)
    told = one["told"]
    print(f"中心列出 {told['listed']} / {told['faults']} 处差错，多报漏报皆无 · found {told['listed']} of "
          f"{told['faults']} faults, none too much")
    add_up(duckdb, one["totals"]["accounts"], one["closed"])


if __name__ == "__main__":
    main()
