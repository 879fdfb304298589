import { parseArgs } from "node:util";
import type { Settings } from "../config/settings.ts";
import { readSettings, WrongSetting } from "../config/sources.ts";

/** One subcommand: how it is called, and what it does. */
export interface Subcommand {
  readonly summary: string;
  /** What must follow its name: "HANDLE". */
  readonly operands: readonly string[];
  readonly options: Readonly<Record<string, Option>>;
  /** The settings that it takes as options. The others are read from the environment and the configuration file alike. */
  readonly settings: readonly string[];
  run(call: Call): Promise<void>;
}

export interface Option {
  /** Stands for its value in the help: "ROLE". */
  readonly value: string;
  readonly help: string;
}

export interface Call {
  readonly operands: readonly string[];
  readonly options: Readonly<Record<string, string | undefined>>;
  readonly settings: Settings;
  /** What a link begins with, where this call says so: that goes before what a running server was started with. */
  readonly link: { readonly origin?: string };
}

/** The command line is not as the subcommand takes it. `message` is a sentence. */
export class WrongUsage extends Error {
  override name = "WrongUsage";
}

/** It could not be done. `message` is a sentence that says why, and what to do. */
export class Failure extends Error {
  override name = "Failure";
}

/** Reads what follows a subcommand's name; undefined when it asks for help. Throws WrongUsage, or WrongSetting. */
export function readCall(subcommand: Subcommand, args: readonly string[]): Call | undefined {
  const { values, operands } = readArgs(subcommand, args);
  if ("help" in values) return undefined;
  const missing = subcommand.operands[operands.length];
  if (missing !== undefined) throw new WrongUsage(`${missing} is missing.`);
  const extra = operands[subcommand.operands.length];
  if (extra !== undefined) throw new WrongUsage(`${JSON.stringify(extra)} is one argument too many.`);
  const isOwn = (name: string) => Object.hasOwn(subcommand.options, name);
  const entries = Object.entries(values);
  const flags = Object.fromEntries(entries.filter(([name]) => !isOwn(name)));
  try {
    const settings = readSettings(flags, process.env);
    const link = flags["public_url"] ? { origin: settings.public_url } : {};
    return { operands, settings, link, options: Object.fromEntries(entries.filter(([name]) => isOwn(name))) };
  } catch (error) {
    if (error instanceof WrongSetting && error.isOnCommandLine) throw new WrongUsage(error.message);
    throw error;
  }
}

function readArgs({ options, settings }: Subcommand, args: readonly string[]) {
  const known = [...Object.keys(options), ...settings, "config", "help"];
  const { tokens } = parseArgs({
    // A name may be written with _ as everywhere else, or with - as is usual here.
    args: args.map((arg) => arg.replace(/^--[\w-]+/, dashed)),
    options: Object.fromEntries(known.map((name) => [dashed(name), { type: name === "help" ? "boolean" : "string" }])),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const values: Record<string, string> = {};
  const operands: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value);
    if (token.kind !== "option") continue;
    const name = known.find((known) => dashed(known) === token.name);
    if (name === undefined) throw new WrongUsage(`There is no option ${token.rawName}.`);
    const isNext = token.inlineValue === false && token.value.startsWith("--");
    if (name !== "help" && (token.value === undefined || isNext))
      throw new WrongUsage(`${token.rawName} needs a value.`);
    values[name] = token.value ?? "";
  }
  return { values, operands };
}

export function dashed(name: string): string {
  return name.replaceAll("_", "-");
}
