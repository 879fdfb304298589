/** S8, S9, S10, S11: trying passwords tells nothing, is slow, and keeps nobody else out. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import type { Passwords } from "../../src/auth/passwords.ts";
import { clientAddress } from "../../src/server/address.ts";
import { quickPasswords, World } from "./world.ts";

setDefaultTimeout(30_000);

const password = "a long and unusual one";

async function signIn(world: World, handle: string, tried = password, forwarded?: string) {
  const headers = {
    "content-type": "application/json",
    ...(forwarded !== undefined && { "x-forwarded-for": forwarded }),
  };
  const body = JSON.stringify({ handle, password: tried, bearer: true });
  const response = await fetch(`${world.url}/api/session.create`, { method: "POST", headers, body });
  const text = await response.text();
  const { error } = JSON.parse(text) as { error?: { code: string; retry_after_ms?: number } };
  return {
    status: response.status,
    headers: response.headers,
    text,
    code: error?.code,
    wait_ms: error?.retry_after_ms,
  };
}

describe("who cannot sign in is not told why", () => {
  let looks: string[];
  const counting: Passwords = {
    ...quickPasswords,
    verify: (tried, hash) => {
      looks.push(hash === undefined ? "nobody's" : "somebody's");
      return quickPasswords.verify(tried, hash);
    },
  };

  test("the answers for unknown and deactivated users, bots and wrong passwords are the same, byte for byte, after the same work", async () => {
    await using world = await World.open({}, counting);
    await world.person({ handle: "ana", password });
    await world.person({ handle: "robot", kind: "bot" });
    const gone = await world.person({ handle: "gone", password });
    await world.deactivate(gone);
    const tries = {
      ana: "a wrong one",
      nobody: password,
      gone: password,
      robot: password,
      admin: password,
      "n o": password,
    };
    const answers: unknown[] = [];
    for (const [handle, tried] of Object.entries(tries)) {
      looks = [];
      const { status, text, headers } = await signIn(world, handle, tried);
      headers.delete("date");
      answers.push([status, text, [...headers], looks.length]);
    }
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toMatchObject([401, expect.stringContaining('"code":"wrong_password"'), expect.anything(), 1]);
    expect((await signIn(world, "ana")).status).toBe(200);
  });
});

describe("tries are limited", () => {
  const limits = { sign_ins_per_5_minutes: 3, sign_ins_per_address: 8 };

  test("per account and address, whatever way the handle is written; other accounts are not kept out", async () => {
    await using world = await World.open(limits, quickPasswords);
    await world.person({ handle: "ana", password });
    await world.person({ handle: "ben", password });
    const codes: unknown[] = [];
    for (const handle of ["ana", "@ana", "ANA", "Ana"]) codes.push((await signIn(world, handle, "a wrong one")).code);
    expect(codes).toEqual(["wrong_password", "wrong_password", "wrong_password", "rate_limited"]);
    const late = await signIn(world, "ana");
    expect([late.status, late.code]).toEqual([429, "rate_limited"]);
    expect(late.wait_ms).toBeGreaterThan(0);
    expect(Number(late.headers.get("retry-after"))).toBe(Math.ceil((late.wait_ms ?? 0) / 1000));
    expect((await signIn(world, "ben")).status).toBe(200);
  });

  test("per address over all accounts, doors and spellings of the path", async () => {
    await using world = await World.open(limits, quickPasswords);
    await world.person({ handle: "ana", password });
    for (let i = 0; i < 6; i++) await signIn(world, `someone-${i}`);
    const secret = "x".repeat(38);
    for (let i = 0; i < 2; i++) await world.post(undefined, "recovery.finish", { secret, password });
    for (const name of ["invite.accept", "setup.finish"] as const)
      expect(await world.post(undefined, name, { secret, name: "X", handle: "x", password })).toMatchObject({
        error: { code: "rate_limited" },
      });
    expect((await signIn(world, "ana")).code).toBe("rate_limited");
  });

  test("by the address that the connection has: a header is believed from a trusted proxy alone", async () => {
    await using open = await World.open(limits, quickPasswords);
    const codes: unknown[] = [];
    for (let i = 0; i < 9; i++) codes.push((await signIn(open, `someone-${i}`, password, `192.0.2.${i}`)).code);
    expect(codes.at(-1)).toBe("rate_limited");

    await using behind = await World.open({ ...limits, trusted_proxies: "127.0.0.1" }, quickPasswords);
    await behind.person({ handle: "ana", password });
    for (let i = 0; i < 9; i++) await signIn(behind, "ana", "a wrong one", `198.51.100.${i}, 203.0.113.9`);
    expect((await signIn(behind, "ana", password, "203.0.113.9")).code).toBe("rate_limited");
    expect((await signIn(behind, "ana", password, "203.0.113.10")).status).toBe(200);
  });

  test("of a stolen session's tries to change the password too, over all its sessions", async () => {
    await using world = await World.open(limits, quickPasswords);
    const ana = await world.person({ password });
    const other = await world.session(ana);
    const codes: unknown[] = [];
    for (const { token } of [ana, other, ana, other]) {
      const answer = await world.post(token, "password.change", { current: "a wrong one", password });
      codes.push("error" in answer && answer.error.code);
    }
    expect(codes).toEqual(["wrong_password", "wrong_password", "wrong_password", "rate_limited"]);
  });

  test.each([
    ["192.0.2.7", null, "192.0.2.7"],
    ["::ffff:192.0.2.7", null, "192.0.2.7"],
    ["192.0.2.7", "1.2.3.4", "192.0.2.7"],
    ["10.0.0.1", "1.2.3.4", "1.2.3.4"],
    ["10.0.0.1", "9.9.9.9, 1.2.3.4", "1.2.3.4"],
    ["::ffff:10.0.0.1", " 1.2.3.4 ", "1.2.3.4"],
    ["10.0.0.1", "", "10.0.0.1"],
    ["10.0.0.1", null, "10.0.0.1"],
    ["2001:db8:1:2:3:4:5:6", null, "2001:db8:1:2"],
    ["2001:db8:1:2:ffff::1", null, "2001:db8:1:2"],
    ["2001:DB8:0001:0002::", null, "2001:db8:1:2"],
    ["2001:db8::1", null, "2001:db8:0:0"],
    ["::1", null, "0:0:0:0"],
    ["10.0.0.1", "2001:db8:1:2::7", "2001:db8:1:2"],
  ])("the peer %j with the header %j counts as %j", (peer, forwarded, address) => {
    expect(clientAddress(peer, forwarded, ["10.0.0.1"])).toBe(address);
  });
});

describe("a password", () => {
  let world: World;
  let secret: string;
  let count = 0;
  beforeAll(async () => {
    world = await World.open();
    const owner = await world.person({ role: "owner" });
    const { ok } = (await world.post(owner.token, "invite.create", { role: "member", uses: 100 })) as {
      ok: { invite: { id: string } };
    };
    const link = (await world.post(owner.token, "invite.link", { invite: ok.invite.id })) as { ok: { secret: string } };
    secret = link.ok.secret;
  });
  afterAll(() => world[Symbol.asyncDispose]());
  const join = (chosen: string) =>
    world.post(undefined, "invite.accept", { secret, name: "N", handle: `n${++count}`, password: chosen });

  test.each([
    ["of 7 letters", "aB3$xyz", "weak_password"],
    ["of 7 letters that are 4 bytes each", "😀".repeat(7), "weak_password"],
    ["that is common", "password1", "weak_password"],
    ["that is common in capitals", "PASSWORD1", "weak_password"],
    ["of 129 bytes", "x".repeat(129), "bad_value"],
    ["of 65 letters of two bytes", "é".repeat(65), "bad_value"],
    ["of 60 KB", "x".repeat(60_000), "bad_value"],
    ["with NUL", "eight\0letters", "bad_value"],
    ["with half a surrogate pair", "eight\ud800letters", "bad_value"],
    ["that is empty", "", "bad_value"],
  ])("%s is refused", async (_what, chosen, code) => {
    expect(await join(chosen)).toMatchObject({ error: { code } });
  });

  test("counts with all its bytes: nothing is cut, trimmed or made alike", async () => {
    const chosen = ` ${"ä".normalize("NFC")}${"x".repeat(124)} `;
    expect(await join(chosen)).toHaveProperty("ok");
    const handle = `n${count}`;
    for (const near of [
      chosen.trim(),
      chosen.normalize("NFD"),
      chosen.slice(0, -1),
      chosen.toUpperCase(),
      `${chosen.slice(0, -1)}y`,
    ])
      expect((await signIn(world, handle, near)).code).toMatch(/wrong_password|bad_value/);
    expect((await signIn(world, handle, chosen)).status).toBe(200);
  });
});

test("300 sign-ins at once: some are told to come back, nobody gets in with a wrong one, and the others chat on", async () => {
  await using world = await World.open();
  const [ana, ben] = [await world.person({ handle: "ana", password }), await world.person()];
  const channel = await world.channel({ owner: ana, members: [ben] });
  const socket = await world.enter(ben, "msgpack");
  let isOver = false;
  const flood = Promise.all(
    Array.from({ length: 300 }, (_, i) => signIn(world, "ana", i % 10 === 0 ? password : "a wrong one")),
  );
  const flooded = flood.finally(() => (isOver = true));
  let sent = 0;
  while (!isOver) {
    expect(await world.ask(socket, "message.send", { channel: channel.id, body: "still here" })).toHaveProperty("ok");
    sent++;
  }
  const answers = await flooded;
  expect(sent).toBeGreaterThan(3);
  const outcomes = new Set(answers.map(({ status, code }) => `${status} ${code ?? "ok"}`));
  expect(outcomes).toEqual(new Set(["200 ok", "401 wrong_password", "503 busy"]));
  for (const [i, { status, code, wait_ms }] of answers.entries()) {
    if (status === 200) expect(i % 10).toBe(0);
    if (code === "busy") expect(wait_ms).toBeGreaterThan(0);
  }
});
