/** What a profile is made of, and what is made of it: its times add up, and nothing of the machine is in it. */
import { describe, expect, test } from "bun:test";
import { framesOf, functionsOf, heaviest, withoutIdle } from "../../src/profile/frames.ts";
import { kindOf } from "../../src/profile/kinds.ts";
import { profilePage } from "../../src/profile/page.ts";
import { makeProfile, placeOf, profile as profileShape } from "../../src/profile/profile.ts";

const tick_us = 1000;
const about = { of: "Bantam 0.0.0", at: 0, cpu_us: 0, other_threads_us: 0 };

function node(id: number, functionName: string, url = "", children: number[] = [], lineNumber = 9) {
  return { id, callFrame: { functionName, scriptId: "1", url, lineNumber, columnNumber: 0 }, children };
}

/** work() calls itself and stringify(), which tell() calls too. */
const nodes = [
  node(1, "(root)", "", [2, 5], -1),
  node(2, "work", "file:///home/someone/src/bantam/src/chat/chat.ts", [3, 4]),
  node(3, "work", "file:///home/someone/src/bantam/src/chat/chat.ts"),
  node(4, "stringify", "", [], -1),
  node(5, "tell", "file:///home/someone/src/bantam/src/server/fanout.ts", [6], 19),
  node(6, "stringify", "", [], -1),
];

/** Six ticks in a row, then 10 ms in which nothing was sampled, and one more. */
const raw = { nodes, samples: [2, 3, 4, 4, 5, 6, 6], timeDeltas: [1000, 1000, 1000, 1000, 1000, 1000, 10_000] };
const profileOf = (cpu_us: number, wall_us = 16_000) => makeProfile(raw, wall_us, tick_us, { ...about, cpu_us });

function selfTimes(profile: ReturnType<typeof profileOf>) {
  return Object.fromEntries(functionsOf(framesOf(profile)).map((each) => [each.name, each.self_us]));
}

describe("time in which no JavaScript ran", () => {
  test("is idle where the thread used no CPU", () => {
    expect(selfTimes(profileOf(7000))).toMatchObject({ "(idle)": 9000, "(program)": 0 });
  });

  test("is native where it did", () => {
    expect(selfTimes(profileOf(16_000))).toMatchObject({ "(idle)": 0, "(program)": 9000 });
    expect(selfTimes(profileOf(10_000))).toMatchObject({ "(idle)": 6000, "(program)": 3000 });
  });

  test("counts to the end, also after the last sample", () => {
    const profile = profileOf(7000, 26_000);
    expect(selfTimes(profile)).toMatchObject({ "(idle)": 19_000 });
    expect(profile.endTime).toBe(26_000);
  });

  test("is all there is of a server at which nothing was seen", () => {
    const profile = makeProfile({ nodes: nodes.slice(0, 1) }, 5000, tick_us, about);
    expect(framesOf(profile)).toMatchObject({ total_us: 5000, children: [{ kind: "idle", total_us: 5000 }, {}] });
  });

  test("is left out of what was busy", () => {
    expect(withoutIdle(framesOf(profileOf(10_000))).total_us).toBe(10_000);
  });
});

test("a profile is as other tools and our own shape read it", () => {
  const profile = profileOf(10_000);
  expect(profileShape.read(JSON.parse(JSON.stringify(profile)), "profile")).toEqual(profile);
  expect(profile.samples.length).toBe(profile.timeDeltas.length);
  const ids = new Set(profile.nodes.map(({ id }) => id));
  for (const id of [...profile.samples, ...profile.nodes.flatMap(({ children }) => children)])
    expect(ids).toContain(id);
});

test("a function's total time counts each moment once, and what is built in is told apart by its caller", () => {
  const functions = functionsOf(framesOf(profileOf(7000)));
  const find = (name: string, place: string) =>
    functions.find((each) => each.name === name && each.place.includes(place));
  expect(find("work", "chat.ts:10")).toMatchObject({ self_us: 2000, total_us: 4000, kind: "chat" });
  expect(find("tell", "fanout.ts:20")).toMatchObject({ self_us: 1000, total_us: 3000, kind: "server" });
  const callers = functions.filter(({ name }) => name === "stringify").map(({ caller }) => caller);
  expect(callers.sort()).toEqual(["tell src/server/fanout.ts:20", "work src/chat/chat.ts:10"]);
});

test("the heaviest functions are told in shares of the busy time", () => {
  const [head, first, ...rest] = heaviest(profileOf(10_000), 3).split("\n");
  expect(head).toBe("   self   total  of 0.01 s busy, with 0.01 s of CPU");
  expect(first).toBe(" 30.0 %  30.0 %  (program)  outside of JavaScript: sockets, kernel");
  expect(rest).toHaveLength(2);
});

test.each([
  ["file:///home/someone/src/bantam/src/chat/chat.ts", "src/chat/chat.ts"],
  ["/$bunfs/root/chunk-1bde3592.js", "chunk-1bde3592.js"],
  ["../../src/store/sqlite/engine.ts", "src/store/sqlite/engine.ts"],
  ["file:///C:/Users/someone/bantam/src/main.ts", "src/main.ts"],
  ["C:\\Users\\someone\\bantam\\src\\main.ts", "src/main.ts"],
  ["file:///opt/bantam/bench/baseline/server.ts", "bench/baseline/server.ts"],
  ["file:///opt/src/bantam/node_modules/jose/src/index.js?x=/opt", "node_modules/jose/src/index.js"],
  ["file:///opt/elsewhere/thing.ts", "thing.ts"],
  ["bun:sqlite", "bun:sqlite"],
  ["node:fs", "node:fs"],
  ["", ""],
])("of %p no more is told than %p", (url, place) => {
  expect(placeOf(url)).toBe(place);
});

test.each([
  ["run", "src/chat/commits.ts:1", "chat"],
  ["run", "src/sdk/client.ts:1", "rest"],
  ["run", "bench/baseline/server.ts:1", "rest"],
  ["verify", "node_modules/jose/index.js:1", "packages"],
  ["run", "bun:sqlite:5", "bun"],
  ["stringify", "", "bun"],
  ["(program)", "", "native"],
  ["(idle)", "", "idle"],
] as const)("%s at %p is of the kind %s", (name, place, kind) => {
  expect(kindOf(name, place)).toBe(kind);
});

test("a page holds its profile as text that cannot become markup", () => {
  const evil = "</script><script>alert(1)</script><!--";
  const profile = { ...profileOf(10_000), bantam: { ...about, of: evil } };
  profile.nodes.push({ ...node(99, evil), hitCount: 0, children: [] });
  const page = profilePage(profile);
  expect(page.match(/<script/g)).toHaveLength(2);
  expect(page).not.toContain("<script>alert");
  const data = /<script type="application\/json" id="profile">(.*?)<\/script>/s.exec(page)?.[1] ?? "";
  expect(JSON.parse(data)).toEqual(profile);
});
