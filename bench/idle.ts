import { startBantam } from "./contenders.ts";
import type { Bench, Figure } from "./figure.ts";
import { Load } from "./load/generator.ts";
import { memoryOf, sumOf } from "./machine.ts";
import { makeWorkspace } from "./workspace.ts";

const processes = 2;
const mib = 1024 * 1024;
const look_ms = 500;

/** The memory of connections that are signed in, said hello, and say no more. */
export async function idle(
  bench: Bench,
  name: string,
  plan: { connections: number; channels_each: number },
): Promise<Figure[]> {
  const connections = Math.min(plan.connections, bench.size.people_max);
  const channels = Math.max(plan.channels_each, connections / 10);
  const workspace = await makeWorkspace(bench.newFolder(), {
    users: connections,
    channels,
    channelsOf: (user) =>
      Array.from(
        { length: plan.channels_each },
        (_, i) => 1 + ((user + i * ((channels / plan.channels_each) | 0)) % channels),
      ),
  });
  // On all cores: kept on one, the runtime collects its garbage later.
  await using server = await startBantam(workspace.folder, (command) => command);
  const before = await rest(server.pid, bench.size.rest_ms / 4);
  const members = workspace.people.map(({ token, channels: [channel] }) => {
    if (channel === undefined) throw new Error("everybody is in a channel");
    return { token, channel, dialect: "json" as const, sends: false };
  });
  await using loads = new AsyncDisposableStack();
  const share = Math.ceil(members.length / processes);
  for (let at = 0; at < members.length; at += share)
    await loads.use(new Load()).connect(server.url, members.slice(at, at + share));
  const after = await rest(server.pid, bench.size.rest_ms);
  const told = `${connections} connections; ${(before / mib).toFixed(0)} MiB before, ${(after / mib).toFixed(0)} MiB after`;
  return [
    { name: `${name}: each`, value: (after - before) / connections / 1024, unit: "KiB", target: 8, note: told },
    { name: `${name}: whole process`, value: after / mib, unit: "MiB", target: 140, note: told },
  ];
}

/** The memory of a process and its family once it has not fallen for `rest_ms`. */
export async function rest(pid: number, rest_ms: number): Promise<number> {
  let least = sumOf(pid, memoryOf);
  let fallen_at = performance.now();
  while (performance.now() - fallen_at < rest_ms) {
    await Bun.sleep(look_ms);
    const now = sumOf(pid, memoryOf);
    if (now < least - mib) fallen_at = performance.now();
    least = Math.min(least, now);
  }
  return sumOf(pid, memoryOf);
}
