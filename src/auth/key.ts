import { hkdfSync, randomBytes } from "node:crypto";
import { constants, open, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { StorageFailed } from "../store/store.ts";

const key_bytes = 32;

/** What a key is for. Each has a key of its own, so that nothing made for one is taken for another. */
export type Purpose = "session" | "invite" | "recovery" | "cursor";

/**
 * The server's secret key from `dataDir`/session.key, which is made at the first start. Whoever has it can sign in as anybody.
 * Rejects with StorageFailed, with a sentence for the operator.
 */
export async function openKey(dataDir: string): Promise<Uint8Array> {
  const path = join(dataDir, "session.key");
  try {
    return (await readKey(path)) ?? (await createKey(dataDir, path));
  } catch (error) {
    if (error instanceof StorageFailed) throw error;
    throw new StorageFailed(`${path} can be neither read nor made. Check the folder's owner and rights.`, {
      cause: error,
    });
  }
}

/** The key for one purpose, derived by HKDF-SHA256 (RFC 5869). */
export function purposeKey(key: Uint8Array, purpose: Purpose): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", key, "", `bantam ${purpose}`, key_bytes));
}

async function readKey(path: string): Promise<Uint8Array | undefined> {
  await using file = await open(path, constants.O_RDONLY).catch(unlessMissing);
  if (file === undefined) return undefined;
  const { mode } = await file.stat();
  if ((mode & 0o077) !== 0)
    throw new StorageFailed(
      `Others on this machine can open ${path}, with which they can sign in as anybody. Run "chmod 600 ${path}"; ` +
        "if somebody may have read it, remove it instead: a new one is made, and everybody signs in again.",
    );
  const key = await file.readFile();
  if (key.length !== key_bytes)
    throw new StorageFailed(
      `${path} is damaged: it must have ${key_bytes} bytes. Take it from a backup, or remove it: ` +
        "a new one is made, and everybody signs in again.",
    );
  return key;
}

/** Written aside and renamed, so that a crash leaves no half key behind. */
async function createKey(dataDir: string, path: string): Promise<Uint8Array> {
  const key = randomBytes(key_bytes);
  const aside = `${path}.new`;
  await rm(aside, { force: true });
  await writeThrough(aside, key);
  await rename(aside, path);
  await using folder = await open(dataDir, constants.O_RDONLY);
  await folder.sync();
  return key;
}

async function writeThrough(path: string, bytes: Uint8Array): Promise<void> {
  await using file = await open(path, "wx", 0o600);
  await file.writeFile(bytes);
  await file.sync();
}

function unlessMissing(error: unknown): undefined {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
  throw error;
}
