/** A6, F1 to F4, S1, C2: files in messages: who gets them, how they come in, and what is left of what is refused. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync } from "node:fs";
import { type Id, randomId } from "../../src/protocol/id.ts";
import { limits } from "../../src/protocol/limits.ts";
import { gif, header, png, pngOf, chunk, webpChunk, webpOf } from "../support/pictures.ts";
import { startServer } from "../support/server.ts";
import { aPng, download, tryUpload, upload, type UploadOptions, ways } from "../support/uploads.ts";
import { type Actor, type Place, places } from "./matrix.ts";
import { castExtras, type Extras, Stage } from "./stage.ts";
import { exchange, requestBytes } from "./raw.ts";
import { type Person, quickPasswords, World } from "./world.ts";
import { call } from "../support/http.ts";

setDefaultTimeout(60_000);

let world: World;
let extras: Extras;
beforeAll(async () => {
  world = await World.open({}, quickPasswords);
  extras = await castExtras(world);
});
afterAll(() => world[Symbol.asyncDispose]());

const sizes = ["", "/small"] as const;
const get = (person: Person | undefined, address: string, way = {}) => download(world.url, person?.token, address, way);

/** In a message of the host of a channel, with a small one beside it. */
async function inMessage(channel: Id): Promise<Id> {
  const { id } = await upload(world.url, extras.host.token, png(900, 10, [1, 2, 3]));
  await call(world.url, extras.host.token, "message.send", { channel, body: "", attachments: [id] });
  return id;
}

/** What they get of a file that is not theirs is what they get of none. */
async function expectHidden(person: Person | undefined, id: Id): Promise<void> {
  for (const size of sizes)
    for (const way of ways) {
      const hidden = await get(person, `${id}${size}`, way);
      const nowhere = await get(person, `${randomId()}${size}`, way);
      expect([hidden.status, await hidden.text()]).toEqual([nowhere.status, await nowhere.text()]);
      expect(hidden.status).toBe(person === undefined || person.user.deactivated ? 401 : 404);
      for (const name of ["etag", "content-disposition", "content-range"]) expect(hidden.headers.has(name)).toBe(false);
    }
}

async function expectShown(person: Person, id: Id): Promise<void> {
  for (const size of sizes)
    for (const way of ways) expect([200, 206, 304]).toContain((await get(person, `${id}${size}`, way)).status);
}

const others: readonly Actor[] = ["anonymous", "deactivated", "guest", "outsider", "bot", "admin", "owner"];

describe.each([...places])("A6: a file of a %s channel", (place: Place) => {
  const row = { about: "", place, inside: false, fields: () => ({}), cells: [] as never };

  test.each([...others, ...(place === "direct" ? [] : ["exmember" as const])])(
    "is not there for the %s",
    async (actor) => {
      const stage = await Stage.set(world, extras, actor, row);
      await expectHidden(stage.actor, await inMessage(stage.channel.id));
    },
  );

  test.each(["guest", "member", "bot", "admin", "owner"] as const)(
    "is for the %s in it, until its message is deleted",
    async (actor) => {
      const stage = await Stage.set(world, extras, actor, { ...row, inside: true });
      const { actor: person = expect.unreachable(), channel } = stage;
      const id = await inMessage(channel.id);
      await expectShown(person, id);
      const { messages } = await call(world.url, extras.host.token, "message.list", { channel: channel.id, limit: 1 });
      await call(world.url, extras.host.token, "message.delete", { channel: channel.id, seq: messages[0]?.seq ?? 0 });
      await expectHidden(person, id);
      await expectHidden(extras.host, id);
    },
  );

  if (place !== "direct")
    test("is gone for who leaves or is removed, and back with them", async () => {
      const stage = await Stage.set(world, extras, "member", row);
      const { actor: person = expect.unreachable() } = stage;
      const channel = stage.channel.id;
      const id = await inMessage(channel);
      await expectShown(person, id);
      await call(world.url, person.token, "channel.leave", { channel });
      await expectHidden(person, id);
      await call(world.url, extras.host.token, "member.add", { channel, users: [person.id] });
      await expectShown(person, id);
      await call(world.url, extras.host.token, "member.remove", { channel, user: person.id });
      await expectHidden(person, id);
    });
});

