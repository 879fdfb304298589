/** Pictures in messages, over real HTTP and sockets: who uploads, sends, sees and deletes them, and what is kept. */
import { Database } from "bun:sqlite";
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inflateSync } from "node:zlib";
import { commandId, type Id, randomId } from "../../src/protocol/id.ts";
import { limits } from "../../src/protocol/limits.ts";
import { readPicture } from "../../src/picture/picture.ts";
import type { Attachment, Message } from "../../src/protocol/records.ts";
import { post } from "../support/http.ts";
import { type Handle, handles, openWorkspace, type Workspace } from "../support/people.ts";
import { gif, noisy, png, pngThatMoves, webpThatMoves } from "../support/pictures.ts";
import { aPng, type Bytes, download, tryUpload, upload } from "../support/uploads.ts";

setDefaultTimeout(30_000);

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(() => workspace[Symbol.asyncDispose]());

const token = (handle: Handle) => workspace.people[handle].token;
const give = (handle: Handle, bytes?: Bytes, name?: string) =>
  upload(workspace.server.url, token(handle), bytes, name === undefined ? {} : { name });
const get = (handle: Handle, id: string, way = {}) => download(workspace.server.url, token(handle), id, way);
const send = (handle: Handle, channel: Id, body: string, attachments: readonly Attachment[]) =>
  workspace.call(handle, "message.send", { channel, body, attachments: attachments.map(({ id }) => id) });
const refused = async (handle: Handle, channel: Id, body: string, attachments: readonly Id[]) =>
  (await post(workspace.server.url, token(handle), "message.send", { channel, body, attachments: [...attachments] }))
    .error;
const newest = async (handle: Handle, channel: Id): Promise<Message | undefined> =>
  (await workspace.call(handle, "message.list", { channel, limit: 1 })).messages[0];
const files = () => readdirSync(join(workspace.server.dataDir, "files")).toSorted();
/** Of a picture of one colour. */
async function colourOf(bytes: Uint8Array): Promise<number[]> {
  const pixel = Buffer.from(await new Bun.Image(bytes).resize(1, 1).png().bytes());
  return [...inflateSync(pixel.subarray(pixel.indexOf("IDAT") + 4)).subarray(1, 4)];
}
const filesOf = ({ id }: { id: Id }) => files().filter((name) => name.startsWith(id));

test("a message goes with its pictures, live, in history and in resumes, in both formats, also after a restart", async () => {
  const { general } = workspace;
  const channel = await workspace.channel("cho", ["dia", "eli"]);
  const first = await give("cho", png(30, 20, [9, 9, 9]), "first.png");
  const second = await give("cho", aPng(), "zweites Bild.png");
  expect(first).toMatchObject({ name: "first.png", type: "image/png", width: 30, height: 20 });
  const sockets = await Promise.all(
    (["cho", "dia", "eli"] as const).map((handle, i) => workspace.socket(handle, i % 2 === 0 ? "json" : "msgpack")),
  );
  const { seq } = await send("cho", channel, "", [second, first]);
  const plain = await workspace.call("cho", "message.send", { channel: general, body: "without" });
  for (const socket of sockets) {
    await socket.do("session.list", {});
    const told = socket.received.flatMap((item) => ("event" in item && item.event === "message" ? [item] : []));
    expect(told.find((message) => message.channel === channel)).toMatchObject({
      seq,
      body: "",
      attachments: [second, first],
    });
    const without = told.find((message) => message.channel === general && message.seq === plain.seq);
    if (without) expect("attachments" in without).toBe(false);
  }
  expect((await newest("dia", channel))?.attachments).toEqual([second, first]);
  await workspace.server.stop();
  await workspace.server.start();
  expect((await newest("dia", channel))?.attachments).toEqual([second, first]);
  const { messages } = await workspace.call("dia", "message.list", { channel, around: seq });
  expect(messages.at(-1)?.attachments).toEqual([second, first]);
  for (const { id, bytes } of [first, second]) {
    const response = await get("dia", id);
    expect(response.status).toBe(200);
    expect((await response.arrayBuffer()).byteLength).toBe(bytes);
  }
});

