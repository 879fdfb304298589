/** C1, C2, C3 and the cookies: which pages and names may talk to the server, and what its answers let a page do. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { exchange, type HttpAnswer, RawSocket, refusedUpgrade, requestBytes } from "./raw.ts";
import { type Person, quickPasswords, World } from "./world.ts";

const site = "https://chat.example.org";
const password = "a long and unusual one";
let world: World;
let ana: Person;
/** Where the server is found: by its public name, and by its loopback address. */
let named: { host: string; origin: string; cookie: string };
let local: { host: string; origin: string; cookie: string };
beforeAll(async () => {
  world = await World.open({ public_url: site }, quickPasswords);
  ana = await world.person();
  const { host } = new URL(world.url);
  named = { host: "chat.example.org", origin: site, cookie: `__Host-bantam=${ana.token}` };
  local = { host, origin: `http://${host}`, cookie: `bantam=${ana.token}` };
});
afterAll(() => world[Symbol.asyncDispose]());

type Headers = Readonly<Record<string, string>>;
const protocol = { "sec-websocket-protocol": "bantam.v1.json" };

async function post(name: string, headers: Headers, fields: object = {}): Promise<HttpAnswer> {
  const body = JSON.stringify(fields);
  const all = { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)), ...headers };
  const answer = await exchange(world.url, requestBytes("POST", `/api/${name}`, all, body));
  if (!answer) throw new Error("the server did not answer");
  return answer;
}

/** Origins that are nearly that of the page, for a request to its Host. */
const nearMisses = (origin: string) => [
  "null",
  "",
  origin.toUpperCase(),
  `${origin}/`,
  `${origin}.`,
  `${origin}:443`,
  `${origin}:8443`,
  `${origin}.evil.example`,
  `${origin}@evil.example`,
  origin.replace("//", "//evil."),
  origin.replace("//", "//evil-"),
  origin.replace("//", "//user@"),
  origin.startsWith("https") ? origin.replace("https", "http") : origin.replace("http", "https"),
  `${origin} https://evil.example`,
  `https://evil.example ${origin}`,
  "https://evil.example",
  "http://localhost",
  "http://127.0.0.1",
  "file://",
  "chrome-extension://abcdefgh",
];

describe("a page of another site gets nothing with a cookie that the browser sends along", () => {
  test.each(["named", "local"] as const)("no socket: %s", async (which) => {
    const { host, origin, cookie } = which === "named" ? named : local;
    for (const foreign of nearMisses(origin)) {
      const refused = await refusedUpgrade(world.url, { host, origin: foreign, cookie, ...protocol });
      expect([foreign, refused.status, codeOf(refused)]).toEqual([foreign, 403, "wrong_origin"]);
    }
    const socket = await RawSocket.open(world.url, { host, origin, cookie, ...protocol });
    socket.cut();
  });

  test.each(["named", "local"] as const)("no command, not even a door: %s", async (which) => {
    const { host, origin, cookie } = which === "named" ? named : local;
    for (const foreign of nearMisses(origin)) {
      const refused = await post("user.rename", { host, origin: foreign, cookie }, { name: "Mallory" });
      expect([foreign, refused.status, codeOf(refused)]).toEqual([foreign, 403, "wrong_origin"]);
      const door = await post("session.create", { host, origin: foreign }, { handle: ana.handle, password });
      expect([foreign, codeOf(door)]).toEqual([foreign, "wrong_origin"]);
    }
    expect((await post("session.list", { host, origin, cookie })).status).toBe(200);
  });

  test("nor does one that does not say where it comes from, unless the browser says that it is ours", async () => {
    const { host, cookie } = local;
    for (const site of [undefined, "cross-site", "same-site", "none", "", "same-origin, cross-site"]) {
      const headers = { host, cookie, ...(site !== undefined && { "sec-fetch-site": site }) };
      expect([site, codeOf(await post("session.list", headers))]).toEqual([site, "wrong_origin"]);
      expect((await refusedUpgrade(world.url, { ...headers, ...protocol })).status).toBe(403);
    }
    expect((await post("session.list", { host, cookie, "sec-fetch-site": "same-origin" })).status).toBe(200);
  });

  test("nor with a token as well: the origin is looked at first", async () => {
    const { host } = local;
    const headers = { host, origin: "https://evil.example", authorization: `Bearer ${ana.token}` };
    expect(codeOf(await post("session.list", headers))).toBe("wrong_origin");
  });

  test("no answer lets another site read it", async () => {
    const { host, origin, cookie } = local;
    for (const answer of [
      await post("session.list", { host, origin, cookie }),
      await post("session.list", { host, origin: "https://evil.example", cookie }),
      await exchange(world.url, requestBytes("OPTIONS", "/api/session.list", { host, origin: "https://evil.example" })),
    ])
      for (const name of answer?.headers.keys() ?? []) expect(name).not.toStartWith("access-control-");
  });
});

test("a program with a token needs no origin; a token that is not valid is not made good by a cookie", async () => {
  const { host, origin, cookie } = local;
  expect((await post("session.list", { host, authorization: `Bearer ${ana.token}` })).status).toBe(200);
  for (const authorization of [
    "",
    "Bearer",
    "Bearer ",
    "Bearer x",
    `Basic ${ana.token}`,
    ana.token,
    `Bearer ${ana.token} x`,
  ]) {
    const refused = await post("session.list", { host, origin, cookie, authorization });
    expect([authorization, codeOf(refused)]).toEqual([authorization, "not_signed_in"]);
  }
});

