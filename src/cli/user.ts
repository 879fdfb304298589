import { randomBytes } from "node:crypto";
import { limits } from "../protocol/limits.ts";
import { roles } from "./local.ts";
import { operate } from "./operator.ts";
import type { Subcommand } from "./subcommand.ts";

const password_bytes = 12;
const roleOption = { value: "ROLE", help: `${roles}; it must be given.` };

export const userCommands: Readonly<Record<string, Subcommand>> = {
  "user create": {
    summary: "Makes a user. The password is the first line of standard input; without one a new password is printed.",
    operands: ["HANDLE"],
    options: {
      role: roleOption,
      name: { value: "NAME", help: "The display name. If not given: the handle." },
      kind: { value: "WORD", help: "person or bot; person if not given. A bot has no password: see token create." },
    },
    settings: ["data"],
    async run({ operands: [handle = ""], options, settings }) {
      const input = { handle, name: handle, kind: "person", ...options };
      if (input.kind !== "person") {
        console.log(await operate(settings, "user.create", input));
        return;
      }
      const given = await readPassword();
      const password = given ?? randomBytes(password_bytes).toString("base64url");
      console.log(await operate(settings, "user.create", { ...input, password }));
      if (given === undefined) console.log(`Password: ${password}`);
    },
  },
  "user list": {
    summary: "Lists all users: handle, role, active or deactivated, name.",
    operands: [],
    options: {},
    settings: ["data"],
    async run({ settings }) {
      const list = await operate(settings, "user.list", {});
      if (list !== "") console.log(list);
    },
  },
  "user set-role": {
    summary: "Gives a user another role.",
    operands: ["HANDLE"],
    options: { role: roleOption },
    settings: ["data"],
    async run({ operands: [handle = ""], options, settings }) {
      console.log(await operate(settings, "user.set_role", { handle, ...options }));
    },
  },
  "user deactivate": {
    summary: "Ends all sessions of a user, who cannot sign in any more. What they wrote stays.",
    operands: ["HANDLE"],
    options: {},
    settings: ["data"],
    async run({ operands: [handle = ""], settings }) {
      console.log(await operate(settings, "user.deactivate", { handle }));
    },
  },
  "user recover": {
    summary: "Prints a link with which the user sets a new password: once, within 4 hours.",
    operands: ["HANDLE"],
    options: {},
    settings: ["data", "public_url"],
    async run({ operands: [handle = ""], settings, link }) {
      console.log(await operate(settings, "user.recover", { handle, ...link }));
    },
  },
};

/** The first line of standard input; undefined when it is a terminal or there is none. */
async function readPassword(): Promise<string | undefined> {
  if (process.stdin.isTTY) return undefined;
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of Bun.stdin.stream()) {
    text += decoder.decode(chunk, { stream: true });
    if (text.includes("\n") || text.length > limits.password_bytes_max) break;
  }
  const [line = ""] = text.split(/\r?\n/, 1);
  return line === "" ? undefined : line;
}