test("what was uploaded is in one message, of its uploader, once", async () => {
  const channel = await workspace.channel("cho", ["dia"]);
  const own = await give("cho");
  const ofDia = await give("dia");
  expect(await refused("cho", channel, "x", [ofDia.id])).toMatchObject({ code: "not_found" });
  expect(await refused("cho", channel, "x", [randomId()])).toMatchObject({ code: "not_found" });
  expect(await refused("cho", channel, "x", [own.id, own.id])).toMatchObject({ code: "bad_value" });
  expect(await refused("cho", channel, "x", [own.id, ofDia.id])).toMatchObject({ code: "not_found" });
  expect(await refused("cho", randomId(), "x", [own.id])).toMatchObject({ code: "not_found" });
  expect(await refused("cho", channel, "", [])).toMatchObject({ code: "bad_value" });
  const eleven = Array.from({ length: limits.attachments_max + 1 }, () => randomId());
  expect(await refused("cho", channel, "x", eleven)).toMatchObject({ code: "bad_value" });
  await send("cho", channel, "now", [own]);
  expect(await refused("cho", channel, "again", [own.id])).toMatchObject({ code: "not_found" });
  // Two commands of one turn: one of them gets it.
  const both = await give("cho");
  const socket = await workspace.socket("cho");
  const ask = (body: string) =>
    socket.do("message.send", { channel, body, attachments: [both.id] }).then(
      () => "sent",
      (error: { code?: string }) => error.code,
    );
  const outcomes = await Promise.all([ask("one"), ask("two")]);
  expect(new Set(outcomes)).toEqual(new Set(["not_found", "sent"]));
  expect((await newest("cho", channel))?.attachments).toEqual([both]);
});

test("sent again with its command's id a message has its pictures once, and the first answer comes again", async () => {
  const channel = await workspace.channel("cho");
  const attachment = await give("cho");
  const id = commandId();
  const fields = { channel, body: "once", attachments: [attachment.id] };
  const answers = await Promise.all(
    [1, 2, 3].map(() => post(workspace.server.url, token("cho"), "message.send", fields, id)),
  );
  for (const { ok } of answers) expect(ok).toEqual(answers[0]?.ok as never);
  const { messages } = await workspace.call("cho", "message.list", { channel });
  expect(messages.filter(({ id: of }) => of === id)).toHaveLength(1);
});

test("an edit keeps the pictures and may take the text away; without pictures it may not", async () => {
  const channel = await workspace.channel("cho");
  const attachment = await give("cho");
  const { seq } = await send("cho", channel, "text", [attachment]);
  await workspace.call("cho", "message.edit", { channel, seq, body: "" });
  expect(await newest("cho", channel)).toMatchObject({ body: "", attachments: [attachment] });
  const plain = await workspace.call("cho", "message.send", { channel, body: "x" });
  const edit = await post(workspace.server.url, token("cho"), "message.edit", { channel, seq: plain.seq, body: "" });
  expect(edit.error?.code).toBe("bad_value");
});

test("with its message a picture is gone at once, its files a moment later, and its name from the database", async () => {
  const channel = await workspace.channel("cho", ["dia"]);
  const name = `the ${crypto.randomUUID()} behind the third tree.png`;
  const attachment = await give("cho", png(900, 900, [1, 2, 3], [4, 5, 6]), name);
  expect(filesOf(attachment)).toEqual([attachment.id, `${attachment.id}.small`]);
  const { seq } = await send("cho", channel, "secret", [attachment]);
  expect((await get("dia", attachment.id)).status).toBe(200);
  const edited = await workspace.call("cho", "message.edit", { channel, seq, body: "changed" });
  expect(edited).toEqual({});
  await workspace.call("cho", "message.delete", { channel, seq });
  for (const handle of handles) {
    expect((await get(handle, attachment.id)).status).toBe(404);
    expect((await get(handle, `${attachment.id}/small`)).status).toBe(404);
  }
  const deleted = await newest("dia", channel);
  expect(deleted).toMatchObject({ body: "", deleted: true });
  expect(deleted && "attachments" in deleted).toBe(false);
  while (filesOf(attachment).length > 0) await Bun.sleep(5);
  const { dataDir } = workspace.server;
  const isOnDisk = () =>
    readdirSync(dataDir).some(
      (file) => file.startsWith("bantam.db") && readFileSync(join(dataDir, file)).includes(name),
    );
  while (isOnDisk()) await Bun.sleep(20);
});