test.each([
  "evil.example",
  "chat.example.org.evil.example",
  "xchat.example.org",
  "chat.example.org:8443",
  "chat.example.org.",
  "localhost.",
  "127.0.0.1.evil.example",
  "127.1.evil",
  "[::1",
  "user@localhost",
  "",
])(
  "the name %j is not this server's: nothing is answered under it, so that none can be pointed at it",
  async (host) => {
    const authorization = `Bearer ${ana.token}`;
    const refused = await post("session.list", { host, authorization });
    expect([refused.status, codeOf(refused)]).toEqual([403, "wrong_origin"]);
    expect((await refusedUpgrade(world.url, { host, authorization, ...protocol })).status).toBe(403);
  },
);

test.each(["chat.example.org", "localhost", "localhost:8080", "127.0.0.1", "127.0.0.1:9", "[::1]:8080", "192.0.2.7"])(
  "the name %j is",
  async (host) => {
    expect((await post("session.list", { host, authorization: `Bearer ${ana.token}` })).status).toBe(200);
  },
);

describe("the session's cookie", () => {
  beforeAll(async () => {
    await world.person({ handle: "ben", password });
  });
  const signIn = async ({ host, origin }: { host: string; origin: string }, more: object = {}) =>
    post("session.create", { host, origin }, { handle: "ben", password, ...more });

  test("is bound to the host, out of scripts' reach, and kept from plain HTTP, where people use https", async () => {
    const answer = await signIn(named);
    expect(answer.headers.get("set-cookie")).toMatch(
      /^__Host-bantam=eyJ[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Expires=[^;]+ GMT; Secure$/,
    );
    expect(answer.body).not.toContain("eyJ");
  });

  test("is out of scripts' reach on loopback too, where a browser would not keep a Secure one", async () => {
    const answer = await signIn(local);
    expect(answer.headers.get("set-cookie")).toMatch(
      /^bantam=eyJ[\w.-]+; Path=\/; HttpOnly; SameSite=Lax; Expires=[^;]+ GMT$/,
    );
    expect(answer.body).not.toContain("eyJ");
  });

  test("of the one kind does not sign in where the other is used", async () => {
    const cookies = { named: local.cookie, local: named.cookie };
    expect(codeOf(await post("session.list", { ...named, cookie: cookies.named }))).toBe("not_signed_in");
    expect(codeOf(await post("session.list", { ...local, cookie: cookies.local }))).toBe("not_signed_in");
  });

  test("is not set for a program, which gets its token in the answer", async () => {
    const answer = await signIn(local, { bearer: true });
    expect(answer.headers.has("set-cookie")).toBe(false);
    expect(JSON.parse(answer.body)).toMatchObject({ ok: { token: expect.stringMatching(/^eyJ/) } });
  });

  test("is taken away when one signs out", async () => {
    const { headers } = await signIn(named);
    const cookie = headers.get("set-cookie")?.split(";")[0] ?? "";
    const answer = await post("session.end", { host: named.host, origin: named.origin, cookie });
    expect(answer.headers.get("set-cookie")).toBe(
      "__Host-bantam=; Path=/; HttpOnly; SameSite=Lax; Expires=Thu, 01 Jan 1970 00:00:00 GMT; Secure",
    );
    // The browser's cache has pictures that the next one at this device may not see.
    expect(answer.headers.get("clear-site-data")).toBe('"cache"');
    expect(headers.has("clear-site-data")).toBe(false);
    // As it may have when the session was ended from elsewhere, or the cookie is gone; programs keep none.
    const late = await post("session.list", { host: named.host, origin: named.origin, cookie });
    expect([codeOf(late), late.headers.get("clear-site-data")]).toEqual(["not_signed_in", '"cache"']);
    const without = await post("session.list", { host: named.host, origin: named.origin });
    expect([codeOf(without), without.headers.get("clear-site-data")]).toEqual(["not_signed_in", '"cache"']);
    const program = await post("session.list", { host: named.host });
    expect([codeOf(program), program.headers.has("clear-site-data")]).toEqual(["not_signed_in", false]);
    const foreign = await post("session.list", { host: named.host, origin: "https://elsewhere.example" });
    expect([codeOf(foreign), foreign.headers.has("clear-site-data")]).toEqual(["wrong_origin", false]);
  });

  test("that was there before signing in is not kept: the server makes a new session each time (fixation)", async () => {
    const { host, origin, cookie } = local;
    const answer = await post("session.create", { host, origin, cookie }, { handle: "ben", password });
    expect(answer.headers.get("set-cookie")).toStartWith("bantam=eyJ");
    expect(answer.headers.get("set-cookie")).not.toContain(ana.token);
    expect(JSON.parse(answer.body)).not.toMatchObject({ ok: { session: ana.session } });
  });

  test("of a session that has ended does not keep its user from signing in", async () => {
    const answer = await post("session.create", { ...local, cookie: "bantam=ended" }, { handle: "ben", password });
    expect(answer.status).toBe(200);
  });
});

function codeOf({ body }: HttpAnswer): string | undefined {
  return (JSON.parse(body) as { error?: { code: string } }).error?.code;
}
