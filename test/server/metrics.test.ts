/** What GET /metrics says: exactly what happened, in the format that it claims, and all of it on the dashboard. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";
import type { CodecName } from "../../src/protocol/codec.ts";
import type { Command } from "../../src/protocol/commands.ts";
import { commandId, randomId } from "../../src/protocol/id.ts";
import { json } from "../../src/protocol/json.ts";
import { msgpack } from "../../src/protocol/msgpack.ts";
import { closes } from "../../src/protocol/errors.ts";
import { metrics } from "../../src/metrics.ts";
import { opcode, RawSocket } from "../security/raw.ts";
import { World } from "../security/world.ts";
import { parseMetrics, scrape, type Scraped } from "../support/metrics.ts";
import { aPng, tryUpload, upload } from "../support/uploads.ts";
import { type Handle, openWorkspace, type Workspace } from "../support/people.ts";

setDefaultTimeout(30_000);

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(() => workspace[Symbol.asyncDispose]());

/** A socket that counts its bytes. */
class Counting {
  sent_bytes = 0;

  constructor(
    readonly raw: RawSocket,
    readonly format: CodecName,
  ) {}

  static async enter(handle: Handle, format: CodecName): Promise<Counting> {
    const { subprotocol } = format === "json" ? json : msgpack;
    const { token } = workspace.people[handle];
    const headers = { authorization: `Bearer ${token}`, "sec-websocket-protocol": subprotocol };
    const socket = new Counting(await RawSocket.open(workspace.server.url, headers), format);
    await socket.ask({ id: commandId(), do: "hello" });
    return socket;
  }

  /** Sends commands in one frame, and waits for a frame that comes after it. */
  async ask(...commands: Command[]): Promise<void> {
    const next = this.next();
    this.send(this.format === "json" ? json.commands(commands) : msgpack.commands(commands));
    await next;
  }

  /** Waits for the next frames that come from here on. */
  async next(count = 1): Promise<void> {
    const until = this.frames + count;
    await this.raw.until(() => this.frames >= until);
  }

  send(frame: string | Uint8Array): void {
    this.sent_bytes += Buffer.byteLength(frame);
    this.raw.send(typeof frame === "string" ? opcode.text : opcode.binary, frame);
  }

  get frames(): number {
    return this.#told.length;
  }

  get received_bytes(): number {
    return this.#told.reduce((bytes, { payload }) => bytes + payload.length, 0);
  }

  get #told() {
    return this.raw.frames.filter(({ opcode: code }) => code === opcode.text || code === opcode.binary);
  }
}

