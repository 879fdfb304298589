import { watchProcess } from "../test/support/temp.ts";
import { executable } from "../test/support/binary.ts";
import { type Bench, type Figure, median } from "./figure.ts";
import { freePort } from "./machine.ts";
import { join } from "node:path";

const poll_ms = 1;

/** From the start of the process to the first good answer of /healthz. */
export async function start(bench: Bench, name: string, target: number, folderOf: () => string): Promise<Figure> {
  const times: number[] = [];
  for (let i = 0; i < bench.size.starts; i++) times.push(await startOnce(folderOf()));
  const note = `${times.length} starts, ${Math.min(...times).toFixed(0)} to ${Math.max(...times).toFixed(0)} ms; files in the page cache`;
  return { name, value: median(times), unit: "ms", target, note };
}

async function startOnce(folder: string): Promise<number> {
  const program = await executable();
  const port = freePort();
  const started = performance.now();
  const running = watchProcess(
    Bun.spawn([program, "serve", "--port", String(port), "--data", folder], {
      stdin: "ignore",
      stdout: "ignore",
      stderr: "ignore",
      cwd: join(folder, ".."),
    }),
  );
  while (!(await isHealthy(port))) {
    if (running.exitCode !== null) throw new Error(`the server did not start on ${folder}`);
    await Bun.sleep(poll_ms);
  }
  const time = performance.now() - started;
  running.kill();
  await running.exited;
  return time;
}

async function isHealthy(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/healthz`, { keepalive: false })).ok;
  } catch {
    return false;
  }
}
