/** Guarantee 8: a crash, a full disk or a failed migration leaves the old state or the new one, and a clear message. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { cpSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { CommandName, FieldsOf } from "../../src/protocol/commands.ts";
import { commandId, type Id } from "../../src/protocol/id.ts";
import { cutPower } from "../support/cuts.ts";
import { databaseIn, type Dump, dump, look } from "../support/database.ts";
import { type SmallDisk, smallDisks } from "../support/full.ts";
import { call, post } from "../support/http.ts";
import { Ledger, type Sent } from "../support/ledger.ts";
import { allMessages } from "../support/member.ts";
import { openOn, openWorkspace, type Workspace } from "../support/people.ts";
import { noisy } from "../support/pictures.ts";
import { Trace, traceWritten, underStrace } from "../support/powercut.ts";
import { newSeed, seeded } from "../support/random.ts";
import { startServer, TestServer } from "../support/server.ts";
import { Refused, Socket } from "../support/socket.ts";
import { download, tryUpload, upload } from "../support/uploads.ts";
import { newFolder, removeFolder } from "../support/temp.ts";

setDefaultTimeout(60_000);

const root = resolve(import.meta.dir, "../..");
/** More than the small disks hold. */
const commands_max = 5000;
const refused_min = 20;
const first_cuts = 20;

interface Asked {
  name: CommandName;
  fields: FieldsOf<CommandName>;
  id: Id;
}

/** A workspace on a small disk, served by the executable. */
function openOnDisk(disk: SmallDisk): Promise<Workspace> {
  return openOn(disk.dataDir, async () => {
    const under = (command: string[]) => disk.under(command);
    const server = new TestServer({ run: "binary", dataDir: disk.dataDir, under });
    await server.start();
    return server;
  });
}

describe("G8 on a disk", () => {
  test.each(Object.entries(smallDisks))(
    "%s nothing is lost or half done, and it goes on when there is room",
    async (_, make) => {
      using disk = make();
      await using workspace = await openOnDisk(disk);
      const { server, people } = workspace;
      const channel = await workspace.channel("ana", ["ben", "cho"]);
      const [cho, ben] = [await workspace.socket("cho", "msgpack"), await workspace.socket("ben")];
      const ledger = new Ledger();
      cho.onItem = (item) => ledger.receive("cho", people.cho.id, item);
      ben.onItem = (item) => ledger.receive("ben", people.ben.id, item);

      const own: number[] = [];
      const refused: Asked[] = [];
      for (let count = 0; count < commands_max && refused.length < refused_min; count++) {
        const { id, name, fields, sent } = nextCommand(count, channel, own);
        ledger.send({ id, by: people.cho.id, ...sent });
        try {
          const answer = await cho.do(name, fields, id);
          if ("seq" in answer) own.push(answer.seq);
        } catch (error) {
          expect(error).toBeInstanceOf(Refused);
          expect((error as Refused).code).toBe("storage_failed");
          refused.push({ id, name, fields });
        }
      }
      expect(refused.length).toBe(refused_min);

      // It still answers, and shows nothing of what was refused.
      const listed = JSON.stringify(await allMessages(ben, channel));
      for (const { id } of refused) expect(listed + JSON.stringify(ben.received)).not.toContain(id);
      expect(ledger.audit(disk.dataDir)).toEqual([]);

      disk.makeRoom(server.pid);
      for (const { name, fields, id } of refused) await cho.do(name, fields, id);
      expect(ledger.open).toBe(0);
      expect(ledger.audit(disk.dataDir)).toEqual([]);
      await server.kill();
      await server.start();
      expect(ledger.audit(disk.dataDir)).toEqual([]);
    },
  );
});

