"""Writes the tables of this folder: the same forty made-up customers in every form. Needs pandas and pyarrow."""
import datetime as dt
import os
from decimal import Decimal

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

os.chdir(os.path.dirname(os.path.abspath(__file__)))
rng = np.random.default_rng(7)
n = 40
regions = ["Köln", "München", "Sankt Gallen", "Østfold"]
frame = pd.DataFrame({
    "customer": [f"c{i:03}" for i in range(n)],
    "age": rng.integers(18, 90, n),
    "spend": np.round(rng.normal(120, 60, n), 2),
    "share": rng.random(n),
    "region": rng.choice(regions, n),
    "member": rng.random(n) < 0.4,
    "joined": [dt.date(1969, 12, 1) + dt.timedelta(days=int(d)) for d in rng.integers(0, 20000, n)],
    "outcome": rng.integers(0, 2, n),
})
for column, rows in {"spend": [3, 17], "region": [5], "share": [0, 39]}.items():
    frame.loc[rows, column] = None
frame["note"] = [f"row; {i}, said \"{i}\"" for i in range(n)]

text = frame.copy()
text["member"] = text["member"].map({True: "yes", False: "no"})
text.to_csv("comma.csv", index=False)
text.to_csv("semicolon_1252.csv", index=False, sep=";", decimal=",", encoding="windows-1252")
text.to_csv("tab_utf16.csv", index=False, sep="\t", encoding="utf-16")
text.to_csv("pipe_mark.csv", index=False, sep="|", encoding="utf-8-sig", lineterminator="\r\n")
records = [{k: (None if pd.isna(v) else v) for k, v in row.items()} for row in frame.to_dict("records")]
import json
with open("rows.jsonl", "w", encoding="utf-8") as f:
    for row in records:
        print(json.dumps({k: v for k, v in row.items() if v is not None}, default=str, ensure_ascii=False), file=f)
with open("list.json", "w") as f:
    json.dump(records, f, default=str, indent=1)

table = pa.Table.from_pandas(frame, preserve_index=False)
pq.write_table(table, "snappy.parquet")
odd = frame.set_index("customer", drop=False).rename_axis("key")
odd["region"] = odd["region"].astype("category")
odd["age"] = odd["age"].astype("Int64")
odd["joined"] = pd.to_datetime(odd["joined"])
odd.to_parquet("zstd_groups.parquet", compression="zstd", row_group_size=7)
typed = table
typed = typed.set_column(typed.schema.get_field_index("age"), "age", table["age"].cast(pa.uint8()))
money = pa.array([None if pd.isna(x) else Decimal(f"{x:.2f}") for x in frame["spend"]], pa.decimal128(12, 2))
typed = typed.set_column(typed.schema.get_field_index("spend"), "spend", money)
typed = typed.append_column("visits", pa.array([[1, 2]] * n))
typed = typed.set_column(typed.schema.get_field_index("joined"), "joined", table["joined"].cast(pa.timestamp("ms")))
pq.write_table(typed, "gzip_v2.parquet", compression="gzip", data_page_version="2.0", version="2.6")
pq.write_table(table, "lz4_plain.parquet", compression="lz4", use_dictionary=False)
pq.write_table(table.select(["age", "spend", "share", "region", "member", "joined"]), "brotli.parquet", compression="brotli")
old = table.set_column(table.schema.get_field_index("joined"), "joined", table["joined"].cast(pa.timestamp("ns")))
pq.write_table(old, "int96.parquet", use_deprecated_int96_timestamps=True)
