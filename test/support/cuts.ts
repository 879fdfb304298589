/** Power cuts at random moments under load, simulated from a trace of the server's writes and syncs. */
import { cpSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Id, idToBytes } from "../../src/protocol/id.ts";
import { Ledger, type Sent } from "./ledger.ts";
import { Member } from "./member.ts";
import { type Handle, openWorkspace } from "./people.ts";
import { Trace, traceWritten, underStrace } from "./powercut.ts";
import { seeded } from "./random.ts";
import { startServer } from "./server.ts";
import { newFolder, removeFolder } from "./temp.ts";
import { Uploader } from "./uploader.ts";

const workers: readonly Handle[] = ["ana", "ben", "cho"];
/** Enough for checkpoints of the write-ahead log to be under way. */
const commands_traced = 1500;
/** One in so many of the states that are left is also started as a server, which takes far longer than an audit. */
const cuts_per_start = 50;
const operations_told = 20;

export interface CutReport {
  cuts: number;
  commands: number;
  problems: string[];
}

/**
 * Traces a server under load, cuts its power at `cuts` random moments, and audits what is left after each. With relaxed
 * durability nothing needs to be there, and what is there must be whole.
 */
export async function cutPower(
  cuts: number,
  seed: number,
  durability: "full" | "relaxed" = "full",
): Promise<CutReport> {
  const luck = seeded(seed);
  const folder = newFolder();
  const { trace, ledger } = await traceLoad(folder, luck, durability);
  const known = durability === "full" ? knownAt(trace, ledger) : { command: () => Infinity, upload: () => Infinity };
  const problems: string[] = [];
  const moments = Array.from({ length: cuts }, () => Math.floor(luck() * (trace.lastCut + 1))).sort((a, b) => a - b);
  for (const [index, cut] of moments.entries()) {
    const dataDir = join(folder, "left");
    trace.restore(cut, seed + index, dataDir);
    const left = readdirSync(dataDir).map((name) => `${name}: ${statSync(join(dataDir, name)).size} bytes`);
    // The server goes first where it does: it has to find what the power cut left.
    const found = index % cuts_per_start === 0 ? await startOn(dataDir) : [];
    const isKnown = {
      command: (command: Sent) => known.command(command) <= cut,
      upload: (id: Id) => known.upload(id) <= cut,
    };
    found.push(...audited(ledger, dataDir, isKnown));
    // Another run with the same seed has other moments: what can be known of this one is told.
    if (found.length > 0)
      problems.push(
        ...found.map((problem) => `cut ${cut} of ${trace.lastCut}, seed ${seed + index}: ${problem}`),
        `left by cut ${cut}: ${left.join(", ")}`,
        `before cut ${cut}: ${trace.lastBefore(cut, operations_told).join("; ")}`,
      );
    removeFolder(dataDir);
  }
  removeFolder(folder);
  return { cuts, commands: ledger.sent.size, problems };
}

async function traceLoad(
  folder: string,
  luck: () => number,
  durability: string,
): Promise<{ trace: Trace; ledger: Ledger }> {
  const file = join(folder, "trace");
  const before = join(folder, "before");
  const ledger = new Ledger();
  await using workspace = await openWorkspace({
    run: "binary",
    settings: { durability },
    under(command) {
      cpSync(workspaceFolder(command), before, { recursive: true });
      return underStrace(file, command);
    },
  });
  const { server, people } = workspace;
  const channel = await workspace.channel("ana", ["ben", "cho", "eli", "fin"]);
  const uploader = new Uploader({ person: people.fin, ledger, channel, luck });
  const members = workers.map((handle, index) => {
    const others = [people.eli.id, people.fin.id];
    const format = index % 2 === 0 ? ("json" as const) : ("msgpack" as const);
    return new Member({
      person: people[handle],
      format,
      ledger,
      channel,
      others,
      luck,
      in_flight: 1,
      body_chars_max: 9000,
    });
  });
  await Promise.all(members.map((member) => member.connect(server.url)));
  uploader.start(server.url);
  while (ledger.acknowledged.size < commands_traced) await Bun.sleep(5);
  await Promise.all([...members.map((member) => member.finish()), uploader.finish()]);
  const { pid } = server;
  await server.stop();
  await traceWritten(file, pid);
  return { trace: new Trace(file, { dataDir: server.dataDir, before, cwd: join(server.dataDir, "..") }), ledger };
}

/** The data folder that the command is to be started on. */
function workspaceFolder(command: readonly string[]): string {
  return command[command.indexOf("--data") + 1] ?? "";
}

/** What the audit finds; a database that cannot even be read is something that it finds. */
function audited(ledger: Ledger, dataDir: string, isKnown: Parameters<Ledger["audit"]>[1]): string[] {
  try {
    return ledger.audit(dataDir, isKnown);
  } catch (error) {
    return [String(error)];
  }
}

interface KnownAt {
  readonly command: (command: Sent) => number;
  readonly upload: (id: Id) => number;
}

/** From which cut on something must be stored: when its id had left the server, in an event or an answer. */
function knownAt(trace: Trace, ledger: Ledger): KnownAt {
  const known = new Map<string, number>();
  const upload = (id: Id) => {
    const found = known.get(id) ?? Math.min(trace.sent(id) ?? Infinity, trace.sent(idToBytes(id)) ?? Infinity);
    known.set(id, found);
    return found;
  };
  return { upload, command: ({ id }) => (ledger.acknowledged.has(id) ? upload(id) : Infinity) };
}

async function startOn(dataDir: string): Promise<string[]> {
  try {
    await using server = await startServer({ run: "binary", dataDir });
    const code = await server.stop();
    return code === 0 ? [] : [`the server stopped with exit code ${code}: ${server.errors}`];
  } catch (error) {
    return [String(error)];
  }
}
