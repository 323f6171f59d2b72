"""Runs a statement on a SQLite file and prints its rows as JSON: what Node.js before 22 cannot do by itself."""

import json
import sqlite3
import sys

request = json.loads(sys.argv[1])
values = [bytes.fromhex(value["bytes"]) if isinstance(value, dict) else value for value in request["values"]]
with sqlite3.connect(request["file"], timeout=10) as database:
    database.row_factory = sqlite3.Row
    rows = database.execute(request["statement"], values).fetchall()
print(json.dumps([dict(row) for row in rows]))
