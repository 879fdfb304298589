/** Guarantee 1: what was acknowledged is stored. Many more kills and cuts: `bun run torture`. */
import { beforeAll, expect, test } from "bun:test";
import { executable } from "../support/binary.ts";
import { cutPower } from "../support/cuts.ts";
import { killUnderLoad } from "../support/kills.ts";
import { newSeed } from "../support/random.ts";

const ms_max = 120_000;
beforeAll(async () => {
  await executable();
}, ms_max);

test(
  "G1 kill -9 at 25 random moments under load loses nothing that was acknowledged, doubles nothing and keeps its order",
  async () => {
    const { problems, interrupted } = await killUnderLoad(25, newSeed("kills"));
    expect(problems).toEqual([]);
    expect(interrupted).toBeGreaterThan(0);
  },
  ms_max,
);

test(
  "G1 a power cut at 20 random moments under load loses nothing that was acknowledged",
  async () => {
    const { problems } = await cutPower(20, newSeed("power cuts"));
    expect(problems).toEqual([]);
  },
  ms_max,
);
