/** A14, L5: who may see where the server's time goes, how often, and what is in it. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { resolve } from "node:path";
import { profile as profileShape } from "../../src/profile/profile.ts";
import { type Handle, handles, openWorkspace, type Workspace } from "../support/people.ts";

setDefaultTimeout(60_000);

const root = resolve(import.meta.dir, "../..");
const secret = "what nobody else is to read";

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(() => workspace[Symbol.asyncDispose]());

interface Ask {
  handle?: Handle;
  headers?: Record<string, string>;
  body?: unknown;
  signal?: AbortSignal;
}

function ask(on: Workspace, { handle, headers = {}, body = { seconds: 1 }, signal }: Ask): Promise<Response> {
  const token = handle && on.people[handle].token;
  return fetch(`${on.server.url}/admin/profile`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...headers,
    },
    body: typeof body === "string" ? body : JSON.stringify(body),
    ...(signal && { signal }),
  });
}

async function codeOf(answer: Promise<Response>): Promise<[number, string]> {
  const response = await answer;
  const { error } = (await response.json()) as { error: { code: string } };
  return [response.status, error.code];
}

describe("is for owners and admins", () => {
  test.each(["ana", "ben"] as const)("%s gets one", async (handle) => {
    const response = await ask(workspace, { handle });
    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "no-store"]);
    expect(profileShape.read(await response.json(), "profile").endTime).toBeGreaterThan(900_000);
  });

  test.each(["cho", "eli", "fin"] as const)("%s does not", async (handle) => {
    expect(await codeOf(ask(workspace, { handle }))).toEqual([403, "forbidden"]);
  });

  test("nobody does not", async () => {
    expect(await codeOf(ask(workspace, {}))).toEqual([401, "not_signed_in"]);
    expect(await codeOf(ask(workspace, { headers: { authorization: "Bearer x.y.z" } }))).toEqual([
      401,
      "not_signed_in",
    ]);
  });

  test("an owner's cookie is taken from this server's own pages alone", async () => {
    const own = new URL(workspace.server.url).origin;
    const cookie = `bantam=${workspace.people.ana.token}`;
    const wrong: [number, string] = [403, "wrong_origin"];
    expect(await codeOf(ask(workspace, { headers: { cookie } }))).toEqual(wrong);
    expect(await codeOf(ask(workspace, { headers: { cookie, origin: "https://evil.example" } }))).toEqual(wrong);
    expect(await codeOf(ask(workspace, { headers: { host: "evil.example" }, handle: "ana" }))).toEqual(wrong);
    expect((await ask(workspace, { headers: { cookie, origin: own } })).status).toBe(200);
  });

  test("who is made a member meanwhile gets none", async () => {
    await using other = await openWorkspace();
    const taken = ask(other, { handle: "ben" });
    await other.call("ana", "user.set_role", { user: other.people.ben.id, role: "member" });
    expect(await codeOf(taken)).toEqual([403, "forbidden"]);
  });
});

describe("refuses what is not right", () => {
  test.each<[body: unknown, status: number, code: string]>([
    [{}, 400, "bad_value"],
    [{ seconds: 0 }, 400, "bad_value"],
    [{ seconds: 61 }, 400, "bad_value"],
    [{ seconds: 1.5 }, 400, "bad_value"],
    [{ seconds: "1" }, 400, "bad_value"],
    [{ seconds: 1, interval: 1 }, 400, "bad_value"],
    ["[]", 400, "bad_frame"],
    ["{", 400, "bad_frame"],
  ])("%j", async (body, status, code) => {
    expect(await codeOf(ask(workspace, { handle: "ana", body }))).toEqual([status, code]);
  });

  test("more than there can be to say", async () => {
    const body = " ".repeat(65 * 1024);
    expect(await codeOf(ask(workspace, { handle: "ana", body }))).toEqual([413, "too_large"]);
  });

  test("a form", async () => {
    const headers = { "content-type": "application/x-www-form-urlencoded" };
    expect(await codeOf(ask(workspace, { handle: "ana", headers, body: "seconds=1" }))).toEqual([400, "bad_frame"]);
  });
});

test("one at a time: who comes second is told when to come back, and gets one then", async () => {
  const answers = await Promise.all([ask(workspace, { handle: "ana" }), ask(workspace, { handle: "ben" })]);
  expect(answers.map(({ status }) => status).sort((a, b) => a - b)).toEqual([200, 503]);
  const refused = answers.find(({ status }) => status === 503);
  expect(refused?.headers.get("retry-after")).toBe("1");
  expect(await refused?.json()).toEqual({
    error: { code: "busy", message: "A profile is being taken already. Try again in 1 s.", retry_after_ms: 1000 },
  });
  expect((await ask(workspace, { handle: "ben" })).status).toBe(200);
});

test("ends when nobody waits for it any more", async () => {
  const leaving = new AbortController();
  const left = ask(workspace, { handle: "ana", body: { seconds: 60 }, signal: leaving.signal });
  await until(async () => (await ask(workspace, { handle: "ben" })).status === 503);
  leaving.abort();
  expect(await left.catch(String)).toContain("Abort");
  await until(async () => (await ask(workspace, { handle: "ben" })).status === 200);
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await Bun.sleep(10);
}

describe.each(["source", "binary"] as const)("run from the %s", (run) => {
  test.concurrent(
    "serves and chats meanwhile; names the functions that ran, and nothing that was said or where it is",
    async () => {
      await using busy = await openWorkspace({ run });
      const [cho, dia] = [await busy.socket("cho"), await busy.socket("dia")];
      let isTaken = false;
      const [json, html] = [{}, { accept: "text/html" }].map((headers) => async () => {
        const response = await ask(busy, { handle: "ana", headers });
        return { headers: response.headers, text: await response.text() };
      });
      if (!json || !html) throw new Error("there are two");
      const taking = (async () => ({ plain: await json(), page: await html() }))().finally(() => {
        isTaken = true;
      });
      let sent = 0;
      for (; !isTaken; sent++) await cho.do("message.send", { channel: busy.general, body: `${secret} ${sent}` });
      const last = await cho.do("message.send", { channel: busy.general, body: "the last" });
      await dia.event("message", ({ seq }) => seq === last.seq);
      expect(sent).toBeGreaterThan(10);
      expect((await fetch(`${busy.server.url}/healthz`)).status).toBe(200);

      const { plain, page } = await taking;
      const { nodes } = profileShape.read(JSON.parse(plain.text), "profile");
      const names = nodes.map(({ callFrame: { functionName, url } }) => `${functionName} ${url}`);
      expect(names).toContain("commit src/store/sqlite/engine.ts");
      expect(page.text).toContain('"commit"');
      expect(page.headers.get("content-disposition")).toStartWith("attachment");
      expect(page.headers.get("content-security-policy")).toStartWith("default-src 'none'");
      for (const { text } of [plain, page]) {
        expect(text).not.toContain(secret);
        for (const handle of handles) expect(text).not.toContain(busy.people[handle].token);
        expect(text).not.toContain(busy.server.dataDir);
        expect(text).not.toContain(root);
      }
      const urls = nodes.map(({ callFrame: { url } }) => url);
      expect(urls.filter((url) => /^\/|^\w:[\\/]|\/\/|\$bunfs|\.\./.test(url))).toEqual([]);
    },
  );
});