test("A6: what is in no message is its uploader's alone, and stays who may see it in one", async () => {
  const [cho, dia, admin] = [await world.person(), await world.person(), await world.person({ role: "admin" })];
  const channel = await world.channel({ owner: dia, members: [cho] });
  const { id } = await upload(world.url, cho.token, png(900, 10, [1, 2, 3]));
  await expectShown(cho, id);
  for (const each of [undefined, dia, admin]) await expectHidden(each, id);
  await call(world.url, cho.token, "message.send", { channel: channel.id, body: "", attachments: [id] });
  for (const each of [cho, dia]) await expectShown(each, id);
  for (const each of [undefined, admin]) await expectHidden(each, id);
  // To have uploaded it is no way to it.
  await call(world.url, cho.token, "channel.leave", { channel: channel.id });
  await expectHidden(cho, id);
});

test("A6: nobody sends another's upload, and is told nothing of whether it is there", async () => {
  const [cho, dia] = [await world.person(), await world.person()];
  const channel = await world.channel({ owner: dia, members: [cho] });
  const { id } = await upload(world.url, cho.token);
  const send = (attachment: Id) =>
    world.post(dia.token, "message.send", { channel: channel.id, body: "mine", attachments: [attachment] });
  const answer = await send(id);
  expect(answer).toMatchObject({ error: { code: "not_found" } });
  expect(answer).toEqual(await send(randomId()));
});

describe("S1: an upload ends with its session", () => {
  const endings: Record<string, (person: Person) => Promise<unknown>> = {
    "signed out": ({ token }) => call(world.url, token, "session.end", {}),
    deactivated: (person) => world.deactivate(person),
  };
  test.each(Object.entries(endings))("%s while the body is on its way", async (_name, end) => {
    const person = await world.person();
    const before = world.files();
    const body = new TransformStream<Uint8Array, Uint8Array>();
    const writer = body.writable.getWriter();
    const answer = tryUpload(world.url, person.token, body.readable);
    const bytes = aPng();
    await writer.write(bytes.subarray(0, 40));
    while (world.files().length === before.length) await Bun.sleep(1);
    await end(person);
    await writer.write(bytes.subarray(40));
    await writer.close();
    expect(await answer).toMatchObject({ status: 401, error: { code: "not_signed_in" } });
    expect(world.files()).toEqual(before);
    expect(
      world.services.directory.unsent
        .values()
        .filter(({ user }) => user === person.user.n)
        .toArray(),
    ).toEqual([]);
  });
});

test("C2: with a cookie only a page of this server uploads, whatever the type of the body", async () => {
  const { token } = await world.person();
  const before = world.files();
  const withCookie = (headers: Record<string, string>) =>
    tryUpload(world.url, undefined, aPng(), { headers: { cookie: `bantam=${token}`, ...headers } });
  for (const type of [
    "image/png",
    "text/plain",
    "multipart/form-data; boundary=x",
    "application/x-www-form-urlencoded",
  ])
    for (const from of [
      { origin: "https://elsewhere.example" },
      { origin: "null" },
      { "sec-fetch-site": "cross-site" },
      {},
    ])
      expect((await withCookie({ "content-type": type, ...(from as object) })).error?.code).toBe("wrong_origin");
  expect(world.files()).toEqual(before);
  expect((await withCookie({ origin: world.url })).status).toBe(200);
  expect((await withCookie({ "sec-fetch-site": "same-origin" })).status).toBe(200);
});

const noise = crypto.getRandomValues(new Uint8Array(65_536));
const huge = new Uint8Array(limits.attachment_bytes_max + 1);
const bomb = (width: number, height: number) =>
  pngOf(chunk("IHDR", header(width, height)), chunk("IDAT", Buffer.alloc(9)), chunk("IEND", Buffer.alloc(0)));
const chunked = (bytes: Uint8Array) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (let at = 0; at < bytes.length; at += 1 << 20) controller.enqueue(bytes.subarray(at, at + (1 << 20)));
      controller.close();
    },
  });
const animated = webpOf(
  webpChunk("VP8X", Buffer.from("02000000d00700d00700", "hex")),
  webpChunk("ANMF", Buffer.alloc(16)),
  webpChunk("ANMF", Buffer.alloc(16)),
);