test("everything comes as exactly what it is, for its reader alone, and can be nothing but a picture", async () => {
  const channel = await workspace.channel("cho", ["dia"]);
  const image = new Bun.Image(png(1000, 500, [1, 2, 3], [200, 5, 6]));
  const made = [
    ["image/png", png(1000, 500, [1, 2, 3], [200, 5, 6])],
    ["image/jpeg", await image.jpeg({ quality: 80 }).bytes()],
    ["image/webp", await image.webp({ quality: 80 }).bytes()],
  ] as const;
  for (const [type, bytes] of made) {
    // A page that is a picture too: what stands after the picture is not kept.
    const polyglot = Buffer.concat([bytes, Buffer.from("<script>alert(1)</script>")]);
    const attachment = await give("cho", polyglot, `"<b>\r\n.html`);
    expect(attachment).toMatchObject({ type, name: '"<b>.html', width: 1000, height: 500 });
    await send("cho", channel, "", [attachment]);
    for (const method of ["GET", "HEAD"]) {
      const { status, headers } = await get("dia", attachment.id, { method });
      expect([status, headers.get("content-type"), headers.get("x-content-type-options")]).toEqual([
        200,
        type,
        "nosniff",
      ]);
      expect(headers.get("content-length")).toBe(`${attachment.bytes}`);
      expect(headers.get("cache-control")).toBe("private, max-age=31536000, immutable");
      expect(headers.get("content-disposition")).toBe("inline; filename*=UTF-8''%22%3Cb%3E.html");
      expect(headers.get("content-security-policy")?.split("; ")).toEqual(
        expect.arrayContaining(["default-src 'none'", "sandbox", "frame-ancestors 'none'"]),
      );
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
    }
    const whole = Buffer.from(await (await get("dia", attachment.id)).arrayBuffer());
    expect(whole.includes("<script>")).toBe(false);
    const part = await get("dia", attachment.id, { headers: { range: "bytes=2-9" } });
    expect([part.status, Buffer.from(await part.arrayBuffer())]).toEqual([206, whole.subarray(2, 10)]);
    const etag = (await get("dia", attachment.id)).headers.get("etag") ?? "";
    expect((await get("dia", attachment.id, { headers: { "if-none-match": etag } })).status).toBe(304);
    expect((await get("dia", attachment.id, { headers: { "if-none-match": '"other"' } })).status).toBe(200);

    const small = await get("dia", `${attachment.id}/small`);
    expect([small.status, small.headers.get("content-type")]).toEqual([200, "image/webp"]);
    expect(small.headers.get("etag")).not.toBe(etag);
    const { width, height } = await new Bun.Image(await small.arrayBuffer()).metadata();
    expect([width, height]).toEqual([800, 400]);
  }
  const tiny = await give("cho");
  const whole = await (await get("cho", tiny.id)).arrayBuffer();
  const small = await get("cho", `${tiny.id}/small`);
  expect([small.headers.get("content-type"), await small.arrayBuffer()]).toEqual(["image/png", whole]);
});

test("one that moves says so, and its small one stands still as it begins", async () => {
  const lossless = (colour: [number, number, number]) =>
    new Bun.Image(png(900, 300, colour)).webp({ lossless: true }).bytes();
  const made = [
    ["image/gif", gif(900, 300, 2), [0, 0, 0]],
    ["image/png", pngThatMoves(900, 300, png(900, 300, [200, 80, 40]), png(900, 300, [9, 9, 9])), [200, 80, 40]],
    ["image/webp", webpThatMoves(900, 300, await lossless([9, 90, 9]), await lossless([9, 9, 90])), [9, 90, 9]],
    // What is small moves as well.
    ["image/gif", gif(30, 10, 2), [0, 0, 0]],
  ] as const;
  for (const [type, bytes, colour] of made) {
    const attachment = await give("cho", bytes);
    expect(attachment).toMatchObject({ type, moves: true });
    expect(bytes.equals(await (await get("cho", attachment.id)).bytes())).toBe(true);
    const small = await get("cho", `${attachment.id}/small`);
    expect(small.headers.get("content-type")).toBe("image/webp");
    const still = await small.bytes();
    expect(readPicture(still)).toMatchObject({ frames: 1, width: Math.min(800, attachment.width) });
    const off = (await colourOf(still)).map((value, i) => Math.abs(value - (colour[i] ?? 0)));
    expect(Math.max(...off)).toBeLessThan(8);
    const channel = await workspace.channel("cho");
    await send("cho", channel, "", [attachment]);
    expect((await newest("cho", channel))?.attachments).toEqual([attachment]);
  }
  expect("moves" in (await give("cho", gif(30, 10, 1)))).toBe(false);
});

