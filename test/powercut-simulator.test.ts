/** The power-cut simulator is itself proved here: it keeps what a sync has promised, and really loses the rest. */
import { Database } from "bun:sqlite";
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Trace, type TraceOptions, traceWritten, underStrace } from "./support/powercut.ts";

setDefaultTimeout(60_000);

const temp = mkdtempSync(join(tmpdir(), "powercut-"));
afterAll(() => rmSync(temp, { recursive: true }));

let folders = 0;
function newFolder(): string {
  const dir = join(temp, String(++folders));
  mkdirSync(dir);
  return dir;
}

async function run(command: string[], options: TraceOptions): Promise<{ trace: Trace; output: string }> {
  const file = join(newFolder(), "trace");
  const { cwd = temp } = options;
  const program = Bun.spawn(underStrace(file, command), { cwd, stdout: "pipe", stderr: "inherit" });
  const output = await program.stdout.text();
  expect(await program.exited).toBe(0);
  await traceWritten(file, program.pid);
  return { trace: new Trace(file, { ...options, cwd }), output };
}

/** What is left after a cut: a function of the restored folder. */
function afterCut<T>(trace: Trace, cut: number, seed: number, look: (dir: string) => T): T {
  const dir = join(temp, "cut");
  trace.restore(cut, seed, dir);
  try {
    return look(dir);
  } finally {
    rmSync(dir, { recursive: true });
  }
}

describe("a database", () => {
  interface Told {
    id: number;
    /** By the program's own clock, when the row's commit had returned. */
    at: number;
  }

  async function inserter(synchronous: string): Promise<{ trace: Trace; told: Told[] }> {
    const dataDir = newFolder();
    const script = join(import.meta.dir, "support/inserter.ts");
    const { trace, output } = await run([process.execPath, script, join(dataDir, "rows.db"), synchronous, "200"], {
      dataDir,
    });
    const told = output
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Told);
    expect(told).toHaveLength(200);
    return { trace, told };
  }

  function rowsIn(dir: string): { check: string; ids: Set<number> } {
    const db = new Database(join(dir, "rows.db"), { create: true });
    try {
      const { check } = db.query('SELECT integrity_check AS "check" FROM pragma_integrity_check').get() as {
        check: string;
      };
      const table = db.query("SELECT 1 FROM sqlite_schema WHERE name = 'row'").get();
      const ids = table === null ? [] : db.query("SELECT id FROM row").values();
      return { check, ids: new Set(ids.map(([id]) => Number(id))) };
    } catch (error) {
      return { check: String(error), ids: new Set() };
    } finally {
      db.close();
    }
  }

  /** For 50 random cuts: the database's own check, and the acknowledged rows that are missing. */
  function cutAtRandom({
    trace,
    told,
  }: {
    trace: Trace;
    told: Told[];
  }): { cut: number; seed: number; check: string; lost: number[] }[] {
    const first = Math.floor(Math.random() * 1e9);
    return Array.from({ length: 50 }, (_, index) => {
      const seed = first + index;
      const cut = Math.floor(Math.random() * (trace.lastCut + 1));
      const acknowledged = told.filter(({ id, at }) => {
        return (trace.sent(`{"id":${id},`) ?? Infinity) <= cut || at < trace.moment(cut);
      });
      const { check, ids } = afterCut(trace, cut, seed, rowsIn);
      return { cut, seed, check, lost: acknowledged.map(({ id }) => id).filter((id) => !ids.has(id)) };
    });
  }

  test("with synchronous FULL is whole and has every row acknowledged before the power cut", async () => {
    const inserted = await inserter("FULL");
    for (const { cut, seed, check, lost } of cutAtRandom(inserted)) {
      expect({ cut, seed, check, lost }).toEqual({ cut, seed, check: "ok", lost: [] });
    }
    const { trace, told } = inserted;
    expect(afterCut(trace, trace.lastCut, 1, rowsIn).ids.size).toBe(told.length);
  });

  test("with synchronous NORMAL is whole but loses acknowledged rows", async () => {
    const cuts = cutAtRandom(await inserter("NORMAL"));
    expect(cuts.filter(({ check }) => check !== "ok")).toEqual([]);
    expect(cuts.some(({ lost }) => lost.length > 0)).toBe(true);
  });

  test("with synchronous OFF is broken by some power cuts", async () => {
    const cuts = cutAtRandom(await inserter("OFF"));
    expect(cuts.some(({ lost }) => lost.length > 0)).toBe(true);
    expect(cuts.some(({ check }) => check !== "ok")).toBe(true);
  });

  test("has the acknowledged row and not the next one, cut when the acknowledgement had just left", async () => {
    const { trace, told } = await inserter("FULL");
    for (const { id } of told.filter((row) => row.id % 9 === 0)) {
      const cut = trace.sent(`{"id":${id},`) ?? expect.unreachable();
      const { ids } = afterCut(trace, cut, id, rowsIn);
      expect([id, ids.has(id), ids.has(id + 1)]).toEqual([id, true, false]);
    }
  });
});

