import { expect, test } from "bun:test";
import { contenders } from "../../bench/codec/contenders.ts";
import { report } from "../../bench/codec/report.ts";
import { at, subjects } from "../../bench/codec/subjects.ts";
import { sizes, timeAll } from "../../bench/codec/timing.ts";

const all = subjects();
const timed = await timeAll(all, sizes.tiny);

test("bench:codec times everybody on everything, and says who is quickest", () => {
  const names = contenders.map(([name]) => name);
  if (typeof timed.orjson !== "string") names.push("orjson");
  expect(timed.timings.map(({ subject, contender }) => `${subject}: ${contender}`).sort()).toEqual(
    all.flatMap(({ name }) => names.map((contender) => `${name}: ${contender}`)).sort(),
  );
  for (const { encode_ns, decode_ns, bytes } of timed.timings)
    expect(Math.min(encode_ns, decode_ns, bytes)).toBeGreaterThan(0);
  const printed = report(timed);
  for (const { name } of all) expect(printed).toContain(`| ${name} `);
  expect(printed).toContain("orjson");
});

test("a format weighs the same, whoever encodes it; but a turn's messages share what is the same in them", () => {
  const bytes = (name: string, isTurn: boolean) =>
    timed.timings
      .filter(({ contender, subject }) => contender === name && subject.startsWith("a turn's") === isTurn)
      .map((timing) => timing.bytes);
  for (const [ours, theirs] of [
    ["Bantam JSON", "JSON"],
    ["Bantam MessagePack", "@msgpack/msgpack"],
  ] as const) {
    expect(bytes(ours, false)).toEqual(bytes(theirs, false));
    expect(at(bytes(ours, true), 0)).toBeLessThan(at(bytes(theirs, true), 0));
  }
  if (typeof timed.orjson !== "string") expect(bytes("orjson", false)).toEqual(bytes("JSON", false));
});

test("nobody is timed who gives back another object", () => {
  const lossy = { ...at(all, 0), decode: () => [] };
  for (const [name, contender] of contenders.filter(([each]) => each.startsWith("Bantam")))
    expect(() => contender(lossy), name).toThrow("another object came back");
});
