#!/usr/bin/env python3
"""The same two files reconciled in SQL.

check.py plain LEFT RIGHT   one FULL OUTER JOIN, counts and sums by kind and merchant; no line twice
check.py whole LEFT RIGHT   lines that come twice as well, and every difference by key
"""

import json
import sys
import time

import duckdb

COLUMNS = "{'terminal': 'BIGINT', 'seq': 'BIGINT', 'merchant': 'VARCHAR', 'fen': 'BIGINT', 'state': 'VARCHAR'}"
# Which of several lines of one key meet: those that are alike first.
NTH = ", row_number() OVER (PARTITION BY terminal, seq, fen, state, merchant) AS nth"
KIND = """
    CASE WHEN r.seq IS NULL THEN 'Surplus' WHEN l.seq IS NULL THEN 'Shortage'
         WHEN l.fen <> r.fen THEN 'AmountDiffers' WHEN l.state <> r.state THEN 'StateDiffers'
         WHEN l.merchant <> r.merchant THEN 'MerchantDiffers' ELSE 'Match' END
"""


def side(path: str) -> str:
    return f"(SELECT * FROM read_csv('{path}', header = true, auto_detect = false, columns = {COLUMNS}))"


def plain(con, left: str, right: str) -> list:
    return con.execute(
        f"""
        SELECT {KIND} AS kind, l.merchant, r.merchant, count(*),
               count(l.seq), coalesce(sum(l.fen), 0)::BIGINT, count(r.seq), coalesce(sum(r.fen), 0)::BIGINT
        FROM {side(left)} l FULL OUTER JOIN {side(right)} r ON l.terminal = r.terminal AND l.seq = r.seq
        GROUP BY ALL"""
    ).fetchall()


def whole(con, left: str, right: str) -> tuple[list, list]:
    con.execute(f"CREATE TEMP TABLE a AS SELECT *{NTH} FROM {side(left)}")
    con.execute(f"CREATE TEMP TABLE b AS SELECT *{NTH} FROM {side(right)}")
    # Lines alike in everything are taken away in pairs; what is left is numbered and met again by its key alone.
    alike = "USING (terminal, seq, fen, state, merchant, nth)"
    again = "row_number() OVER (PARTITION BY terminal, seq ORDER BY fen, state, merchant) AS nth"
    for name, one, other in (("c", "a", "b"), ("d", "b", "a")):
        con.execute(
            f"CREATE TEMP TABLE {name} AS SELECT * EXCLUDE (nth), {again} FROM {one} ANTI JOIN {other} {alike}"
        )
    con.execute(f"CREATE TEMP TABLE met AS SELECT DISTINCT terminal, seq FROM a SEMI JOIN b {alike}")
    con.execute(
        f"""
        CREATE TEMP TABLE found AS
        SELECT CASE WHEN (l.seq IS NULL OR r.seq IS NULL) AND (m.seq IS NOT NULL OR coalesce(l.nth, r.nth) > 1)
                    THEN 'Duplicate' ELSE {KIND} END AS kind,
               coalesce(l.terminal, r.terminal) AS terminal, coalesce(l.seq, r.seq) AS seq,
               l.fen AS l_fen, l.state AS l_state, l.merchant AS l_merchant,
               r.fen AS r_fen, r.state AS r_state, r.merchant AS r_merchant
        FROM c l FULL OUTER JOIN d r ON l.terminal = r.terminal AND l.seq = r.seq AND l.nth = r.nth
        LEFT JOIN met m ON m.terminal = coalesce(l.terminal, r.terminal) AND m.seq = coalesce(l.seq, r.seq)"""
    )
    differences = con.execute("SELECT * FROM found ORDER BY ALL").fetchall()
    sums = con.execute(
        """SELECT kind, count(*), count(l_fen), coalesce(sum(l_fen), 0)::BIGINT,
                  count(r_fen), coalesce(sum(r_fen), 0)::BIGINT FROM found GROUP BY kind ORDER BY kind"""
    ).fetchall()
    merchants = con.execute(
        """SELECT merchant, sum(l)::BIGINT, sum(lf)::BIGINT, sum(r)::BIGINT, sum(rf)::BIGINT FROM (
               SELECT merchant, 1 AS l, fen AS lf, 0 AS r, 0 AS rf FROM a
               UNION ALL SELECT merchant, 0, 0, 1, fen FROM b) GROUP BY merchant ORDER BY merchant"""
    ).fetchall()
    matched = con.execute(f"SELECT count(*), coalesce(sum(fen), 0)::BIGINT FROM a SEMI JOIN b {alike}").fetchone()
    return differences, {"kinds": sums, "merchants": merchants, "matched": matched}


def main() -> None:
    mode, left, right = sys.argv[1:4]
    started = time.perf_counter()
    con = duckdb.connect(":memory:")
    con.execute("SET threads = 2")
    if mode == "plain":
        rows = plain(con, left, right)
        kinds: dict = {}
        for kind, _, _, found, lines, fen, others, other_fen in rows:
            old = kinds.get(kind, (0, 0, 0, 0, 0))
            kinds[kind] = tuple(a + b for a, b in zip(old, (found, lines, fen, others, other_fen)))
        answer = {"kinds": sorted((kind, *sums) for kind, sums in kinds.items() if kind != "Match")}
    else:
        differences, answer = whole(con, left, right)
        answer["differences"] = differences
    answer["ms"] = round((time.perf_counter() - started) * 1000)
    with open("/proc/self/status") as status:
        answer["most_kib"] = next(int(line.split()[1]) for line in status if line.startswith("VmHWM"))
    print(json.dumps(answer))


main()