describe("files", () => {
  /** All states of the file `name` after a cut at the end, in the words of 200 seeds. */
  async function statesOf(name: string, script: string): Promise<string[]> {
    const dataDir = newFolder();
    const before = newFolder();
    for (const dir of [dataDir, before]) writeFileSync(join(dir, "key"), "old");
    const { trace } = await run(["sh", "-e", "-c", script], { dataDir, before, cwd: dataDir });
    const states = Array.from({ length: 200 }, (_, seed) => {
      return afterCut(trace, trace.lastCut, seed, (dir) => {
        return existsSync(join(dir, name)) ? readFileSync(join(dir, name), "latin1") : "no file";
      });
    });
    return [...new Set(states)].toSorted();
  }

  test("written, synced, renamed and their folder synced are there", async () => {
    expect(await statesOf("key", "printf new > draft; sync draft; mv draft key; sync .")).toEqual(["new"]);
  });

  test("renamed are the old or the new one while their folder is not synced", async () => {
    expect(await statesOf("key", "printf new > draft; sync draft; mv draft key")).toEqual(["new", "old"]);
  });

  test("renamed before they were synced may have lost their bytes or be empty", async () => {
    expect(await statesOf("key", "printf new > draft; mv draft key; sync .")).toEqual(["", "\0\0\0", "new"]);
  });

  test("in a new folder are there only once both folders are synced", async () => {
    const write = "mkdir sub; printf new > sub/file; sync sub/file";
    expect(await statesOf("sub/file", `${write}; sync sub .`)).toEqual(["new"]);
    expect(await statesOf("sub/file", `${write}; sync sub`)).toEqual(["new", "no file"]);
    expect(await statesOf("sub/file", `${write}; sync .`)).toEqual(["new", "no file"]);
  });

  test("moved to another folder are in one of the two, never in both", async () => {
    const move = "mkdir a b; sync .; printf new > a/file; sync a/file; mv a/file b/file; sync b";
    expect(await statesOf("b/file", move)).toEqual(["new"]);
    expect(await statesOf("a/file", move)).toEqual(["no file"]);
  });

  test("removed may come back until their folder is synced", async () => {
    expect(await statesOf("key", "rm key")).toEqual(["no file", "old"]);
    expect(await statesOf("key", "rm key; sync .")).toEqual(["no file"]);
  });

  test("truncated and written again are old, empty, new, or new without their bytes", async () => {
    expect(await statesOf("key", "printf other > key")).toEqual(["", "\0\0\0\0\0", "old", "other"]);
  });

  test("cut short and made long again have zeros where their bytes were", async () => {
    expect(await statesOf("key", "truncate -s 1 key; truncate -s 3 key; sync key")).toEqual(["o\0\0"]);
    expect(await statesOf("key", "truncate -s 1 key; truncate -s 3 key")).toEqual(["o", "o\0\0", "old"]);
  });

  test("lose single sectors of 512 bytes, in any order", async () => {
    const write =
      "for c in a b; do printf %512s | tr ' ' $c; done | dd of=big conv=notrunc bs=1024 iflag=fullblock status=none";
    const states = await statesOf("big", `printf %1024s | tr ' ' . > big; sync big .; ${write}`);
    const short = states.map((state) =>
      state
        .match(/.{512}/g)
        ?.map((sector) => [...new Set(sector)].join(""))
        .join(""),
    );
    expect(short).toEqual(["..", ".b", "a.", "ab"]);
  });

  test("are followed through descriptors that are appended to, inherited and duplicated, and through relative paths", async () => {
    const script = `exec 3>> log; echo one >&3; (cd ..; echo two >&3; head -c 700 /dev/zero >&3)
      mkdir sub; cd sub; exec 4> ../file; exec 5>&4; printf a >&4; printf b >&5; rm -f none; exec 4> other; printf c >&4
      mv ../file here; ln here ../linked; rm here; echo late >> ../log; sync ../log ../linked .. .`;
    expect(await statesOf("log", script)).toEqual([`one\ntwo\n${"\0".repeat(700)}late\n`]);
    expect(await statesOf("linked", script)).toEqual(["ab"]);
  });
});