test("known traffic of members in both formats is counted exactly, and nothing else", async () => {
  const { general: channel, server, people } = workspace;
  const cho = await Counting.enter("cho", "json");
  const dia = await Counting.enter("dia", "json");
  const ben = await Counting.enter("ben", "msgpack");
  const all = [cho, dia, ben];
  const bytes = (format: CodecName, which: "sent_bytes" | "received_bytes") =>
    all.filter((each) => each.format === format).reduce((sum, each) => sum + each[which], 0);
  const measures = () => ({
    from_json: bytes("json", "sent_bytes"),
    from_msgpack: bytes("msgpack", "sent_bytes"),
    to_json: bytes("json", "received_bytes"),
    to_msgpack: bytes("msgpack", "received_bytes"),
  });

  const before = await scrape(server.url);
  const bytesBefore = measures();
  const told = Promise.all([dia.next(), ben.next()]);
  // Characters of one to four bytes, so that bytes are told from characters.
  const bodies = ["one", "zwölf", "三", "🙂"];
  await cho.ask(...bodies.map((body): Command => ({ id: commandId(), do: "message.send", channel, body })));
  await told;
  // Its event goes to the sockets of its user alone, and then its answer to this one.
  cho.send(json.commands([{ id: commandId(), do: "read.set", channel, seq: 1 }]));
  await cho.next(2);
  await ben.ask({ id: commandId(), do: "message.list", channel });
  await dia.ask({ id: commandId(), do: "message.send", channel: randomId(), body: "for nobody" });
  const answered = dia.next();
  dia.send(`[{"id":"${commandId()}","do":"no.command"}]`);
  await answered;
  // eli was never here: the token is verified once, and then known.
  for (let i = 0; i < 3; i++) await workspace.call("eli", "session.list", {});
  const { token } = people.eli;
  const refused = await fetch(`${server.url}/api/session.list`, {
    method: "POST",
    body: "{}",
    headers: { authorization: `Bearer ${token}` },
  });
  expect(refused.status).toBe(400);
  dia.send("{");
  expect((await dia.raw.closed).code).toBe(closes.bad_frame.code);
  ben.raw.cut();
  const after = await until(server.url, (now) => now.value('bantam_sockets{format="msgpack"}') === 0);
  const bytesAfter = measures();

  expect(after.since(before)).toEqual({
    bantam_messages_total: 4,
    'bantam_commands_total{command="message.send"}': 5,
    'bantam_commands_total{command="read.set"}': 1,
    'bantam_commands_total{command="message.list"}': 1,
    'bantam_commands_total{command="session.list"}': 3,
    'bantam_refusals_total{code="not_found"}': 1,
    'bantam_refusals_total{code="bad_command"}': 1,
    'bantam_refusals_total{code="bad_frame"}': 1,
    'bantam_deliveries_total{format="json"}': 9,
    'bantam_deliveries_total{format="msgpack"}': 4,
    'bantam_received_bytes_total{format="json"}': bytesAfter.from_json - bytesBefore.from_json,
    'bantam_received_bytes_total{format="msgpack"}': bytesAfter.from_msgpack - bytesBefore.from_msgpack,
    'bantam_sent_bytes_total{format="json"}': bytesAfter.to_json - bytesBefore.to_json,
    'bantam_sent_bytes_total{format="msgpack"}': bytesAfter.to_msgpack - bytesBefore.to_msgpack,
    // The messages, the position, the page, what was refused, and the three by HTTP.
    bantam_turn_commands_sum: 10,
    bantam_turn_commands_count: 7,
    bantam_turn_seconds_count: 7,
    bantam_delivery_seconds_count: 2,
    bantam_commit_writes_sum: 5,
    bantam_commit_writes_count: 2,
    bantam_commit_seconds_count: 2,
    bantam_publish_sockets_sum: 3,
    bantam_publish_sockets_count: 2,
    'bantam_read_seconds_count{command="message.list"}': 1,
    bantam_session_hits_total: 2,
    bantam_session_misses_total: 1,
    'bantam_closes_total{reason="bad_frame"}': 1,
    'bantam_closes_total{reason="client"}': 1,
  });
  cho.raw.cut();
});

test("uploads are counted: those that are kept with their bytes, and the others by why", async () => {
  const { server, people } = workspace;
  const before = await scrape(server.url);
  const kept = [await upload(server.url, people.cho.token), await upload(server.url, people.dia.token)];
  await tryUpload(server.url, people.cho.token, Buffer.from("no picture"));
  await tryUpload(server.url, people.cho.token, aPng(), { name: "" });
  await tryUpload(server.url, undefined, aPng());
  const after = (await scrape(server.url)).since(before);
  expect(after).toMatchObject({
    bantam_upload_seconds_count: 2,
    bantam_upload_bytes_total: kept.reduce((sum, { bytes }) => sum + bytes, 0),
    'bantam_upload_refusals_total{code="bad_value"}': 2,
    'bantam_upload_refusals_total{code="not_signed_in"}': 1,
    'bantam_refusals_total{code="bad_value"}': 2,
  });
});

test("a delivery's time holds its commit's, and is within what its member waited", async () => {
  const { general: channel, server } = workspace;
  const cho = await workspace.socket("cho");
  const sum = (name: string) => scrape(server.url).then((now) => now.value(`bantam_${name}_seconds_sum`));
  for (let i = 0; i < 3; i++) {
    const [commit, turn, delivery] = [await sum("commit"), await sum("turn"), await sum("delivery")];
    // Apart from the turn before, whose time is not this one's.
    await Bun.sleep(50);
    const asked = performance.now();
    await cho.do("message.send", { channel, body: "timed" });
    const waited = (performance.now() - asked) / 1000;
    const commit_seconds = (await sum("commit")) - commit;
    const delivery_seconds = (await sum("delivery")) - delivery;
    expect(commit_seconds).toBeGreaterThan(0);
    expect(delivery_seconds).toBeGreaterThan(commit_seconds);
    expect(delivery_seconds).toBeLessThan(waited);
    expect((await sum("turn")) - turn).toBeGreaterThan(commit_seconds);
  }
  cho.cut();
});

