import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openKey, purposeKey } from "../../src/auth/key.ts";
import { StorageFailed } from "../../src/store/store.ts";

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "bantam-key-"));
});
afterEach(() => rm(dataDir, { recursive: true }));

/** The sentence for the operator. */
async function failureOf(key: Promise<Uint8Array>): Promise<string> {
  const failure = await key.then(
    () => "no failure",
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(StorageFailed);
  return String(failure);
}

test("the key is made at the first start, for its owner alone, and is the same ever after", async () => {
  const key = await openKey(dataDir);
  expect(key.length).toBe(32);
  expect((await stat(join(dataDir, "session.key"))).mode & 0o777).toBe(0o600);
  expect(await readdir(dataDir)).toEqual(["session.key"]);
  expect(Buffer.compare(await openKey(dataDir), key)).toBe(0);
});

test("two servers have different keys", async () => {
  const other = await mkdtemp(join(tmpdir(), "bantam-key-"));
  try {
    expect(Buffer.compare(await openKey(other), await openKey(dataDir))).not.toBe(0);
  } finally {
    await rm(other, { recursive: true });
  }
});

test.each([0o604, 0o640, 0o620, 0o602])(
  "a key that others can open (%o) is refused with the command that repairs it",
  async (mode) => {
    await openKey(dataDir);
    await chmod(join(dataDir, "session.key"), mode);
    expect(await failureOf(openKey(dataDir))).toContain(`Run "chmod 600 ${join(dataDir, "session.key")}"`);
  },
);

test.each([0, 31, 33])("a damaged key of %d bytes is refused and left as it is", async (size) => {
  const path = join(dataDir, "session.key");
  await writeFile(path, new Uint8Array(size), { mode: 0o600 });
  expect(await failureOf(openKey(dataDir))).toContain("is damaged");
  expect((await stat(path)).size).toBe(size);
});

test("a crash while the key is made leaves nothing that stops the next start", async () => {
  await writeFile(join(dataDir, "session.key.new"), "half", { mode: 0o644 });
  expect((await openKey(dataDir)).length).toBe(32);
  expect(await readdir(dataDir)).toEqual(["session.key"]);
});

test("a folder that cannot be used gives a sentence that names the file", async () => {
  const missing = join(dataDir, "missing");
  expect(await failureOf(openKey(missing))).toContain(join(missing, "session.key"));
});

test("each purpose has a key of its own, and none is the stored one", () => {
  const key = new Uint8Array(32).fill(7);
  const keys = [key, purposeKey(key, "session"), purposeKey(key, "invite"), purposeKey(key, "recovery")];
  expect(new Set(keys.map((bytes) => Buffer.from(bytes).toString("hex"))).size).toBe(4);
});