test.each(Object.entries(smallDisks))(
  "G8 on a disk %s a file that has no room is refused with a sentence, leaves nothing, and messages go on",
  async (_, make) => {
    using disk = make();
    await using workspace = await openOnDisk(disk);
    const { server, people } = workspace;
    const files = () => readdirSync(join(disk.dataDir, "files")).toSorted();
    const kept = await upload(server.url, people.cho.token);
    const large = noisy(1000, 600);
    for (let count = 0; count < 3; count++) {
      const { status, error } = await tryUpload(server.url, people.cho.token, large);
      expect([status, error?.code]).toEqual([507, "storage_failed"]);
      expect(error?.message).toContain("nothing was done");
      expect(files()).toEqual([kept.id]);
    }
    const fields = { channel: workspace.general, body: "", attachments: [kept.id] };
    expect((await post(server.url, people.cho.token, "message.send", fields)).status).toBe(200);
    disk.makeRoom(server.pid);
    const { id } = await upload(server.url, people.cho.token, large);
    expect(files()).toEqual([kept.id, id, `${id}.small`].toSorted());
    expect((await download(server.url, people.cho.token, id)).status).toBe(200);
  },
);

/** Messages for the most part, with an edit, a deletion and a new channel now and then. */
function nextCommand(count: number, channel: Id, own: number[]): Asked & { sent: Omit<Sent, "id" | "by"> } {
  const id = commandId();
  const text = `${count} ${id}`;
  const body = text.padEnd(3000, "x");
  const seq = count % 10 > 7 ? own.pop() : undefined;
  if (count % 10 === 7)
    return { id, name: "channel.create", fields: { kind: "public", name: text }, sent: { does: "create", text } };
  if (seq === undefined)
    return { id, name: "message.send", fields: { channel, body }, sent: { does: "send", channel, text: body } };
  if (count % 10 === 8)
    return { id, name: "message.delete", fields: { channel, seq }, sent: { does: "delete", channel, seq } };
  return { id, name: "message.edit", fields: { channel, seq, body }, sent: { does: "edit", channel, seq, text: body } };
}

/** A later version of the program, with one migration more. */
function laterVersion(sql: string): (command: string[]) => string[] {
  const folder = newFolder();
  for (const part of ["src", "drizzle", "package.json", "tsconfig.json"])
    cpSync(join(root, part), join(folder, part), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
  const journalPath = join(folder, "drizzle/sqlite/meta/_journal.json");
  const journal = JSON.parse(readFileSync(journalPath, "utf8"));
  const last = journal.entries.at(-1);
  journal.entries.push({ ...last, idx: last.idx + 1, when: last.when + 1, tag: "9999_later" });
  writeFileSync(journalPath, JSON.stringify(journal));
  writeFileSync(join(folder, "drizzle/sqlite/9999_later.sql"), sql);
  return ([_bantam, ...rest]) => [process.execPath, join(folder, "src/main.ts"), ...rest];
}

const statements = (...all: string[]) => all.join(";--> statement-breakpoint\n");

/** A data folder with the cast and a message in it, and no server on it. */
async function stoppedFolder(): Promise<string> {
  const folder = join(newFolder(), "data");
  await using workspace = await openWorkspace();
  await workspace.call("cho", "message.send", { channel: workspace.general, body: "from before" });
  await workspace.server.stop();
  cpSync(workspace.server.dataDir, folder, { recursive: true });
  return folder;
}

/** That it fails to start, and what it says. */
async function failure(dataDir: string, under?: (command: string[]) => string[]): Promise<string> {
  try {
    await using server = await startServer({ dataDir, ...(under && { under }) });
    return `it started at ${server.url}`;
  } catch (error) {
    return String(error);
  }
}

async function expectGoodAsBefore(dataDir: string, before: Dump): Promise<void> {
  expect(dump(dataDir)).toEqual(before);
  await using server = await startServer({ dataDir });
  expect(await server.stop()).toBe(0);
  expect(dump(dataDir)).toEqual(before);
}

test("G8 a migration that fails half-way leaves the database as it was, and the version before goes on with it", async () => {
  const dataDir = await stoppedFolder();
  const before = dump(dataDir);
  const under = laterVersion(
    statements("ALTER TABLE users ADD extra TEXT", "DELETE FROM messages", "INSERT INTO nowhere VALUES (1)"),
  );
  const said = await failure(dataDir, under);
  expect(said).toContain("exit 1");
  expect(said).toContain("could not be brought to this version; it is unchanged.");
  await expectGoodAsBefore(dataDir, before);
});

test("G8 a server killed in the middle of a migration leaves the database as it was", async () => {
  const dataDir = await stoppedFolder();
  const before = dump(dataDir);
  const endless = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) INSERT INTO big SELECT i FROM n";
  const server = new TestServer({ dataDir, under: laterVersion(statements("CREATE TABLE big (i)", endless)) });
  const started = server.start().then(
    () => "it started",
    () => "it did not start",
  );
  const log = `${databaseIn(dataDir)}-wal`;
  while ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) < 1024 * 1024) await Bun.sleep(10);
  await server.kill();
  expect(await started).toBe("it did not start");
  await expectGoodAsBefore(dataDir, before);
});

