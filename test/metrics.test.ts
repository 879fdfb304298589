import { expect, test } from "bun:test";
import { Histogram } from "../src/metrics.ts";

test("a value is counted under the first bound that it is not larger than, or after all of them", () => {
  const histogram = new Histogram([1, 2, 5]);
  for (const value of [0, 1, 1.5, 2, 5, 5.1, 1000]) histogram.add(value);
  expect(histogram.counts).toEqual([2, 2, 1, 2]);
  expect(histogram.sum).toBe(1014.6);
});

test("a time is counted in seconds", () => {
  const histogram = new Histogram([1, 3600]);
  histogram.addSince(performance.now() - 60_000);
  expect(histogram.counts).toEqual([0, 1, 0]);
  expect(Math.floor(histogram.sum / 60)).toBe(1);
});
