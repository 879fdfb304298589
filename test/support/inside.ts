/** A server inside of the test's own process, for what no client can bring about: what its handlers throw. */
import { join } from "node:path";
import { openKey } from "../../src/auth/key.ts";
import { makeCursors } from "../../src/auth/cursors.ts";
import { makeLinks } from "../../src/auth/links.ts";
import { makePasswords } from "../../src/auth/passwords.ts";
import { makeSessions } from "../../src/auth/sessions.ts";
import { makeTokens } from "../../src/auth/tokens.ts";
import { makeChat } from "../../src/chat/chat.ts";
import { readSettings } from "../../src/config/sources.ts";
import { startServer } from "../../src/server/serve.ts";
import { openFiles } from "../../src/store/files/files.ts";
import { openSqlite } from "../../src/store/sqlite/engine.ts";
import type { Store } from "../../src/store/store.ts";
import { openOn, type Running, type Workspace } from "./people.ts";
import { lifted } from "./server.ts";
import { newFolder, removeFolder } from "./temp.ts";

export interface Inside extends Running {
  readonly store: Store;
  /** What was reported as what should not have happened. */
  readonly reports: unknown[];
}

export function openInside(): Promise<Workspace<Inside>> {
  const folder = newFolder();
  const dataDir = join(folder, "data");
  return openOn(dataDir, () => start(folder, dataDir));
}

async function start(folder: string, dataDir: string): Promise<Inside> {
  const reports: unknown[] = [];
  const flags = Object.fromEntries(Object.entries(lifted).map(([name, value]) => [name, String(value)]));
  const settings = readSettings({ ...flags, data: dataDir, port: "0" }, {});
  // Unlike a class, an object's own methods can be replaced by a test.
  const store = { ...openSqlite({ path: join(dataDir, "bantam.db"), durability: "full" }) };
  const files = openFiles(join(dataDir, "files"));
  const key = await openKey(dataDir);
  const tokens = makeTokens(key);
  const chat = await makeChat({
    store,
    files,
    settings,
    tokens,
    sessions: makeSessions(tokens, store, { entries_max: 1000 }),
    passwords: makePasswords({ at_once: 2, queue_max: 16 }),
    links: makeLinks(key),
    cursors: makeCursors(key),
    now: Date.now,
    report: (error) => String(reports.push(error)),
  });
  const server = await startServer(chat, settings);
  return {
    url: server.url,
    dataDir,
    store,
    reports,
    async [Symbol.asyncDispose]() {
      await server.stop();
      files.close();
      await store.close();
      removeFolder(folder);
    },
  };
}
