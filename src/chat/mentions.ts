import type { Id } from "../protocol/id.ts";
import { limits } from "../protocol/limits.ts";
import type { Everyone } from "../store/rows.ts";
import type { User } from "./directory.ts";
import type { Services } from "./services.ts";

export interface Mentions {
  readonly users: readonly User[];
  readonly everyone: Everyone | undefined;
}

/** An @ that no letter, digit or other part of an address stands before, and the handle after it. */
const mention = /(?<![\p{L}\p{N}._@/-])@([a-z0-9][a-z0-9._-]{0,63})/giu;

/**
 * Who is mentioned in a message to `to`: members of the channel by @handle, and everybody by @channel or @here, which
 * guests may not use. Code is not looked at.
 */
export async function findMentions(
  services: Services,
  author: User,
  to: Id,
  body: string,
): Promise<Mentions | undefined> {
  const { directory } = services;
  const channel = directory.channels.get(to);
  if (!channel || !author.memberships?.has(channel)) return undefined;
  const users = new Set<User>();
  const looked = new Set<User>();
  let everyone: Everyone | undefined;
  for (const [, word = ""] of withoutCode(body).matchAll(mention)) {
    // A full stop at the end is the sentence's.
    const handle = word.toLowerCase().replace(/[._-]+$/, "");
    if (handle === "channel" || handle === "here") {
      if (author.role !== "guest" && everyone !== "channel") everyone = handle;
      continue;
    }
    const user = directory.usersByHandle.get(handle);
    if (!user || looked.has(user) || users.size >= limits.mentions_max) continue;
    looked.add(user);
    const member = user.memberships?.has(channel) ?? (await services.store.membership(channel.n, user.n)) !== undefined;
    if (member) users.add(user);
  }
  return users.size > 0 || everyone ? { users: [...users], everyone } : undefined;
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
