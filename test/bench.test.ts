import { afterAll, expect, test } from "bun:test";
import { join } from "node:path";
import { type Bench, sizes } from "../bench/figure.ts";
import { costs, countTurnOf } from "../bench/metrics.ts";
import { scenarios } from "../bench/scenarios.ts";
import { metrics } from "../src/metrics.ts";
import { newFolder, removeFolder } from "./support/temp.ts";

const root = newFolder();
let folders = 0;
const bench: Bench = { size: sizes.tiny, newFolder: () => join(root, String(++folders)) };

afterAll(() => removeFolder(root));

test.each(Object.entries(scenarios))("bench: %s loses and doubles nothing", async (_name, scenario) => {
  expect(await scenario(bench)).not.toBeEmpty();
});

test("bench: metrics counts every message of its turns", async () => {
  countTurnOf(["1", "22"], "333", [{ type: "message.posted" }, { type: "message.posted" }]);
  const before = { ...metrics, bytes: metrics.received_bytes.json, deliveries: metrics.deliveries.json };
  countTurnOf(["1", "22"], "333", [{ type: "message.posted" }, { type: "message.posted" }]);
  expect(metrics.messages - before.messages).toBe(2);
  expect(metrics.received_bytes.json - before.bytes).toBe(3);
  expect(metrics.deliveries.json - before.deliveries).toBe(64);
  expect((await costs(1)).map(({ ns_per_message }) => ns_per_message > 0)).toEqual([true, true, true]);
});