describe("the trace", () => {
  const hex = (text: string) =>
    [...Buffer.from(text)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");

  /** A trace of these calls on a file f (descriptor 3) that ends with the given content. */
  function traceOf(content: string, lines: (file: string) => string[]): Trace {
    const dataDir = newFolder();
    writeFileSync(join(dataDir, "f"), content);
    const path = hex(join(dataDir, "f"));
    const calls = [`7 openat(AT_FDCWD</>, "${path}", O_WRONLY|O_CREAT, 0600) = 3<${path}>`, ...lines(`3<${path}>`)];
    const text = calls.map((call, index) => call.replace(/^\d+/, (thread) => `${thread} ${index}.000001`)).join("\n");
    const file = join(newFolder(), "trace");
    writeFileSync(file, `${text}\n`);
    return new Trace(file, { dataDir });
  }

  function kept(trace: Trace): string[] {
    const states = Array.from({ length: 50 }, (_, seed) => {
      return afterCut(trace, trace.lastCut, seed, (dir) => readFileSync(join(dir, "f"), "latin1"));
    });
    return [...new Set(states)].toSorted();
  }

  const folderSynced = (file: string) => {
    const folder = file.replace("3<", "").replace(/(\\x2f\\x66)>$/, "");
    return [`7 openat(AT_FDCWD</>, "${folder}", O_RDONLY) = 4<${folder}>`, `7 fsync(4<${folder}>) = 0`];
  };

  test("of a write that another thread's sync ran into promises nothing of it", () => {
    const write = (file: string) => [
      `8 pwrite64(${file}, "${hex("x")}", 1, 0 <unfinished ...>`,
      `8 <... pwrite64 resumed>) = 1`,
    ];
    const clone = "7 clone3({flags=CLONE_VM|CLONE_FILES|CLONE_THREAD}, 88) = 8";
    const overlapping = traceOf("x", (file) => {
      const [begins = "", ends = ""] = write(file);
      return [
        ...folderSynced(file),
        begins,
        clone,
        `7 fsync(${file} <unfinished ...>`,
        ends,
        `7 <... fsync resumed>) = 0`,
      ];
    });
    expect(kept(overlapping)).toEqual(["", "\0", "x"]);
    const after = traceOf("x", (file) => [...folderSynced(file), ...write(file), clone, `7 fsync(${file}) = 0`]);
    expect(kept(after)).toEqual(["x"]);
  });

  test("of a sync that failed or did not return promises nothing", () => {
    for (const end of ["= -1 EIO (Input/output error)", "<unfinished ...>) = ?"]) {
      const trace = traceOf("x", (file) => [
        ...folderSynced(file),
        `7 write(${file}, "${hex("x")}", 1) = 1`,
        `7 fsync(${file}) ${end}`,
      ]);
      expect(kept(trace)).toEqual(["", "\0", "x"]);
    }
  });

  test("of a call that the end of the program came into tells what the folder tells, and promises nothing of it", () => {
    const end = "<unfinished ...>) = ?";
    const write = (file: string) => `7 write(${file}, "${hex("x")}", 1 ${end}`;
    const truncate = (file: string) => `7 ftruncate(${file}, 0 ${end}`;
    const lines = (last: (file: string) => string) => (file: string) => [
      ...folderSynced(file),
      `7 pwrite64(${file}, "${hex("y")}", 1, 0) = 1`,
      `7 fsync(${file}) = 0`,
      "7 clone3({flags=CLONE_VM|CLONE_FILES|CLONE_THREAD}, 88) = 8",
      last(file),
      `8 fsync(${file}) = 0`,
    ];
    expect(kept(traceOf("y", lines(truncate)))).toEqual(["y"]);
    expect(kept(traceOf("", lines(truncate)))).toEqual(["", "y"]);
    expect(kept(traceOf("y", lines(write)))).toEqual(["y"]);
    expect(kept(traceOf("x", lines(write)))).toEqual(["x", "y"]);
    expect(() => traceOf("z", lines(write))).toThrow("does not explain what is in f");
  });

  test("finds what was sent though it left in two parts, and counts only the bytes that left", () => {
    const send = (text: string, result: number) =>
      `7 sendto(9<${hex("socket:[5]")}>, "${hex(text)}", ${text.length}, 0, NULL, 0) = ${result}`;
    const trace = traceOf("x", (file) => [
      send("ok 1", 4),
      `7 write(${file}, "${hex("x")}", 1) = 1`,
      send("ok 2", 3),
      send("2ok 3", 1),
    ]);
    expect(["ok 1", "ok 2", "ok 3"].map((marker) => trace.sent(marker))).toEqual([1, 2, undefined]);
  });

  test("is refused when it does not explain the folder, or holds what the simulator does not know", () => {
    const written = (text: string) => (file: string) => [
      `7 write(${file}, "${hex(text)}", ${text.length}) = ${text.length}`,
    ];
    expect(() => traceOf("y", written("x"))).toThrow("does not explain what is in f");
    // What went wrong cannot be seen again: all that is known of it is told.
    expect(() =>
      traceOf("sand", (file) => [
        ...written("sand")(file),
        `7 lseek(${file}, 0, SEEK_SET) = 0`,
        ...written("send")(file),
      ]),
    ).toThrow(
      "f: 4 bytes told, 4 bytes found, 1 differ from 1 to 1\nof that place it has: " +
        "1: write f: 4 bytes at 0, returned at step 1, as found; 2: write f: 4 bytes at 0, returned at step 3",
    );
    const calls: ((file: string) => string)[] = [
      (file) => `7 mmap(NULL, 4096, PROT_READ|PROT_WRITE, MAP_SHARED, ${file}, 0) = 0x7f0000000000`,
      (file) => `7 copy_file_range(5<${hex("/other")}>, NULL, ${file}, NULL, 100, 0) = 100`,
      (file) => `7 fallocate(${file}, FALLOC_FL_KEEP_SIZE|FALLOC_FL_PUNCH_HOLE, 0, 100) = 0`,
      (file) => `7 write(${file}, "${hex("x")}"..., 100) = 100`,
      (file) => `7 write(${file.replace("3<", "5<")}, "${hex("x")}", 1) = 1`,
      () => "7 io_uring_setup(8, {flags=0}) = 5",
    ];
    for (const call of calls) {
      expect(() => traceOf("", (file) => [call(file)])).toThrow(/does not know|lost track|cut short/);
    }
  });

  test("needs strace, and says so where it is missing", () => {
    const path = process.env.PATH;
    process.env.PATH = temp;
    try {
      expect(() => underStrace("trace", ["true"])).toThrow(
        "strace is needed to simulate power cuts and is not installed: apt-get install strace",
      );
    } finally {
      process.env.PATH = path;
    }
  });
});
