import type { Histogram } from "../../metrics.ts";

/** Metrics of one name, in the order in which they are printed. */
export interface Family {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly lines: readonly string[];
}

export const content_type = "text/plain; version=0.0.4; charset=utf-8";

/** A name with one value. */
export function single(type: "counter" | "gauge", name: string, help: string, value: number): Family {
  return { name, type, help, lines: [`${name} ${value}`] };
}

/** A name with a value for each value of a label. These are words of this program: no character of them needs escaping. */
export function labelled(
  type: "counter" | "gauge",
  name: string,
  label: string,
  help: string,
  values: Readonly<Record<string, number>>,
): Family {
  return {
    name,
    type,
    help,
    lines: Object.entries(values).map(([each, value]) => `${name}{${label}="${each}"} ${value}`),
  };
}

export function histogram(name: string, help: string, histogram: Histogram): Family {
  return { name, type: "histogram", help, lines: bucketLines(name, "", histogram) };
}

export function labelledHistograms(
  name: string,
  label: string,
  help: string,
  histograms: Iterable<[string, Histogram]>,
): Family {
  const lines = [...histograms].flatMap(([each, histogram]) => bucketLines(name, `${label}="${each}"`, histogram));
  return { name, type: "histogram", help, lines };
}

/** The text format of Prometheus, version 0.0.4. */
export function expose(families: readonly Family[]): string {
  return families
    .flatMap(({ name, type, help, lines }) => [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines])
    .map((line) => `${line}\n`)
    .join("");
}

function bucketLines(name: string, label: string, { bounds, counts, sum }: Histogram): string[] {
  let count = 0;
  const buckets = counts.map((in_bucket, i) => {
    count += in_bucket;
    return `${name}_bucket{${label && `${label},`}le="${bounds[i] ?? "+Inf"}"} ${count}`;
  });
  const labels = label && `{${label}}`;
  return [...buckets, `${name}_sum${labels} ${sum}`, `${name}_count${labels} ${count}`];
}
