/**
 * Times message.list inside of the process: from where the command arrives to where its answer is encoded.
 * `bun bench/pages.ts FOLDER REQUESTS BACK` (requests of each of its 5 rounds) prints them in milliseconds, as JSON.
 */
import type { Asker, Caller } from "../src/chat/services.ts";
import { openWorkspace } from "../src/cli/workspace.ts";
import { readSettings } from "../src/config/sources.ts";
import type { Command } from "../src/protocol/commands.ts";
import { commandId, type Id } from "../src/protocol/id.ts";
import { json } from "../src/protocol/json.ts";
import { median, percentile } from "./figure.ts";

const rounds = 5;

const [folder = "", requests = "1000", back = "0"] = process.argv.slice(2);
const lifted = { sends_per_10s: "0", commands_per_minute: "0" };
const workspace = await openWorkspace(folder, readSettings({ data: folder, ...lifted }, {}));
const { chat } = workspace;
const { directory } = chat.services;
const user = directory.userByN(1);
const channels = [...(await directory.enter(user)).keys()].sort((a, b) => a.n - b.n);
const now = Date.now();

let answered: (error?: Error) => void = () => {};
/** By HTTP every command gets an answer; a socket is told of its message by the event. */
const caller: Caller = {
  carrier: "http",
  hears: false,
  isGone: false,
  address: "",
  ok(name, re, answer) {
    json.frame([json.ok(name, re, answer)]);
    answered();
  },
  fail: (_re, refusal) => answered(refusal),
  hear() {},
  watch() {},
  appear() {},
};
const session = { id: commandId(), user: user.n, label: "", created: now, expires: now + 60_000 };
const asker: Asker = { user, session, caller };

/** Milliseconds from the command to its answer. */
function perform(command: Command): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    answered = (error) => (error ? reject(error) : resolve(performance.now() - started));
    chat.submit(caller, command, asker);
  });
}

const list = (channel: Id, before?: number) =>
  perform({ id: commandId(), do: "message.list", channel, ...(before !== undefined && { before }) });
const send = (channel: Id) => perform({ id: commandId(), do: "message.send", channel, body: "Somebody writes here." });

/** The median of the rounds' percentiles: what others do on the machine meanwhile is in some of them. */
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
const open = (i: number) => list(channelAt(i));
/** While messages come there: the time of the message, with its sync, is not the page's. */
const openBusy = async (i: number) => {
  await send(channelAt(i));
  return open(i);
};
/** Anywhere within a fifth of the distance. */
const page = () => list(long.id, Math.round(long.last - Number(back) * (0.9 + Math.random() * 0.2)));

await times(open);
await times(page);
console.log(JSON.stringify({ open: await times(open), back: await times(page), busy: await times(openBusy) }));
await workspace.close();
