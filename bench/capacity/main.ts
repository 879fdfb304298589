/** `bun run bench:capacity [--quick] [--json]`: how many people a share of a core and 512 MiB serve. See README.md. */
import { join } from "node:path";
import { machine, versions } from "../machine.ts";
import { folderMaker, isJson, isQuick, machineLine } from "../run.ts";
import type { Workspace } from "../workspace.ts";
import { type Budget, openBox } from "./budget.ts";
import { canHold, measure, type Row } from "./measure.ts";
import { channels_each, deliveries_per_message, makeTeams, members_per_channel } from "./team.ts";

const mib = 1024 * 1024;
const memory_bytes = 512 * mib;
const p95_ms_max = 100;
const messages_per_channel = 50;
/** Containers get their share anew every 100 ms unless told; a shorter period is smoother. */
const half = { cores: 0.5, memory_bytes, period_ms: 100 };
const smoothHalf = { ...half, period_ms: 10 };
const one = { ...half, cores: 1 };

/** How many people are tried, in order, as far as each holds; the last of them also at higher paces. */
const full: readonly { budget: Budget; sizes: readonly number[]; paces: readonly number[] }[] = [
  { budget: half, sizes: [4800, 9600, 19_200, 26_400], paces: [1, 2, 4, 5] },
  { budget: smoothHalf, sizes: [4800], paces: [1, 4, 16] },
  { budget: one, sizes: [4800, 19_200, 26_400], paces: [1, 4, 8, 12] },
];
const quick: typeof full = [{ budget: half, sizes: [4800], paces: [1] }];

const newFolder = folderMaker();
const workspaces = new Map<number, Workspace>();
const results: (Budget & Row & { held: boolean })[] = [];

if (!isJson) printHead();
for (const { budget, sizes, paces } of isQuick ? quick : full) {
  // What no process may have sockets for cannot be tried.
  const tried = sizes.filter(canHold);
  const largest = tried.at(-1);
  for (const people of tried) if (!(await holds(budget, people, people === largest ? paces : [1]))) break;
  if (!isJson) printSummary(budget, sizes.length > tried.length ? largest : undefined);
}
if (!isQuick) {
  const file = join(import.meta.dir, "../results/capacity.json");
  await Bun.write(file, `${JSON.stringify({ machine, versions, results }, null, 2)}\n`);
}

/** Measures so many people at each pace until one is too much; says whether the first held. */
async function holds(budget: Budget, people: number, paces: readonly number[]): Promise<boolean> {
  const plan = { warm_ms: 4000, live_ms: 15_000, paces } as const;
  const workspace = workspaces.get(people) ?? (await makeTeams(newFolder(), people, messages_per_channel));
  workspaces.set(people, workspace);
  let held = 0;
  await using box = openBox(budget);
  try {
    for await (const row of measure(box, workspace, plan)) {
      const isHeld = row.delivery.p95_us < p95_ms_max * 1000 && row.rss_bytes < memory_bytes;
      results.push({ ...budget, ...row, held: isHeld });
      print(budget, row, isHeld);
      if (!isHeld) break;
      held++;
    }
  } catch (error) {
    // Too high a pace may end in refusals: what held before is a figure all the same.
    if (held === 0) process.exitCode = 1;
    console.error(`${people} people: no figure: ${error instanceof Error ? error.message : String(error)}`);
  }
  return held > 0;
}

function printHead(): void {
  console.log(machineLine);
  console.log(
    `Everybody is in ${channels_each} channels (of ${members_per_channel.toFixed(0)} members on average; a message reaches ${deliveries_per_message}) and looks at one of them.`,
  );
  console.log(
    "In 2 minutes each writes a message and every tenth opens a channel; 1 % type; each goes away or comes back in 10 minutes.",
  );
  console.log(
    `Times in ms; held: p95 of the delivery below ${p95_ms_max} ms, and memory within ${memory_bytes / mib} MiB.\n`,
  );
  console.log(
    "cores period    people pace deliveries/s    p50    p95    p99  opening p95   CPU  stood still  RSS MB (own)  limit's peak MB",
  );
}

function print(budget: Budget, row: Row, isHeld: boolean): void {
  if (isJson) return console.log(JSON.stringify({ ...budget, ...row, held: isHeld, machine, versions }));
  const ms = (us: number) => (us / 1000).toFixed(1);
  const percent = (share: number) => `${(share * 100).toFixed(0)} %`;
  const mb = (bytes: number) => (bytes / 1e6).toFixed(0);
  const { delivery, opening } = row;
  console.log(
    [
      String(budget.cores).padStart(5),
      String(budget.period_ms).padStart(6),
      String(row.people).padStart(9),
      String(row.pace).padStart(4),
      (row.deliveries / row.seconds).toFixed(0).padStart(12),
      ms(delivery.p50_us).padStart(6),
      ms(delivery.p95_us).padStart(6),
      ms(delivery.p99_us).padStart(6),
      ms(opening.p95_us).padStart(12),
      percent(row.cpu_share).padStart(5),
      percent(row.throttled_share).padStart(12),
      `${mb(row.rss_bytes)} (${mb(row.own_bytes)})`.padStart(13),
      (row.peak_bytes === undefined ? "-" : mb(row.peak_bytes)).padStart(16),
      isHeld ? "" : " NOT HELD",
    ].join(" "),
  );
}

/** `capped` is the largest number of people that could be tried here. */
function printSummary(budget: Budget, capped: number | undefined): void {
  const held = results.filter((row) => row.held && row.cores === budget.cores && row.period_ms === budget.period_ms);
  const people = Math.max(0, ...held.map((row) => row.people));
  const pace = Math.max(0, ...held.filter((row) => row.people === people).map((row) => row.pace));
  const cap = people === capped ? " (a process may not have more sockets here)" : "";
  console.log(`      held: ${people} people${cap}, also at ${pace} times this pace\n`);
}
