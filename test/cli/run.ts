import { executable } from "../support/binary.ts";
import { watchProcess } from "../support/temp.ts";

export interface Outcome {
  code: number;
  out: string;
  err: string;
}

/** Runs `bantam` with these arguments to its end: the executable, which starts in a third of the time. */
export async function bantam(
  args: readonly string[],
  { input = "", cwd, env = {} }: { input?: string; cwd?: string; env?: Record<string, string> } = {},
): Promise<Outcome> {
  const running = watchProcess(
    Bun.spawn([await executable(), ...args], {
      cwd: cwd ?? import.meta.dir,
      env: { PATH: process.env.PATH, ...env },
      stdin: new Blob([input]),
      stdout: "pipe",
      stderr: "pipe",
    }),
  );
  const [out, err, code] = await Promise.all([running.stdout.text(), running.stderr.text(), running.exited]);
  return { code, out, err };
}

/** The same for a command that must succeed: what it printed, without the last line's end. */
export async function printed(...call: Parameters<typeof bantam>): Promise<string> {
  const { code, out, err } = await bantam(...call);
  if (code !== 0) throw new Error(`bantam ${call[0].join(" ")}: exit ${code}\n${err}`);
  return out.trimEnd();
}
