/** Searching as people do, in a server of its own process: what is found, and above all what is not. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { FieldsOf } from "../../src/protocol/commands.ts";
import { type Id, randomId } from "../../src/protocol/id.ts";
import { limits } from "../../src/protocol/limits.ts";
import type { Message } from "../../src/protocol/records.ts";
import { connect } from "../../src/sdk/client.ts";
import { post } from "../support/http.ts";
import { newcomer } from "../support/newcomer.ts";
import { type Handle, openWorkspace, type Workspace } from "../support/people.ts";
import { scrape } from "../support/metrics.ts";

setDefaultTimeout(30_000);

let workspace: Workspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(() => workspace[Symbol.asyncDispose]());

const say = (handle: Handle, channel: Id, body: string) => workspace.call(handle, "message.send", { channel, body });

type Fields = Partial<FieldsOf<"message.search">>;

async function found(handle: Handle, query: string, more: Fields = {}): Promise<string[]> {
  const { messages } = await workspace.call(handle, "message.search", { query, ...more });
  return messages.map(({ body }) => body);
}

/** What the search with these fields is refused with. */
async function refused(handle: Handle, fields: object): Promise<{ code: string; message: string }> {
  const { token } = workspace.people[handle];
  const response = await fetch(`${workspace.server.url}/api/message.search`, {
    method: "POST",
    body: JSON.stringify(fields),
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
  });
  const { error } = (await response.json()) as { error: { code: string; message: string } };
  return error;
}

/** A word that is in no other test's messages. */
let words = 0;
const newWord = () => `zyx${"abcdefghijklmnopqrstuvwxyz"[words++] ?? ""}w`;

/** What is not in the index comes into it soon after somebody searched. */
async function untilIndexed(): Promise<void> {
  await found("ana", "anything");
  const isIndexed = async () => (await scrape(workspace.server.url)).value("bantam_unindexed_messages") === 0;
  while (!(await isIndexed())) await Bun.sleep(50);
}

test("what was just said is found at once, newest first, with small and capital letters and without accents", async () => {
  const { general } = workspace;
  await say("cho", general, "The bicycle is behind the third tree");
  await say("ben", general, "Ein BICYCLE für größere Bäume: tree");
  expect(await found("dia", "bicycle tree")).toEqual([
    "Ein BICYCLE für größere Bäume: tree",
    "The bicycle is behind the third tree",
  ]);
  expect(await found("dia", "GROSSERE baum")).toEqual(["Ein BICYCLE für größere Bäume: tree"]);
  expect(await found("dia", '"third tree"')).toEqual(["The bicycle is behind the third tree"]);
  expect(await found("dia", '"tree third"')).toEqual([]);
  expect(await found("dia", "bicycle house")).toEqual([]);
});

test("a channel, an author and times narrow a search down, and pages have every message once while more come", async () => {
  const word = newWord();
  const one = await workspace.channel("cho", ["dia"]);
  const two = await workspace.channel("cho", ["dia"]);
  const sent: Message[] = [];
  for (let i = 0; i < 30; i++) await say(i % 3 ? "cho" : "dia", i % 2 ? one : two, `${word} ${i}`);
  const all = await workspace.call("dia", "message.search", { query: word, limit: 50 });
  expect(all.messages.map(({ body }) => body)).toEqual(Array.from({ length: 30 }, (_, i) => `${word} ${29 - i}`));
  expect(all.cursor).toBeUndefined();
  const numbers = (bodies: string[]) => bodies.map((body) => Number(body.split(" ")[1]));
  expect(numbers(await found("dia", word, { channel: one, limit: 3 }))).toEqual([29, 27, 25]);
  const author = workspace.people.dia.id;
  expect(numbers(await found("cho", word, { author, channel: two, limit: 50 }))).toEqual([24, 18, 12, 6, 0]);
  expect(await found("cho", word, { author: randomId() })).toEqual([]);
  const tenth = all.messages.find(({ body }) => body === `${word} 10`)?.at ?? 0;
  const since = all.messages.filter(({ at }) => at >= tenth).map(({ body }) => body);
  const until = all.messages.filter(({ at }) => at < tenth).map(({ body }) => body);
  expect(await found("cho", word, { since: tenth, limit: 50 })).toEqual(since);
  expect(await found("cho", word, { until: tenth, limit: 50 })).toEqual(until);

  for (let cursor: string | undefined, page = 0; page === 0 || cursor !== undefined; page++) {
    const fields: FieldsOf<"message.search"> = { query: word, limit: 7, ...(cursor !== undefined && { cursor }) };
    const answer = await workspace.call("dia", "message.search", fields);
    sent.push(...answer.messages);
    ({ cursor } = answer);
    await say("cho", one, `${word} later`);
    if (page === 1) await untilIndexed();
  }
  expect(sent).toEqual(all.messages);
});

