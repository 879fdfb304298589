import { expect, test } from "bun:test";
import fc from "fast-check";
import { closes } from "../../src/protocol/errors.ts";
import { afterClose, retryDelay_ms } from "../../src/sdk/close.ts";

test("every close code of the protocol says whether to come back", () => {
  const next = Object.fromEntries(Object.entries(closes).map(([name, { code }]) => [name, afterClose(code)]));
  expect(next).toEqual({
    slow_reader: "resume",
    changed: "reload",
    idle: "resume",
    internal: "resume",
    flood: "resume",
    restart: "resume",
    signed_out: "sign_in",
    expired: "sign_in",
    deactivated: "sign_in",
    bad_frame: "stop",
    wrong_type: "stop",
    too_large: "stop",
  });
});

test("codes that are not in the protocol go by their range; a connection that just broke comes back", () => {
  expect([1000, 1001, 1005, 1006, 1011, 1013, 4099].map(afterClose)).toEqual(Array(7).fill("resume"));
  expect([4100, 4199].map(afterClose)).toEqual(["sign_in", "sign_in"]);
  expect([4200, 4299].map(afterClose)).toEqual(["stop", "stop"]);
});

test("waits are random, below a bound that doubles and ends", () => {
  fc.assert(
    fc.property(fc.nat(2000), fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }), (attempt, random) => {
      const delay_ms = retryDelay_ms(attempt, 1000, 30_000, random);
      expect(delay_ms).toBe(random * Math.min(30_000, 1000 * 2 ** attempt));
      expect(delay_ms).toBeLessThanOrEqual(30_000);
    }),
  );
});
