import { expect, test } from "bun:test";
import { join } from "node:path";
import { openStore, posted } from "../support/store.ts";
import { newFolder } from "../support/temp.ts";

/** Another thread that has the whole database for itself, and closes it a moment after somebody wants it. */
const closing = `
  const { Database } = require("bun:sqlite");
  self.onmessage = ({ data: { path, wanted } }) => {
    const client = new Database(path);
    client.run("PRAGMA journal_mode = WAL");
    client.run("PRAGMA locking_mode = EXCLUSIVE");
    client.run("PRAGMA user_version = 0");
    postMessage("has it");
    Atomics.wait(wanted, 0, 0);
    Bun.sleepSync(200);
    client.close();
  };`;

test("a database that whoever had it before is about to close is waited for", async () => {
  const folder = newFolder();
  const address = URL.createObjectURL(new Blob([closing], { type: "text/javascript" }));
  const thread = new Worker(address);
  const hasIt = new Promise((resolve) => thread.addEventListener("message", resolve, { once: true }));
  const wanted = new Int32Array(new SharedArrayBuffer(4));
  thread.postMessage({ path: join(folder, "bantam.db"), wanted });
  await hasIt;
  Atomics.store(wanted, 0, 1);
  Atomics.notify(wanted, 0);

  await using opened = openStore(folder);
  await opened.store.commit([posted(1, 1, 1, "here")]);
  expect(await opened.store.after(1, 0, 10)).toHaveLength(1);
  thread.terminate();
  URL.revokeObjectURL(address);
});
