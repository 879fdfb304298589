import { limits } from "../protocol/limits.ts";
import { roles } from "./local.ts";
import { operate } from "./operator.ts";
import type { Subcommand } from "./subcommand.ts";

const defaults = { role: "member", uses: "25", days: "7" };

export const inviteCommands: Readonly<Record<string, Subcommand>> = {
  "invite create": {
    summary: "Prints a link with which people make themselves an account.",
    operands: [],
    options: {
      role: { value: "ROLE", help: `What they become, ${roles}. If not given: ${defaults.role}.` },
      uses: {
        value: "N",
        help: `How many people can use it, up to ${limits.invite_uses_max}. If not given: ${defaults.uses}.`,
      },
      days: {
        value: "N",
        help: `How long it is valid, up to ${limits.invite_days_max}. If not given: ${defaults.days}.`,
      },
    },
    settings: ["data", "public_url"],
    async run({ options: { role = defaults.role, uses = defaults.uses, days = defaults.days }, settings, link }) {
      console.log(await operate(settings, "invite.create", { role, uses: Number(uses), days: Number(days), ...link }));
    },
  },
};
