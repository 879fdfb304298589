/** Folders and processes of the tests, which must be gone at the end, also when a test fails or the run is interrupted. */
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folders = new Set<string>();
const processes = new Set<Bun.Subprocess>();

/** A new empty folder, removed at the end of the file of tests if `removeFolder` did not remove it before. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), `bantam-test-${process.pid}-`));
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

/** Removes the folders of processes that could not do it: one that is killed, as a run that is interrupted does to its parts. */
export function cleanUpAfterKilled(): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = /^bantam-test-(\d+)-/.exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) removeFolder(join(tmpdir(), name));
  }
}

export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

process.on("exit", cleanUp);
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));
