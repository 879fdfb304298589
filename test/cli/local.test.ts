/** What the operator does from the shell, which works alike with the server stopped and running. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { call, post } from "../support/http.ts";
import { TestServer } from "../support/server.ts";
import { newFolder } from "../support/temp.ts";
import { bantam, printed } from "./run.ts";

const password = "a word that nobody knows";
const day_ms = 24 * 60 * 60 * 1000;

describe.each(["stopped", "running"] as const)("with the server %s", (state) => {
  let server: TestServer;
  let data: string;
  beforeAll(async () => {
    server = new TestServer({ settings: { public_url: "http://localhost:3000" } });
    data = server.dataDir;
    if (state === "running") await server.start();
  });
  afterAll(() => server[Symbol.asyncDispose]());

  /** Runs a command of the shell on the server's data. */
  const shell = (args: string, input = "") =>
    bantam([...args.split(" "), "--data", data], { input, env: { BANTAM_PUBLIC_URL: "http://localhost:3000" } });
  const ok = async (args: string, input = "") => {
    const { code, out, err } = await shell(args, input);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    return out;
  };
  /** Asks the server, which is started for it and stopped after when it is to be stopped. */
  async function ask<T>(question: (url: string) => Promise<T>): Promise<T> {
    if (state === "running") return question(server.url);
    await server.start();
    try {
      return await question(server.url);
    } finally {
      expect(await server.stop()).toBe(0);
    }
  }
  const signIn = (handle: string, secret: string) =>
    ask((url) => post(url, undefined, "session.create", { handle, password: secret, bearer: true }));

  test("user create makes a user whose password is the first line of standard input", async () => {
    expect(await ok("user create ana --role owner --name Ana", `${password}\nmore\n`)).toBe("Made @ana, an owner.\n");
    expect((await signIn("ana", password)).ok?.user).toMatchObject({
      handle: "ana",
      name: "Ana",
      role: "owner",
      kind: "person",
    });
    expect((await signIn("ana", `${password}\n`)).error?.code).toBe("wrong_password");
  });

  test("user create without one prints a new password", async () => {
    const [made, line = ""] = (await ok("user create ben --role member")).split("\n");
    expect(made).toBe("Made @ben, a member.");
    expect(line).toMatch(/^Password: [\w-]{16}$/);
    expect((await signIn("ben", line.slice("Password: ".length))).ok?.user).toMatchObject({
      name: "ben",
      role: "member",
    });
  });

  test("user create --kind bot makes a bot, which acts by its token alone", async () => {
    expect(await ok("user create fin --role member --kind bot", password)).toBe("Made @fin, a member.\n");
    expect((await signIn("fin", password)).error?.code).toBe("wrong_password");
    const token = (await ok("token create fin")).trim();
    expect((await ask((url) => call(url, token, "session.list", {}))).sessions).toHaveLength(1);
  });

  test("token create prints one bearer token on one line", async () => {
    const out = await ok("token create ben");
    expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    const { sessions } = await ask((url) => call(url, out.trim(), "session.list", {}));
    const { label, created = 0, expires = 0 } = sessions.find(({ current }) => current) ?? {};
    expect(label).toBe(`token ${new Date(created).toISOString().slice(0, 10)}`);
    expect((expires - created) / day_ms).toBe(365);
  });

  test("token create --days, token list, token revoke: tokens are told apart, and end one by one", async () => {
    const before = (await ok("token list fin")).trimEnd().split("\n");
    const token = (await ok("token create fin --days 2000")).trim();
    const after = (await ok("token list fin")).trimEnd().split("\n");
    const [line = "", ...more] = after.filter((each) => !before.includes(each));
    expect(more).toEqual([]);
    const [, id = "", made = "", ends = ""] =
      /^([\w-]{16}) token (\d{4}-\d\d-\d\d) valid until (\d{4}-\d\d-\d\d)$/.exec(line) ?? [];
    expect(Date.parse(ends) - Date.parse(made)).toBe(2000 * day_ms);
    expect((await ask((url) => post(url, token, "session.list", {}))).status).toBe(200);

    const others = await shell(`token revoke ben ${id}`);
    expect([others.code, others.err]).toEqual([1, "bantam: @ben has no such token.\n"]);
    expect(await ok(`token revoke fin ${id}`)).toBe(`The token ${id} of @fin is not valid any more.\n`);
    expect((await ask((url) => post(url, token, "session.list", {}))).status).toBe(401);
    expect((await ok("token list fin")).trimEnd().split("\n")).toEqual(before);
  });

  test("user list prints a line for each user: handle, role, state, name", async () => {
    const rows = (await ok("user list"))
      .trimEnd()
      .split("\n")
      .map((line) => line.split(/ +/));
    expect(rows).toEqual([
      ["ana", "owner", "active", "Ana"],
      ["ben", "member", "active", "ben"],
      ["fin", "member", "active", "fin"],
    ]);
  });

  test("user recover prints a link that sets a password once and ends the user's sessions", async () => {
    const token = (await ok("token create ben")).trim();
    const link = (await ok("user recover @Ben")).trim();
    expect(link).toMatch(/^http:\/\/localhost:3000\/recover#[\w-]+$/);
    const secret = link.slice(link.indexOf("#") + 1);
    await ask(async (url) => {
      await call(url, undefined, "recovery.finish", { secret, password: `${password} again` });
      expect(await post(url, token, "session.list", {})).toMatchObject({ status: 401 });
      expect((await post(url, undefined, "recovery.finish", { secret, password })).error?.code).toBe("link_dead");
    });
    expect((await signIn("ben", `${password} again`)).status).toBe(200);
  });

  test("a recovery link ends when another is made", async () => {
    const [one, other] = [await ok("user recover ben"), await ok("user recover ben")];
    expect(one).not.toBe(other);
    const secret = one.trim().slice(one.indexOf("#") + 1);
    const { error } = await ask((url) => post(url, undefined, "recovery.finish", { secret, password }));
    expect(error?.code).toBe("link_dead");
  });

  test("invite create prints a link for as many people as it says, who get the role it says", async () => {
    const link = (await ok("invite create --role guest --uses 1 --days 1")).trim();
    expect(link).toMatch(/^http:\/\/localhost:3000\/join#[\w-]+$/);
    const secret = link.slice(link.indexOf("#") + 1);
    await ask(async (url) => {
      const { user } = await call(url, undefined, "invite.accept", { secret, handle: "eli", name: "Eli", password });
      expect(user.role).toBe("guest");
      const second = await post(url, undefined, "invite.accept", { secret, handle: "gus", name: "Gus", password });
      expect(second.error?.code).toBe("link_dead");
    });
  });

  test("invite create alone makes one for 25 members in 7 days", async () => {
    await ok("invite create");
    const token = (await ok("token create ana")).trim();
    const { invites } = await ask((url) => call(url, token, "invite.list", {}));
    expect(invites).toMatchObject([{ role: "member", uses_left: 25 }]);
    const days = ((invites[0]?.expires ?? 0) - Date.now()) / day_ms;
    expect(days).toBeWithin(6.9, 7.01);
  });

  test("user set-role gives another role, also above what an admin may", async () => {
    expect(await ok("user set-role ben --role admin")).toBe("@ben is an admin now.\n");
    const token = (await ok("token create ben")).trim();
    expect((await ask((url) => call(url, token, "invite.list", {}))).invites).toHaveLength(1);
  });

  test("user deactivate ends the user's sessions at once", async () => {
    const token = (await ok("token create eli")).trim();
    await ask((url) => call(url, token, "session.list", {}));
    expect(await ok("user deactivate eli")).toBe("@eli is deactivated and signed out everywhere.\n");
    expect(await ask((url) => post(url, token, "session.list", {}))).toMatchObject({ status: 401 });
    expect(await ok("user list")).toMatch(/^eli +guest +deactivated +Eli$/m);
  });

  test.each(["user recover ben", "invite create"])("%s --public-url begins its link as it says", async (args) => {
    expect(await ok(`${args} --public-url https://chat.example.org`)).toStartWith("https://chat.example.org/");
  });

  const refused: [args: string, sentence: string][] = [
    ["user create ana --role member", "This handle is taken"],
    ["user create an_a --role member", "This handle is taken"],
    ["user create Системы --role member", "A handle has 1 to 32 characters"],
    ["user create gus --role owner --kind bot", "A bot cannot be an owner."],
    ["user set-role fin --role owner", "A bot cannot be an owner."],
    ["user set-role ana --role owner", "This is so already."],
    ["user set-role ana --role member", "There must always be an active owner."],
    ["user deactivate ana", "There must always be an active owner."],
    ["user deactivate nobody", "There is no user @nobody."],
    ["user deactivate eli", "This is so already."],
    ["user recover eli", "Only an active person can get a recovery link."],
    ["token create eli", "@eli is deactivated."],
    ["token list nobody", "There is no user @nobody."],
    ["token revoke ana AAAAAAAAAAAAAAAA", "@ana has no such token."],
    ["token create nobody", "There is no user @nobody."],
  ];
  test.each(refused)("%s is refused with a sentence: %s", async (args, sentence) => {
    const before = await ok("user list");
    const { code, out, err } = await shell(args, password);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toStartWith(`bantam: ${sentence}`);
    expect(err.trimEnd()).not.toContain("\n");
    expect(await ok("user list")).toBe(before);
  });

  test("a password that is too weak is refused", async () => {
    const { code, err } = await shell("user create gus --role member", "password1\n");
    expect(code).toBe(1);
    expect(err).toStartWith("bantam: This password is among the most common ones, or too short.");
  });
});

