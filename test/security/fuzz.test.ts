/** P1: whatever frames come over real sockets, the server lives, has no error of its own, and goes on serving. More of them: FUZZ_FRAMES=200000 bun test test/security/fuzz.test.ts */
import { afterAll, beforeAll, expect, test } from "bun:test";
import type { CodecName } from "../../src/protocol/codec.ts";
import type { Id } from "../../src/protocol/id.ts";
import { json } from "../../src/protocol/json.ts";
import { msgpack } from "../../src/protocol/msgpack.ts";
import { type Handle, openWorkspace, type Workspace } from "../support/people.ts";
import { newSeed } from "../support/random.ts";
import { commandOf } from "../support/socket.ts";
import { Mutator } from "./mutate.ts";
import { frameBytes, opcode, RawSocket } from "./raw.ts";

const frames_count = Number(process.env.FUZZ_FRAMES ?? 20_000);
const requests_count = Math.ceil(frames_count / 50);
const seed = newSeed("random frames");
/** Frames that the server takes before one that it most likely closes the socket for. */
const frames_per_batch = 15;
const time_ms_max = 60_000 + frames_count;

let workspace: Workspace;
let ids: Id[];
beforeAll(async () => {
  workspace = await openWorkspace({ settings: { durability: "relaxed" } });
  const { general, people } = workspace;
  const channel = await workspace.channel("cho", ["eli", "fin"]);
  for (let i = 0; i < 5; i++) await workspace.call("cho", "message.send", { channel, body: `message ${i}` });
  // Whom the frames may happen to: not those who send them.
  ids = [general, channel, people.dia.id];
});
afterAll(() => workspace[Symbol.asyncDispose]());

/** One who sends, batch after batch, until `count` frames were taken. */
async function send(handle: Handle, format: CodecName, mutator: Mutator, count: number): Promise<Map<number, number>> {
  const codec = format === "json" ? json : msgpack;
  const [own, other] = format === "json" ? [opcode.text, opcode.binary] : [opcode.binary, opcode.text];
  const headers = {
    authorization: `Bearer ${workspace.people[handle].token}`,
    "sec-websocket-protocol": codec.subprotocol,
  };
  const closes = new Map<number, number>();
  let raw: RawSocket | undefined;

  /** Sends frames and a command after them, and looks at what is answered until that is, or the socket is closed. */
  async function exchange(
    socket: RawSocket,
    frames: readonly Uint8Array[],
    name: "hello" | "session.list",
  ): Promise<void> {
    const command = commandOf(name, {});
    const mark = Buffer.from(command.id, format === "json" ? "utf8" : "base64url");
    socket.frames.length = 0;
    socket.write(Buffer.concat([...frames, frameBytes(own, Buffer.from(codec.commands([command])))]));
    const end = await socket.until(({ payload }) => payload.includes(mark));
    for (const { payload } of socket.frames) expectClean(payload);
    if (!("code" in end)) return;
    closes.set(end.code, (closes.get(end.code) ?? 0) + 1);
    raw = undefined;
  }

  for (let sent = 0; sent < count; sent += frames_per_batch + 1) {
    raw ??= await RawSocket.open(workspace.server.url, headers);
    if (!mutator.chance(10)) await exchange(raw, [], "hello");
    const frames = Array.from({ length: frames_per_batch }, () => frameBytes(own, mutator.wellFormed(format)));
    if (raw) await exchange(raw, frames, "session.list");
    const type = mutator.chance(30) ? other : own;
    if (raw)
      await exchange(raw, [frameBytes(type, mutator.bytes(format), { fin: !mutator.chance(50) })], "session.list");
  }
  raw?.cut();
  return closes;
}

/** No answer says that something went wrong inside, or tells what only the server knows. */
function expectClean(payload: Buffer): void {
  for (const word of ["internal", "storage_failed", "$argon2", "SQLITE"])
    if (payload.includes(word)) throw new Error(`the server said: ${payload.toString("utf8", 0, 2000)}`);
}

async function expectServing(): Promise<void> {
  expect(workspace.server.isRunning).toBe(true);
  expect((await fetch(`${workspace.server.url}/healthz`)).status).toBe(200);
  const socket = await workspace.socket("ana", "msgpack");
  const { channel } = await socket.do("channel.create", { kind: "private", name: "still here" });
  expect(await socket.do("message.send", { channel, body: "still here" })).toHaveProperty("seq");
  expect(workspace.server.errors).not.toMatch(/internal_error|eyJ|argon2/);
}

test(
  `${frames_count} random and mutated frames on sockets of both formats`,
  async () => {
    const lanes: [Handle, CodecName][] = [
      ["cho", "json"],
      ["eli", "msgpack"],
      ["ben", "json"],
      ["fin", "msgpack"],
    ];
    const share = frames_count / lanes.length;
    const closes = await Promise.all(
      lanes.map(([handle, format], i) => send(handle, format, new Mutator(seed + i, ids), share)),
    );
    // Bytes at random are refused with these codes, and with no other.
    const codes = new Set(closes.flatMap((each) => [...each.keys()]));
    expect([...codes].filter((code) => ![4200, 4201, 1002, 1007, 1009, 4001].includes(code))).toEqual([]);
    expect(codes.has(4200)).toBe(true);
    await expectServing();
  },
  time_ms_max,
);

test(
  `${requests_count} mutated requests by HTTP are answered with no 5xx`,
  async () => {
    const mutator = new Mutator(seed, ids);
    const lane = async () => {
      for (let i = 0; i < requests_count / 8; i++) {
        const { name, body } = mutator.request();
        const response = await fetch(`${workspace.server.url}/api/${encodeURIComponent(name.toWellFormed())}`, {
          method: "POST",
          headers: { "content-type": "application/json", authorization: `Bearer ${workspace.people.ben.token}` },
          body,
        });
        const text = await response.text();
        if (response.status >= 500)
          throw new Error(`seed ${seed}: ${name} ${body} was answered ${response.status} ${text}`);
        expectClean(Buffer.from(text));
      }
    };
    await Promise.all(Array.from({ length: 8 }, lane));
    await expectServing();
  },
  time_ms_max,
);
