/** Reads the text format of Prometheus, version 0.0.4, as strictly as it is written down. */
import { expect } from "bun:test";

export interface Sample {
  /** With its labels, as it stands there. */
  readonly series: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

export interface Family {
  readonly type: "counter" | "gauge" | "histogram";
  readonly samples: Sample[];
}

/** What a server measures, as this machine's own programs get it. */
export async function scrape(url: string): Promise<Scraped> {
  const response = await fetch(`${url}/metrics`);
  expect([response.status, response.headers.get("content-type")]).toEqual([
    200,
    "text/plain; version=0.0.4; charset=utf-8",
  ]);
  return new Scraped(parseMetrics(await response.text()));
}

export class Scraped {
  readonly #values: ReadonlyMap<string, number>;

  constructor(readonly families: ReadonlyMap<string, Family>) {
    const samples = [...families.values()].flatMap(({ samples }) => samples);
    this.#values = new Map(samples.map(({ series, value }) => [series, value]));
  }

  get series(): string[] {
    return [...this.#values.keys()];
  }

  /** The value of a series, by its name and labels. */
  value(series: string): number {
    const value = this.#values.get(series);
    if (value === undefined) throw new Error(`there is no ${series}`);
    return value;
  }

  /** What was added to each counter since, without those to which nothing was, and without those of time. */
  since(before: Scraped): Record<string, number> {
    const grown: Record<string, number> = {};
    for (const [name, { type, samples }] of this.families) {
      if (type === "gauge" || name === "process_cpu_seconds_total" || name === "bantam_loop_delay_seconds") continue;
      for (const { series, value, name: sample } of samples) {
        if (sample.endsWith("_bucket") || sample.endsWith("_seconds_sum")) continue;
        const added = value - before.value(series);
        if (added !== 0) grown[series] = added;
      }
    }
    return grown;
  }
}

const name = "[a-zA-Z_:][a-zA-Z0-9_:]*";
const label = `[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\\\\n]|\\\\["\\\\n])*"`;
const number = String.raw`[+-]?(?:\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|Inf)|NaN`;
const help = new RegExp(`^# HELP (${name}) (\\S.*)$`);
const type = new RegExp(`^# TYPE (${name}) (counter|gauge|histogram)$`);
const sample = new RegExp(`^(${name})(?:\\{(${label}(?:,${label})*)\\})? (${number})$`);

/** The families by name. Throws where a line is not as the format says, or a family not as its type. */
export function parseMetrics(text: string): Map<string, Family> {
  if (!text.endsWith("\n")) throw new Error("the last line does not end");
  const families = new Map<string, Family>();
  const series = new Set<string>();
  const lines = text.slice(0, -1).split("\n");
  for (let at = 0; at < lines.length;) {
    const family = help.exec(lines[at++] ?? "")?.[1];
    const [, typed, kind] = type.exec(lines[at++] ?? "") ?? [];
    if (family === undefined || typed !== family) throw new Error(`line ${at}: HELP and TYPE must begin a family`);
    if (families.has(family)) throw new Error(`${family} is there twice`);
    const samples: Sample[] = [];
    for (; at < lines.length && !(lines[at] ?? "").startsWith("#"); at++) {
      const found = readSample(lines[at] ?? "");
      if (series.has(found.series)) throw new Error(`${found.series} is there twice`);
      series.add(found.series);
      samples.push(found);
    }
    families.set(family, { type: kind as Family["type"], samples });
    check(family, kind as Family["type"], samples);
  }
  return families;
}

function readSample(line: string): Sample {
  const [, name = "", labels = "", value = ""] = sample.exec(line) ?? [];
  if (name === "") throw new Error(`not a sample: ${line}`);
  const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = "", text = ""]) => [key, text]);
  if (new Set(pairs.map(([key]) => key)).size < pairs.length) throw new Error(`a label is there twice: ${line}`);
  return {
    series: line.slice(0, line.lastIndexOf(" ")),
    name,
    labels: Object.fromEntries(pairs),
    value: Number(value.replace("Inf", "Infinity")),
  };
}

function check(family: string, type: Family["type"], samples: readonly Sample[]): void {
  if (samples.length === 0) throw new Error(`${family} is empty`);
  if ((type === "counter") !== family.endsWith("_total")) throw new Error(`${family}: counters end in _total`);
  if (type === "histogram") return checkHistogram(family, samples);
  for (const { name, series, value } of samples) {
    if (name !== family) throw new Error(`${name} stands in ${family}`);
    if (!Number.isFinite(value) || value < 0) throw new Error(`${series} is ${value}`);
  }
}

function checkHistogram(family: string, samples: readonly Sample[]): void {
  const suffixes = new Set(samples.map(({ name }) => name.slice(family.length)));
  if (!samples.every(({ name }) => name.startsWith(family)) || [...suffixes].join() !== "_bucket,_sum,_count")
    throw new Error(`${family} is no histogram`);
  const groups = Map.groupBy(samples, ({ labels: { le: _le, ...rest } }) => JSON.stringify(rest));
  for (const group of groups.values()) {
    const buckets = group.filter(({ name }) => name === `${family}_bucket`);
    const bounds = buckets.map(({ labels }) => Number(labels["le"]?.replace("+Inf", "Infinity")));
    const isRising = (values: number[], least: number) =>
      values.every((each, i) => each - (values[i - 1] ?? -1) >= least);
    if (bounds.at(-1) !== Infinity || !isRising(bounds.slice(0, -1), Number.MIN_VALUE))
      throw new Error(`${family}: the bounds are ${bounds.join()}`);
    if (
      !isRising(
        buckets.map(({ value }) => value),
        0,
      )
    )
      throw new Error(`${family}: the buckets are not cumulative`);
    const [sum, count, ...rest] = group.slice(buckets.length);
    if (!sum || !count || rest.length > 0 || sum.value < 0) throw new Error(`${family} has not one sum and count`);
    if (count.value !== buckets.at(-1)?.value) throw new Error(`${family}: the count is not that of all buckets`);
  }
}
