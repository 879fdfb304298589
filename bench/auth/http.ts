/** What an authenticated request costs the server, alone and during an attack. */
import { join } from "node:path";
import { openKey } from "../../src/auth/key.ts";
import { makeTokens } from "../../src/auth/tokens.ts";
import { startBantam } from "../contenders.ts";
import { median } from "../figure.ts";
import { cpuOf, pin } from "../machine.ts";
import type { Workspace } from "../workspace.ts";
import { type Finding, type Size, turns } from "./finding.ts";
import type { Outcome, Plan, Stream } from "./requests.ts";
import { type Attack, badTokens } from "./tokens.ts";

const load_core = 1;
/** Of memory alone, so that it is little more than the request and who sent it. */
const command = "user.get";

interface Round {
  readonly good: Outcome;
  /** Of the server, with all of its threads. */
  readonly cpu_us: number;
  readonly others: number;
}

/** The server's CPU per good request, per bad one beside it, and how long the good ones took meanwhile. */
export async function overHttp({ folder, people }: Workspace, size: Size): Promise<Finding[]> {
  const good = people.map(({ token }) => token);
  const tokens = makeTokens(await openKey(folder));
  const bad: Record<Attack | "no token", string[]> = {
    "no token": [""],
    ...(await badTokens(turns(good, 0), tokens, size.bad)),
  };
  await using server = await startBantam(folder);
  const ask = (streams: Stream[], ms = size.round_ms) => {
    const url = `${server.url}/api/${command}`;
    return requests({ url, body: '{"users":["AAAAAAAAAAAAAAAA"]}', ms, streams });
  };
  const goodOnes = { tokens: good, per_s: size.good_per_s, status: 200 };
  await ask([{ tokens: good, per_s: good.length, status: 200 }], 1000);

  async function round(others: readonly string[]): Promise<Round> {
    const streams = others.length > 0 ? [{ tokens: others, per_s: size.bad_per_s, status: 401 }] : [];
    const before_us = cpuOf(server.pid);
    const [outcome, other] = await ask([goodOnes, ...streams]);
    if (!outcome) throw new Error("the load generator told nothing");
    return { good: outcome, cpu_us: cpuOf(server.pid) - before_us, others: other?.requests ?? 0 };
  }

  const alone: Round[] = [];
  const during = new Map<string, Round[]>();
  for (let i = 0; i < size.rounds; i++) {
    alone.push(await round([]));
    for (const [kind, list] of Object.entries(bad)) during.set(kind, [...(during.get(kind) ?? []), await round(list)]);
  }
  const cpu_us = median(alone.map((each) => each.cpu_us / each.good.requests));
  const unit = "us CPU per request";
  const note = `${size.good_per_s} requests/s: ${times(alone)}`;
  const findings: Finding[] = [{ name: `HTTP, ${command}: a good token`, value: cpu_us, unit, note }];
  for (const [kind, rounds] of during) {
    const each = median(rounds.map((one) => (one.cpu_us - cpu_us * one.good.requests) / one.others));
    const meanwhile = `${size.bad_per_s}/s; good ones meanwhile ${times(rounds)}`;
    findings.push({ name: `HTTP: bad beside good, ${kind}`, value: each, unit, note: meanwhile });
  }
  return findings;
}

async function requests(plan: Plan): Promise<Outcome[]> {
  const program = [process.execPath, join(import.meta.dir, "requests.ts")];
  const child = Bun.spawn(pin(load_core)(program), {
    stdin: new Blob([JSON.stringify(plan)]),
    stdout: "pipe",
    stderr: "inherit",
  });
  const printed = await child.stdout.text();
  if ((await child.exited) !== 0) throw new Error("bench/auth/requests.ts failed");
  return JSON.parse(printed);
}

function times(rounds: readonly Round[]): string {
  const p50 = median(rounds.map(({ good }) => good.p50_ms));
  const p99 = median(rounds.map(({ good }) => good.p99_ms));
  return `p50 ${p50.toFixed(2)} ms, p99 ${p99.toFixed(2)} ms`;
}
