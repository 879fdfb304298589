/** L3: who sends more than is allowed is slowed down, then closed; nobody else notices. */
import { expect, setDefaultTimeout, spyOn, test } from "bun:test";
import { closes } from "../../src/protocol/errors.ts";
import { limits } from "../../src/protocol/limits.ts";
import { commandOf } from "../support/socket.ts";
import { opcode } from "./raw.ts";
import { type Answer, quickPasswords, World } from "./world.ts";

setDefaultTimeout(30_000);

const waitOf = (answer: Answer) => ("error" in answer ? (answer.error.retry_after_ms ?? 0) : 0);
const codeOf = (answer: Answer) => ("error" in answer ? answer.error.code : "ok");

test("commands are limited per user, over all sockets, sessions and carriers together", async () => {
  await using world = await World.open({ commands_per_minute: 60, burst: 2 });
  const [ana, ben] = [await world.person(), await world.person()];
  const other = await world.session(ana);
  const [one, two] = [await world.enter(ana), await world.enter(other, "msgpack")];
  const ways = [
    () => world.ask(one, "session.list", {}),
    () => world.ask(two, "session.list", {}),
    () => world.post(other.token, "session.list", {}),
  ];
  const refused: Answer[] = [];
  let done = 2;
  for (let i = 0; i < 150; i++) {
    const answer = await (ways[i % 3] ?? ways[0])?.();
    if (answer && codeOf(answer) === "rate_limited") refused.push(answer);
    else done++;
  }
  // One a second comes back while the test runs.
  expect(done).toBeGreaterThanOrEqual(120);
  expect(done).toBeLessThan(135);
  for (const answer of refused) {
    expect(waitOf(answer)).toBeGreaterThan(0);
    expect(waitOf(answer)).toBeLessThanOrEqual(1000);
  }
  expect(codeOf(await world.post(ben.token, "session.list", {}))).toBe("ok");
});

test("who waits as long as told is served again", async () => {
  await using world = await World.open({ commands_per_minute: 600, burst: 1 });
  const { token } = await world.person();
  const ask = () => world.post(token, "session.list", {});
  let answer = await ask();
  while (codeOf(answer) === "ok") answer = await ask();
  await Bun.sleep(waitOf(answer));
  expect(codeOf(await ask())).toBe("ok");
});

test("messages and edits have a limit of their own, and HTTP says when to come back in its header too", async () => {
  await using world = await World.open({ sends_per_10s: 4, burst: 2 });
  const [ana, ben] = [await world.person(), await world.person()];
  const { id: channel } = await world.channel({ owner: ana, members: [ben] });
  const seq = await world.message(await world.channel({ owner: ana }), ana);
  const codes: string[] = [];
  for (let i = 0; i < 6; i++) codes.push(codeOf(await world.post(ana.token, "message.send", { channel, body: "x" })));
  for (let i = 0; i < 3; i++)
    codes.push(codeOf(await world.post(ana.token, "message.edit", { channel, seq, body: "x" })));
  expect(codes.slice(0, 6)).toEqual(Array(6).fill("ok"));
  expect(codes.at(-1)).toBe("rate_limited");
  const response = await fetch(`${world.url}/api/message.send`, {
    method: "POST",
    headers: { "content-type": "application/json", authorization: `Bearer ${ana.token}` },
    body: JSON.stringify({ channel, body: "x" }),
  });
  const { error } = (await response.json()) as { error: { retry_after_ms: number } };
  expect([response.status, response.headers.get("retry-after")]).toEqual([
    429,
    String(Math.ceil(error.retry_after_ms / 1000)),
  ]);
  expect(codeOf(await world.post(ana.token, "message.list", { channel }))).toBe("ok");
  expect(codeOf(await world.post(ben.token, "message.send", { channel, body: "x" }))).toBe("ok");
});

test.each([
  ["commands that are allowed", commandOf("session.list", {})],
  ["commands that do not exist", { id: "AAAAAAAAAAAAAAAA", do: "nope" }],
  ["commands that are none", 7],
])("a flood of %s ends the socket with a code that says so, and no other one", async (_what, entry) => {
  await using world = await World.open({ commands_per_minute: 300, burst: 2 });
  const [ana, ben] = [await world.person(), await world.person()];
  const [bystander, raw] = [await world.enter(ben), await world.raw(ana)];
  raw.send(opcode.text, JSON.stringify([commandOf("hello", {})]));
  const frame = JSON.stringify(Array(limits.frame_commands_max).fill(entry));
  for (let i = 0; i < 200; i++) raw.send(opcode.text, frame);
  const closed = await raw.closed;
  expect(closed).toEqual(closes.flood);
  expect(raw.frames.length).toBeLessThan(2000);
  expect(codeOf(await world.ask(bystander, "session.list", {}))).toBe("ok");
});

test("typing is told once a turn, however often it is said", async () => {
  await using world = await World.open();
  const [ana, ben] = [await world.person(), await world.person()];
  const { id: channel } = await world.channel({ owner: ana, members: [ben] });
  const [a, b] = [await world.enter(ana), await world.enter(ben)];
  await b.do("watch.set", { channels: [channel] });
  const { presences } = world.services;
  const take = presences.take.bind(presences);
  const inTurns: number[] = [];
  spyOn(presences, "take").mockImplementation((audience) => {
    const told = take(audience);
    inTurns.push(told.filter((each) => "event" in each && each.event.event === "typing").length);
    return told;
  });
  a.postAll(Array.from({ length: limits.frame_commands_max }, () => commandOf("typing.set", { channel })));
  await world.ask(a, "session.list", {});
  await world.ask(b, "session.list", {});
  // On a busy machine the frame takes more turns than one.
  expect(Math.max(...inTurns)).toBe(1);
  const told = inTurns.reduce((sum, count) => sum + count);
  expect(b.received.filter((item) => "event" in item && item.event === "typing")).toHaveLength(told);
});

test("a flood at the doors is refused before passwords are looked at", async () => {
  let looks = 0;
  const counting = {
    ...quickPasswords,
    verify: async () => {
      looks++;
      return false;
    },
  };
  await using world = await World.open({ sign_ins_per_address: 20 }, counting);
  const tries = Array.from({ length: 200 }, (_, i) =>
    world.post(undefined, "session.create", { handle: `someone-${i}`, password: "a wrong one" }),
  );
  const codes = (await Promise.all(tries)).map(codeOf);
  expect(codes.filter((code) => code === "wrong_password")).toHaveLength(20);
  expect(codes.filter((code) => code === "rate_limited")).toHaveLength(180);
  expect(looks).toBe(20);
});
