import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";
import { Refusal } from "../protocol/errors.ts";
import { Misfit } from "../protocol/shape.ts";
import { logFailure } from "../log.ts";
import { profileAsk } from "../profile/profile.ts";
import { takeProfile } from "../profile/profiler.ts";
import { type Input, isLocalName, type Local, type LocalName, localCommands } from "./local.ts";
import { Failure } from "./subcommand.ts";

const input_bytes_max = 16 * 1024;
const stop_ms_max = 1000;

/** The socket in the data folder on which a running server takes local commands: who may open the folder may use it. */
function pathOf(folder: string): string {
  return join(folder, "bantam.sock");
}

/** Opens it, in place of one that a server left which was killed: the caller holds the folder's lock. */
export function openSocket(folder: string, local: Local): { close(): Promise<void> } {
  const path = pathOf(folder);
  rmSync(path, { force: true });
  const server = Bun.serve({
    unix: path,
    development: false,
    maxRequestBodySize: input_bytes_max,
    fetch(request, self) {
      // A profile takes as long as it was asked for.
      self.timeout(request, 0);
      return answer(local, request);
    },
  });
  chmodSync(path, 0o600);
  return {
    async close() {
      // A connection on which nothing comes must not keep the server from ending.
      await Promise.race([server.stop(), Bun.sleep(stop_ms_max)]);
      await server.stop(true);
    },
  };
}

async function answer(local: Local, request: Request): Promise<Response> {
  const name = new URL(request.url).pathname.slice(1);
  try {
    // Of the process that runs, not of the data: nothing that could be done with the server stopped.
    if (name === "profile") {
      const { seconds } = profileAsk.read(await request.json(), "profile");
      return Response.json(await takeProfile(seconds, request.signal));
    }
    if (!isLocalName(name))
      return new Response("This server does not know this command. Is it another version?", { status: 404 });
    return new Response(await localCommands[name].run(local, await request.json()));
  } catch (error) {
    if (error instanceof Refusal || error instanceof Misfit) return new Response(error.message, { status: 400 });
    return new Response(`Something went wrong in the server. Its log says what, with the id ${logFailure(error)}.`, {
      status: 500,
    });
  }
}

/**
 * Has a running server do a local command, and resolves to what it prints; undefined when no server listens.
 * Rejects with a Failure that holds the server's sentence.
 */
export async function askServer(
  folder: string,
  name: LocalName | "profile",
  input: Input,
): Promise<string | undefined> {
  let response: Response;
  try {
    response = await fetch(`http://bantam/${name}`, {
      unix: pathOf(folder),
      method: "POST",
      body: JSON.stringify(input),
    });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ECONNREFUSED") return undefined;
    const sentence =
      name === "profile"
        ? "The server ended before the profile was done."
        : `The server ended the connection; whether it did this is not known. Look with "bantam user list".`;
    throw new Failure(sentence, { cause: error });
  }
  const text = await response.text();
  if (!response.ok) throw new Failure(text);
  return text;
}
