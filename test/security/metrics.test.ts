/** I6: who may read the server's figures: who has their token, admins, and this machine's own programs; nobody through a proxy. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { networkInterfaces } from "node:os";
import { exchange, type HttpAnswer, requestBytes } from "./raw.ts";
import { type Person, World } from "./world.ts";

setDefaultTimeout(30_000);

const metrics_token = "a-token_of-the-metrics-alone";
const site = "https://chat.example.org";
/** As it is without any setting; with a token; and behind a proxy that the settings know. */
const servers = {
  plain: {},
  token: { metrics_token },
  proxied: { metrics_token, public_url: site },
  trusting: { metrics_token, trusted_proxies: "127.0.0.1" },
} as const;
type Which = keyof typeof servers;

let worlds: Record<Which, World>;
let people: Record<Which, Record<"owner" | "admin" | "member" | "guest" | "bot" | "gone", Person>>;
beforeAll(async () => {
  const open = async (which: Which) => [which, await World.open(servers[which])] as const;
  const opened = await Promise.all([open("plain"), open("token"), open("proxied"), open("trusting")]);
  worlds = Object.fromEntries(opened) as typeof worlds;
  const cast = async (world: World) => {
    const owner = await world.person({ role: "owner" });
    const gone = await world.person({ role: "owner" });
    await world.deactivate(gone);
    return {
      owner,
      admin: await world.person({ role: "admin" }),
      member: await world.person(),
      guest: await world.person({ role: "guest" }),
      bot: await world.person({ kind: "bot" }),
      gone,
    };
  };
  people = Object.fromEntries(
    await Promise.all(opened.map(async ([which, world]) => [which, await cast(world)])),
  ) as typeof people;
});
afterAll(() => Promise.all(Object.values(worlds).map((world) => world[Symbol.asyncDispose]())));

type Headers = Readonly<Record<string, string>>;

async function get(which: Which, headers: Headers = {}, path = "/metrics", method = "GET"): Promise<HttpAnswer> {
  const { url } = worlds[which];
  const { host } = new URL(url);
  const answer = await exchange(url, requestBytes(method, path, { host, ...headers }));
  if (!answer) throw new Error("the server did not answer");
  return answer;
}

/** The figures, or an answer that is in nothing but its date another than that for a path that there is not. */
async function expectGiven(isGiven: boolean, which: Which, headers: Headers): Promise<void> {
  const answer = await get(which, headers);
  const told = JSON.stringify([which, headers]);
  if (isGiven) {
    expect(answer.status, told).toBe(200);
    expect(answer.body, told).toContain("\nbantam_messages_total ");
    return;
  }
  const unknown = await get(which, headers, "/nothing");
  const comparable = ({ status, body, headers: all }: HttpAnswer) => [
    status,
    body,
    [...all].filter(([name]) => name !== "date"),
  ];
  expect(comparable(answer), told).toEqual(comparable(unknown));
  expect(answer.status, told).toBe(404);
}

const bearer = (token: string): Headers => ({ authorization: `Bearer ${token}` });
/** As through a proxy on the same machine, which says so. */
const forwarded: Headers = { "x-forwarded-for": "203.0.113.9" };

describe("from this machine and for nobody else", () => {
  test.each(["plain", "token"] as const)("they are given: %s", async (which) => {
    const { port } = new URL(worlds[which].url);
    for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, "localhost", "127.8.8.8"])
      await expectGiven(true, which, { host });
    await expectGiven(true, which, bearer("something else"));
  });

  test("not where the settings tell of a proxy, from which the whole world comes", async () => {
    for (const which of ["proxied", "trusting"] as const) {
      await expectGiven(false, which, {});
      await expectGiven(false, which, { host: "localhost" });
    }
    await expectGiven(false, "proxied", { host: "chat.example.org" });
  });

  test("not with a header of a proxy", async () => {
    for (const name of [
      "X-Forwarded-For",
      "X-Forwarded-Host",
      "X-Forwarded-Proto",
      "X-Forwarded-Server",
      "Forwarded",
      "Via",
      "X-Real-IP",
      "X-Client-IP",
      "X-Original-Forwarded-For",
      "True-Client-IP",
      "CF-Connecting-IP",
      "Fastly-Client-IP",
      "X-Envoy-External-Address",
    ])
      for (const value of ["127.0.0.1", "203.0.113.9", "for=127.0.0.1", ""])
        await expectGiven(false, "plain", { [name]: value });
  });

  test("not under another name than loopback's", async () => {
    for (const host of [
      "chat.example.org",
      "localhost.example.org",
      "127.0.0.1.example.org",
      "127.evil.example",
      "localhost@chat.example.org",
      "192.168.1.5:8080",
      "[::ffff:192.168.1.5]",
      "0.0.0.0",
    ])
      await expectGiven(false, "plain", { host });
  });
});

