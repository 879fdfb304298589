/** A1, C3: every route of the executable, for every method and actor; and what every answer's headers allow. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { dump } from "../support/database.ts";
import { cast, handles, openWorkspace, type Workspace } from "../support/people.ts";
import { exchange, type HttpAnswer, requestBytes } from "./raw.ts";

const methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] as const;
type Method = (typeof methods)[number];
type Statuses = Partial<Record<Method, number>>;

const page = { GET: 200, HEAD: 200 };
const always = { GET: 200, HEAD: 200, POST: 200, PUT: 200, PATCH: 200, DELETE: 200, OPTIONS: 200, TRACE: 200 };
/**
 * The status of each method for who is signed in, for owners and admins where it is another, and for who is not signed in;
 * 404 where nothing is said.
 */
const routes: Record<string, { path: string; signedIn: Statuses; admins?: Statuses; anonymous?: Statuses }> = {
  "/": { path: "/", signedIn: page },
  "/c/:channel": { path: "/c/AAAAAAAAAAAAAAAA", signedIn: page },
  "/c/:channel/:seq": { path: "/c/AAAAAAAAAAAAAAAA/1", signedIn: page },
  "/settings": { path: "/settings", signedIn: page },
  "/settings/:section": { path: "/settings/profile", signedIn: page },
  "/admin": { path: "/admin", signedIn: page },
  "/admin/:section": { path: "/admin/members", signedIn: page },
  "/signin": { path: "/signin", signedIn: page },
  "/setup": { path: "/setup", signedIn: page },
  "/join": { path: "/join", signedIn: page },
  "/recover": { path: "/recover", signedIn: page },
  "/manifest.webmanifest": { path: "/manifest.webmanifest", signedIn: page },
  "/sw.js": { path: "/sw.js", signedIn: page },
  "/healthz": { path: "/healthz", signedIn: always },
  // As this machine's own programs get it, which these are: metrics.test.ts has all others.
  "/metrics": { path: "/metrics", signedIn: page },
  "/ws": { path: "/ws", signedIn: mapped(400), anonymous: mapped(401) },
  "/admin/profile": {
    path: "/admin/profile",
    // To who looks for a page there, the page says that there is none.
    signedIn: { ...page, POST: 403 },
    // Without a number of seconds.
    admins: { ...page, POST: 400 },
    anonymous: { ...page, POST: 401 },
  },
  // Without a name; attachments.test.ts has those that there are, and who gets them.
  "/attachments": { path: "/attachments", signedIn: { POST: 400 }, anonymous: { POST: 401 } },
  "/attachments/:attachment": {
    path: "/attachments/AAAAAAAAAAAAAAAA",
    signedIn: {},
    anonymous: { GET: 401, HEAD: 401, DELETE: 401 },
  },
  "/attachments/:attachment/small": {
    path: "/attachments/AAAAAAAAAAAAAAAA/small",
    signedIn: {},
    anonymous: { GET: 401, HEAD: 401 },
  },
  // Of nobody's picture; avatars.test.ts has those that there are.
  "/avatars/:avatar": { path: "/avatars/AAAAAAAAAAAAAAAA", signedIn: {}, anonymous: { GET: 401, HEAD: 401 } },
  "/api/*": { path: "/api/session.list", signedIn: { POST: 200 }, anonymous: { POST: 401 } },
  unknown: { path: "/nothing/here", signedIn: {} },
  "an unknown command": { path: "/api/nothing", signedIn: { POST: 400 } },
  "a file of the server": { path: "/bantam.db", signedIn: {} },
  "a way up": { path: "/..%2f..%2fetc/passwd", signedIn: {} },
  "a way up, decoded": { path: "/../../etc/passwd", signedIn: {} },
};

function mapped(status: number): Record<Method, number> {
  return {
    GET: status,
    HEAD: status,
    POST: status,
    PUT: status,
    PATCH: status,
    DELETE: status,
    OPTIONS: status,
    TRACE: status,
  };
}

let workspace: Workspace;
let deactivated: string;
beforeAll(async () => {
  workspace = await openWorkspace({ run: "binary" });
  deactivated = workspace.people.dia.token;
  await workspace.call("ana", "user.deactivate", { user: workspace.people.dia.id });
}, 120_000);
afterAll(() => workspace[Symbol.asyncDispose]());

