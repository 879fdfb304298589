import { type Figure, median } from "../figure.ts";

/** What one contender did, in rounds. */
export interface Side {
  readonly name: string;
  readonly values: readonly number[];
}

/** One measure in one scenario, of the baseline and of Bantam. */
export interface Panel {
  readonly measure: string;
  readonly scenario: string;
  readonly unit: string;
  readonly isMoreBetter: boolean;
  readonly baseline: Side;
  /** Bantam, in one format or another. */
  readonly sides: readonly Side[];
  readonly targets: Targets;
  readonly note: string;
}

/** As multiples of the baseline's, or the value itself where `of` is "value". */
export interface Targets {
  readonly of: "baseline" | "value";
  readonly asked?: number;
  readonly ours: number;
}

export function spreadOf(values: readonly number[]): readonly [number, number] {
  return [Math.min(...values), Math.max(...values)];
}

/** A number with three digits that say something. */
export function short(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}

/** What each of Bantam's sides did, against the targets. Ratios are medians of those of the rounds. */
export function figuresOf(panel: Panel): Figure[] {
  const { measure, scenario, unit, isMoreBetter, baseline, sides, targets, note } = panel;
  const isRatio = targets.of === "baseline";
  return sides.map((side) => {
    const values = isRatio ? side.values.map((value, i) => value / (baseline.values[i] ?? Number.NaN)) : side.values;
    return {
      name: `${measure}; ${scenario}; ${side.name}`,
      value: median(values),
      spread: spreadOf(values),
      unit: isRatio ? "x the baseline's" : unit,
      target: targets.ours,
      ...(targets.asked !== undefined && { asked: targets.asked }),
      isMoreBetter,
      note: [`${told(baseline)}, ${told(side)} ${unit}`, ...(note === "" ? [] : [note])].join("; "),
    };
  });
}

function told({ name, values }: Side): string {
  const [least, most] = spreadOf(values);
  const spread = values.length > 1 ? ` (${short(least)} to ${short(most)})` : "";
  return `${name} ${short(median(values))}${spread}`;
}
