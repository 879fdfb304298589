import { Refusal } from "../protocol/errors.ts";
import { readName } from "./names.ts";
import { write } from "./row.ts";
import { workspaceRecord } from "./wire.ts";

export const set = write<"workspace.set">({
  who: "admin",
  decide(services, turn, _asker, { name, accent }) {
    const { directory, audience } = services;
    if (name === undefined && accent === undefined)
      throw new Refusal("bad_value", "Give the workspace another name, another accent, or both.");
    const workspace = {
      name: name === undefined ? directory.workspace.name : readName(name),
      accent: accent ?? directory.workspace.accent,
    };
    turn.set(directory, "workspace", workspace);
    turn.writes.push({ type: "workspace.changed", workspace });
    const event = { event: "workspace", ...workspaceRecord(services) } as const;
    turn.told.push({ to: "workspace", event });
    for (const user of directory.users.values())
      if (user.role === "guest" && audience.isHere(user)) turn.told.push({ to: "user", user, event });
    return {};
  },
});
