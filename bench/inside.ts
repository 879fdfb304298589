import type { Asker, Caller } from "../src/chat/services.ts";
import { openWorkspace } from "../src/cli/workspace.ts";
import { readSettings } from "../src/config/sources.ts";
import type { Command } from "../src/protocol/commands.ts";
import { json } from "../src/protocol/json.ts";

/**
 * Opens a workspace inside of this process, as all of Bantam but its sockets. `perform` does a command and resolves to the
 * milliseconds from where it arrives to where its answer is encoded; it rejects with what refuses it. One at a time.
 */
export async function openInside(folder: string) {
  const lifted = { sends_per_10s: "0", commands_per_minute: "0" };
  const workspace = await openWorkspace(folder, readSettings({ data: folder, ...lifted }, {}));
  let answered: (error?: Error) => void = () => {};
  /** By HTTP every command gets an answer; a socket is told of its message by the event. */
  const caller: Caller = {
    carrier: "http",
    hears: false,
    ending: undefined,
    address: "",
    ok(name, re, answer) {
      json.frame([json.ok(name, re, answer)]);
      answered();
    },
    fail: (_re, refusal) => answered(refusal),
    hear() {},
    watch() {},
    appear() {},
  };
  const perform = (asker: Omit<Asker, "caller">, command: Command): Promise<number> =>
    new Promise((resolve, reject) => {
      const started = performance.now();
      answered = (error) => (error ? reject(error) : resolve(performance.now() - started));
      workspace.chat.submit(caller, command, { ...asker, caller });
    });
  return { workspace, perform };
}
