/**
 * Times message.list inside of the process: from where the command arrives to where its answer is encoded.
 * `bun bench/pages.ts FOLDER REQUESTS BACK...` prints them in milliseconds, as JSON.
 */
import { commandId, type Id } from "../src/protocol/id.ts";
import type { Command } from "../src/protocol/commands.ts";
import { openInside } from "./inside.ts";
import { type Pages, timePages } from "./paging.ts";

const [folder = "", requests = "1000", ...backs] = process.argv.slice(2);
const inside = await openInside(folder);
const { workspace } = inside;
const { directory } = workspace.chat.services;
const user = directory.userByN(1);
const channels = [...(await directory.enter(user)).keys()].sort((a, b) => a.n - b.n);
const session = { id: commandId(), user: user.n, label: "", created: Date.now(), expires: Date.now() + 60_000 };
const perform = (command: Command) => inside.perform({ user, session }, command);

const pages: Pages = {
  channels: channels.map(({ id }) => id),
  open: (channel) => perform({ id: commandId(), do: "message.list", channel }),
  page: (channel, distance) =>
    perform({ id: commandId(), do: "message.list", channel, before: lastOf(channel) - distance }),
  send: (channel) => perform({ id: commandId(), do: "message.send", channel, body: "Somebody writes here." }),
};
const lastOf = (channel: Id) => directory.channels.get(channel)?.last ?? 0;

console.log(JSON.stringify(await timePages(pages, Number(requests), backs.map(Number))));
await workspace.close();
