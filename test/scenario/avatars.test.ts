/** A6, F1, F3, F4: the pictures of users, over real HTTP and sockets: who sets, sees and removes them, and what is kept. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { FieldsOf } from "../../src/protocol/commands.ts";
import type { Id } from "../../src/protocol/id.ts";
import { limits } from "../../src/protocol/limits.ts";
import { post } from "../support/http.ts";
import { newcomer } from "../support/newcomer.ts";
import { type Handle, handles, openWorkspace, type Workspace } from "../support/people.ts";
import { aPicture, chunk, header, noisy, png, pngOf } from "../support/pictures.ts";

setDefaultTimeout(30_000);

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(() => workspace[Symbol.asyncDispose]());

const path = (avatar: string) => `${workspace.server.url}/avatars/${avatar}`;
const bearer = (handle: Handle) => ({ authorization: `Bearer ${workspace.people[handle].token}` });
interface Way {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}
const get = (avatar: string, handle: Handle, { method = "GET", headers = {} }: Way = {}) =>
  fetch(path(avatar), { method, headers: { ...bearer(handle), ...headers } });
const set = async (handle: Handle, picture = aPicture()) => {
  const { avatar } = await workspace.call(handle, "user.set_avatar", { picture });
  return { avatar, picture };
};
const remove = (handle: Handle, fields: FieldsOf<"user.remove_avatar"> = {}) =>
  post(workspace.server.url, workspace.people[handle].token, "user.remove_avatar", fields);
const avatarOf = async (handle: Handle, asker: Handle = "ana") => {
  const { users } = await workspace.call(asker, "user.get", { users: [workspace.people[handle].id] });
  return users[0]?.avatar;
};
const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer()).toString("base64");

test("everybody sees at once the picture that somebody chooses, changes and removes, and after a restart", async () => {
  await workspace.channel("cho", ["eli"]);
  const sockets = await Promise.all(
    handles.map((handle, i) => workspace.socket(handle, i % 2 === 0 ? "json" : "msgpack")),
  );
  const first = await set("cho");
  const second = await set("cho");
  await remove("cho");
  const third = await set("cho");
  for (const socket of sockets) {
    // What was told before this answer has come.
    await socket.do("session.list", {});
    const told = socket.received.flatMap((item) => ("event" in item && item.event === "user" ? [item.user] : []));
    expect(told.map(({ handle, avatar }) => [handle, avatar])).toEqual(
      [first.avatar, second.avatar, undefined, third.avatar].map((avatar) => ["cho", avatar]),
    );
  }
  expect(new Set([first, second, third].map(({ avatar }) => avatar)).size).toBe(3);
  for (const gone of [first, second]) expect((await get(gone.avatar, "ana")).status).toBe(404);

  await workspace.server.stop();
  await workspace.server.start();
  expect(await avatarOf("cho")).toBe(third.avatar);
  for (const handle of handles) {
    const response = await get(third.avatar, handle);
    expect([handle, response.status, await bytesOf(response)]).toEqual([handle, 200, third.picture]);
  }
});

test("it comes as exactly what it is, to be kept, and can be nothing but a picture", async () => {
  const image = new Bun.Image(png(40, 40, [1, 2, 3]));
  const webp = Buffer.from(await image.webp({ quality: 80 }).bytes());
  const jpeg = Buffer.from(await image.jpeg({ quality: 80 }).bytes());
  // A page that is a picture too: nothing but the picture is kept.
  const page = Buffer.from("<script>alert(1)</script>");
  for (const [type, bytes] of [
    ["image/webp", webp],
    ["image/jpeg", jpeg],
    ["image/png", png(4, 4)],
  ] as const) {
    const { avatar } = await set("cho", Buffer.concat([bytes, page]).toString("base64"));
    for (const method of ["GET", "HEAD"]) {
      const { status, headers } = await get(avatar, "dia", { method });
      expect([status, headers.get("content-type"), headers.get("x-content-type-options")]).toEqual([
        200,
        type,
        "nosniff",
      ]);
      expect(headers.get("content-length")).toBe(`${bytes.length}`);
      expect(headers.get("cache-control")).toBe("private, max-age=31536000, immutable");
      expect(headers.get("content-security-policy")?.split("; ")).toEqual(
        expect.arrayContaining(["default-src 'none'", "sandbox", "frame-ancestors 'none'"]),
      );
      expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
    }
  }
});

test("nobody gets it who is not signed in, nor a guest who may not see its user, whatever they know and ask with", async () => {
  const gone = await newcomer(workspace);
  await workspace.call("ana", "user.deactivate", { user: gone.id });
  const { avatar } = await set("dia");
  const ways: Way[] = [
    {},
    { method: "HEAD" },
    { headers: { range: "bytes=0-9" } },
    { headers: { "if-none-match": "*" } },
    { headers: { "if-modified-since": new Date().toUTCString() } },
  ];
  for (const way of ways) {
    expect((await fetch(path(avatar), way)).status).toBe(401);
    const authorization = `Bearer ${gone.token}`;
    expect((await fetch(path(avatar), { ...way, headers: { ...way.headers, authorization } })).status).toBe(401);
    const hidden = await get(avatar, "eli", way);
    const nowhere = await get("A".repeat(16), "eli", way);
    expect([hidden.status, await hidden.text()]).toEqual([404, await nowhere.text()]);
  }
  expect(await avatarOf("dia", "eli")).toBeUndefined();
  const channel = await workspace.channel("dia", ["eli"]);
  expect((await get(avatar, "eli")).status).toBe(200);
  await workspace.call("dia", "member.remove", { channel, user: workspace.people.eli.id });
  expect((await get(avatar, "eli")).status).toBe(404);
  for (const odd of ["..%2fbantam.db", "AAAA", `${avatar}%00`, `${avatar}/x`])
    expect((await get(odd, "ana")).status).toBe(404);
});

test("a browser's cookie opens it for a page of this server, and a session that ended opens nothing", async () => {
  const { avatar } = await set("cho");
  const { token } = await workspace.signIn("cho");
  const withCookie = (headers: Record<string, string> = {}) =>
    fetch(path(avatar), { headers: { cookie: `bantam=${token}`, ...headers } });
  // A browser says nothing of where it comes from over plain HTTP.
  expect((await withCookie()).status).toBe(200);
  expect((await withCookie({ "sec-fetch-site": "same-origin" })).status).toBe(200);
  expect((await withCookie({ origin: "https://elsewhere.example" })).status).toBe(403);
  expect((await withCookie({ host: "elsewhere.example" })).status).toBe(403);
  expect((await post(workspace.server.url, token, "session.end", {})).status).toBe(200);
  expect((await withCookie()).status).toBe(401);
});

test("what is no picture, too large, or not whole is refused, and the picture before it stays", async () => {
  const { avatar, picture } = await set("cho");
  const bomb = pngOf(chunk("IHDR", header(513, 4)), chunk("IDAT", Buffer.alloc(0)));
  const noise = crypto.getRandomValues(new Uint8Array(limits.avatar_bytes_max + 1));
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
  const refused: Record<string, string> = {
    "no base64": "not base64!",
    "base64 without its end": text(png(3, 3)).replace(/=*$/, ""),
    "base64 of another alphabet": `${text(png(3, 3)).slice(0, -4)}-_-_`,
    "a page": text(Buffer.from("<!doctype html><script>alert(1)</script>")),
    "a drawing": text(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>')),
    "more pixels than are taken": text(bomb),
    "more bytes than are taken": text(Buffer.concat([png(4, 4), noise])),
  };
  for (const [what, wrong] of Object.entries(refused)) {
    const { status, error } = await post(workspace.server.url, workspace.people.cho.token, "user.set_avatar", {
      picture: wrong,
    });
    expect([what, status, error?.code]).toEqual([what, 400, "bad_value"]);
  }
  expect(await avatarOf("cho")).toBe(avatar);
  expect(await bytesOf(await get(avatar, "ana"))).toBe(picture);
  // One of the size that is taken fits into a frame, in both formats.
  const largest = noisy(123, 124);
  expect(largest.length).toBeWithin(limits.avatar_bytes_max - 400, limits.avatar_bytes_max + 1);
  for (const format of ["json", "msgpack"] as const) {
    const { avatar: kept } = await (
      await workspace.socket("cho", format)
    ).do("user.set_avatar", { picture: text(largest) });
    expect(await bytesOf(await get(kept, "ana"))).toBe(text(largest));
  }
});

test("admins remove another's, members only their own, and its bytes are gone from the disk", async () => {
  const secret = "the bicycle is behind the third tree";
  const picture = pngOf(
    chunk("IHDR", header(4, 4)),
    chunk("IDAT", Buffer.from(secret.repeat(500))),
    chunk("IEND", Buffer.alloc(0)),
  ).toString("base64");
  const isOnDisk = () => {
    const { dataDir } = workspace.server;
    return readdirSync(dataDir).some(
      (name) => name.startsWith("bantam.db") && readFileSync(join(dataDir, name)).includes(secret),
    );
  };
  const { avatar } = await set("cho", picture);
  expect(isOnDisk()).toBe(true);
  const user: Id = workspace.people.cho.id;
  for (const handle of ["dia", "eli", "fin"] as const)
    expect([handle, (await remove(handle, { user })).error?.code]).toEqual([handle, "forbidden"]);
  await set("ana");
  expect((await remove("ben", { user: workspace.people.ana.id })).error?.code).toBe("forbidden");
  expect((await remove("ben", { user })).status).toBe(200);
  expect(await avatarOf("cho")).toBeUndefined();
  expect((await get(avatar, "cho")).status).toBe(404);
  expect((await remove("cho")).error?.code).toBe("already");
  // A new one is not found under the old one's address, and takes the bytes of the one before away as well.
  while (isOnDisk()) await Bun.sleep(20);
  await set("cho", picture);
  await set("cho");
  while (isOnDisk()) await Bun.sleep(20);
});

test("pictures are limited by themselves, over all of a user's sockets and requests", async () => {
  await using limited = await openWorkspace({ settings: { pictures_per_minute: 2, burst: 1 } });
  const { cho, dia } = limited.people;
  const give = (token: string) => post(limited.server.url, token, "user.set_avatar", { picture: aPicture() });
  for (const expected of [200, 200, 429]) expect((await give(cho.token)).status).toBe(expected);
  const socket = await limited.socket("cho");
  expect((await socket.refused("user.set_avatar", { picture: aPicture() })).code).toBe("rate_limited");
  expect((await give(dia.token)).status).toBe(200);
  await socket.do("user.rename", { name: "Cho" });
});