test("G8 a migration that works leaves a copy of the database from before it", async () => {
  const dataDir = await stoppedFolder();
  const before = dump(dataDir);
  const under = laterVersion("ALTER TABLE users ADD extra TEXT");
  await using server = await startServer({ dataDir, under });
  expect(await server.stop()).toBe(0);
  expect(look(dataDir, (db) => db.query("SELECT extra FROM users").all().length)).toBeGreaterThan(0);
  const copy = [...new Bun.Glob("bantam.db.before-*").scanSync(dataDir)];
  expect(copy).toHaveLength(1);
  const folder = newFolder();
  cpSync(join(dataDir, copy[0] ?? ""), databaseIn(folder));
  expect(dump(folder)).toEqual(before);
});

test("G8 a database of a newer version is refused with a sentence and left as it is", async () => {
  const dataDir = await stoppedFolder();
  const { server } = {
    server: await startServer({ dataDir, under: laterVersion("ALTER TABLE users ADD extra TEXT") }),
  };
  expect(await server.stop()).toBe(0);
  const before = dump(dataDir);
  const said = await failure(dataDir);
  expect(said).toContain("exit 1");
  expect(said).toContain("was made by a newer version of Bantam");
  expect(dump(dataDir)).toEqual(before);
});

test("G8 a power cut with relaxed durability leaves a whole database", async () => {
  const { problems } = await cutPower(10, newSeed("relaxed"), "relaxed");
  expect(problems).toEqual([]);
});

test("G8 a power cut during the first start leaves a folder that a server starts on, with all it had acknowledged", async () => {
  const folder = newFolder();
  const [file, dataDir, left] = [join(folder, "trace"), join(folder, "data"), join(folder, "left")];
  await using first = await startServer({ run: "binary", dataDir, under: (command) => underStrace(file, command) });
  const owner = { handle: "ana", name: "Ana", password: "correct horse battery", bearer: true };
  const { token = "" } = await call(first.url, undefined, "setup.finish", { secret: first.setup ?? "", ...owner });
  const { channels } = await call(first.url, token, "channel.list", {});
  const channel = channels[0]?.channel ?? expect.unreachable();
  const ana = await Socket.enter(first.url, token);
  const id = commandId();
  await ana.do("message.send", { channel, body: "first" }, id);
  const { pid } = first;
  await first.stop();
  await traceWritten(file, pid);

  const trace = new Trace(file, { dataDir, cwd: folder });
  const [signedInAt, sentAt] = [trace.sent(token) ?? Infinity, trace.sent(id) ?? Infinity];
  const seed = newSeed("first start");
  const luck = seeded(seed);
  for (let count = 0; count < first_cuts; count++) {
    // Every other one comes when there is something to lose.
    const earliest = count % 2 === 0 ? 0 : signedInAt;
    const cut = earliest + Math.floor(luck() * (trace.lastCut + 1 - earliest));
    trace.restore(cut, seed + count, left);
    await using server = await startServer({ run: "binary", dataDir: left });
    const what = `cut ${cut} of ${trace.lastCut}, seed ${seed + count}`;
    const list = await post(server.url, token, "message.list", { channel });
    if (cut >= sentAt)
      expect({ what, bodies: list.ok?.messages.map(({ body }) => body) }).toEqual({ what, bodies: ["first"] });
    else if (cut >= signedInAt) expect({ what, status: list.status }).toEqual({ what, status: 200 });
    else if (list.status === 401) expect({ what, link: typeof server.setup }).toEqual({ what, link: "string" });
    expect(await server.stop()).toBe(0);
    removeFolder(left);
  }
});
