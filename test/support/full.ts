/** Disks that are full, and have room again when a test says so. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { newFolder, removeFolder } from "./temp.ts";

const MiB = 1024 * 1024;

export interface SmallDisk extends Disposable {
  readonly dataDir: string;
  /** Goes in front of the server's command. */
  under(command: string[]): string[];
  /** Makes room for a server that runs as `pid`. */
  makeRoom(pid: number): void;
}

/** A file system of its own, which only root may mount: the server is told that no space is left. */
function mounted(): SmallDisk {
  const folder = newFolder();
  const disk = join(folder, "disk");
  mkdirSync(disk);
  run(["mount", "-t", "tmpfs", "-o", "size=6m,mode=700", "bantam-test", disk]);
  const filler = join(disk, "filler");
  writeFileSync(filler, new Uint8Array(3 * MiB));
  return {
    dataDir: join(disk, "data"),
    under: (command) => command,
    makeRoom: () => rmSync(filler),
    [Symbol.dispose]() {
      run(["umount", "--lazy", disk]);
      removeFolder(folder);
    },
  };
}

/** A limit on the size of files, which everybody may set: the server is told that its write failed. */
function limited(): SmallDisk {
  const folder = newFolder();
  return {
    dataDir: join(folder, "data"),
    under: (command) => ["prlimit", `--fsize=${1 * MiB}:`, ...command],
    makeRoom: (pid) => run(["prlimit", `--fsize=${1024 * MiB}:`, "--pid", String(pid)]),
    [Symbol.dispose]: () => removeFolder(folder),
  };
}

export const smallDisks: Readonly<Record<string, () => SmallDisk>> = {
  ...(process.getuid?.() === 0 && { "without space left": mounted }),
  "that fails to write": limited,
};

function run(command: string[]): void {
  const { exitCode, stderr } = Bun.spawnSync(command, { stderr: "pipe" });
  if (exitCode !== 0) throw new Error(`${command.join(" ")}: ${stderr.toString()}`);
}
