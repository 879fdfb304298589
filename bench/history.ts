import { join } from "node:path";
import { pin } from "./machine.ts";
import type { Bench, Figure } from "./figure.ts";

const server_core = 0;

/** Times of `message.list`, measured inside of a process that is all of Bantam but its sockets: see pages.ts. */
export async function history(bench: Bench, folder: string, back: number): Promise<Figure[]> {
  const command = [
    process.execPath,
    join(import.meta.dir, "pages.ts"),
    folder,
    String(bench.size.requests),
    String(back),
  ];
  const child = Bun.spawn(pin(server_core)(command), { stdin: "ignore", stdout: "pipe", stderr: "inherit" });
  const printed = await child.stdout.text();
  if ((await child.exited) !== 0) throw new Error("bench/pages.ts failed");
  const note = `rounds of ${bench.size.requests} requests, of ${bench.size.messages} messages, from the command's arrival to its encoded answer`;
  const times: Record<"open" | "back", { p50: number; p99: number }> = JSON.parse(printed);
  const figures = (name: string, { p50, p99 }: { p50: number; p99: number }): Figure[] => [
    { name: `${name}: p50`, value: p50, unit: "ms", target: 0.1, note },
    { name: `${name}: p99`, value: p99, unit: "ms", target: 0.5, note },
  ];
  return [
    ...figures("opening a channel, its last 50 messages", times.open),
    ...figures(`a page of 50 messages ${back} back`, times.back),
  ];
}
