/** Times the baseline's message.list, as ../pages.ts does Bantam's: `bun bench/baseline/pages.ts FOLDER REQUESTS BACK...`. */
import { openKey, purposeKey } from "../../src/auth/key.ts";
import { makeTokens } from "../../src/auth/tokens.ts";
import { commandId, type Id } from "../../src/protocol/id.ts";
import { type Pages, timePages } from "../paging.ts";
import { type Command, makeChat } from "./chat.ts";
import { openDatabase } from "./database.ts";

const [folder = "", requests = "1000", ...backs] = process.argv.slice(2);
const db = openDatabase(folder);
const key = await openKey(folder);
const chat = makeChat(db, purposeKey(key, "session"));
const session = db
  .query<{ id: Id; expires: number }, []>("SELECT id, expires_at AS expires FROM sessions LIMIT 1")
  .get();
if (!session) throw new Error("there is no session");
const token = await makeTokens(key).sign(session);
const joined = (await chat.perform(token, { id: commandId(), do: "hello" })).joined ?? [];
/** By how much was said in them: the first is the long one. */
const channels = joined.map((id) => ({ id, count: countOf(id) })).sort((a, b) => b.count - a.count);

function countOf(channel: Id): number {
  return db.query<{ n: number }, [Id]>("SELECT count(*) AS n FROM messages WHERE channel_id = ?").get(channel)?.n ?? 0;
}

/** Milliseconds from the command to its encoded answer. */
async function perform(command: Command): Promise<number> {
  const started = performance.now();
  const { answer } = await chat.perform(token, command);
  JSON.stringify([{ re: commandId(), ok: answer }]);
  return performance.now() - started;
}

const pages: Pages = {
  channels: channels.map(({ id }) => id),
  open: (channel) => perform({ id: commandId(), do: "message.list", channel }),
  page: (channel, offset) => perform({ id: commandId(), do: "message.list", channel, offset }),
  send: (channel) => perform({ id: commandId(), do: "message.send", channel, body: "Somebody writes here." }),
};

console.log(JSON.stringify(await timePages(pages, Number(requests), backs.map(Number))));