test("an owner made from the shell ends the first-run link, also while the server runs", async () => {
  await using server = new TestServer({});
  await server.start();
  const secret = server.setup ?? "";
  await printed(["user", "create", "ana", "--role", "owner", "--data", server.dataDir], { input: password });
  const { error } = await post(server.url, undefined, "setup.finish", { secret, handle: "eve", name: "Eve", password });
  expect(error?.code).toBe("link_dead");
});

test("an invite needs an owner, and the sentence says how to make one", async () => {
  await using server = new TestServer({});
  await server.start();
  const { code, err } = await bantam(["invite", "create", "--data", server.dataDir]);
  expect(code).toBe(1);
  expect(err).toContain("Make an owner first");
});

test("a link of a server that is stopped and takes any port is refused, and nothing is made", async () => {
  const data = join(newFolder(), "data");
  const shell = (...args: string[]) => bantam([...args, "--data", data], { env: { BANTAM_PORT: "0" } });
  expect((await shell("user", "create", "ana", "--role", "owner")).code).toBe(0);
  for (const args of [
    ["user", "recover", "ana"],
    ["invite", "create"],
  ])
    expect(await shell(...args)).toEqual({
      code: 1,
      out: "",
      err:
        "bantam: The server takes a free port when it starts, so that no link can be made now. " +
        "Start it first, or give --public-url.\n",
    });
  expect((await shell("invite", "create", "--public-url", "https://chat.example.org")).code).toBe(0);
});

