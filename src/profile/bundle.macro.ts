import { join } from "node:path";

/** Run when this program is compiled: a script or style for the browser, with all that it imports, as text. */
export function bundle(entry: string): string {
  const command = [process.execPath, "build", join(import.meta.dir, entry), "--minify", "--target=browser"];
  const { exitCode, stdout, stderr } = Bun.spawnSync([...command, "--format=iife"]);
  if (exitCode !== 0) throw new Error(stderr.toString());
  return stdout.toString();
}
