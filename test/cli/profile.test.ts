/** bantam profile: the files, from the data folder's owner or with a token from elsewhere; and what is refused. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { profile as profileShape } from "../../src/profile/profile.ts";
import { executable } from "../support/binary.ts";
import { type Handle, openWorkspace, type Workspace } from "../support/people.ts";
import { newFolder } from "../support/temp.ts";
import { bantam } from "./run.ts";

setDefaultTimeout(60_000);

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace({ run: "binary" });
});
afterAll(() => workspace[Symbol.asyncDispose]());

const local = () => ["profile", "--seconds", "1", "--data", workspace.server.dataDir];

function elsewhere(handle: Handle | undefined, out: string) {
  const env = handle && { BANTAM_TOKEN: workspace.people[handle].token };
  return bantam(["profile", "--seconds", "1", "--url", workspace.server.url, "--out", out], { ...(env && { env }) });
}

function expectFiles(folder: string, name: string): void {
  expect(readdirSync(folder).sort()).toEqual([`${name}.cpuprofile`, `${name}.html`]);
  const text = readFileSync(join(folder, `${name}.cpuprofile`), "utf8");
  expect(profileShape.read(JSON.parse(text), "profile").endTime).toBeGreaterThan(900_000);
  expect(readFileSync(join(folder, `${name}.html`), "utf8")).toContain("<!doctype html>");
}

test("the data folder's owner gets a page, the same for other tools, and the heaviest functions", async () => {
  const folder = newFolder();
  const out = join(folder, "where.html");
  const { code, out: said, err } = await bantam([...local(), "--out", out]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect(said).toStartWith("   self   total  of ");
  expect(said).toEndWith(`Wrote ${out} and ${join(folder, "where.cpuprofile")}.\n`);
  expectFiles(folder, "where");
});

test("the executable does too, into the folder where it is called, in place of what was there", async () => {
  const folder = newFolder();
  writeFileSync(join(folder, "bantam-profile.html"), "older");
  const child = Bun.spawn([await executable(), ...local()], { cwd: folder, stdout: "pipe", stderr: "pipe" });
  expect([await child.exited, await child.stderr.text()]).toEqual([0, ""]);
  expectFiles(folder, "bantam-profile");
});

test("an admin's token gets one from elsewhere", async () => {
  const folder = newFolder();
  expect(await elsewhere("ben", join(folder, "x.html"))).toMatchObject({ code: 0, err: "" });
  expectFiles(folder, "x");
});

describe("is refused with a sentence, and makes no file", () => {
  const folder = newFolder();
  const out = join(folder, "x.html");
  async function expectRefused(call: Promise<{ code: number; out: string; err: string }>, sentence: string) {
    const { code, out: said, err } = await call;
    expect({ code, said }).toEqual({ code: 1, said: "" });
    expect(err).toBe(`bantam: ${sentence}\n`);
    expect(readdirSync(folder)).toEqual([]);
  }

  test("a member's token", () => expectRefused(elsewhere("cho", out), "Your role does not allow this. Ask an admin."));

  test("no token", () =>
    expectRefused(elsewhere(undefined, out), "Put the token of an owner or admin into the variable BANTAM_TOKEN."));

  test("a server that is not there", () =>
    expectRefused(
      bantam(["profile", "--url", "http://127.0.0.1:9", "--out", out], { env: { BANTAM_TOKEN: "x" } }),
      "There is no answer from http://127.0.0.1:9. Is the address right, and does the server run?",
    ));

  test("another server", async () => {
    using other = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response("hello") });
    await expectRefused(
      bantam(["profile", "--url", other.url.origin, "--out", out], { env: { BANTAM_TOKEN: "x" } }),
      "The server answered with something that is no profile. Is it another version?",
    );
  });

  test.each(["a folder without a server", "no folder"])("%s", async (what) => {
    const data = join(newFolder(), "data");
    if (what !== "no folder") mkdirSync(data);
    await expectRefused(
      bantam(["profile", "--data", data, "--out", out]),
      `No server runs on the data folder ${data}, so there is nothing to profile. Start it first, or give another with --data.`,
    );
    expect(existsSync(join(data, "bantam.db"))).toBe(false);
  });

  test.each(["nowhere/x.html", "."])("a file that cannot be written: %s", async (name) => {
    const path = join(folder, name);
    const sentence = `${path} cannot be written. Give another file with --out.`;
    await expectRefused(bantam([...local(), "--out", path]), sentence);
  });

  test("a .cpuprofile that cannot be written", async () => {
    const blocked = newFolder();
    mkdirSync(join(blocked, "x.cpuprofile"));
    const { code, err } = await bantam([...local(), "--out", join(blocked, "x.html")]);
    expect({ code, err }).toEqual({
      code: 1,
      err: `bantam: ${join(blocked, "x.cpuprofile")} cannot be written. Give another file with --out.\n`,
    });
    expect(readdirSync(blocked)).toEqual(["x.cpuprofile"]);
  });

  test("while another one is taken", async () => {
    const unix = join(workspace.server.dataDir, "bantam.sock");
    const take = () => fetch("http://bantam/profile", { unix, method: "POST", body: '{"seconds":1}' });
    const answers = await Promise.all([take(), take()]);
    const refused = answers.find(({ status }) => status !== 200);
    expect([refused?.status, await refused?.text()]).toEqual([
      400,
      "A profile is being taken already. Try again in 1 s.",
    ]);
  });
});

test("a server that is stopped meanwhile ends cleanly", async () => {
  await using other = await openWorkspace();
  const unix = join(other.server.dataDir, "bantam.sock");
  const take = (seconds: number) =>
    fetch("http://bantam/profile", { unix, method: "POST", body: JSON.stringify({ seconds }) });
  const profiling = take(60).catch(() => "ended");
  // Once it is under way, another one is refused.
  while ((await take(1)).status === 200);
  expect(await other.server.stop()).toBe(0);
  expect(await profiling).toBe("ended");
});

test("a server that ends meanwhile is told of", async () => {
  const data = newFolder();
  const asked = Promise.withResolvers<void>();
  const server = Bun.serve({
    unix: join(data, "bantam.sock"),
    fetch() {
      asked.resolve();
      return new Promise<Response>(() => {});
    },
  });
  const profiling = bantam(["profile", "--data", data], { cwd: newFolder() });
  await asked.promise;
  await server.stop(true);
  expect(await profiling).toEqual({ code: 1, out: "", err: "bantam: The server ended before the profile was done.\n" });
});

test("a token in the environment is no setting, and none of the other subcommands minds it", async () => {
  const { code } = await bantam(["user", "list", "--data", workspace.server.dataDir], { env: { BANTAM_TOKEN: "x" } });
  expect(code).toBe(0);
});
