import { type SettingHelp, settingRows } from "../config/settings.ts";
import { dashed, type Subcommand } from "./subcommand.ts";

const width = 120;
const indent = 34;

/** All subcommands, a line each. */
export function helpOfAll(subcommands: Readonly<Record<string, Subcommand>>): string {
  const lines = Object.entries(subcommands).map(([name, subcommand]) =>
    entry(usage(name, subcommand), subcommand.summary),
  );
  return [
    "Bantam: team chat in one executable.\n",
    "Usage: bantam [SUBCOMMAND] [OPTIONS]\n",
    ...lines,
    "\nWithout a subcommand it is serve. Every subcommand takes --help; bantam --version says which version this is.",
  ].join("\n");
}

/** One subcommand with its options. */
export function helpOf(name: string, subcommand: Subcommand): string {
  const own = Object.entries(subcommand.options).map(([option, { value, help }]) =>
    entry(`--${option} ${value}`, help),
  );
  const settings = settingRows.filter((row) => subcommand.settings.includes(row.name)).map(settingEntry);
  return [
    `Usage: bantam ${usage(name, subcommand)} [OPTIONS]\n`,
    `${subcommand.summary}\n`,
    ...own,
    ...settings,
    entry(
      "--config FILE",
      "Settings, a line each: name = value. If not given: bantam.conf in the data folder, if it is there.",
    ),
    entry("--help", "Shows this."),
    "\nEvery setting can be given in three ways, the first that says it counts: --public-url URL here, BANTAM_PUBLIC_URL=URL in",
    "the environment, public_url = URL in the configuration file.",
  ].join("\n");
}

function usage(name: string, { operands }: Subcommand): string {
  return [name, ...operands].join(" ");
}

function settingEntry({ name, value, takes, initial, help }: SettingHelp): string {
  const otherwise = initial === "" ? "" : `; ${initial} if not given`;
  return entry(`--${dashed(name)} ${value}`, `${help} (${takes}${otherwise})`);
}

/** A name, and beside it what it means, broken into lines. */
function entry(name: string, meaning: string): string {
  const lines: string[] = [];
  for (const word of meaning.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && indent + last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  const label = `  ${name}`;
  const first = label.length < indent - 1 ? [`${label.padEnd(indent)}${lines.shift() ?? ""}`] : [label];
  return [...first, ...lines.map((line) => " ".repeat(indent) + line)].join("\n");
}
