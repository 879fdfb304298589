import { token_days_max } from "./local.ts";
import { operate } from "./operator.ts";
import type { Subcommand } from "./subcommand.ts";

const days_default = "365";

export const tokenCommands: Readonly<Record<string, Subcommand>> = {
  "token create": {
    summary: "Prints a bearer token for a program that acts as the user.",
    operands: ["HANDLE"],
    options: {
      days: {
        value: "N",
        help: `How long it is valid, up to ${token_days_max}. If not given: ${days_default}.`,
      },
    },
    settings: ["data"],
    async run({ operands: [handle = ""], options: { days = days_default }, settings }) {
      console.log(await operate(settings, "token.create", { handle, days: Number(days) }));
    },
  },
  "token list": {
    summary: "Lists the user's tokens that are valid: id, the day it was made, the day it ends.",
    operands: ["HANDLE"],
    options: {},
    settings: ["data"],
    async run({ operands: [handle = ""], settings }) {
      const list = await operate(settings, "token.list", { handle });
      if (list !== "") console.log(list);
    },
  },
  "token revoke": {
    summary: "Ends a token at once. Its id is the one that token list says.",
    operands: ["HANDLE", "ID"],
    options: {},
    settings: ["data"],
    async run({ operands: [handle = "", id = ""], settings }) {
      console.log(await operate(settings, "token.revoke", { handle, id }));
    },
  },
};
