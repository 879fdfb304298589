import { afterAll, expect, test } from "bun:test";
import { join } from "node:path";
import { auth } from "../../bench/auth/auth.ts";
import { type Finding, sizes } from "../../bench/auth/finding.ts";
import { newFolder, removeFolder } from "../support/temp.ts";

const root = newFolder();
afterAll(() => removeFolder(root));

test("bench:auth lets everybody in who is signed in, keeps everybody else out, and says what that cost", async () => {
  const findings: Finding[] = [];
  for await (const finding of auth({ size: sizes.tiny, folder: join(root, "data") })) findings.push(finding);
  expect(new Set(findings.map(({ name }) => name)).size).toBe(findings.length);
  expect(findings.filter(({ value }) => !Number.isFinite(value))).toEqual([]);
  for (const name of ["no cache", "cold", "warm", "bad: forged", "ending", "HTTP"])
    expect(findings.some((finding) => finding.name.startsWith(name))).toBe(true);
}, 20_000);
