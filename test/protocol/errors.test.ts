import { describe, expect, test } from "bun:test";
import { closes, type ErrorRow, errors, Refusal } from "../../src/protocol/errors.ts";
import { failure, failureOf } from "../../src/protocol/frames.ts";

const rows = Object.entries<ErrorRow>(errors);

describe("P7: an error says what is wrong and what to do", () => {
  test("in a sentence that goes into a reply, with a status of its kind", () => {
    for (const [code, { message, status }] of rows) {
      expect(message).toMatch(/^[A-Z].*\.$/);
      expect(failure.read({ code, message }, "error")).toMatchObject({ code, message });
      expect([code, status >= 400 && status < 600]).toEqual([code, true]);
    }
  });

  test("and where the same command may succeed later by itself, its status says so too", () => {
    for (const [code, { status, retry }] of rows)
      expect([code, retry]).toEqual([code, status === 429 || status >= 500]);
  });

  test("a refusal goes out with its own sentence and the time to wait, when it has them", () => {
    expect(failureOf(new Refusal("busy"))).toEqual({ code: "busy", message: errors.busy.message });
    const told = { code: "busy", message: "Later.", retry_after_ms: 1000 } as const;
    expect(failureOf(new Refusal("busy", "Later.", 1000))).toEqual(told);
  });
});

describe("P15: a close code says by its range whether to come back", () => {
  const all = Object.entries<{ code: number; reason: string }>(closes);

  test("each is one number, with a reason that fits into a close frame (RFC 6455, section 5.5)", () => {
    expect(new Set(all.map(([, { code }]) => code)).size).toBe(all.length);
    for (const [, { reason }] of all) {
      expect(reason).toMatch(/^[A-Z].*\.$/);
      expect(Buffer.byteLength(reason)).toBeLessThanOrEqual(123);
    }
  });

  test("reasons and ranges say the same", () => {
    for (const [name, { code, reason }] of all) {
      if (code === 1009) continue;
      const range = code === 1012 ? 4000 : Math.floor(code / 100) * 100;
      expect([name, [4000, 4100, 4200].includes(range)]).toEqual([name, true]);
      expect([name, reason.includes("Come back")]).toEqual([name, range === 4000]);
      expect([name, /[Ss]ign in|deactivated/.test(reason)]).toEqual([name, range === 4100]);
    }
  });
});
