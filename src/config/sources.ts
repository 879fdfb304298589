import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { initialData, settingRows, type Settings, table } from "./settings.ts";

/** A setting that cannot be used. `message` names it, says where it came from, and what it must be. */
export class WrongSetting extends Error {
  override name = "WrongSetting";
  readonly isOnCommandLine: boolean;

  constructor(message: string, isOnCommandLine = false) {
    super(message);
    this.isOnCommandLine = isOnCommandLine;
  }
}

interface Given {
  readonly value: string;
  /** Where it was said: a flag, a variable, or a file and line. */
  readonly from: string;
}

type Sources = ReadonlyMap<string, Given>;
type Texts = Readonly<Record<string, string | undefined>>;

/**
 * Reads the settings. Those on the command line go before the environment's, these before the configuration file's, these
 * before the defaults. The file is `config` among the flags, or BANTAM_CONFIG, or else bantam.conf in the data folder if
 * there is one. Throws WrongSetting.
 */
export function readSettings(flags: Texts, env: Texts): Settings {
  const said = new Map([...fromEnvironment(env), ...fromFlags(flags)]);
  const given = new Map([...fromFile(said), ...said]);
  return table((name, kind, initial) => {
    const { value, from } = given.get(name) ?? { value: initial, from: "the default" };
    const read = kind.read(value);
    if (read !== undefined) return read;
    const otherwise = kind.isSecret ? "" : `, not ${JSON.stringify(value)}`;
    const sentence = `${name} must be ${kind.takes}${otherwise} (from ${from}).`;
    throw new WrongSetting(sentence, from.startsWith("--"));
  });
}

function* fromFlags(flags: Texts): Iterable<[string, Given]> {
  for (const [name, value] of Object.entries(flags))
    if (value !== undefined) yield [name, { value, from: `--${name.replaceAll("_", "-")}` }];
}

function* fromEnvironment(env: Texts): Iterable<[string, Given]> {
  const prefix = "BANTAM_";
  for (const [variable, value] of Object.entries(env)) {
    // What is set to nothing is not set: so is a variable which the description of a container leaves open.
    if (!variable.startsWith(prefix) || !value) continue;
    const name = variable.slice(prefix.length).toLowerCase();
    // Not a setting, but what a subcommand shows to a server elsewhere.
    if (name === "token") continue;
    if (name !== "config") refuseUnknown(name, variable);
    yield [name, { value, from: variable }];
  }
}

function* fromFile(said: Sources): Iterable<[string, Given]> {
  const asked = said.get("config")?.value;
  const path = asked ?? join(said.get("data")?.value ?? initialData, "bantam.conf");
  if (asked === undefined && !existsSync(path)) return;
  const lines = readLines(path);
  const seen = new Set<string>();
  for (const [i, line] of lines.entries()) {
    const from = `${path}, line ${i + 1}`;
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) continue;
    const [, name, value] = /^([^=\s]+)\s*=\s*(.*)$/.exec(trimmed) ?? [];
    if (name === undefined || value === undefined)
      throw new WrongSetting(`A line must be "name = value", or begin with # (${from}).`);
    refuseUnknown(name, from);
    if (seen.has(name)) throw new WrongSetting(`${name} is set twice (${from}). Take one of the two out.`);
    if (name === "data" && asked === undefined)
      throw new WrongSetting(
        `data cannot be set in the data folder itself (${from}). Set BANTAM_DATA, or give --data.`,
      );
    seen.add(name);
    yield [name, { value, from }];
  }
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, "utf8").split("\n");
  } catch (error) {
    throw new WrongSetting(
      `The configuration file ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}

function refuseUnknown(name: string, from: string): void {
  if (settingRows.some((row) => row.name === name)) return;
  throw new WrongSetting(
    `There is no setting ${JSON.stringify(name)} (from ${from}). See bantam serve --help for those that exist.`,
  );
}
