import { join } from "node:path";
import { pin } from "./machine.ts";
import type { Bench, Figure } from "./figure.ts";

const server_core = 0;

/**
 * Milliseconds of `message.list`: the newest messages of all channels, in each of which somebody has written in between
 * (`busy`) or nobody has, and those so far back in the first.
 */
export type PageTimes = Record<"open" | "busy" | "back", { p50: number; p99: number }>;

/** Has a script measure the pages of a workspace inside of its process: pages.ts is all of Bantam but its sockets. */
export async function timePages(script: string, folder: string, requests: number, back: number): Promise<PageTimes> {
  const command = [process.execPath, join(import.meta.dir, script), folder, String(requests), String(back)];
  const child = Bun.spawn(pin(server_core)(command), { stdin: "ignore", stdout: "pipe", stderr: "inherit" });
  const printed = await child.stdout.text();
  if ((await child.exited) !== 0) throw new Error(`${script} failed`);
  return JSON.parse(printed);
}

export async function history(bench: Bench, folder: string, back: number): Promise<Figure[]> {
  const times = await timePages("pages.ts", folder, bench.size.requests, back);
  const note = `rounds of ${bench.size.requests} requests, of ${bench.size.messages} messages, from the command's arrival to its encoded answer`;
  const figures = (name: string, { p50, p99 }: { p50: number; p99: number }): Figure[] => [
    { name: `${name}: p50`, value: p50, unit: "ms", target: 0.1, note },
    { name: `${name}: p99`, value: p99, unit: "ms", target: 0.5, note },
  ];
  return [
    ...figures("opening a channel, its last 50 messages", times.open),
    ...figures("opening a channel in which a message just came", times.busy),
    ...figures(`a page of 50 messages ${back} back`, times.back),
  ];
}
