/** Folders and processes of the tests, which must be gone at the end, also when a test fails or the run is interrupted. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders = new Set<string>();
const processes = new Set<Bun.Subprocess>();

/** A new empty folder, removed at the end of the run if `removeFolder` did not remove it before. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "bantam-test-"));
  folders.add(folder);
  return folder;
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  folders.delete(folder);
}

/** Has the process killed at the end of the run, if it is still there. */
export function watchProcess<P extends Bun.Subprocess>(process: P): P {
  processes.add(process);
  const ended = () => processes.delete(process);
  process.exited.then(ended, ended);
  return process;
}

export function cleanUp(): void {
  for (const process of processes) process.kill("SIGKILL");
  for (const folder of folders) removeFolder(folder);
}

process.on("exit", cleanUp);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
