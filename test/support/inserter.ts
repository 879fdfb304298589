/**
 * Inserts rows into a database and tells each one after its commit, while a second thread checkpoints:
 * `bun inserter.ts FILE SYNCHRONOUS ROWS`. The power-cut simulator is proved on it.
 */
import { Database } from "bun:sqlite";
import { writeSync } from "node:fs";

const [file = "", synchronous = "", rows = ""] = process.argv.slice(2);
const db = new Database(file, { create: true });
db.run("PRAGMA busy_timeout = 5000");
db.run("PRAGMA journal_mode = WAL");
db.run(`PRAGMA synchronous = ${synchronous}`);

if (Bun.isMainThread) {
  db.run("PRAGMA wal_autocheckpoint = 0");
  db.run("CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, body BLOB NOT NULL)");
  const insert = db.prepare("INSERT INTO row (body) VALUES (randomblob(700)) RETURNING id");
  const checkpointer = new Worker(import.meta.url, { argv: [file, synchronous] });
  await new Promise((ready) => checkpointer.addEventListener("message", ready, { once: true }));
  for (let row = 1; row <= Number(rows); row++) {
    const { id } = insert.get() as { id: number };
    writeSync(1, `${JSON.stringify({ id, at: performance.timeOrigin + performance.now() })}\n`);
    if (row % 10 === 0) checkpointer.postMessage(row % 50 === 0 ? "TRUNCATE" : "PASSIVE");
    await Bun.sleep(0);
  }
  const ended = new Promise((end) => checkpointer.addEventListener("close", end, { once: true }));
  checkpointer.postMessage("end");
  await ended;
  db.close();
} else {
  addEventListener("message", ({ data }: MessageEvent<string>) => {
    if (data === "end") {
      db.close();
      process.exit();
    }
    db.run(`PRAGMA wal_checkpoint(${data})`);
  });
  postMessage("ready");
}