describe("nothing is found by who may not see it:", () => {
  test("private and direct channels of others, by guests and admins, new and in the index", async () => {
    const word = newWord();
    const secret = await workspace.channel("cho", ["dia"]);
    const open = await workspace.channel("cho", ["dia"], "public");
    const direct = await workspace.call("cho", "channel.open_direct", { users: [workspace.people.dia.id] });
    for (const channel of [secret, open, direct.channel]) await say("cho", channel, `${word} is here`);
    for (const _ of ["new", "in the index"]) {
      for (const handle of ["ana", "ben", "eli", "fin"] as const)
        expect([handle, await found(handle, word)]).toEqual([handle, []]);
      expect(await found("dia", word)).toHaveLength(3);
      await untilIndexed();
    }
    const { id: author } = workspace.people.cho;
    expect(await found("ana", word, { author })).toEqual([]);
    const nobody = await refused("ana", { query: word, channel: randomId() });
    expect(nobody.code).toBe("not_found");
    expect(await refused("ana", { query: word, channel: secret })).toEqual(nobody);
    expect(await refused("ana", { query: word, channel: open })).toEqual(nobody);
    await workspace.call("ana", "channel.join", { channel: open });
    expect(await found("ana", word)).toHaveLength(1);
  });

  test("words like those that the index has for channels and authors find what has them in its text", async () => {
    const word = newWord();
    const secret = await workspace.channel("cho", ["dia"]);
    await say("cho", secret, `${word} c1 u1`);
    for (const query of [`\uE0001`, `\uE0011 ${word}`, `${word} OR \uE0001`, `"${word}" OR *`, `NOT ${word}`])
      expect([query, (await found("ben", `x ${query}`)).filter((body) => body.includes(word))]).toEqual([query, []]);
  });

  test("what somebody could see who was removed, with a cursor from before as well", async () => {
    const word = newWord();
    const channel = await workspace.channel("cho", ["dia"]);
    for (let i = 0; i < 5; i++) await say("cho", channel, `${word} ${i}`);
    const { cursor = "" } = await workspace.call("dia", "message.search", { query: word, limit: 2 });
    await workspace.call("cho", "member.remove", { channel, user: workspace.people.dia.id });
    expect(await found("dia", word)).toEqual([]);
    expect(await found("dia", word, { cursor })).toEqual([]);
    expect(await refused("dia", { query: word, channel })).toEqual(
      await refused("dia", { query: word, channel: randomId() }),
    );
    expect((await refused("ben", { query: word, cursor })).code).toBe("bad_value");
  });

  test("not even by a search that was under way when its asker was removed", async () => {
    const word = newWord();
    for (let round = 0; round < 20; round++) {
      const channel = await workspace.channel("cho", ["dia"]);
      await say("cho", channel, `${word} ${round}`);
      let isOut = false;
      const searching = Array.from({ length: 3 }, async () => {
        const begunOut = isOut;
        const messages = await found("dia", word, { channel }).catch(() => []);
        if (begunOut) expect(messages).toEqual([]);
      });
      await workspace.call("cho", "member.remove", { channel, user: workspace.people.dia.id });
      isOut = true;
      expect(await found("dia", word)).toEqual([]);
      await Promise.all(searching);
    }
  });

  test("not by who has left, in an answer that comes after that of leaving", async () => {
    const word = newWord();
    const client = connect({ url: workspace.server.url, token: workspace.people.dia.token });
    await client.ready();
    for (let round = 0; round < 20; round++) {
      const channel = await workspace.channel("cho", ["dia"]);
      await say("cho", channel, `${word} ${round}`);
      let isOut = false;
      const searching = Array.from({ length: 4 }, async () => {
        const { messages } = await client.search(word);
        if (isOut) expect(messages).toEqual([]);
      });
      await client.do("channel.leave", { channel });
      isOut = true;
      await Promise.all(searching);
    }
    client.close();
  });

  test("text that was edited away while a search for it was under way", async () => {
    const word = newWord();
    const { general: channel } = workspace;
    for (let round = 0; round < 20; round++) {
      const { seq } = await say("cho", channel, `${word} ${round}`);
      const searching = Array.from({ length: 4 }, () => found("dia", word));
      await workspace.call("cho", "message.edit", { channel, seq, body: "something else" });
      for (const body of (await Promise.all(searching)).flat()) expect(body).toContain(word);
    }
  });

  test("text that was deleted or edited away, new and in the index", async () => {
    const [gone, changed, kept] = [newWord(), newWord(), newWord()];
    const { general: channel } = workspace;
    for (const isIndexed of [false, true]) {
      const deleted = await say("cho", channel, `${gone} ${kept}`);
      const edited = await say("cho", channel, `${changed} ${kept}`);
      if (isIndexed) await untilIndexed();
      expect(await found("dia", kept)).toHaveLength(isIndexed ? 3 : 2);
      await workspace.call("cho", "message.delete", { channel, seq: deleted.seq });
      expect([await found("dia", gone), (await found("dia", kept)).length]).toEqual([[], isIndexed ? 2 : 1]);
      await workspace.call("cho", "message.edit", { channel, seq: edited.seq, body: `edited ${kept}` });
      expect([await found("dia", changed), await found("dia", `edited ${kept}`)]).toEqual([
        [],
        Array.from({ length: isIndexed ? 2 : 1 }, () => `edited ${kept}`),
      ]);
    }
  });
});