test("a delivery's time begins when its member's frame is read, also while another turn is stored", async () => {
  await using world = await World.open();
  const cho = await world.person();
  const { id: channel } = await world.channel({ owner: cho });
  const socket = await world.enter(cho);
  const begun = Promise.withResolvers<void>();
  const held = Promise.withResolvers<void>();
  const { store } = world;
  const commit = store.commit.bind(store);
  store.commit = async (writes) => {
    begun.resolve();
    await held.promise;
    return commit(writes);
  };
  const { turn_seconds, delivery_seconds, commands } = metrics;
  const before = { turn: turn_seconds.sum, delivery: delivery_seconds.sum, sent: commands["message.send"] ?? 0 };
  const first = socket.post("message.send", { channel, body: "one" });
  await begun.promise;
  const second = socket.post("message.send", { channel, body: "two" });
  while ((commands["message.send"] ?? 0) < before.sent + 2) await Bun.sleep(1);
  // How long the second one waits for the first one's turn.
  await Bun.sleep(50);
  held.resolve();
  await socket.answer("message.send", first);
  await socket.answer("message.send", second);
  await Bun.sleep(0);
  expect(delivery_seconds.sum - before.delivery).toBeGreaterThan(turn_seconds.sum - before.turn);
});

test("a reader that is closed since it reads too slowly is counted as that", async () => {
  await using small = await openWorkspace({ settings: { outgoing_bytes_max: 64 * 1024 } });
  const { general: channel, server, people } = small;
  const slow = await RawSocket.open(server.url, {
    authorization: `Bearer ${people.dia.token}`,
    "sec-websocket-protocol": json.subprotocol,
  });
  slow.send(opcode.text, json.commands([{ id: commandId(), do: "hello" }]));
  await slow.frame(opcode.text);
  slow.pause();
  const cho = await small.socket("cho");
  const body = "x".repeat(16 * 1024);
  const closed = (now: Scraped) => now.value('bantam_closes_total{reason="slow_reader"}');
  for (;;) {
    for (let i = 0; i < 20; i++) await cho.do("message.send", { channel, body });
    if (closed(await scrape(server.url)) > 0) break;
  }
  expect((await scrape(server.url)).value('bantam_sockets{format="json"}')).toBe(1);
  slow.cut();
});

test("what is there now is looked up when somebody asks", async () => {
  const { server } = workspace;
  await until(server.url, (now) => now.value('bantam_sockets{format="json"}') === 0);
  const sockets = [
    await workspace.socket("ana"),
    await workspace.socket("ana"),
    await workspace.socket("cho", "msgpack"),
  ];
  const now = await scrape(server.url);
  expect(now.value(`bantam_build_info{version="${version}"}`)).toBe(1);
  expect(now.value('bantam_sockets{format="json"}')).toBe(2);
  expect(now.value('bantam_sockets{format="msgpack"}')).toBe(1);
  expect(now.value("bantam_users_connected")).toBe(2);
  expect(now.value("bantam_users")).toBe(6);
  expect(now.value('bantam_channels{kind="public"}')).toBe(1);
  expect(now.value('bantam_channels{kind="private"}')).toBe(0);
  expect(now.value("bantam_sessions_cached")).toBeGreaterThanOrEqual(2);
  for (const bytes of ["bantam_stored_bytes", "bantam_heap_bytes", "process_resident_memory_bytes"])
    expect(now.value(bytes)).toBeGreaterThan(4096);
  expect(now.value("bantam_log_bytes")).toBeGreaterThan(0);
  expect(Math.abs(now.value("process_start_time_seconds") - Date.now() / 1000)).toBeLessThan(3600);
  for (const socket of sockets) socket.cut();
});

test("a stall of the event loop is seen, and not before somebody asked for the first time", async () => {
  await using fresh = await openWorkspace();
  const { url } = fresh.server;
  expect((await scrape(url)).value("bantam_loop_delay_seconds_count")).toBe(0);
  await until(url, (now) => now.value("bantam_loop_delay_seconds_count") > 2);
  const late = (now: Scraped) =>
    now.value("bantam_loop_delay_seconds_count") - now.value('bantam_loop_delay_seconds_bucket{le="0.1"}');
  const before = late(await scrape(url));
  process.kill(fresh.server.pid, "SIGSTOP");
  await Bun.sleep(300);
  process.kill(fresh.server.pid, "SIGCONT");
  await until(url, (now) => late(now) > before);
});

