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

test("a format weighs the same, whoever encodes it", () => {
  const bytes = (name: string) =>
    timed.timings.filter(({ contender }) => contender === name).map((timing) => timing.bytes);
  expect(bytes("Bantam JSON")).toEqual(bytes("JSON"));
  expect(bytes("Bantam MessagePack")).toEqual(bytes("@msgpack/msgpack"));
  if (bytes("orjson").length > 0) expect(bytes("orjson")).toEqual(bytes("JSON"));
});

test("nobody is timed who gives back another object", () => {
  const lossy = { ...at(all, 0), decode: () => [] };
  for (const [name, contender] of contenders.filter(([each]) => each.startsWith("Bantam")))
    expect(() => contender(lossy), name).toThrow("another object came back");
});
