/** The Worker of checkpoints.ts: is sent the database's path, answers when a checkpoint is done. */
import { Database } from "bun:sqlite";

declare const self: Worker;

let client: Database | undefined;

self.onmessage = (event: MessageEvent<string>) => {
  client ??= open(event.data);
  client.run("PRAGMA wal_checkpoint(PASSIVE)");
  postMessage("done");
};

function open(path: string): Database {
  const opened = new Database(path, { create: false, readwrite: true, strict: true });
  opened.run("PRAGMA synchronous = FULL");
  return opened;
}
