import { describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { lockFolder, openFolder } from "../src/lock.ts";
import { StorageFailed } from "../src/store/store.ts";
import { newFolder, watchProcess } from "./support/temp.ts";

/** Another process that takes the folder's lock, says so, and keeps it. */
async function holder(folder: string): Promise<Bun.Subprocess> {
  const program = `
    import { lockFolder } from ${JSON.stringify(join(import.meta.dir, "../src/lock.ts"))};
    console.log(lockFolder(${JSON.stringify(folder)}) ? "locked" : "refused");
    Bun.gc(true);
    setInterval(() => Bun.gc(true), 10);`;
  const running = Bun.spawn([process.execPath, "-e", program], { stdin: "ignore", stdout: "pipe", stderr: "inherit" });
  watchProcess(running);
  const { value } = await running.stdout.getReader().read();
  expect(new TextDecoder().decode(value)).toBe("locked\n");
  return running;
}

function sentence(open: () => unknown): string {
  try {
    open();
  } catch (error) {
    if (error instanceof StorageFailed) return error.message;
    throw error;
  }
  throw new Error("it was opened");
}

describe("one process at a time has a data folder", () => {
  test("another one and this one are refused until it is released", () => {
    const folder = newFolder();
    const lock = lockFolder(folder);
    expect(lock).toBeDefined();
    expect(lockFolder(folder)).toBeUndefined();
    lock?.release();
    const next = lockFolder(folder);
    expect(next).toBeDefined();
    next?.release();
  });

  test("the lock stays through garbage collections, and ends with a process that is killed", async () => {
    const folder = newFolder();
    const running = await holder(folder);
    for (let i = 0; i < 20; i++) expect(lockFolder(folder, 5)).toBeUndefined();
    running.kill("SIGKILL");
    await running.exited;
    const lock = lockFolder(folder);
    expect(lock).toBeDefined();
    lock?.release();
    expect(readdirSync(folder)).toEqual(["lock"]);
  });

  test("a wait ends as soon as the lock is free", async () => {
    const folder = newFolder();
    const running = await holder(folder);
    running.kill("SIGKILL");
    const lock = lockFolder(folder, 10_000);
    expect(lock).toBeDefined();
    lock?.release();
  });

  test("a folder reached by another path is the same folder", () => {
    const folder = join(newFolder(), "data");
    const lock = lockFolder(openFolder(folder));
    symlinkSync(folder, `${folder}-too`);
    expect(lockFolder(openFolder(`${folder}-too`))).toBeUndefined();
    lock?.release();
  });
});

describe("the data folder", () => {
  test("is made for its owner alone, with the folders above it", () => {
    const path = join(newFolder(), "a/b/data");
    expect(openFolder(path)).toBe(path);
    expect(statSync(path).mode & 0o777).toBe(0o700);
    expect(openFolder(path)).toBe(path);
  });

  test("is refused when everybody can write to it", () => {
    const path = newFolder();
    chmodSync(path, 0o757);
    expect(sentence(() => openFolder(path))).toBe(
      `Everybody on this machine can write to the data folder ${path}. Run "chmod 700 ${path}".`,
    );
    chmodSync(path, 0o750);
    expect(openFolder(path)).toBe(path);
  });

  test("is refused when it is a file, or in one", () => {
    const path = join(newFolder(), "file");
    writeFileSync(path, "");
    expect(sentence(() => openFolder(path))).toContain(`${path} is not a folder.`);
    expect(sentence(() => openFolder(join(path, "data")))).toContain(`${path}/data is not a folder.`);
  });

  test("is refused when it cannot be made or written to", () => {
    expect(sentence(() => openFolder("/proc/data"))).toContain("/proc/data cannot be made:");
    expect(sentence(() => openFolder("/proc/self"))).toContain("/proc/self cannot be written to:");
  });

  test("is refused when its lock is no file", () => {
    const folder = newFolder();
    mkdirSync(join(folder, "lock"));
    expect(sentence(() => lockFolder(folder))).toContain(`${folder}/lock cannot be opened for writing`);
  });

  test("is refused when it is the folder that the program was started from", () => {
    expect(sentence(() => openFolder("."))).toContain("must be another");
  });
});
