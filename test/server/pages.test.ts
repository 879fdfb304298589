/** Which files the pages of the client name, so that a browser asks for all that is seen first at once, and for nothing else. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { cookieName } from "../../src/server/cookies.ts";
import { openWorkspace, type Workspace } from "../support/people.ts";

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace({ run: "binary" });
}, 120_000);
afterAll(() => workspace[Symbol.asyncDispose]());

async function scriptsOf(path: string, token: string): Promise<Set<string>> {
  const headers: Record<string, string> = token === "" ? {} : { cookie: `${cookieName(false)}=${token}` };
  const page = await (await fetch(workspace.server.url + path, { headers })).text();
  const scripts = new Set(Array.from(page.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g), ([, script = ""]) => script));
  expect(scripts.size).toBeGreaterThan(1);
  return scripts;
}

test("who brings no session gets a page without the workspace; both are the same client", async () => {
  const inside = await scriptsOf("/", workspace.people.cho.token);
  expect(await scriptsOf(`/c/${workspace.general}`, workspace.people.cho.token)).toEqual(inside);
  const outside = await scriptsOf("/signin", "");
  for (const path of ["/", "/setup", "/join", "/recover"]) expect(await scriptsOf(path, "")).toEqual(outside);

  const [entry] = outside;
  expect([...inside][0]).toBe(entry ?? expect.unreachable());
  const bytes = async (scripts: Set<string>) => {
    const texts = [...scripts].map(async (script) => {
      const answer = await fetch(workspace.server.url + script);
      expect(answer.headers.get("content-type")).toContain("javascript");
      return answer.text();
    });
    return (await Promise.all(texts)).join("").length;
  };
  expect(await bytes(outside)).toBeLessThan((await bytes(inside)) / 1.5);
});
