import { operate } from "./operator.ts";
import type { Subcommand } from "./subcommand.ts";

export const tokenCommands: Readonly<Record<string, Subcommand>> = {
  "token create": {
    summary: "Prints a bearer token for a program that acts as the user. It is valid as long as a sign-in.",
    operands: ["HANDLE"],
    options: {},
    settings: ["data"],
    async run({ operands: [handle = ""], settings }) {
      console.log(await operate(settings, "token.create", { handle }));
    },
  },
};
