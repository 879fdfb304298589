/** What one cell of the matrix is about: an actor, a channel of its own, and people who are the same for all cells. */
import { createUser } from "../../src/chat/accounts.ts";
import { makeChannel } from "../../src/chat/channels.ts";
import type { Channel, User } from "../../src/chat/directory.ts";
import { makeInvite } from "../../src/chat/invites.ts";
import { enterChannel, leaveChannel } from "../../src/chat/members.ts";
import { readChannelName } from "../../src/chat/names.ts";
import { makeRecovery } from "../../src/chat/recovery.ts";
import { newSession, startSession } from "../../src/chat/sessions.ts";
import type { Turn } from "../../src/chat/turn.ts";
import { deactivateUser } from "../../src/chat/users.ts";
import { commandId, type Id, randomId } from "../../src/protocol/id.ts";
import type { Role } from "../../src/protocol/records.ts";
import { aPicture } from "../support/pictures.ts";
import type { Actor, Row } from "./matrix.ts";
import type { Person, World } from "./world.ts";

/** People whom no cell changes. */
export interface Extras {
  /** In every channel that is acted on: as its owner, and as a member. */
  readonly host: Person;
  readonly other: Person;
  /** Shares a channel with every actor, and is not in the channel that is acted on. */
  readonly friend: Person;
  readonly lounge: Channel;
  /** Shares no channel with any actor. */
  readonly stranger: Person;
}

export async function castExtras(world: World): Promise<Extras> {
  const [host, other, friend, stranger] = [
    await world.person({ role: "owner" }),
    await world.person(),
    await world.person(),
    await world.person(),
  ];
  return { host, other, friend, stranger, lounge: await world.channel({ members: [friend] }) };
}

const password = "a long and unusual one";
const roles: Partial<Record<Actor, Role>> = { guest: "guest", admin: "admin", owner: "owner" };
const insiders: ReadonlySet<Actor> = new Set(["deactivated", "member", "exmember", "runner"]);

export class Stage implements Extras {
  readonly nobody: Id = randomId();
  readonly newName = `name ${crypto.randomUUID()}`;
  readonly newPassword = { current: password, password: "another long and unusual one" };

  private constructor(
    readonly world: World,
    extras: Extras,
    /** Undefined for the anonymous one. */
    readonly actor: Person | undefined,
    readonly channel: Channel,
    /** A message of the host, and one of the actor if the actor was ever in the channel. */
    readonly seq: number,
    readonly own: number,
  ) {
    Object.assign(this, extras);
  }
  declare readonly host: Person;
  declare readonly other: Person;
  declare readonly friend: Person;
  declare readonly stranger: Person;
  declare readonly lounge: Channel;

  static async set(world: World, extras: Extras, actor: Actor, { place, inside }: Row): Promise<Stage> {
    const { services } = world;
    const handle = `a-${crypto.randomUUID().slice(0, 13)}`;
    const kind = actor === "bot" ? "bot" : "person";
    const hash = kind === "bot" ? undefined : await services.passwords.hash(password);
    const session = await newSession(services, 0, "test");
    return world.chat.work((turn) => {
      const fields = { handle, name: handle, role: roles[actor] ?? "member", kind } as const;
      const user = actor === "anonymous" ? undefined : createUser(services, turn, fields, hash);
      const isIn = user !== undefined && (inside || insiders.has(actor));
      const users = [extras.host.user, extras.other.user, ...(user && isIn ? [user] : [])];
      const name = readChannelName(`channel ${crypto.randomUUID()}`);
      const channel = makeChannel(services, turn, {
        kind: place,
        topic: "",
        name: place === "direct" ? "" : name.name,
        key: place === "public" ? name.key : `${place}:${crypto.randomUUID()}`,
        users: place === "direct" ? users.map(({ n }) => n) : [],
      });
      for (const each of users) {
        const runs = place !== "direct" && (each === extras.host.user || (actor === "runner" && each === user));
        enterChannel(services, turn, channel, [each], runs ? "owner" : "member");
      }
      const seq = post(turn, channel, extras.host.user);
      const own = user && isIn ? post(turn, channel, user) : seq;
      if (user) {
        enterChannel(services, turn, extras.lounge, [user], "member");
        startSession(turn, user, session);
        if (actor === "deactivated") deactivateUser(services, turn, user, []);
        const membership = actor === "exmember" ? user.memberships?.get(channel) : undefined;
        if (membership) leaveChannel(services, turn, membership);
      }
      const person = user && { user, id: user.id, handle, token: session.token, session: session.session.id };
      return new Stage(world, extras, person, channel, seq, own);
    });
  }

  get credentials() {
    return { handle: this.actor?.handle ?? "nobody", password };
  }
  get mistaken() {
    return { handle: this.host.handle, password };
  }
  get raisedSelf() {
    return { user: this.actor?.id ?? this.nobody, role: "owner" } as const;
  }

  some(role: Role): Promise<Person> {
    return this.world.person({ role });
  }
  async user(role: Role) {
    return { user: (await this.some(role)).id };
  }
  async pictured(role: Role) {
    const person = await this.some(role);
    await this.world.post(person.token, "user.set_avatar", { picture: aPicture() });
    return { user: person.id };
  }
  async gone(role: Role) {
    const person = await this.some(role);
    await this.world.deactivate(person);
    return { user: person.id };
  }
  async raised(role: Role) {
    return { user: (await this.some("member")).id, role };
  }
  async raisedBot() {
    return { user: (await this.world.person({ kind: "bot" })).id, role: "owner" } as const;
  }

  async ownSession() {
    return { session: this.actor ? (await this.world.session(this.actor)).session : this.nobody };
  }

  async inviteOf(role: Role) {
    const { services, chat } = this.world;
    const { id } = await chat.work((turn) => makeInvite(services, turn, this.host.user.n, role, 1, 1));
    return { invite: id };
  }
  async invite(): Promise<string> {
    return this.world.services.links.seal("invite", (await this.inviteOf("member")).invite);
  }
  /** An invite's secret, made as it should be, for an invite that is not there any more. */
  async deadInvite(): Promise<string> {
    return this.world.services.links.seal("invite", this.nobody);
  }
  async recovery(): Promise<string> {
    const { user } = await this.some("member");
    return (await this.world.chat.work((turn) => makeRecovery(this.world.services, turn, user))).secret;
  }

  /** Direct channels stay as they are. */
  async archive(): Promise<void> {
    await this.world.post(this.host.token, "channel.archive", { channel: this.channel.id });
  }
}

function post(turn: Turn, channel: Channel, { n }: User): number {
  const seq = turn.rev(channel);
  channel.last = seq;
  const message = { seq, at: turn.now, body: "Hello", author: n, command: commandId() };
  turn.writes.push({
    type: "message.posted",
    channel: channel.n,
    ...message,
    mentions: [],
    attachments: [],
    everyone: undefined,
  });
  return seq;
}