test("every line is as the format says, every family as its type", async () => {
  const { families } = await scrape(workspace.server.url);
  expect(families.size).toBeGreaterThan(25);
  expect([...families.keys()].filter((name) => !/^(bantam|process)_[a-z_]+[a-z]$/.test(name))).toEqual([]);
});

describe("the reader of the format is strict", () => {
  const head = "# HELP a_seconds A.\n# TYPE a_seconds histogram\n";
  const good = `${head}a_seconds_bucket{le="1"} 1\na_seconds_bucket{le="+Inf"} 2\na_seconds_sum 3\na_seconds_count 2\n`;
  test("a histogram is taken", () => expect(parseMetrics(good).size).toBe(1));
  test.each([
    ["no end", good.slice(0, -1)],
    ["no help", good.replace(/^.*\n/, "")],
    ["another type", good.replace("histogram", "summary")],
    ["twice", good + good],
    ["not cumulative", good.replace('le="1"} 1', 'le="1"} 3')],
    ["a bucket is missing", good.replace(/.*Inf.*\n/, "")],
    ["another count", good.replace("count 2", "count 3")],
    ["no sum", good.replace(/.*sum.*\n/, "")],
    ["bounds fall", good.replace('le="1"', 'le="1"} 0\na_seconds_bucket{le="0.5"')],
    ["no value", good.replace("sum 3", "sum")],
    ["not a number", good.replace("sum 3", "sum undefined")],
    ["an empty line", `${good}\n`],
    ["a counter without _total", "# HELP a A.\n# TYPE a counter\na 1\n"],
    ["another's sample", "# HELP a A.\n# TYPE a gauge\nb 1\n"],
    ["a quote in a label", '# HELP a A.\n# TYPE a gauge\na{b="c"d"} 1\n'],
  ])("%s is refused", (_name, text) => expect(() => parseMetrics(text)).toThrow());
});

describe("the dashboard", () => {
  const file = join(import.meta.dir, "../../src/server/metrics/grafana.json");
  const dashboard = readFileSync(file, "utf8");
  const queries = [...dashboard.matchAll(/"(?:expr|query)": ("(?:[^"\\]|\\.)*")/g)]
    .map(([, text = ""]) => JSON.parse(text) as string)
    .filter((query) => query !== "prometheus");

  test("asks for nothing but what the server says", async () => {
    const scraped = await scrape(workspace.server.url);
    const names = new Set(scraped.series.map((series) => series.replace(/\{.*/, "")));
    expect(queries.length).toBeGreaterThan(20);
    for (const query of queries) {
      const used = query.match(/\b(?:bantam|process)_\w+/g) ?? [];
      expect(used, query).not.toBeEmpty();
      expect(
        used.filter((name) => !names.has(name)),
        query,
      ).toEqual([]);
      for (const [, name = "", matchers = ""] of query.matchAll(/\b((?:bantam|process)_\w+)\{([^}]*)\}/g))
        for (const [, label, value] of matchers.matchAll(/(\w+)="([^"$]*)"/g))
          expect(scraped.series, query).toContain(`${name}{${label}="${value}"}`);
    }
  });

  test("shows all of it", async () => {
    const { families } = await scrape(workspace.server.url);
    const shown = queries.join("\n");
    expect(
      [...families.keys()].filter((name) => !new RegExp(`\\b${name}(_bucket|_sum|_count)?\\b`).test(shown)),
    ).toEqual([]);
  });

  test("gives every panel an id and a place of its own", () => {
    const { panels } = JSON.parse(dashboard) as { panels: Panel[] };
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(panels.every(({ gridPos: { x, w } }) => x + w <= 24)).toBe(true);
  });
});

interface Panel {
  readonly id: number;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
}

/** Asks until it is so; the test's own time limit ends it. */
async function until(url: string, isSo: (now: Scraped) => boolean): Promise<Scraped> {
  for (;;) {
    const now = await scrape(url);
    if (isSo(now)) return now;
    await Bun.sleep(20);
  }
}
