/** The Worker of checkpoints.ts: is sent the database's path, answers when a checkpoint is done. */
import { Database } from "bun:sqlite";

declare const self: Worker;

let client: Database | undefined;

self.onmessage = (event: MessageEvent<string>) => {
  client ??= new Database(event.data, { strict: true });
  client.run("PRAGMA synchronous = FULL");
  client.run("PRAGMA wal_checkpoint(PASSIVE)");
  postMessage("done");
};
