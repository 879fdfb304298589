/** Every peer that can run here takes part, very small: a round that lost or doubled a message rejects. */
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { type Bench, sizes } from "../../bench/figure.ts";
import { dialects } from "../../bench/load/dialects.ts";
import { Log } from "../../bench/load/log.ts";
import { familyOf, memoryOf, sumOf } from "../../bench/machine.ts";
import { type Measured, scenarios } from "../../bench/peers/measure.ts";
import { peers } from "../../bench/peers/peers.ts";
import { table } from "../../bench/peers/table.ts";
import { commandId, randomId } from "../../src/protocol/id.ts";
import { newFolder, removeFolder, watchProcess } from "../support/temp.ts";

// ejabberd takes two seconds to start.
setDefaultTimeout(30_000);

const root = newFolder();
let folders = 0;
const bench: Bench = { size: sizes.tiny, newFolder: () => join(root, String(++folders)) };
const quick_to_start = peers.filter(({ contender }) => contender.name !== "ejabberd");

afterAll(() => removeFolder(root));

test.each([
  ["one-in-flight", peers],
  ["100-channels", quick_to_start],
  ["low-rate", quick_to_start],
  ["idle", quick_to_start],
])("bench:peers %s: every server delivers everything once, and is measured", async (name, some) => {
  const measured = (await scenarios[name]?.(bench, some)) ?? [];
  const servers = ["Bantam", ...some.map(({ title }) => title)];
  expect([...new Set(measured.map(({ server }) => server))]).toEqual(servers);
  for (const { value } of measured) expect(value).toBeFinite();
});

/** A member of a channel in which it has sent two messages; `bring` gives it a frame. */
function listen(name: "socketio" | "xmpp") {
  const failures: string[] = [];
  const log = new Log((reason) => failures.push(reason));
  const member = { frames: 0 };
  const stream = log.join(member, dialects[name]);
  const ids = [commandId(), commandId()];
  for (const id of ids) log.sent(id, member, 0);
  const bring = (id = commandId()) => {
    const frame =
      name === "socketio"
        ? `42["message",{"id":"${id}","body":"body"}]`
        : `<message xmlns='jabber:client' to='a@localhost/1' from='r@rooms/b' type='groupchat' id='${id}'><archived id='1'/><body>body</body></message>`;
    const bytes = Buffer.from(frame);
    expect(dialects[name].isEvents(bytes, 0, bytes.length)).toBeTrue();
    return stream.take(member, bytes, 0, bytes.length);
  };
  return { log, failures, ids, bring };
}

describe.each(["socketio", "xmpp"] as const)("a member that speaks %s", (name) => {
  test("is settled when it has heard all it sent", () => {
    const { log, failures, ids, bring } = listen(name);
    expect(ids.map((id) => [bring(id), log.isSettled()])).toEqual([
      [1, false],
      [1, true],
    ]);
    expect(failures).toBeEmpty();
  });

  test("fails when it hears a message twice, or one that nobody sent", () => {
    const twice = listen(name);
    for (const id of [twice.ids[0], twice.ids[0]]) twice.bring(id);
    expect(twice.failures).toHaveLength(1);
    const unknown = listen(name);
    unknown.bring();
    expect(unknown.failures).toHaveLength(1);
  });
});

test("errors of socket.io and of XMPP are no answers", () => {
  const channel = randomId();
  const speaker = { channel, token: "token" };
  const socketio = dialects.socketio.greeting(speaker);
  socketio.next();
  expect(() => socketio.next(Buffer.from('44{"message":"no"}'))).toThrow("no");
  const xmpp = dialects.xmpp.greeting(speaker);
  xmpp.next();
  xmpp.next(Buffer.from("<stream:features><mechanism>PLAIN</mechanism></stream:features>"));
  expect(() => xmpp.next(Buffer.from("<failure><not-authorized/></failure>"))).toThrow("not-authorized");
  const refused = Buffer.from("<message type='error' id='1'><error type='wait'/></message>");
  expect(() => dialects.xmpp.messages(refused)).toThrow("wait");
});

test("what a process used is counted with what it started", async () => {
  const running = watchProcess(Bun.spawn(["sh", "-c", "sleep 60 & wait"], { stdout: "ignore" }));
  while (familyOf(running.pid).length < 2) await Bun.sleep(1);
  const [, child = 0] = familyOf(running.pid);
  expect(sumOf(running.pid, memoryOf)).toBeGreaterThan(memoryOf(running.pid));
  process.kill(child);
  await running.exited;
});

test("the table says what is a miss", () => {
  const about = { scenario: "a scenario", server: "a peer", what: "Bantam's CPU per delivery", unit: "x" };
  const at = (value: number): Measured => ({ ...about, value, target: 0.02, ok: value <= 0.02 });
  expect(table([at(1 / 64)])).toContain("1/64 x of 1/50 ok");
  expect(table([at(1 / 40)])).toContain("1/40 x of 1/50 MISS");
});
