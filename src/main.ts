import { version } from "../package.json";
import { helpOf, helpOfAll } from "./cli/help.ts";
import { inviteCommands } from "./cli/invite.ts";
import { profile } from "./cli/profile.ts";
import { serve } from "./cli/serve.ts";
import { Failure, readCall, type Subcommand, WrongUsage } from "./cli/subcommand.ts";
import { tokenCommands } from "./cli/token.ts";
import { userCommands } from "./cli/user.ts";
import { WrongSetting } from "./config/sources.ts";
import { logFailure } from "./log.ts";
import { Refusal } from "./protocol/errors.ts";
import { StorageFailed } from "./store/store.ts";

const subcommands: Readonly<Record<string, Subcommand>> = {
  serve,
  ...userCommands,
  ...tokenCommands,
  ...inviteCommands,
  profile,
};

// Nothing that this program makes is for others on the machine to read.
process.umask(0o077);
process.exit(await main(process.argv.slice(2)));

/** Runs what the command line asks for. Resolves to the exit code: 0 done, 1 failed, 2 wrong usage. */
async function main(args: readonly string[]): Promise<number> {
  if (args[0] === "--version") {
    console.log(version);
    return 0;
  }
  if (args[0] === "--help") {
    console.log(helpOfAll(subcommands));
    return 0;
  }
  const { name, rest } = split(args);
  try {
    const subcommand = subcommands[name];
    if (!subcommand) return showGroup(name, rest);
    const call = readCall(subcommand, rest);
    if (call) await subcommand.run(call);
    else console.log(helpOf(name, subcommand));
    return 0;
  } catch (error) {
    console.error(`bantam: ${sentenceOf(error)}`);
    if (!(error instanceof WrongUsage)) return 1;
    console.error(`Try: bantam ${name} --help`);
    return 2;
  }
}

/** A subcommand's name is one word, or two; without any it is serve. */
function split(args: readonly string[]): { name: string; rest: readonly string[] } {
  const [one = "", two = ""] = args;
  if (one === "" || one.startsWith("-")) return { name: "serve", rest: args };
  const both = `${one} ${two}`;
  return both in subcommands ? { name: both, rest: args.slice(2) } : { name: one, rest: args.slice(1) };
}

/** `bantam user`: what can follow. */
function showGroup(name: string, rest: readonly string[]): number {
  const group = Object.entries(subcommands).filter(([full]) => full.startsWith(`${name} `));
  if (group.length > 0 && rest.includes("--help")) {
    console.log(helpOfAll(Object.fromEntries(group)));
    return 0;
  }
  const asked = [name, ...rest.slice(0, 1)].join(" ");
  console.error(`bantam: There is no subcommand ${JSON.stringify(asked)}.\nTry: bantam --help`);
  return 2;
}

function sentenceOf(error: unknown): string {
  const isExpected = [WrongUsage, WrongSetting, Failure, StorageFailed, Refusal].some((kind) => error instanceof kind);
  if (isExpected && error instanceof Error) return error.message;
  return `Something went wrong that should not have; it is logged with the id ${logFailure(error)}.`;
}
