/** What the commands of this folder share: their options, a folder on the disk that is measured, and how they print. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type Figure, isOk } from "./figure.ts";
import { machine, versions } from "./machine.ts";

const { values, positionals } = parseArgs({
  options: { quick: { type: "boolean", default: false }, json: { type: "boolean", default: false } },
  allowPositionals: true,
});

export const isQuick = values.quick;
export const isJson = values.json;

/** The names given, or all there are. Throws when there is no such name. */
export function chosen(names: readonly string[]): readonly string[] {
  const unknown = positionals.find((name) => !names.includes(name));
  if (unknown !== undefined) throw new Error(`There is no ${unknown}. Give some of: ${names.join(", ")}.`);
  return positionals.length > 0 ? positionals : names;
}

/** New folders beside the executable, since /tmp may be memory, in which nothing has to be synced. Gone at the end. */
export function folderMaker(): () => string {
  const dist = join(import.meta.dir, "../dist");
  mkdirSync(dist, { recursive: true });
  const root = mkdtempSync(join(dist, "bench-"));
  process.on("exit", () => rmSync(root, { recursive: true, force: true }));
  let folders = 0;
  return () => join(root, String(++folders));
}

export const machineLine = `${machine.cpu}, ${machine.cores} cores, ${machine.memory_gib} GiB; Linux ${machine.kernel}; Bun ${versions.bun}; Bantam ${versions.bantam}`;
export const conditions =
  "Rate limits lifted by their settings; durability = full; server and load generator on a core each.";

export function printHead(): void {
  if (!values.json) console.log(`${machineLine}\n${conditions}\n`);
}

export function print(figure: Figure): void {
  const { name, value, unit, target, asked, note } = figure;
  const ok = isOk(figure);
  if (values.json) return console.log(JSON.stringify({ ...figure, ok, ...askedOk(figure), machine, versions }));
  const numbers = `${digits(value).padStart(8)} of ${digits(target).padEnd(6)} ${unit.padEnd(30)}`;
  const milder = asked === undefined ? "" : `(asked ${digits(asked)}: ${isOk(figure, asked) ? "ok" : "MISS"}) `;
  console.log(`${ok ? "ok  " : "MISS"} ${name.padEnd(54)} ${numbers} ${milder}${note}`);
}

export function askedOk(figure: Figure): { asked_ok?: boolean } {
  return figure.asked === undefined ? {} : { asked_ok: isOk(figure, figure.asked) };
}

/** Does what is named; what fails has no figure, and the command fails at its end. */
export async function attempt(name: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    process.exitCode = 1;
    console.error(`${name}: no figure: ${error instanceof Error ? error.message : String(error)}`);
  }
}

export function digits(value: number): string {
  return value < 1 ? value.toFixed(3) : value < 100 ? value.toFixed(2) : value.toFixed(0);
}
