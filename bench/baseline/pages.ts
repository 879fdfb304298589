/** Times the baseline's message.list, as ../pages.ts does Bantam's: `bun bench/baseline/pages.ts FOLDER REQUESTS BACK`. */
import { openKey, purposeKey } from "../../src/auth/key.ts";
import { makeTokens } from "../../src/auth/tokens.ts";
import { commandId, type Id } from "../../src/protocol/id.ts";
import { median, percentile } from "../figure.ts";
import { type Command, makeChat } from "./chat.ts";
import { openDatabase } from "./database.ts";

const rounds = 5;

const [folder = "", requests = "1000", back = "0"] = process.argv.slice(2);
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

const list = (channel: Id, offset: number) => perform({ id: commandId(), do: "message.list", channel, offset });
const send = (channel: Id) => perform({ id: commandId(), do: "message.send", channel, body: "Somebody writes here." });

/** The median of the rounds' percentiles, as in ../pages.ts. */
async function times(next: (i: number) => Promise<number>) {
  const found: { p50: number; p99: number }[] = [];
  for (let round = 0; round < rounds; round++) {
    const times_ms: number[] = [];
    for (let i = 0; i < Number(requests); i++) times_ms.push(await next(i));
    found.push({ p50: percentile(times_ms, 0.5), p99: percentile(times_ms, 0.99) });
  }
  return { p50: median(found.map(({ p50 }) => p50)), p99: median(found.map(({ p99 }) => p99)) };
}

const [long] = channels;
if (!long) throw new Error("there is no channel");
const channelAt = (i: number) => channels[(i * 7) % channels.length]?.id ?? long.id;
const open = (i: number) => list(channelAt(i), 0);
/** While messages come there, as in ../pages.ts. */
const openBusy = async (i: number) => {
  await send(channelAt(i));
  return open(i);
};
/** Anywhere within a fifth of the distance. */
const page = () => list(long.id, Math.round(Number(back) * (0.9 + Math.random() * 0.2)));

await times(open);
console.log(JSON.stringify({ open: await times(open), back: await times(page), busy: await times(openBusy) }));