const address = Object.values(networkInterfaces())
  .flatMap((list) => list ?? [])
  .find(({ family, internal }) => family === "IPv4" && !internal)?.address;

test.skipIf(address === undefined)("not for who comes over a network, whatever name is given", async () => {
  await using world = await World.open({ host: "0.0.0.0", plain_http: "true" });
  const port = new URL(world.url).port;
  for (const host of [`${address}:${port}`, "localhost", "127.0.0.1"]) {
    const answer = await exchange(`http://${address}:${port}`, requestBytes("GET", "/metrics", { host }));
    expect([host, answer?.status]).toEqual([host, 404]);
  }
  const near = await exchange(`http://127.0.0.1:${port}`, requestBytes("GET", "/metrics", { host: "localhost" }));
  expect(near?.status).toBe(200);
});

describe("through a proxy", () => {
  test.each(["token", "proxied", "trusting"] as const)("they are given for their own token: %s", async (which) => {
    await expectGiven(true, which, { ...forwarded, ...bearer(metrics_token) });
    await expectGiven(true, which, { ...forwarded, ...bearer(metrics_token), host: "chat.example.org" });
    await expectGiven(true, which, { ...forwarded, authorization: `bearer ${metrics_token}` });
  });

  test.each(["token", "proxied", "trusting"] as const)("and for nothing that is nearly it: %s", async (which) => {
    for (const authorization of [
      "",
      "Bearer",
      "Bearer ",
      metrics_token,
      `Basic ${metrics_token}`,
      `Basic ${btoa(`metrics:${metrics_token}`)}`,
      `Bearer ${metrics_token}x`,
      `Bearer ${metrics_token.slice(0, -1)}`,
      `Bearer ${metrics_token.toUpperCase()}`,
      `Bearer ${metrics_token} ${metrics_token}`,
      `Bearer ${"x".repeat(4000)}`,
    ])
      await expectGiven(false, which, { ...forwarded, authorization });
    await expectGiven(false, which, forwarded);
    await expectGiven(false, which, {
      ...forwarded,
      cookie: `bantam=${metrics_token}; __Host-bantam=${metrics_token}`,
    });
  });

  test("an empty token opens nothing", async () => {
    for (const authorization of ["", "Bearer", "Bearer ", 'Bearer ""', `Bearer ${metrics_token}`, "Bearer undefined"])
      await expectGiven(false, "plain", { ...forwarded, authorization });
  });

  test("no address opens them", async () => {
    for (const path of [
      `/metrics?token=${metrics_token}`,
      `/metrics?access_token=${metrics_token}`,
      "/metrics/",
      "//metrics",
    ])
      expect((await get("token", forwarded, path)).status).toBe(404);
  });

  test.each(["plain", "token", "proxied", "trusting"] as const)(
    "for sessions of owners and admins: %s",
    async (which) => {
      const host = which === "proxied" ? "chat.example.org" : new URL(worlds[which].url).host;
      for (const [who, { token }] of Object.entries(people[which])) {
        const isGiven = who === "owner" || who === "admin";
        await expectGiven(isGiven, which, { ...forwarded, host, ...bearer(token) });
        // A browser sends its cookie along by itself, whoever's page asks.
        for (const site of ["none", "same-origin", "cross-site"])
          await expectGiven(false, which, {
            ...forwarded,
            host,
            cookie: `bantam=${token}; __Host-bantam=${token}`,
            "sec-fetch-site": site,
          });
      }
    },
  );
});

test("the token opens nothing else", async () => {
  const { url } = worlds.token;
  const post = await fetch(`${url}/api/session.list`, {
    method: "POST",
    body: "{}",
    headers: { "content-type": "application/json", ...bearer(metrics_token) },
  });
  expect(post.status).toBe(401);
  expect(
    (await get("token", { ...bearer(metrics_token), "sec-websocket-protocol": "bantam.v1.json" }, "/ws")).status,
  ).toBe(401);
});

test("nothing is told of people, channels, addresses or secrets", async () => {
  const world = worlds.token;
  const { owner } = people.token;
  const channel = await world.channel({ name: "quarterly numbers", owner });
  await world.message(channel, owner, "a body that nobody else reads");
  const { body } = await get("token");
  for (const text of [
    "quarterly",
    "nobody else",
    owner.id,
    owner.handle,
    owner.token,
    channel.id,
    metrics_token,
    "127.0.0.1",
    "/tmp",
  ])
    expect(body).not.toContain(text);
  world.scan.lookAtText(body);
});

test("asking changes nothing, in any other way than reading", async () => {
  for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
    expect([method, (await get("token", { "content-length": "0" }, "/metrics", method)).status]).toEqual([method, 404]);
});
