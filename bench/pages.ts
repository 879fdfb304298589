/**
 * Times message.list inside of the process: from where the command arrives to where its answer is encoded.
 * `bun bench/pages.ts FOLDER REQUESTS BACK` prints them in milliseconds, as JSON.
 */
import type { Asker, Caller } from "../src/chat/services.ts";
import { openWorkspace } from "../src/cli/workspace.ts";
import { readSettings } from "../src/config/sources.ts";
import type { Command } from "../src/protocol/commands.ts";
import { commandId, type Id } from "../src/protocol/id.ts";
import { json } from "../src/protocol/json.ts";
import { type Pages, timePages } from "./paging.ts";

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

const pages: Pages = {
  channels: channels.map(({ id }) => id),
  open: (channel) => perform({ id: commandId(), do: "message.list", channel }),
  page: (channel, distance) =>
    perform({ id: commandId(), do: "message.list", channel, before: lastOf(channel) - distance }),
  send: (channel) => perform({ id: commandId(), do: "message.send", channel, body: "Somebody writes here." }),
};
const lastOf = (channel: Id) => directory.channels.get(channel)?.last ?? 0;

console.log(JSON.stringify(await timePages(pages, Number(requests), Number(back))));
await workspace.close();
