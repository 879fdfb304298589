import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { measures } from "../../bench/compare/measures.ts";
import { pageOf } from "../../bench/compare/page.ts";
import { figuresOf, type Panel } from "../../bench/compare/panel.ts";
import { type Bench, isOk, sizes } from "../../bench/figure.ts";
import { newFolder, removeFolder } from "../support/temp.ts";

setDefaultTimeout(30_000);

const root = newFolder();
let folders = 0;
const bench: Bench = { size: sizes.tiny, newFolder: () => join(root, String(++folders)) };

afterAll(() => removeFolder(root));

test.each(Object.entries(measures))("bench:compare: %s measures both sides", async (_name, measure) => {
  const panels = await measure(bench);
  expect(panels).not.toBeEmpty();
  for (const { value } of panels.flatMap(figuresOf)) expect(value).toBeGreaterThan(0);
});

const speed: Panel = {
  measure: "Speed",
  scenario: "on <two> legs",
  unit: "steps/s",
  isMoreBetter: true,
  baseline: { name: "baseline", values: [10, 20, 40] },
  sides: [{ name: "JSON", values: [30, 40, 200] }],
  targets: { of: "baseline", asked: 2, ours: 4 },
  note: "",
};

test("a figure is the median of the rounds' ratios, held against both targets on the better side", () => {
  const [more] = figuresOf(speed);
  expect(more).toMatchObject({ value: 3, spread: [2, 5], target: 4, asked: 2, isMoreBetter: true });
  expect(more && [isOk(more), isOk(more, more.asked)]).toEqual([false, true]);
  const [less] = figuresOf({ ...speed, isMoreBetter: false, targets: { of: "baseline", asked: 2, ours: 4 } });
  expect(less && [isOk(less), isOk(less, less.asked)]).toEqual([true, false]);
  const [value] = figuresOf({ ...speed, targets: { of: "value", ours: 40 } });
  expect(value).toMatchObject({ value: 40, spread: [30, 200], unit: "steps/s" });
});

test("the page shows every panel, and needs nothing besides itself", () => {
  const about = { title: "T", at: new Date(0), isQuick: true, machineLine: "a machine", conditions: "" };
  const page = pageOf(about, [speed, { ...speed, scenario: "on one" }]);
  expect(page.match(/<svg /g)).toHaveLength(2);
  expect(page).toContain("a machine");
  expect(page).toContain("on &lt;two> legs");
  expect(page).not.toMatch(/NaN|undefined|(src|href)=|url\(|https?:/);
});