test("of what is cut off is kept what can be shown, and the rest is refused with a sentence", async () => {
  const whole = noisy(400, 300);
  const jpeg = await new Bun.Image(whole).jpeg({ quality: 80 }).bytes();
  const progressive = await new Bun.Image(whole).jpeg({ quality: 80, progressive: true }).bytes();
  for (const bytes of [gif(400, 300, 1), gif(400, 300, 3), jpeg, progressive])
    expect(await give("cho", bytes.subarray(0, bytes.length * 0.6))).toMatchObject({ width: 400, height: 300 });
  for (const bytes of [whole, await new Bun.Image(whole).webp({ quality: 80 }).bytes()]) {
    const { error } = await tryUpload(workspace.server.url, token("cho"), bytes.subarray(0, bytes.length * 0.6));
    expect(error).toMatchObject({ code: "bad_value", message: expect.stringContaining("it is broken") });
  }
});

test("what is in no message is removed after a day, as is every file that nothing names; others stay", async () => {
  await using other = await openWorkspace();
  const { cho } = other.people;
  const { url, dataDir } = other.server;
  const old = await upload(url, cho.token);
  const fresh = await upload(url, cho.token);
  const sent = await upload(url, cho.token);
  await other.call("cho", "message.send", { channel: other.general, body: "", attachments: [sent.id] });
  await other.server.stop();
  const folder = join(dataDir, "files");
  const stray = [randomId(), `${randomId()}.part`, `${randomId()}.small`, `${randomId()}.small.new`];
  for (const name of [...stray, "notes.txt"]) writeFileSync(join(folder, name), "x");
  // Named as a file might be, and none.
  const other_folder = "0".repeat(16);
  mkdirSync(join(folder, other_folder));
  using db = new Database(join(dataDir, "bantam.db"));
  for (const { id } of [old, sent])
    db.run("UPDATE attachments SET at = ? WHERE id = ?", [Date.now() - 25 * 60 * 60 * 1000, id]);
  db.close();
  await other.server.start();
  while (existsSync(join(folder, old.id)) || stray.some((name) => existsSync(join(folder, name)))) await Bun.sleep(5);
  expect((await download(url, cho.token, old.id)).status).toBe(404);
  expect((await download(url, cho.token, fresh.id)).status).toBe(200);
  expect((await download(url, cho.token, sent.id)).status).toBe(200);
  expect(readdirSync(folder).toSorted()).toEqual([fresh.id, sent.id, "notes.txt", other_folder].toSorted());
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(statSync(join(folder, sent.id)).mode & 0o777).toBe(0o600);
  await other.call("cho", "message.send", { channel: other.general, body: "", attachments: [fresh.id] });
  expect(other.server.errors).not.toContain("internal_error");
});

test("where the folder of files is gone, or is none, uploads are refused as what cannot be stored, until it is back", async () => {
  const folder = join(workspace.server.dataDir, "files");
  const aside = `${folder}.aside`;
  const uploaded = () => tryUpload(workspace.server.url, token("cho"), aPng());
  renameSync(folder, aside);
  expect((await uploaded()).error?.code).toBe("storage_failed");
  writeFileSync(folder, "x");
  expect((await uploaded()).error?.code).toBe("storage_failed");
  rmSync(folder);
  renameSync(aside, folder);
  expect((await uploaded()).status).toBe(200);
});

test("of what is in no message the oldest makes room", async () => {
  const uploaded: Attachment[] = [];
  for (let i = 0; i <= limits.unsent_attachments_max; i++) uploaded.push(await give("fin"));
  const [oldest, second] = uploaded;
  if (!oldest || !second) throw new Error("nothing was uploaded");
  expect((await get("fin", oldest.id)).status).toBe(404);
  expect((await get("fin", second.id)).status).toBe(200);
  while (filesOf(oldest).length > 0) await Bun.sleep(5);
});

test("uploads are limited by themselves, in number and in bytes, over all of a user's requests", async () => {
  await using limited = await openWorkspace({
    settings: { uploads_per_minute: 3, attachments_mib_per_user: 1, burst: 1 },
  });
  const { url } = limited.server;
  const { cho, dia } = limited.people;
  const large = noisy(600, 400);
  expect(large.length).toBeGreaterThan(512 * 1024);
  expect((await tryUpload(url, cho.token, large)).status).toBe(200);
  expect((await tryUpload(url, cho.token, large)).error?.code).toBe("full");
  expect((await tryUpload(url, cho.token, aPng())).status).toBe(200);
  const { status, error } = await tryUpload(url, cho.token, aPng());
  expect([status, error?.code]).toEqual([429, "rate_limited"]);
  const two = await Promise.all([tryUpload(url, dia.token, large), tryUpload(url, dia.token, large)]);
  expect(new Set(two.map((each) => each.status))).toEqual(new Set([200, 409]));
});