test("whatever is typed is searched for, or refused with a sentence that helps", async () => {
  const { general } = workspace;
  await say("cho", general, "AND OR NOT NEAR c++ (x) 100%");
  const typed = [
    "AND",
    "and OR",
    "NOT",
    'NEAR("',
    '"or not"',
    "c++",
    "(x",
    "100%",
    "x*",
    "-x",
    "^x",
    "text:x",
    "{x}",
    "x'; --",
  ];
  for (const query of typed)
    expect([
      query,
      (await post(workspace.server.url, workspace.people.dia.token, "message.search", { query })).status,
    ]).toEqual([query, 200]);
  for (const query of ["AND OR", "100%", "c++ (x)"])
    expect([query, await found("dia", query)]).toEqual([query, ["AND OR NOT NEAR c++ (x) 100%"]]);
  const many = Array.from({ length: limits.search_bytes_max / 2 }, (_, i) => String.fromCharCode(97 + (i % 26))).join(
    " ",
  );
  expect(await found("dia", many)).toEqual([]);
  for (const query of ["*", '"" ()', "   ", "…"])
    expect((await refused("dia", { query })).message).toStartWith("There is no word");
  for (const query of ["", "\0", "x".repeat(16 * 1024), 7, null, "\ud800"])
    expect((await refused("dia", { query })).code).toBe("bad_value");
  for (const cursor of ["x", "A".repeat(22), "A".repeat(65)])
    expect((await refused("dia", { query: "x", cursor })).code).toBe("bad_value");
});

test("who asks more than can be done at once is told to come back", async () => {
  const { token } = await newcomer(workspace);
  const { url } = workspace.server;
  const answers = await Promise.all(
    Array.from({ length: 50 }, () => post(url, token, "message.search", { query: "the" })),
  );
  const statuses = new Set(answers.map(({ status }) => status));
  expect(statuses).toEqual(new Set([200, 503]));
  expect(answers.find(({ status }) => status === 503)?.error).toMatchObject({ code: "busy", retry_after_ms: 500 });
  expect((await post(url, token, "message.search", { query: "the" })).status).toBe(200);
});

test("the library goes from page to page", async () => {
  const word = newWord();
  const channel = await workspace.channel("cho", ["dia"]);
  for (let i = 0; i < 5; i++) await say("cho", channel, `${word} ${i}`);
  const client = connect({ url: workspace.server.url, token: workspace.people.dia.token });
  await client.ready();
  const bodies: string[][] = [];
  for (let page = await client.search(word, { limit: 2 }); ; page = await page.more()) {
    bodies.push(page.messages.map(({ body }) => body));
    if (!page.more) break;
  }
  expect(bodies).toEqual([[`${word} 4`, `${word} 3`], [`${word} 2`, `${word} 1`], [`${word} 0`]]);
  expect(String(await client.search("?").catch((error: unknown) => error))).toContain("There is no word");
  client.close();
});

test.concurrent("everything is found after a kill, with the index lost or broken as well", async () => {
  const word = newWord();
  const { server, general } = workspace;
  await say("cho", general, `${word} before`);
  await untilIndexed();
  const index = join(server.dataDir, "search.db");
  for (const harm of [() => {}, () => rmSync(index), () => writeFileSync(index, "broken".repeat(10_000))]) {
    const { seq } = await say("cho", general, `${word} gone`);
    await workspace.call("cho", "message.delete", { channel: general, seq });
    await server.kill();
    harm();
    await server.start();
    expect(await found("dia", word)).toEqual([`${word} before`]);
    await untilIndexed();
    expect(await found("dia", word)).toEqual([`${word} before`]);
  }
});

test.concurrent("the executable cuts words as well, in its Worker and in its index", async () => {
  await using built = await openWorkspace({ run: "binary" });
  const { general: channel } = built;
  const bodies = ["東京都庁で会議があります", "พรุ่งนี้ประชุมที่กรุงเทพ", "我们明天开会讨论项目", "Ein größeres Haus"];
  for (const body of bodies) await built.call("cho", "message.send", { channel, body });
  const search = async () => {
    const queries = ["会議", "กรุงเทพ", "项目", "grosseres"];
    const answers = queries.map((query) => built.call("dia", "message.search", { query }));
    return (await Promise.all(answers)).flatMap(({ messages }) => messages.map(({ body }) => body));
  };
  expect(await search()).toEqual(bodies);
  while ((await scrape(built.server.url)).value("bantam_unindexed_messages") !== 0) await Bun.sleep(50);
  expect(await search()).toEqual(bodies);
});
