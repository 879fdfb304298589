/** Stands in for `bantam serve` until that is there. */
import { mkdirSync } from "node:fs";
import { openKey } from "../../src/auth/key.ts";
import { makeLinks } from "../../src/auth/links.ts";
import { makePasswords } from "../../src/auth/passwords.ts";
import { makeSessions } from "../../src/auth/sessions.ts";
import { makeTokens } from "../../src/auth/tokens.ts";
import { makeChat } from "../../src/chat/chat.ts";
import { startServer } from "../../src/server/serve.ts";
import { openSqlite } from "../../src/store/sqlite/engine.ts";

const given = new Map<string, string>();
for (let i = 3; i < process.argv.length; i += 2)
  given.set((process.argv[i] ?? "").slice(2).replaceAll("-", "_"), process.argv[i + 1] ?? "");
const text = (name: string, initial: string) => given.get(name) ?? initial;
const amount = (name: string, initial: number) => Number(given.get(name) ?? initial);

const data = text("data", "");
mkdirSync(data, { recursive: true, mode: 0o700 });
const store = openSqlite({
  path: `${data}/bantam.db`,
  durability: text("durability", "full") === "full" ? "full" : "relaxed",
});
const key = await openKey(data);
const tokens = makeTokens(key);
const chat = await makeChat({
  store,
  tokens,
  sessions: makeSessions(tokens, store, { entries_max: 20_000 }),
  passwords: makePasswords({ at_once: 2, queue_max: 16 }),
  links: makeLinks(key),
  settings: {
    workspace: "Bantam",
    session_days: 30,
    sends_per_10s: amount("sends_per_10s", 20),
    commands_per_minute: amount("commands_per_minute", 300),
    burst: 2,
    sign_ins_per_5_minutes: amount("sign_ins_per_5_minutes", 10),
    sign_ins_per_address: amount("sign_ins_per_address", 50),
  },
  now: Date.now,
  report: (error) => console.error(error),
});
const server = await startServer(chat, {
  host: "127.0.0.1",
  port: amount("port", 0),
  public_url: "",
  connections_max: amount("connections_max", 12_000),
  sockets_per_user: amount("sockets_per_user", 20),
  outgoing_bytes_max: amount("outgoing_bytes_max", 1024 * 1024),
  hello_timeout_seconds: amount("hello_timeout_seconds", 15),
  trusted_proxies: [],
});
console.log(`Bantam is running at ${server.url}`);
if (chat.services.setup !== undefined) console.log(`Open ${server.url}/setup#${chat.services.setup}`);
process.on("SIGTERM", () => {
  const stop = async () => {
    await server.stop();
    await store.close();
  };
  stop().then(
    () => process.exit(0),
    () => process.exit(1),
  );
});