async function request(method: Method, path: string, token?: string): Promise<HttpAnswer> {
  const { host } = new URL(workspace.server.url);
  const hasBody = ["POST", "PUT", "PATCH"].includes(method);
  const headers = {
    host,
    connection: "close",
    "sec-websocket-protocol": "x",
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(hasBody && { "content-type": "application/json", "content-length": "2" }),
  };
  const answer = await exchange(workspace.server.url, requestBytes(method, path, headers, hasBody ? "{}" : ""));
  if (!answer) throw new Error(`${method} ${path} was not answered`);
  return answer;
}

describe.each(Object.entries(routes))("%s", (_name, { path, signedIn, admins = signedIn, anonymous = signedIn }) => {
  test("answers each method as it should, whoever asks, and changes nothing", async () => {
    const before = dump(workspace.server.dataDir);
    for (const method of methods) {
      const statuses = {
        anonymous: (await request(method, path)).status,
        deactivated: (await request(method, path, deactivated)).status,
      };
      const out = anonymous[method] ?? 404;
      expect([method, statuses]).toEqual([method, { anonymous: out, deactivated: out }]);
      for (const handle of handles.filter((each) => each !== "dia")) {
        const { status } = await request(method, path, workspace.people[handle].token);
        const expected = cast[handle] === "owner" || cast[handle] === "admin" ? admins : signedIn;
        expect([method, handle, status]).toEqual([method, handle, expected[method] ?? 404]);
      }
    }
    expect(dump(workspace.server.dataDir)).toEqual(before);
  });

  test("says with every answer that nothing of it may run elsewhere, be framed, sniffed, or tell where one came from", async () => {
    for (const method of methods) {
      const { headers, status } = await request(method, path);
      const csp = headers.get("content-security-policy") ?? "";
      for (const directive of ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"])
        expect(csp.split("; "), `${method} ${status}`).toContain(directive);
      expect(csp).not.toMatch(/unsafe|\*|http/);
      const others = [
        "x-content-type-options",
        "referrer-policy",
        "cross-origin-opener-policy",
        "cross-origin-resource-policy",
      ];
      expect(others.map((name) => headers.get(name))).toEqual(["nosniff", "no-referrer", "same-origin", "same-origin"]);
      for (const name of ["server", "x-powered-by", "access-control-allow-origin"])
        expect(headers.has(name)).toBe(false);
    }
  });
});

test("what is about a person is kept by no cache; the page's files are, and are the only ones", async () => {
  expect((await request("POST", "/api/session.list", workspace.people.cho.token)).headers.get("cache-control")).toBe(
    "no-store",
  );
  expect((await request("GET", "/healthz")).headers.get("cache-control")).toBe("no-store");
  const shell = await request("GET", "/");
  expect(shell.headers.get("cache-control")).toBe("no-cache");
  // The manifest and its icons have addresses that stay.
  const files = [...shell.body.matchAll(/(?:src|href)="(\/[^"]+-\w{8}\.\w+)"/g)].map(([, path = ""]) => path);
  expect(files.length).toBeGreaterThan(0);
  for (const path of files) {
    const { status, headers } = await request("GET", path);
    expect([path, status, headers.get("cache-control")]).toEqual([path, 200, "public, max-age=31536000, immutable"]);
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  }
});

test("the page runs scripts of this server alone, and no text becomes one", async () => {
  const { headers, body } = await request("GET", "/");
  const csp = headers.get("content-security-policy")?.split("; ");
  expect(csp).toEqual(
    expect.arrayContaining(["script-src 'self'", "object-src 'none'", "require-trusted-types-for 'script'"]),
  );
  expect(body).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\son\w+=|\sstyle=/i);
});

test("who asks for no socket at the sockets' address is told so, with the same headers", async () => {
  const { host } = new URL(workspace.server.url);
  const authorization = `Bearer ${workspace.people.cho.token}`;
  const headers = { host, authorization, connection: "close", "sec-websocket-protocol": "bantam.v1.json" };
  const answer = await exchange(workspace.server.url, requestBytes("GET", "/ws", headers));
  expect([answer?.status, answer?.headers.get("upgrade")]).toEqual([426, "websocket"]);
  expect(answer?.headers.get("content-security-policy")).toContain("default-src 'none'");
});

test("the routes of this table are those of the server", () => {
  const source = readFileSync(join(import.meta.dir, "../../src/server/serve.ts"), "utf8");
  const declared = [...source.matchAll(/^ {6}"(\/[^"]*)":/gm)].map(([, route = ""]) => route);
  expect(declared.length).toBeGreaterThan(5);
  expect(Object.keys(routes)).toEqual(expect.arrayContaining(declared));
  expect(source).toContain("[`${api_path}*`]: { POST:");
});
