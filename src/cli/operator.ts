import { existsSync } from "node:fs";
import { makeOperator } from "../chat/operator.ts";
import type { Settings } from "../config/settings.ts";
import { lockFolder, openFolder } from "../lock.ts";
import { Misfit } from "../protocol/shape.ts";
import { urlOf } from "../server/url.ts";
import { type Input, type LocalName, localCommands } from "./local.ts";
import { askServer } from "./socket.ts";
import { Failure, WrongUsage } from "./subcommand.ts";
import { openWorkspace } from "./workspace.ts";

/** How long a server may take between locking its folder and listening, or another command to give the folder back. */
const busy_ms_max = 5000;
const retry_ms = 50;

/**
 * Does a local command: by itself when no server has the data folder, and else through the server. Resolves to what is
 * to be printed. Rejects with a sentence: WrongUsage, Failure, StorageFailed or Refusal.
 */
export async function operate(settings: Settings, name: LocalName, input: Input): Promise<string> {
  refuseMisfit(name, input);
  // Only a user is made in a folder that is not there yet: the others must have been given a wrong one.
  if (name !== "user.create" && !existsSync(settings.data))
    throw new Failure(`There is no data folder ${settings.data}. Give the server's with --data.`);
  const folder = openFolder(settings.data);
  for (let waited_ms = 0; waited_ms < busy_ms_max; waited_ms += retry_ms) {
    const lock = lockFolder(folder);
    if (lock) {
      try {
        return await operateAlone(folder, settings, name, input);
      } finally {
        lock.release();
      }
    }
    const answer = await askServer(folder, name, input);
    if (answer !== undefined) return answer;
    await Bun.sleep(retry_ms);
  }
  throw new Failure(
    `Another Bantam has the data folder ${settings.data} and does not answer. Try again, or stop it first.`,
  );
}

function refuseMisfit(name: LocalName, input: Input): void {
  try {
    localCommands[name].input.read(input, "input");
  } catch (error) {
    throw error instanceof Misfit ? new WrongUsage(error.message) : error;
  }
}

async function operateAlone(folder: string, settings: Settings, name: LocalName, input: Input): Promise<string> {
  const workspace = await openWorkspace(folder, settings);
  try {
    return await localCommands[name].run(
      { operator: makeOperator(workspace.chat), origin: () => originOf(settings) },
      input,
    );
  } finally {
    await workspace.close();
  }
}

/** Where people find the server once it runs. Throws Failure when only a running server has a port. */
function originOf({ public_url, host, port }: Settings): string {
  if (public_url !== "") return public_url;
  if (port !== 0) return urlOf(host, port);
  throw new Failure(
    "The server takes a free port when it starts, so that no link can be made now. Start it first, or give --public-url.",
  );
}
