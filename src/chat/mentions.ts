import { limits } from "../protocol/limits.ts";
import type { Everyone } from "../store/rows.ts";
import type { Membership, User } from "./directory.ts";
import type { Services } from "./services.ts";

export interface Mentions {
  readonly users: readonly User[];
  readonly everyone: Everyone | undefined;
}

/** An @ that no letter, digit or other part of an address stands before, and the handle after it. */
const mention = /(?<![\p{L}\p{N}._@/-])@([a-z0-9][a-z0-9._-]{0,63})/giu;

/** Whom a message names by @handle, with their memberships loaded, and whether by @channel or @here. Code is not looked at. */
export async function findNamed({ directory }: Services, body: string): Promise<Mentions> {
  const users = new Set<User>();
  let everyone: Everyone | undefined;
  for (const [, word = ""] of withoutCode(body).matchAll(mention)) {
    // A full stop at the end is the sentence's.
    const handle = word.toLowerCase().replace(/[._-]+$/, "");
    if (handle === "channel" || handle === "here") {
      if (everyone !== "channel") everyone = handle;
      continue;
    }
    const user = directory.usersByHandle.get(handle);
    if (!user || users.has(user) || users.size === limits.mentions_max) continue;
    users.add(user);
    await directory.enter(user);
  }
  return { users: [...users], everyone };
}

/** Those of the named who are mentioned: members of the channel, and everybody in it unless a guest says so. */
export function mentionedIn({ channel, user: author }: Membership, named: Mentions | undefined): Mentions | undefined {
  if (!named) return undefined;
  const users = named.users.filter((user) => user.memberships?.has(channel));
  return { users, everyone: author.role === "guest" ? undefined : named.everyone };
}

/** The text without what stands between runs of backticks (CommonMark's code spans and fences). Linear in its length. */
function withoutCode(body: string): string {
  if (!body.includes("`")) return body;
  const parts = body.split(/(`+)/);
  let text = parts[0] ?? "";
  const lastOf = new Map<string, number>();
  parts.forEach((part, i) => lastOf.set(part, i));
  for (let i = 1; i < parts.length; i += 2) {
    const ticks = parts[i] ?? "";
    if ((lastOf.get(ticks) ?? 0) > i) {
      do i += 2;
      while (parts[i] !== ticks);
    }
    text += ` ${parts[i + 1] ?? ""}`;
  }
  return text;
}
