/** `kill -9` in the middle of load, over and over. */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { Ledger } from "./ledger.ts";
import { allMessages, Member } from "./member.ts";
import { type Handle, openWorkspace } from "./people.ts";
import { seeded } from "./random.ts";
import { newFolder, removeFolder } from "./temp.ts";
import { Uploader } from "./uploader.ts";

const workers: readonly Handle[] = ["ana", "ben", "cho", "dia"];
const load_ms_max = 150;

export interface KillReport {
  commands: number;
  /** Commands that a kill came before the answer of. */
  interrupted: number;
  /** What the audits found, in words. */
  problems: string[];
}

/** Kills the executable at `kills` random moments under load, and audits what is left after each. */
export async function killUnderLoad(kills: number, seed: number): Promise<KillReport> {
  const luck = seeded(seed);
  const ledger = new Ledger();
  const problems: string[] = [];
  let interrupted = 0;
  await using workspace = await openWorkspace({ run: "binary" });
  const { server, people } = workspace;
  const channel = await workspace.channel("ana", ["ben", "cho", "dia", "eli", "fin"]);
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
      in_flight: 6,
      body_chars_max: 400,
    });
  });

  for (let kill = 0; kill < kills; kill++) {
    const connected = Promise.allSettled(members.map((member) => member.connect(server.url)));
    uploader.start(server.url);
    await Bun.sleep(luck() * load_ms_max);
    await server.kill();
    await connected;
    await uploader.finish();
    await Promise.all(members.map((member) => member.lost()));
    interrupted += ledger.open;
    problems.push(...auditCopy(ledger, server.dataDir).map((problem) => `after kill ${kill}: ${problem}`));
    await server.start();
  }

  await Promise.all(members.map((member) => member.connect(server.url)));
  uploader.start(server.url);
  await Promise.all([...members.map((member) => member.finish()), uploader.finish()]);
  const eli = await workspace.socket("eli", "msgpack");
  const stored = await allMessages(eli, channel);
  await Promise.all(members.map((member) => member.reach(Math.max(...stored.map(({ rev }) => rev)))));
  for (const [index, member] of members.entries()) {
    const known = [...member.messages.values()].sort((a, b) => a.seq - b.seq);
    const other = stored.find((message, at) => !Bun.deepEquals(message, known[at])) ?? known[stored.length];
    if (other) problems.push(`${workers[index]} does not know message ${other.seq} as it is`);
  }
  problems.push(...ledger.audit(server.dataDir));
  if (ledger.open > 0) problems.push(`${ledger.open} commands were never acknowledged`);
  return { commands: ledger.sent.size, interrupted, problems };
}

/** A copy is looked at, so that the server itself finds what its crash left. */
function auditCopy(ledger: Ledger, dataDir: string): string[] {
  const folder = newFolder();
  const copy = join(folder, "data");
  cpSync(dataDir, copy, { recursive: true, filter: (path) => !path.endsWith("-shm") && !path.endsWith(".sock") });
  const problems = ledger.audit(copy);
  removeFolder(folder);
  return problems;
}
