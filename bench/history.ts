import { join } from "node:path";
import { pin } from "./machine.ts";
import type { Bench, Figure } from "./figure.ts";

const server_core = 0;

export interface Times {
  readonly p50: number;
  readonly p99: number;
}

/**
 * Milliseconds of `message.list`: the newest messages of all channels, in each of which somebody has written in between
 * (`busy`) or nobody has, and those of the first, each of the distances back.
 */
export interface PageTimes {
  readonly open: Times;
  readonly busy: Times;
  readonly back: readonly Times[];
}

/** Has a script measure the pages of a workspace inside of its process: pages.ts is all of Bantam but its sockets. */
export async function timePages(
  script: string,
  folder: string,
  requests: number,
  backs: readonly number[],
): Promise<PageTimes> {
  const command = [process.execPath, join(import.meta.dir, script), folder, ...[requests, ...backs].map(String)];
  const child = Bun.spawn(pin(server_core)(command), { stdin: "ignore", stdout: "pipe", stderr: "inherit" });
  const printed = await child.stdout.text();
  if ((await child.exited) !== 0) throw new Error(`${script} failed`);
  return JSON.parse(printed);
}

export async function history(bench: Bench, folder: string, back: number): Promise<Figure[]> {
  const times = await timePages("pages.ts", folder, bench.size.requests, [back]);
  const note = `rounds of ${bench.size.requests} requests, of ${bench.size.messages} messages, from the command's arrival to its encoded answer`;
  const figures = (name: string, { p50, p99 }: Times): Figure[] => [
    { name: `${name}: p50`, value: p50, unit: "ms", target: 0.1, note },
    { name: `${name}: p99`, value: p99, unit: "ms", target: 0.5, note },
  ];
  return [
    ...figures("opening a channel, its last 50 messages", times.open),
    ...figures("opening a channel in which a message just came", times.busy),
    ...times.back.flatMap((found) => figures(`a page of 50 messages ${back} back`, found)),
  ];
}
