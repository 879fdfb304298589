import { existsSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { heaviest } from "../profile/frames.ts";
import { type Profile, profile as profileShape, profileAsk } from "../profile/profile.ts";
import { failure } from "../protocol/frames.ts";
import { limits } from "../protocol/limits.ts";
import { isRecord, Misfit } from "../protocol/shape.ts";
import { askServer } from "./socket.ts";
import { type Call, Failure, type Subcommand, WrongUsage } from "./subcommand.ts";

const seconds_default = "10";
const out_default = "bantam-profile.html";
const shown = 10;

export const profile: Subcommand = {
  summary: "Writes where the running server's time goes: a page with a flame graph, and a .cpuprofile for other tools.",
  operands: [],
  options: {
    seconds: {
      value: "N",
      help: `For how long, up to ${limits.profile_seconds_max}. If not given: ${seconds_default}.`,
    },
    out: { value: "FILE.html", help: `The page; beside it FILE.cpuprofile. If not given: ${out_default}.` },
    url: {
      value: "URL",
      help: "A server elsewhere: https://chat.example.org. The token of an owner or admin is taken from BANTAM_TOKEN.",
    },
  },
  settings: ["data"],
  async run(call) {
    const { seconds = seconds_default, out = out_default } = call.options;
    const ask = readAsk({ seconds: Number(seconds) });
    const other = `${out.replace(/\.html?$/, "")}.cpuprofile`;
    refuseUnwritable([out, other]);
    const taken = await take(call, ask);
    const { profilePage } = await import("../profile/page.ts");
    writeAll([
      { path: out, text: profilePage(taken) },
      { path: other, text: JSON.stringify(taken) },
    ]);
    console.log(`${heaviest(taken, shown)}\n\nWrote ${out} and ${other}.`);
  },
};

function readAsk(ask: { seconds: number }): { seconds: number } {
  try {
    return profileAsk.read(ask, "profile");
  } catch (error) {
    throw error instanceof Misfit ? new WrongUsage(error.message) : error;
  }
}

async function take({ options: { url }, settings }: Call, ask: { seconds: number }): Promise<Profile> {
  const text = url === undefined ? await askLocally(settings.data, ask) : await askElsewhere(url, ask);
  try {
    return profileShape.read(JSON.parse(text), "profile", "server");
  } catch (error) {
    throw new Failure("The server answered with something that is no profile. Is it another version?", {
      cause: error,
    });
  }
}

async function askLocally(folder: string, ask: { seconds: number }): Promise<string> {
  const answer = existsSync(folder) ? await askServer(folder, "profile", ask) : undefined;
  if (answer !== undefined) return answer;
  throw new Failure(
    `No server runs on the data folder ${folder}, so there is nothing to profile. Start it first, or give another with --data.`,
  );
}

async function askElsewhere(url: string, ask: { seconds: number }): Promise<string> {
  const base = URL.parse(url);
  if (!base || !/^https?:$/.test(base.protocol))
    throw new WrongUsage("--url must be a server's address such as https://chat.example.org.");
  const token = process.env["BANTAM_TOKEN"];
  if (!token) throw new Failure("Put the token of an owner or admin into the variable BANTAM_TOKEN.");
  let text: string;
  try {
    const response = await fetch(new URL("/admin/profile", base), {
      method: "POST",
      redirect: "error",
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: JSON.stringify(ask),
    });
    text = await response.text();
  } catch (error) {
    throw new Failure(`There is no answer from ${base.origin}. Is the address right, and does the server run?`, {
      cause: error,
    });
  }
  const refusal = refusalIn(text);
  if (refusal !== undefined) throw new Failure(refusal);
  return text;
}

/** The sentence of an error answer; undefined if this is none. */
function refusalIn(text: string): string | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    if (!isRecord(answer) || !("error" in answer)) return undefined;
    return failure.read(answer["error"], "error", "server").message;
  } catch {
    return undefined;
  }
}

/** Tries to make files beside these, so that nobody waits for what cannot be written. Throws Failure. */
function refuseUnwritable(paths: readonly string[]): void {
  for (const path of paths) {
    attempt(path, () => {
      if (statSync(path, { throwIfNoEntry: false })?.isFile() === false) throw new Error("this is no file");
      writeFileSync(partOf(path), "");
      rmSync(partOf(path));
    });
  }
}

/** Puts texts where the paths say. What is there stays until all are written. Throws Failure. */
function writeAll(files: readonly { readonly path: string; readonly text: string }[]): void {
  try {
    for (const { path, text } of files) attempt(path, () => writeFileSync(partOf(path), text));
    for (const { path } of files) attempt(path, () => renameSync(partOf(path), path));
  } finally {
    for (const { path } of files) rmSync(partOf(path), { force: true });
  }
}

function attempt(path: string, work: () => void): void {
  try {
    work();
  } catch (error) {
    throw new Failure(`${path} cannot be written. Give another file with --out.`, { cause: error });
  }
}

function partOf(path: string): string {
  return `${path}.part`;
}
