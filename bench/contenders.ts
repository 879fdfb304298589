/** What can be compared: servers, each with how its members speak to it. */
import { join } from "node:path";
import { startServer } from "../test/support/server.ts";
import { watchProcess } from "../test/support/temp.ts";
import { countMessages as countBaseline, fillDatabase } from "./baseline/database.ts";
import type { Bench } from "./figure.ts";
import type { DialectName } from "./load/dialects.ts";
import { pin } from "./machine.ts";
import { countMessages, type Workspace } from "./workspace.ts";

export const server_core = 0;

export interface Server extends AsyncDisposable {
  readonly pid: number;
  readonly url: string;
}

/** A kind of server that takes part. */
export interface Contender {
  readonly name: string;
  /** Starts it for a workspace's people; what it stores is in the workspace's folder. */
  start(bench: Bench, workspace: Workspace): Promise<Server>;
  /** What the member with a number from 0 speaks. */
  dialect(member: number): DialectName;
  /** Messages in flight at most, of all senders together, where more only wait longer. Each has one at least. */
  readonly in_flight_max?: number;
  /** How many messages it has stored in all channels, once it has ended; absent where nothing is stored. */
  stored?(workspace: Workspace, channels: number): Promise<number>;
}

/** Bantam, to which the members speak as `dialect` says. */
export function bantam(name: string, dialect: Contender["dialect"]): Contender {
  return {
    name,
    start: (_bench, { folder }) => startBantam(folder),
    dialect,
    stored: ({ folder }, channels) =>
      countMessages(
        folder,
        Array.from({ length: channels }, (_, i) => i + 1),
      ),
  };
}

/** Bantam with everybody in JSON. */
export const bantamJson = bantam("bantam", () => "json");

/** Everything as one would first write it: baseline/README.md. */
export const baseline: Contender = {
  name: "baseline",
  // It does one after the other: with more, a round only takes longer to end.
  in_flight_max: 64,
  start(_bench, workspace) {
    fillDatabase(workspace);
    return startScript(join(import.meta.dir, "baseline/server.ts"), workspace.folder);
  },
  dialect: () => "json",
  stored: async ({ folder }) => countBaseline(folder),
};

export const relay: Contender = {
  name: "relay",
  start: () => startScript(join(import.meta.dir, "relay.ts")),
  dialect: () => "relay",
};

/** The raw relay with one fsync before each frame. */
export const syncedRelay: Contender = {
  ...relay,
  name: "synced",
  start: (_bench, { folder }) => startScript(join(import.meta.dir, "relay.ts"), join(folder, "synced")),
};

/** Bantam's executable on a data folder, with everything stored in full and the limits on how often something may be done lifted. */
export function startBantam(dataDir: string, under = pin(server_core)): Promise<Server> {
  const settings = { durability: "full", log_level: "error" };
  return startServer({ dataDir, settings, under });
}

/** A server that is one script for Bun: it listens on a free port, and prints its address as its first line. */
export function startScript(path: string, ...args: string[]): Promise<Server> {
  return startCommand([process.execPath, path, ...args]);
}

/** The same for any program. */
export async function startCommand(command: string[]): Promise<Server> {
  const running = watchProcess(
    Bun.spawn(pin(server_core)(command), { stdin: "ignore", stdout: "pipe", stderr: "inherit" }),
  );
  let printed = "";
  const decoder = new TextDecoder();
  for await (const chunk of running.stdout) {
    printed += decoder.decode(chunk, { stream: true });
    if (printed.includes("\n")) break;
  }
  const url = /http:\/\/\S+/.exec(printed)?.[0];
  if (url === undefined) throw new Error(`${command.join(" ")} did not start`);
  return {
    pid: running.pid,
    url,
    async [Symbol.asyncDispose]() {
      running.kill();
      await running.exited;
    },
  };
}
