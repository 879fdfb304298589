import type { Id } from "../protocol/id.ts";
import * as records from "../protocol/records.ts";
import type { AttachmentRow, ChannelRow, InviteRow, UserRow, WorkspaceRow } from "../store/rows.ts";
import type { Store } from "../store/store.ts";
import { Memberships } from "./memberships.ts";
import type { Here } from "./presence.ts";

/** A user as the server keeps it in memory. */
export interface User extends Omit<UserRow, "name" | "role" | "deactivated" | "rev"> {
  name: string;
  role: records.Role;
  deactivated: boolean;
  rev: number;
  /** The id of the picture that the user has chosen. */
  avatar: Id | undefined;
  /** What the user is in; undefined until somebody needs it. Finding a channel through it is the permission to see it. */
  memberships: Memberships | undefined;
  /** Kept by Presences; undefined for who is not here. */
  here: Here | undefined;
  /** Counts password changes, so that a sign-in that was under way during one is noticed. */
  passwords: number;
  /** Whether the memberships were used since the last sweep. */
  used: boolean;
}

export interface Channel extends Omit<ChannelRow, "name" | "key" | "topic" | "archived" | "rev" | "users"> {
  name: string;
  key: string;
  topic: string;
  archived: boolean;
  /** The newest rev, and the seq of the newest message; -1 until a member was loaded. */
  rev: number;
  last: number;
  readonly users: readonly User[];
  /** The members that are online or away, each once. A list takes a tenth of the memory of a Set. */
  readonly present: User[];
}

/** As it was when it was asked for: what changes is put into the user's memberships as a new one. */
export interface Membership {
  readonly channel: Channel;
  readonly user: User;
  readonly role: records.ChannelRole;
  readonly read: number;
}

/** Users, channels and the memberships of the users that are here: what is needed to permit a command without a query. */
export class Directory {
  readonly users = new Map<Id, User>();
  readonly usersByHandle = new Map<string, User>();
  /** A list, since numbers are given out one after the other: a Map takes up to seventeen times the memory. */
  readonly usersByN: (User | undefined)[] = [];
  readonly channels = new Map<Id, Channel>();
  readonly channelsByN = new Map<number, Channel>();
  readonly invites = new Map<Id, InviteRow>();
  /** What was uploaded and is in no message yet, the oldest first. Bounded: see uploads.ts. */
  readonly unsent = new Map<Id, AttachmentRow>();
  readonly handleKeys = new Set<string>();
  readonly channelKeys = new Map<string, Channel>();
  workspace: WorkspaceRow = { name: undefined, accent: records.accent_default };
  users_rev = 0;
  #lastUser = 0;
  #lastChannel = 0;
  readonly #store: Store;

  private constructor(store: Store) {
    this.#store = store;
  }

  static async load(store: Store): Promise<Directory> {
    const directory = new Directory(store);
    const { workspace, users, avatars, channels, invites } = await store.load();
    directory.workspace = workspace;
    for (const row of users) directory.addUser(row);
    for (const { user, id } of avatars) directory.userByN(user).avatar = id;
    for (const row of channels) directory.addChannel(row, -1);
    for (const invite of invites) directory.invites.set(invite.id, invite);
    for (const attachment of await store.unsent()) directory.unsent.set(attachment.id, attachment);
    return directory;
  }

  addUser(row: UserRow): User {
    const user: User = {
      ...row,
      avatar: undefined,
      memberships: undefined,
      here: undefined,
      passwords: 0,
      used: true,
    };
    this.users.set(user.id, user);
    this.usersByN[user.n] = user;
    this.usersByHandle.set(user.handle, user);
    this.handleKeys.add(user.handle_key);
    this.users_rev = Math.max(this.users_rev, user.rev);
    this.#lastUser = Math.max(this.#lastUser, user.n);
    return user;
  }

  removeUser(user: User): void {
    this.users.delete(user.id);
    this.usersByN[user.n] = undefined;
    this.usersByHandle.delete(user.handle);
    this.handleKeys.delete(user.handle_key);
  }

  /** `rev` is the channel's newest, -1 when it is not known yet. */
  addChannel(row: ChannelRow, rev: number): Channel {
    const users = row.users.map((n) => this.userByN(n));
    const channel: Channel = { ...row, users, rev, last: Math.min(rev, 0), present: [] };
    this.channels.set(channel.id, channel);
    this.channelsByN.set(channel.n, channel);
    this.channelKeys.set(channel.key, channel);
    this.#lastChannel = Math.max(this.#lastChannel, channel.n);
    return channel;
  }

  removeChannel(channel: Channel): void {
    this.channels.delete(channel.id);
    this.channelsByN.delete(channel.n);
    this.channelKeys.delete(channel.key);
  }

  userByN(n: number): User {
    const user = this.usersByN[n];
    if (!user) throw new Error(`user ${n} is referred to but not stored`);
    return user;
  }

  /** Makes the user's memberships known, with the heads of their channels. */
  async enter(user: User): Promise<Memberships> {
    user.used = true;
    if (user.memberships) return user.memberships;
    const rows = await this.#store.memberships(user.n);
    const memberships = new Memberships(
      user,
      rows.flatMap(({ channel: n, role, read }) => {
        const channel = this.channelsByN.get(n);
        return channel ? [{ channel, role, read }] : [];
      }),
    );
    await this.#loadHeads(memberships.keys());
    user.memberships ??= memberships;
    return user.memberships;
  }

  /** Makes the heads of these channels known. */
  async #loadHeads(channels: readonly Channel[]): Promise<void> {
    const unknown = channels.filter((channel) => channel.rev === -1);
    const heads = await this.#store.heads(unknown.map((channel) => channel.n));
    unknown.forEach((channel, i) => {
      const head = heads[i];
      if (head && channel.rev === -1) {
        channel.rev = head.rev;
        channel.last = head.last;
      }
    });
  }

  async known(channel: Channel): Promise<void> {
    await this.#loadHeads([channel]);
  }

  /** Forgets the memberships of users that are neither here nor were used since the last call. */
  sweep(here: (user: User) => boolean): void {
    for (const user of this.users.values()) {
      if (!user.memberships || here(user)) continue;
      if (user.used) user.used = false;
      else user.memberships = undefined;
    }
  }

  /** Numbers for new rows. One that was given out is not given out again, also when its turn fails. */
  nextUser(): number {
    return ++this.#lastUser;
  }

  nextChannel(): number {
    return ++this.#lastChannel;
  }

  /** The active people who own the workspace. */
  owners(): User[] {
    return [...this.users.values()].filter(
      (user) => user.role === "owner" && user.kind === "person" && !user.deactivated,
    );
  }
}
