/** Flame graphs of the benches: each is of the server it says, and small enough to keep. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { condensed } from "../../bench/flame/condensed.ts";
import { flames } from "../../bench/flame/scenarios.ts";
import { type Bench, sizes } from "../../bench/figure.ts";
import { framesOf, functionsOf, heaviest } from "../../src/profile/frames.ts";
import { profilePage } from "../../src/profile/page.ts";
import type { Profile } from "../../src/profile/profile.ts";
import { newFolder, removeFolder } from "../support/temp.ts";

setDefaultTimeout(30_000);

const page_bytes_max = 150 * 1024;
const root = newFolder();
let folders = 0;
const bench: Bench = { size: sizes.tiny, newFolder: () => join(root, String(++folders)) };

afterAll(() => removeFolder(root));

test.each([
  ["32-members-bantam", "src/store/sqlite/engine.ts"],
  ["32-members-baseline", "bench/baseline/chat.ts"],
  ["history-bantam", "src/store/sqlite/messages.ts"],
  ["history-baseline", "bench/baseline/chat.ts"],
] as const)("%s shows what ran there", async (name, place) => {
  const profile = await flames[name]?.(bench, 1);
  if (!profile) throw new Error("there is no such scenario");
  expect(heaviest(profile, 1000)).toContain(place);
  const small = condensed(profile);
  expect(heaviest(small, 1000)).toContain(place);
  expect(profilePage(small).length).toBeLessThan(page_bytes_max);
});

test("a condensed profile has the same times, with what is tiny counted with its caller", () => {
  const node = (id: number, functionName: string, children: number[] = []) => {
    const callFrame = { functionName, scriptId: "0", url: "src/x.ts", lineNumber: 0, columnNumber: 0 };
    return { id, callFrame, hitCount: 0, children };
  };
  const profile: Profile = {
    nodes: [node(1, "(root)", [2]), node(2, "big", [3, 4]), node(3, "half"), node(4, "tiny", [5]), node(5, "tinier")],
    startTime: 0,
    endTime: 10_000,
    samples: [2, 3, 4, 5, 2, 3],
    timeDeltas: [3000, 2996, 2, 2, 2000, 2000],
    bantam: { of: "x", at: 0, cpu_us: 0, other_threads_us: 0 },
  };
  const small = condensed(profile);
  const times = functionsOf(framesOf(small)).map(({ name, self_us }) => [name, self_us]);
  expect(times).toEqual([
    ["big", 5004],
    ["half", 4996],
  ]);
  expect(framesOf(small).total_us).toBe(framesOf(profile).total_us);
});
