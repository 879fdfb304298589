/** Looks into a data folder from outside, also while a server uses it. */
import { Database } from "bun:sqlite";
import { join } from "node:path";

export type Dump = Record<string, unknown[][]>;

export function databaseIn(dataDir: string): string {
  return join(dataDir, "bantam.db");
}

/** Does something with the database of a data folder, which is closed again after. */
export function look<T>(dataDir: string, use: (db: Database) => T): T {
  const db = new Database(databaseIn(dataDir), { readwrite: true, create: false });
  try {
    db.run("PRAGMA busy_timeout = 5000");
    return use(db);
  } finally {
    db.close();
  }
}

/** Every row of every table. */
export function dump(dataDir: string): Dump {
  return look(dataDir, (db) => {
    const tables = db.query<{ name: string }, []>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name");
    return Object.fromEntries(tables.all().map(({ name }) => [name, db.query(`SELECT * FROM "${name}"`).values()]));
  });
}

/** How many rows of each table are in the one and not in the other. */
export function countChanged(before: Dump, after: Dump): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const [table, rows] of Object.entries(after)) {
    const known = new Set((before[table] ?? []).map(rowKey));
    const changed = rows.filter((row) => !known.has(rowKey(row))).length;
    if (changed > 0) counts[table] = changed;
  }
  return counts;
}

function rowKey(row: unknown[]): string {
  return JSON.stringify(row.map((value) => (value instanceof Uint8Array ? [...value] : value)));
}
