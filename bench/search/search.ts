import { join } from "node:path";
import type { Bench, Figure } from "../figure.ts";
import { pin } from "../machine.ts";
import { fill, makeWorkspace } from "../workspace.ts";
import { channels, history, makeCorpus, users } from "./corpus.ts";
import type { Found, Times } from "./searches.ts";

const server_core = 0;
const words_ms_max = 15;
const any_ms_max = 250;
/** Ten times as much as a stored message costs was measured for an index that is filled message by message. */
const index_us_max = 10;

/** What searching takes in a large store, and what the index costs. */
export async function search(bench: Bench): Promise<Figure[]> {
  const { messages, requests } = bench.size;
  const every = Array.from({ length: channels }, (_, i) => i + 1);
  // The first is everywhere, the third where hardly anything is said, all others in 20 channels.
  const channelsOf = (user: number) =>
    user === 1 ? every : user === 3 ? [channels] : every.filter((n) => n % (channels / 20) === user % (channels / 20));
  const workspace = await makeWorkspace(bench.newFolder(), { users, channels, channelsOf });
  await fill(workspace, history(makeCorpus(Math.random), messages, Math.random));
  const found = await searched(workspace.folder, requests);

  const note = `of ${messages} messages in ${channels} channels`;
  const figures = (times: Readonly<Record<string, Times>>, target: number): Figure[] =>
    Object.entries(times).flatMap(([name, { p50, p99 }]) => [
      { name: `${name}: p50`, value: p50, unit: "ms", target, note },
      { name: `${name}: p99`, value: p99, unit: "ms", target, note },
    ]);
  const cost = (name: string, value: number): Figure => ({
    name,
    value,
    unit: "us CPU a message",
    target: index_us_max,
    note,
  });
  return [
    ...figures(found.words, words_ms_max),
    ...figures(found.others, any_ms_max),
    ...figures(found.worst, any_ms_max),
    cost("filling the index, many messages at once", found.bulk_us),
    { ...cost("filling the index, 40 messages at once", found.calm_us), target: 10 * index_us_max },
    {
      name: "the index's file",
      value: found.index_bytes / messages,
      unit: "bytes a message",
      target: 100,
      note,
    },
  ];
}

async function searched(folder: string, requests: number): Promise<Found> {
  const command = [process.execPath, join(import.meta.dir, "searches.ts"), folder, String(requests)];
  const child = Bun.spawn(pin(server_core)(command), { stdin: "ignore", stdout: "pipe", stderr: "inherit" });
  const printed = await child.stdout.text();
  if ((await child.exited) !== 0) throw new Error("searches.ts failed");
  return JSON.parse(printed);
}
