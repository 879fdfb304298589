/** One deed for each command that writes: who does what, on which stage. A command without a deed fails the suite. */
import { commandTable } from "../../src/chat/commands.ts";
import type { CommandName, FieldsOf } from "../../src/protocol/commands.ts";
import type { Id } from "../../src/protocol/id.ts";
import { newcomer } from "./newcomer.ts";
import { aPicture } from "./pictures.ts";
import { upload } from "./uploads.ts";
import { type Handle, handles, type Running, type Workspace } from "./people.ts";

type Table = typeof commandTable;
export type WritingName = { [N in CommandName]: Table[N]["does"] extends "write" ? N : never }[CommandName];

/** Where a deed is done: a public channel of ana's with everybody but dia in it, and one message of cho's. */
export interface Stage {
  readonly workspace: Workspace<Running>;
  readonly channel: Id;
  readonly seq: number;
}

export interface Deed<N extends CommandName> {
  /** Who does it. */
  readonly token: string;
  readonly fields: FieldsOf<N>;
}

export async function setStage(workspace: Workspace<Running>): Promise<Stage> {
  const channel = await workspace.channel("ana", ["ben", "cho", "eli", "fin"], "public");
  const { id } = await upload(workspace.server.url, workspace.people.cho.token);
  const { seq } = await workspace.call("cho", "message.send", { channel, body: "on the stage", attachments: [id] });
  return { workspace, channel, seq };
}

const by = <F>({ workspace }: Stage, handle: Handle, fields: F) => ({ token: workspace.people[handle].token, fields });
const idOf = ({ workspace }: Stage, handle: Handle) => workspace.people[handle].id;
const text = (start: string) => `${start} ${crypto.randomUUID()}`;

export const deeds: { readonly [N in WritingName]: (stage: Stage) => Promise<Deed<N>> | Deed<N> } = {
  "session.revoke": async (stage) => {
    const { session } = await stage.workspace.signIn("cho");
    return by(stage, "cho", { session });
  },
  "session.revoke_others": async (stage) => {
    const { token } = await newcomer(stage.workspace);
    return { token, fields: {} };
  },
  "session.end": async ({ workspace }) => ({ token: (await workspace.signIn("cho")).token, fields: {} }),
  "password.change": async (stage) => {
    const { token, password } = await newcomer(stage.workspace);
    return { token, fields: { current: password, password: text("another") } };
  },

  "user.rename": (stage) => by(stage, "cho", { name: text("Cho") }),
  "user.set_avatar": (stage) => by(stage, "cho", { picture: aPicture() }),
  "user.remove_avatar": async (stage) => {
    await stage.workspace.call("cho", "user.set_avatar", { picture: aPicture() });
    return by(stage, "ben", { user: idOf(stage, "cho") });
  },
  "user.set_role": async (stage) => by(stage, "ana", { user: (await newcomer(stage.workspace)).id, role: "admin" }),
  "user.deactivate": async (stage) => by(stage, "ben", { user: (await newcomer(stage.workspace)).id }),
  "user.reactivate": async (stage) => {
    const { id: user } = await newcomer(stage.workspace);
    await stage.workspace.call("ben", "user.deactivate", { user });
    return by(stage, "ben", { user });
  },
  "user.recover": (stage) => by(stage, "ana", { user: idOf(stage, "cho") }),

  "workspace.set": async (stage) => {
    // The first one makes rows, which later ones only change.
    await stage.workspace.call("ben", "workspace.set", { name: text("Crew"), accent: "teal" });
    return by(stage, "ben", { name: text("Crew") });
  },

  "invite.create": (stage) => by(stage, "ben", { role: "guest" }),
  "invite.revoke": async (stage) => {
    const { invite } = await stage.workspace.call("ben", "invite.create", { role: "member" });
    return by(stage, "ben", { invite: invite.id });
  },

  "channel.create": (stage) => by(stage, "cho", { kind: "public", name: text("c"), topic: "new" }),
  "channel.open_direct": (stage) => by(stage, "cho", { users: newGroup(stage.workspace) }),
  "channel.join": (stage) => by(stage, "dia", { channel: stage.channel }),
  "channel.leave": (stage) => by(stage, "cho", { channel: stage.channel }),
  "channel.rename": (stage) => by(stage, "ana", { channel: stage.channel, name: text("r") }),
  "channel.set_topic": (stage) => by(stage, "cho", { channel: stage.channel, topic: text("about") }),
  "channel.archive": (stage) => by(stage, "ben", { channel: stage.channel }),
  "channel.unarchive": async (stage) => {
    await stage.workspace.call("ana", "channel.archive", { channel: stage.channel });
    return by(stage, "ana", { channel: stage.channel });
  },

  "member.add": (stage) => by(stage, "cho", { channel: stage.channel, users: [idOf(stage, "dia")] }),
  "member.remove": (stage) => by(stage, "ana", { channel: stage.channel, user: idOf(stage, "eli") }),
  "member.set_role": (stage) =>
    by(stage, "ana", { channel: stage.channel, user: idOf(stage, "cho"), role: "owner" as const }),

  "message.send": async (stage) => {
    const { id } = await upload(stage.workspace.server.url, stage.workspace.people.eli.token);
    return by(stage, "eli", { channel: stage.channel, body: text("hello @cho"), attachments: [id] });
  },
  "message.edit": (stage) => by(stage, "cho", { channel: stage.channel, seq: stage.seq, body: text("better") }),
  "message.delete": (stage) => by(stage, "ben", { channel: stage.channel, seq: stage.seq }),
  "read.set": (stage) => by(stage, "eli", { channel: stage.channel, seq: stage.seq }),
};

/** The commands of the table that write, as the table says now. */
export const writingNames = Object.entries(commandTable)
  .filter(([, row]) => row.does === "write")
  .map(([name]) => name as WritingName);

/** The table's commands that need a deed and have none: none, or the suite fails. */
export const withoutDeed = writingNames.filter((name) => !Object.hasOwn(deeds, name));

const groups = new WeakMap<Workspace<Running>, number>();

/** Two users whose direct channel with cho is not open yet. */
function newGroup(workspace: Workspace<Running>): Id[] {
  const others = handles.filter((handle) => handle !== "cho");
  const pairs = others.flatMap((one, index) => others.slice(index + 1).map((other) => [one, other] as const));
  const number = groups.get(workspace) ?? 0;
  groups.set(workspace, number + 1);
  const pair = pairs[number];
  if (!pair) throw new Error("all direct channels are open already");
  return pair.map((handle) => workspace.people[handle].id);
}
