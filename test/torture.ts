/** `bun run torture [--kills N] [--cuts N] [--seed N]`: the fault tests, far more often than a test run has time for. */
import { parseArgs } from "node:util";
import { cutPower } from "./support/cuts.ts";
import { killUnderLoad } from "./support/kills.ts";
import { newSeed } from "./support/random.ts";

/** A server's ledger and database stay small enough to be audited often. */
const kills_per_server = 25;
const cuts_per_trace = 200;
const problems_shown_max = 20;

const { values } = parseArgs({
  options: {
    kills: { type: "string", default: "500" },
    cuts: { type: "string", default: "2000" },
    seed: { type: "string" },
  },
});
const seed = values.seed === undefined ? newSeed("torture") : Number(values.seed);
const problems: string[] = [];

await inBatches("kills", Number(values.kills), kills_per_server, killUnderLoad);
await inBatches("power cuts", Number(values.cuts), cuts_per_trace, cutPower);

for (const problem of problems.slice(0, problems_shown_max)) console.error(problem);
console.log(
  problems.length === 0 ? "Nothing acknowledged was lost, doubled or out of order." : `${problems.length} problems`,
);
process.exit(problems.length === 0 ? 0 : 1);

async function inBatches(
  what: string,
  total: number,
  size: number,
  run: (count: number, seed: number) => Promise<{ commands: number; problems: string[] }>,
): Promise<void> {
  const began = performance.now();
  let commands = 0;
  for (let done = 0; done < total; done += size) {
    const report = await run(Math.min(size, total - done), seed + done);
    commands += report.commands;
    problems.push(...report.problems);
  }
  const seconds = Math.round((performance.now() - began) / 1000);
  console.log(`${total} ${what}, ${commands} commands, ${problems.length} problems, ${seconds} s`);
}
