import { join } from "node:path";
import { openKey } from "../auth/key.ts";
import { makeCursors } from "../auth/cursors.ts";
import { makeLinks } from "../auth/links.ts";
import { makePasswords } from "../auth/passwords.ts";
import { makeSessions } from "../auth/sessions.ts";
import { makeTokens } from "../auth/tokens.ts";
import { type Chat, makeChat } from "../chat/chat.ts";
import type { Settings } from "../config/settings.ts";
import { logFailure } from "../log.ts";
import { openFiles } from "../store/files/files.ts";
import { openSqlite } from "../store/sqlite/engine.ts";

const hashes_waiting_max = 32;

/** All of the program but its sockets. */
export interface Workspace {
  readonly chat: Chat;
  /** Resolves when everything that was taken is answered and stored. */
  close(): Promise<void>;
}

/** Puts the program together over a data folder whose lock the caller holds. Rejects with StorageFailed. */
export async function openWorkspace(folder: string, settings: Settings): Promise<Workspace> {
  const store = openSqlite({ path: join(folder, "bantam.db"), durability: settings.durability });
  const files = openFiles(join(folder, "files"));
  const key = await openKey(folder);
  const tokens = makeTokens(key);
  const chat = await makeChat({
    store,
    files,
    settings,
    tokens,
    sessions: makeSessions(tokens, store, { entries_max: settings.session_cache }),
    passwords: makePasswords({ at_once: settings.hashes_at_once, queue_max: hashes_waiting_max }),
    links: makeLinks(key),
    cursors: makeCursors(key),
    now: Date.now,
    report: logFailure,
  });
  return {
    chat,
    async close() {
      await chat.close();
      files.close();
      await store.close();
    },
  };
}
