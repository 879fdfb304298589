/** The executable, as users get it. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { isRunning } from "./temp.ts";

const root = resolve(import.meta.dir, "../..");
const binary = join(root, "dist/bantam");
const building = join(root, "dist/building");
const sources = ["src", "drizzle", "package.json", "bun.lock", "tsconfig.json"];
const build_ms_max = 120_000;

let built: Promise<string> | undefined;

/** The path of dist/bantam, built at most once in a run, when it is older than what it is made of. */
export function executable(): Promise<string> {
  return (built ??= build());
}

async function build(): Promise<string> {
  await takeTurn();
  try {
    if (isStale()) {
      const run = Bun.spawn([process.execPath, "src/make/build.ts"], { cwd: root, stdout: "pipe", stderr: "pipe" });
      const [output, errors] = await Promise.all([run.stdout.text(), run.stderr.text()]);
      if ((await run.exited) !== 0) throw new Error(`bun run build failed:\n${output}${errors}`);
    }
    return binary;
  } finally {
    rmSync(building, { force: true });
  }
}

/** Two runs may want the executable at once: a file with the builder's process id makes the second one wait. */
async function takeTurn(): Promise<void> {
  mkdirSync(join(root, "dist"), { recursive: true });
  const deadline = performance.now() + build_ms_max;
  for (;;) {
    try {
      writeFileSync(building, String(process.pid), { flag: "wx" });
      return;
    } catch (error) {
      if (!existsSync(building)) continue;
      if (!isRunning(Number(readFileSync(building, "utf8")))) rmSync(building, { force: true });
      else if (performance.now() > deadline) throw error;
      await Bun.sleep(50);
    }
  }
}

function isStale(): boolean {
  if (!existsSync(binary)) return true;
  const made_ms = statSync(binary).mtimeMs;
  return sources.some((source) => newest(join(root, source)) > made_ms);
}

function newest(path: string): number {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const entries = readdirSync(path, { recursive: true, encoding: "utf8" });
  return Math.max(0, ...entries.map((entry) => statSync(join(path, entry), { throwIfNoEntry: false })?.mtimeMs ?? 0));
}
