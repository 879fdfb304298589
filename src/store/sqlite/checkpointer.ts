/** The Worker of checkpoints.ts: is sent the database's path, answers when a checkpoint is done. */
import { Database } from "bun:sqlite";

declare const self: Worker;

self.onmessage = (event: MessageEvent<string>) => {
  // Closed again at once: a connection that the end of the process comes into would be the last one, and remove the log.
  const client = new Database(event.data, { create: false, readwrite: true, strict: true });
  try {
    client.run("PRAGMA synchronous = FULL");
    client.run("PRAGMA wal_checkpoint(PASSIVE)");
  } finally {
    client.close();
  }
  postMessage("done");
};