const refused: readonly [
  what: string,
  bytes: Uint8Array | ReadableStream<Uint8Array>,
  options: UploadOptions,
  code: string,
  sentence: RegExp,
][] = [
  ["no name", aPng(), { name: "" }, "bad_value", /file's name/],
  ["a name of nothing that is seen", aPng(), { name: " \u202e\u0007 " }, "bad_value", /file's name/],
  ["nothing", new Uint8Array(), {}, "bad_value", /Only pictures/],
  ["a page", Buffer.from("<!doctype html><script>alert(1)</script>"), { name: "a.png" }, "bad_value", /Only pictures/],
  [
    "a drawing",
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    { headers: { "content-type": "image/png" } },
    "bad_value",
    /Only pictures/,
  ],
  ["noise", noise, {}, "bad_value", /Only pictures/],
  ["a program", readFileSync(process.execPath).subarray(0, 65_536), {}, "bad_value", /Only pictures/],
  [
    "a form with a picture in it",
    Buffer.concat([Buffer.from("--x\r\n\r\n"), aPng(), Buffer.from("\r\n--x--")]),
    { headers: { "content-type": "multipart/form-data; boundary=x" } },
    "bad_value",
    /Only pictures/,
  ],
  [
    "a picture that breaks off",
    png(300, 300, [1, 2, 3], [9, 9, 9]).subarray(0, 200),
    {},
    "bad_value",
    /cannot be shown/,
  ],
  ["a picture of noise", bomb(30, 30), {}, "bad_value", /cannot be shown/],
  ["too many pixels", bomb(7072, 7072), {}, "bad_value", /50 million pixels; this one is 7072 x 7072/],
  ["a line of too many pixels", bomb(2 ** 31 - 1, 1), {}, "bad_value", /million pixels/],
  ["no pixels", bomb(0, 5), {}, "bad_value", /Only pictures/],
  ["too many pixels that move", animated, {}, "bad_value", /moves may have at most 4 million/],
  ["too many frames", gif(2, 2, limits.attachment_frames_max + 1), {}, "bad_value", /1000 frames/],
  ["too many bytes, and says so", huge, {}, "too_large", /25 MiB/],
  ["too many bytes that are not announced", chunked(huge), {}, "too_large", /./],
];

describe("F1 to F4: what is refused gets a sentence, and nothing of it is left", () => {
  test.each(refused)("%s", async (_what, bytes, options, code, sentence) => {
    const person = await world.person();
    const before = world.files();
    const commits = world.commits();
    const { error } = await tryUpload(world.url, person.token, bytes, options);
    expect(error).toEqual({ code: code as never, message: expect.stringMatching(sentence) });
    expect(world.files()).toEqual(before);
    expect(world.commits()).toBe(commits);
    // The next one is taken.
    expect((await tryUpload(world.url, person.token, aPng())).status).toBe(200);
  });

  test.each([0, 1, 60, 99])("a body that breaks off after %i of 100 bytes", async (sent) => {
    const person = await world.person();
    const before = world.files();
    const { hostname, port, host } = new URL(world.url);
    const socket = await Bun.connect({ hostname, port: Number(port), socket: { data() {} } });
    const headers = { host, authorization: `Bearer ${person.token}`, "content-length": "100" };
    socket.write(requestBytes("POST", "/attachments?name=a.png", headers, png(9, 9).subarray(0, sent)));
    socket.flush();
    while (world.files().length === before.length) await Bun.sleep(1);
    socket.terminate();
    while (world.files().length > before.length) await Bun.sleep(5);
    expect((await tryUpload(world.url, person.token, aPng())).status).toBe(200);
  });

  test("a length that is less than what comes, or none", async () => {
    const { token } = await world.person();
    const before = world.files();
    const { host } = new URL(world.url);
    for (const length of ["20", "-1", "0x10", "99999999999999999999"]) {
      const headers = { host, authorization: `Bearer ${token}`, "content-length": length, connection: "close" };
      const answer = await exchange(world.url, requestBytes("POST", "/attachments?name=a.png", headers, aPng()));
      expect([400, 413]).toContain(answer?.status ?? 0);
    }
    expect(world.files()).toEqual(before);
  });

  test("more at once than a user may, while others upload", async () => {
    const [cho, dia] = [await world.person(), await world.person()];
    const before = world.files();
    const writers = Array.from({ length: 4 }, () => new TransformStream<Uint8Array, Uint8Array>());
    const waiting = writers.map(({ readable }) => tryUpload(world.url, cho.token, readable));
    const open = writers.map(({ writable }) => writable.getWriter());
    const bytes = aPng();
    for (const writer of open) await writer.write(bytes.subarray(0, 30));
    while (world.files().length < before.length + 4) await Bun.sleep(1);
    const { status, error } = await tryUpload(world.url, cho.token, aPng());
    expect([status, error?.code, error?.retry_after_ms]).toEqual([503, "busy", 1000]);
    expect((await tryUpload(world.url, dia.token, aPng())).status).toBe(200);
    for (const writer of open) {
      await writer.write(bytes.subarray(30));
      await writer.close();
    }
    expect((await Promise.all(waiting)).map((each) => each.status)).toEqual([200, 200, 200, 200]);
    expect((await tryUpload(world.url, cho.token, aPng())).status).toBe(200);
  });
});

test.each([
  ["../../etc/passwd", "../../etc/passwd", "..%2F..%2Fetc%2Fpasswd"],
  ['a"; filename="b.html', 'a"; filename="b.html', "a%22%3B%20filename%3D%22b.html"],
  ["a\r\nset-cookie: x=1.png", "aset-cookie: x=1.png", "aset-cookie%3A%20x%3D1.png"],
  ["a\0b.png", "ab.png", "ab.png"],
  ["gpj.\u202egnp.exe", "gpj.gnp.exe", "gpj.gnp.exe"],
  ["日本.png", "日本.png", "%E6%97%A5%E6%9C%AC.png"],
  ["'(*)'!~.png", "'(*)'!~.png", "%27%28%2A%29%27!~.png"],
  ["é".repeat(500), "é".repeat(limits.file_name_bytes_max / 2), "%C3%A9".repeat(limits.file_name_bytes_max / 2)],
])("F2: the name %j is data and nothing else", async (given, name, encoded) => {
  const cho = await world.person();
  const before = world.files().length;
  const attachment = await upload(world.url, cho.token, aPng(), { name: given });
  expect(attachment.name).toBe(name);
  expect(world.files().length).toBe(before + 1);
  const { headers } = await get(cho, attachment.id);
  expect(headers.get("content-disposition")).toBe(`inline; filename*=UTF-8''${encoded}`);
});

test.each(["", " ", "\0", "\u202e", "\u200b", "\u2060 \ufe0f", "\u3164"])("F2: the name %j is none", async (name) => {
  const cho = await world.person();
  const before = world.files();
  expect((await tryUpload(world.url, cho.token, aPng(), { name })).error?.code).toBe("bad_value");
  expect(world.files()).toEqual(before);
});

test.each(["..%2fbantam.db", "AAAA", "%00", "x".repeat(17), "a/../../bantam.db"])(
  "F2: %s is the address of nothing",
  async (odd) => {
    const cho = await world.person();
    for (const size of sizes) expect((await get(cho, `${odd}${size}`)).status).toBe(404);
  },
);

test("F4: the largest pictures that are taken cost a bounded amount of memory, and the server goes on meanwhile", async () => {
  await using server = await startServer({ settings: { sends_per_10s: 0 } });
  const secret = server.setup ?? "";
  const owner = { handle: "ana", name: "Ana", password: "correct horse battery", bearer: true };
  const { token = "" } = await call(server.url, undefined, "setup.finish", { secret, ...owner });
  const of = (field: string) =>
    Number(new RegExp(`^${field}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1]) /
    1024;
  await upload(server.url, token);
  const before = of("VmRSS");
  const side = Math.floor(Math.sqrt(limits.attachment_pixels_max));
  const line = Buffer.alloc(1 + side * 3);
  const deflate = new CompressionStream("deflate");
  const writer = deflate.writable.getWriter();
  const writing = (async () => {
    for (let y = 0; y < side; y++) await writer.write(line);
    await writer.close();
  })();
  const data = Buffer.from(await new Response(deflate.readable).arrayBuffer());
  await writing;
  const large = pngOf(chunk("IHDR", header(side, side)), chunk("IDAT", data), chunk("IEND", Buffer.alloc(0)));
  const uploads = Promise.all([1, 2, 3].map(() => tryUpload(server.url, token, large)));
  let isDone = false;
  const done = uploads.then(() => (isDone = true));
  let answered = 0;
  for (; !isDone; answered++) await call(server.url, token, "session.list", {});
  await done;
  expect((await uploads).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(answered).toBeGreaterThan(10);
  // One that is decoded has four bytes a pixel, and there are never two. What else grows is a part of one.
  const decoded_mib = (4 * side * side) / 1024 ** 2;
  expect(of("VmHWM") - before).toBeLessThan(1.75 * decoded_mib);
});