describe("the local socket", () => {
  test("is for its owner alone, and goes when the server stops", async () => {
    await using server = new TestServer({});
    await server.start();
    const socket = join(server.dataDir, "bantam.sock");
    expect(statSync(socket).mode & 0o777).toBe(0o600);
    expect(await server.stop()).toBe(0);
    expect(existsSync(socket)).toBe(false);
  });

  test("is replaced when a server was killed, and not waited for when none runs", async () => {
    await using server = new TestServer({});
    const list = () => printed(["user", "list", "--data", server.dataDir]);
    await server.start();
    await printed(["user", "create", "ana", "--role", "owner", "--data", server.dataDir]);
    await server.kill();
    expect(existsSync(join(server.dataDir, "bantam.sock"))).toBe(true);
    expect(await list()).toStartWith("ana ");
    await server.start();
    expect(await list()).toStartWith("ana ");
  });

  test("works in a folder whose path is longer than a socket's may be", async () => {
    const dataDir = join(newFolder(), "d".repeat(120), "data");
    mkdirSync(join(dataDir, ".."));
    await using server = new TestServer({ dataDir });
    await server.start();
    await printed(["user", "create", "ana", "--role", "owner", "--data", dataDir]);
    expect(await printed(["user", "list", "--data", dataDir])).toStartWith("ana ");
  });

  test("takes nothing that is not as the commands say", async () => {
    await using server = new TestServer({});
    await server.start();
    const unix = join(server.dataDir, "bantam.sock");
    const send = async (name: string, body: string) => {
      const response = await fetch(`http://bantam/${name}`, { unix, method: "POST", body });
      return [response.status, await response.text()] as const;
    };
    expect(await send("user.destroy", "{}")).toEqual([404, expect.stringContaining("does not know this command")]);
    expect(await send("constructor", "{}")).toEqual([404, expect.anything()]);
    expect(await send("user.create", '{"handle": 1}')).toEqual([400, '"handle" must be text.']);
    expect(await send("user.list", '{"all": true}')).toEqual([400, expect.stringContaining("is not a field")]);
    const [status, text] = await send("user.list", "{");
    expect(status).toBe(500);
    const id = /id (\w+)\.$/.exec(text)?.[1] ?? "none";
    while (!server.errors.includes(id)) await Bun.sleep(5);
    expect(text).not.toContain("JSON");
    expect(await printed(["user", "list", "--data", server.dataDir])).toBe("");
  });
});

test("commands that come at the same time wait for each other, with the server stopped", async () => {
  const data = join(newFolder(), "data");
  const handles = ["ana", "ben", "cho", "dia", "eli"];
  await Promise.all(handles.map((handle) => printed(["user", "create", handle, "--role", "owner", "--data", data])));
  const list = await printed(["user", "list", "--data", data]);
  expect(new Set(list.split("\n").map((line) => line.split(" ")[0]))).toEqual(new Set(handles));
});
